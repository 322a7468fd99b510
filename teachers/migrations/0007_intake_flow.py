"""What the flow of an import needs: who works on it, when it was checked; pairs that are no duplicates."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("teachers", "0006_register_wall")]
    operations = [
        migrations.AddField("intake", "held", models.BooleanField("взято в работу", default=False, editable=False)),
        migrations.AddField("intake", "checked_at", models.DateTimeField("проверено", null=True, blank=True, editable=False)),
        migrations.AlterField("intake", "progress", models.PositiveIntegerField("выполнено, %", default=0)),
        migrations.CreateModel(
            name="Distinct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                (
                    "by",
                    models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("first", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="teachers.teacher")),
                ("second", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="teachers.teacher")),
            ],
            options={
                "verbose_name": "разные люди",
                "verbose_name_plural": "разные люди",
                "constraints": [
                    models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
                    models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_in_order"),
                ],
            },
        ),
        Wall("Distinct"),
    ]
