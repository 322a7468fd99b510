"""Текст для поиска заново: латинские буквы-двойники, тире и апострофы любого вида приведены к одному виду (решение 37). Таблица переписывается.

И предложения о том, чего не примет база: этого она не замечает.
"""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Lower

FROM = "aёebkmhopctyx‐‑‒–—―−'’ʼ`´‘ʻ′＇\u00ad\u200b\u200c\u200d\u2060\ufeff"
TO = "аеевкмнорстух-------"


def folded(*names: str) -> Any:
    parts = [part for name in names for part in (models.Value(" "), models.F(name))]
    written = models.Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=models.TextField())
    plain = models.Func(Lower(written), models.Value(FROM), models.Value(TO), function="translate", output_field=models.TextField())
    return models.GeneratedField(expression=plain, output_field=models.TextField(), db_persist=True)


class Migration(migrations.Migration):
    dependencies = [("communities", "0006_topics")]
    operations = [
        migrations.RemoveField("community", "folded"),
        migrations.AddField("community", "folded", folded("name")),
        migrations.RemoveField("event", "folded"),
        migrations.AddField("event", "folded", folded("title")),
        migrations.AlterConstraint(
            model_name="attendance",
            name="attendance_once",
            constraint=models.UniqueConstraint(
                fields=("event", "teacher"), name="attendance_once", violation_error_message="Этот человек в списке события уже есть."
            ),
        ),
        migrations.AlterConstraint(
            model_name="authorship",
            name="authorship_once",
            constraint=models.UniqueConstraint(
                fields=("practice", "teacher"), name="authorship_once", violation_error_message="Этот автор у практики уже есть."
            ),
        ),
        migrations.AlterConstraint(
            model_name="community",
            name="community_dates",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="community_dates",
                violation_error_message="Дата «по» раньше даты «с».",
            ),
        ),
        migrations.AlterConstraint(
            model_name="internship",
            name="internship_once",
            constraint=models.UniqueConstraint(
                fields=("programme", "teacher", "since"), name="internship_once", violation_error_message="Этот человек уже записан на стажировку с этого дня."
            ),
        ),
        migrations.AlterConstraint(
            model_name="membership",
            name="membership_open_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("community", "teacher", "role"),
                name="membership_open_once",
                violation_error_message="Этот человек уже состоит в сообществе в этой роли.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="membership",
            name="membership_dates",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="membership_dates",
                violation_error_message="Дата «по» раньше даты «с».",
            ),
        ),
    ]
