"""Отчёты района читаются в порядке заказа."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0007_accumulates")]

    operations = [migrations.AddIndex("report", models.Index(fields=["district", "-requested_at", "-id"], name="report_latest"))]
