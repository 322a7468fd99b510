"""По чему находятся возможные дубликаты: по числу на имя, отчество и всё ФИО, которые считает сама база, и указатели по ним."""

from django.db import migrations, models
from django.db.models import F, Func, Value
from django.db.models.functions import Replace

ALIKE = ("ABCEHKMOPTXYaceopxykmёЁ", "АВСЕНКМОРТХУасеорхукмеЕ")
SHOWN = models.Q(merged_into__isnull=True, erased_on__isnull=True)


def text(*parts: object, function: str = "", **words: str) -> Func:
    said = {"function": function} if function else words
    return Func(*parts, **said, output_field=models.TextField())


def key(*names: str) -> models.GeneratedField:
    glued = text(*map(F, names), template="(%(expressions)s)", arg_joiner=" || ")
    russian = text(Replace(glued, Value("№"), Value(" ")), template="normalize(%(expressions)s, NFKC)")
    russian = text(russian, *map(Value, ALIKE), function="translate")
    russian = text(text(russian, function="lower"), *map(Value, ("[^а-я]+", "", "g")), function="regexp_replace")
    number = Func(russian, function="hashtext", output_field=models.IntegerField())
    return models.GeneratedField(expression=number, output_field=models.IntegerField(), db_persist=True)


class Migration(migrations.Migration):
    dependencies = [("teachers", "0019_folded_alike")]

    operations = [
        migrations.AddField("teacher", "first_name_key", key("first_name")),
        migrations.AddField("teacher", "patronymic_key", key("patronymic")),
        migrations.AddField("teacher", "name_key", key("last_name", "first_name", "patronymic")),
        migrations.RemoveIndex("teacher", "teacher_by_birth"),
        migrations.AddIndex(
            "teacher",
            models.Index(
                fields=["district", "birth_date", "first_name_key"], include=["patronymic_key", "id", "merged_into", "erased_on"], name="teacher_by_birth"
            ),
        ),
        migrations.AddIndex("teacher", models.Index(fields=["district", "name_key", "birth_date"], include=["id"], condition=SHOWN, name="teacher_by_key")),
        migrations.AddIndex("teacher", models.Index(fields=["district"], include=["id", "email"], condition=SHOWN & ~models.Q(email=""), name="teacher_email")),
        migrations.AddIndex("teacher", models.Index(fields=["district"], condition=models.Q(folded__regex="[a-z]"), name="teacher_latin")),
    ]
