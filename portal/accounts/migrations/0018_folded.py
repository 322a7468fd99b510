"""Текст, приведённый к одному виду, по которому ищут: хранит его сама база."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="folded",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Replace(
                    django.db.models.functions.text.Lower(
                        models.Func(
                            models.Value(" "),
                            models.F("name"),
                            models.Value(" "),
                            models.F("short_name"),
                            models.Value(" "),
                            models.F("address"),
                            models.Value(" "),
                            models.F("inn"),
                            arg_joiner=" || ",
                            output_field=models.TextField(),
                            template="(%(expressions)s)",
                        )
                    ),
                    models.Value("ё"),
                    models.Value("е"),
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
            ),
        ),
    ]
