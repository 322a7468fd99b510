"""Имя, приведённое к одному виду, по которому ищут: хранит его сама база."""

from django.db import migrations, models
from django.db.models.functions import Lower, Replace


class Migration(migrations.Migration):
    dependencies = [("teachers", "0015_boards")]

    operations = [
        migrations.AddField(
            "teacher",
            "folded",
            models.GeneratedField(
                expression=Replace(
                    Lower(
                        models.Func(
                            models.Value(" "),
                            models.F("last_name"),
                            models.Value(" "),
                            models.F("first_name"),
                            models.Value(" "),
                            models.F("patronymic"),
                            template="(%(expressions)s)",
                            arg_joiner=" || ",
                            output_field=models.TextField(),
                        )
                    ),
                    models.Value("ё"),
                    models.Value("е"),
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
                db_persist=True,
            ),
        ),
    ]
