"""Mailboxes that take no letters, and keys of forms that were sent (decision 36)."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.kit.wall import COMMON, ME, Wall


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_readings"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField("notice", "refused_at", models.DateTimeField(null=True, verbose_name="почта не приняла")),
        migrations.RemoveIndex("notice", "notice_unmailed"),
        migrations.AddIndex(
            "notice", models.Index(fields=["at"], condition=models.Q(("mailed_at__isnull", True), ("refused_at__isnull", True)), name="notice_unmailed")
        ),
        migrations.CreateModel(
            "Mailbox",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="почта")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="неудач подряд")),
                ("said", models.CharField(max_length=200, verbose_name="что ответила почта")),
                ("next_at", models.DateTimeField(null=True, verbose_name="когда спросить снова")),
                ("refused_at", models.DateTimeField(null=True, verbose_name="не принимает письма с")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="mailboxes", to=settings.AUTH_USER_MODEL)),
            ],
            {
                "verbose_name": "почтовый ящик",
                "verbose_name_plural": "почтовые ящики",
                "constraints": [models.UniqueConstraint(fields=("district", "user"), name="mailbox_of_a_person")],
            },
        ),
        migrations.CreateModel(
            "FormKey",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, verbose_name="хеш")),
                ("address", models.TextField(blank=True, verbose_name="куда привела")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            {
                "verbose_name": "ключ формы",
                "verbose_name_plural": "ключи форм",
                "indexes": [django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="form_key_at")],
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="form_sent_once")],
            },
        ),
        Wall("Mailbox", read=f"user_id = {ME} OR {COMMON}"),
        Wall("FormKey", inside=f"user_id = {ME} OR {COMMON}"),
    ]
