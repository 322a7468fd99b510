"""Набор на предложение КПК может быть закрыт раньше его начала."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teachers", "0007_intake_flow"),
    ]

    operations = [
        migrations.AddField(
            model_name="courseoffer",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="набор закрыт"),
        ),
    ]
