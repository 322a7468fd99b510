"""Archives of a district's data; only the operator's scope reaches them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.accounts.models.handover
from portal.kit.wall import COMMON, Wall

STATES = [("queued", "в очереди"), ("working", "собирается"), ("done", "готова"), ("failed", "не получилась")]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_invitation_gives")]
    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=STATES, default="queued", max_length=10, verbose_name="состояние")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="запрошена")),
                ("began_at", models.DateTimeField(editable=False, null=True, verbose_name="начата")),
                ("finished_at", models.DateTimeField(editable=False, null=True, verbose_name="готова")),
                ("file", models.FileField(blank=True, max_length=200, upload_to=portal.accounts.models.handover.handover_path, verbose_name="архив")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="размер, байт")),
                ("rows", models.JSONField(default=dict, editable=False, verbose_name="строк по таблицам")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="кто запросил"
                    ),
                ),
            ],
            options={
                "verbose_name": "выгрузка района",
                "verbose_name_plural": "выгрузки районов",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("state__in", ["queued", "working"])), fields=("district",), name="handover_one_at_a_time")
                ],
            },
        ),
        Wall("Handover", inside=COMMON),
    ]
