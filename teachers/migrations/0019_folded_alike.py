"""Текст для поиска заново: латинские буквы-двойники, тире и апострофы любого вида приведены к одному виду (решение 37). Таблица переписывается.

И предложения о том, чего не примет база: этого она не замечает.
"""

from typing import Any

import django.db.models.functions.comparison
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
    dependencies = [("teachers", "0018_sentences")]
    operations = [
        migrations.RemoveField("teacher", "folded"),
        migrations.AddField("teacher", "folded", folded("last_name", "first_name", "patronymic")),
        migrations.AlterConstraint(
            model_name="namesakes",
            name="namesakes_once",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("one", "other"),
                django.db.models.functions.comparison.Greatest("one", "other"),
                name="namesakes_once",
                violation_error_message="Об этой паре уже решили: обновите страницу.",
            ),
        ),
    ]
