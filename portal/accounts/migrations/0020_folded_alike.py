"""Текст для поиска заново: латинские буквы-двойники, тире и апострофы любого вида приведены к одному виду (решение 37). Таблица переписывается."""

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
    ]
