"""Основная работа на дату находится по одному указателю."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_spelling"), ("teachers", "0012_bulk")]

    operations = [
        migrations.AddIndex(
            model_name="employment",
            index=models.Index(
                condition=models.Q(("is_main", True)),
                fields=["teacher", "since", "until"],
                include=("district", "is_pedagogical", "organisation", "position"),
                name="employment_main",
            ),
        ),
    ]
