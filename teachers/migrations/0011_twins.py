"""Cards that look alike and are two people, with the wall around them; the statistics of single tables."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from portal.kit import statistics
from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_handover"),
        ("teachers", "0010_move_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Namesakes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="кто решил",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="teachers.teacher", verbose_name="первая карточка"),
                ),
                (
                    "other",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="teachers.teacher", verbose_name="вторая карточка"),
                ),
            ],
            options={
                "verbose_name": "решение «не дубликат»",
                "verbose_name_plural": "решения «не дубликат»",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("one", "other"),
                        django.db.models.functions.comparison.Greatest("one", "other"),
                        name="namesakes_once",
                    )
                ],
            },
        ),
        Wall("Namesakes"),
        statistics.allowed_of_some(),
    ]
