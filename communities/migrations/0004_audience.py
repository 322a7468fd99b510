"""«Для кого»: whom an offer is meant for."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0003_membership_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="community",
            name="audience",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name="для кого"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="audience",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name="для кого"
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="audience",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name="для кого"
            ),
        ),
    ]
