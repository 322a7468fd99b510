"""Editions of passports, versions of targets, frozen lists of reports."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_wall"),
        ("monitoring", "0002_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="target",
            name="edited_at",
            field=models.DateTimeField(auto_now=True),
        ),
        migrations.AddField(
            model_name="target",
            name="edited_by",
            field=models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.CreateModel(
            name="FrozenList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uses", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None, verbose_name="для чисел")),
                ("rows", models.JSONField(verbose_name="строки")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lists", to="monitoring.report")),
            ],
            options={
                "verbose_name": "зафиксированный список",
                "verbose_name_plural": "зафиксированные списки",
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="версия формулы")),
                ("params", models.JSONField(default=dict, verbose_name="параметры мер")),
                ("filter_text", models.TextField(blank=True, verbose_name="отбор")),
                ("note", models.TextField(verbose_name="почему изменено")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="кто"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("indicator", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="monitoring.indicator")),
            ],
            options={
                "verbose_name": "редакция паспорта",
                "verbose_name_plural": "редакции паспортов",
                "ordering": ["-version"],
                "constraints": [models.UniqueConstraint(fields=("district", "indicator", "version"), name="edition_once")],
            },
        ),
        Wall("FrozenList", append_only=True),
        Wall("Edition", append_only=True),
    ]
