"""Текст, приведённый к одному виду, по которому ищут: хранит его сама база."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contests", "0003_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="contest",
            name="folded",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Replace(
                    django.db.models.functions.text.Lower(
                        models.Func(models.Value(" "), models.F("name"), arg_joiner=" || ", output_field=models.TextField(), template="(%(expressions)s)")
                    ),
                    models.Value("ё"),
                    models.Value("е"),
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
            ),
        ),
    ]
