"""«Для кого»: whom an offer is meant for."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teachers", "0003_assessment_functions"),
    ]

    operations = [
        migrations.AddField(
            model_name="courseoffer",
            name="audience",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name="для кого"
            ),
        ),
    ]
