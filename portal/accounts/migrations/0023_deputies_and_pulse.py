"""Somebody new may be invited to deputise: the invitation says whom she stands for. A worker that collects a district's archive gives signs of life."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0022_consent_second")]
    operations = [
        migrations.AddField(
            "invitation",
            "instead_of",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="замещает",
            ),
        ),
        migrations.AddField("handover", "heard_at", models.DateTimeField(editable=False, null=True, verbose_name="последний признак жизни")),
    ]
