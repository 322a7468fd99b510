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
    dependencies = [("accounts", "0019_sending")]
    operations = [
        migrations.RemoveField("organisation", "folded"),
        migrations.AddField("organisation", "folded", folded("name", "short_name", "address", "inn")),
        migrations.AlterConstraint(
            model_name="agreement",
            name="agreement_dates",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="agreement_dates",
                violation_error_message="Дата «по» раньше даты «с».",
            ),
        ),
        migrations.AlterConstraint(
            model_name="consent",
            name="consent_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("user", "text", "district"),
                name="consent_once",
                violation_error_message="Согласие с этой редакцией уже дано.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="consenttext",
            name="consent_text_once",
            constraint=models.UniqueConstraint(
                fields=("kind", "version"), name="consent_text_once", violation_error_message="Редакция с таким номером уже есть."
            ),
        ),
        migrations.AlterConstraint(
            model_name="districtremoval",
            name="removal_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "running", "failed", "done"])),
                fields=("subject",),
                name="removal_once",
                violation_error_message="Удаление этого района уже решено.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="erasure",
            name="erasure_one_open",
            constraint=models.UniqueConstraint(
                condition=models.Q(("card__isnull", False), ("state__in", ["asked", "decided", "failed"])),
                fields=("district", "card"),
                name="erasure_one_open",
                violation_error_message="Требование об удалении этих данных уже подано.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="formername",
            name="former_name_once_a_day",
            constraint=models.UniqueConstraint(
                fields=("organisation", "until"), name="former_name_once_a_day", violation_error_message="Название организации с этого дня уже меняли."
            ),
        ),
        migrations.AlterConstraint(
            model_name="handover",
            name="handover_one_at_a_time",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "working"])),
                fields=("district",),
                name="handover_one_at_a_time",
                violation_error_message="Архив этого района уже собирается.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="invitation",
            name="invitation_one_open",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)),
                fields=("user", "district"),
                name="invitation_one_open",
                violation_error_message="Приглашение этому человеку уже ждёт ответа.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="organisation",
            name="organisation_once_in_district",
            constraint=models.UniqueConstraint(
                fields=("district", "short_name"),
                name="organisation_once_in_district",
                violation_error_message="Организация с таким кратким названием в районе уже есть.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="organisation",
            name="organisation_dates",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed__isnull", True), ("opened__isnull", True), ("closed__gte", models.F("opened")), _connector="OR"),
                name="organisation_dates",
                violation_error_message="Дата закрытия раньше даты открытия.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="personalcopy",
            name="copy_one_at_a_time",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "working"])),
                fields=("user",),
                name="copy_one_at_a_time",
                violation_error_message="Ваш архив уже собирается.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="word",
            name="word_once",
            constraint=models.UniqueConstraint(
                fields=("dictionary", "code"), name="word_once", violation_error_message="Запись с таким кодом в словаре уже есть."
            ),
        ),
    ]
