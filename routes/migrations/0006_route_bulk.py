"""Действия над многими маршрутами сразу."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_invitation_person"),
        ("routes", "0005_step_follows_offer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RouteBulk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("remind", "напоминание о маршруте"),
                            ("urge", "напоминание составить маршрут"),
                            ("expert", "назначение эксперта"),
                            ("curator", "назначение куратора"),
                        ],
                        max_length=10,
                        verbose_name="что",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="что сделано")),
                ("made", models.JSONField(default=list, editable=False, verbose_name="кому")),
                ("skipped", models.JSONField(default=list, editable=False, verbose_name="кто пропущен")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                ("undone_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="отменено")),
                (
                    "assigned",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="кто назначен",
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
                "verbose_name": "действие над многими маршрутами",
                "verbose_name_plural": "действия над многими маршрутами",
                "ordering": ["-at", "-pk"],
            },
        ),
        Wall("RouteBulk"),
    ]
