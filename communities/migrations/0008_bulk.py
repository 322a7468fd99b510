"""Действия над многими событиями сразу."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0019_sending"),
        ("communities", "0007_folded_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EventBulk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="что сделано")),
                ("made", models.JSONField(default=list, editable=False, verbose_name="кому")),
                ("skipped", models.JSONField(default=list, editable=False, verbose_name="кто пропущен")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                ("undone_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="отменено")),
                (
                    "deed",
                    models.CharField(
                        choices=[("announce", "открытие записи"), ("remind", "напоминание участникам"), ("cancel", "отмена событий")],
                        max_length=10,
                        verbose_name="что",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="кто",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
            ],
            options={
                "verbose_name": "действие над многими событиями",
                "verbose_name_plural": "действия над многими событиями",
                "ordering": ["-at", "-pk"],
            },
        ),
        Wall("EventBulk"),
    ]
