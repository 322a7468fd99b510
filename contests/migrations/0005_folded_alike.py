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
    dependencies = [("contests", "0004_folded")]
    operations = [
        migrations.RemoveField("contest", "folded"),
        migrations.AddField("contest", "folded", folded("name")),
        migrations.AlterConstraint(
            model_name="contest",
            name="contest_dates",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="contest_dates", violation_error_message="Окончание раньше начала."
            ),
        ),
        migrations.AlterConstraint(
            model_name="participation",
            name="participation_once",
            constraint=models.UniqueConstraint(
                fields=("contest", "teacher", "role"), name="participation_once", violation_error_message="Этот человек в конкурсе в этой роли уже есть."
            ),
        ),
    ]
