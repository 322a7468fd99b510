"""Why a step was proposed, kept with the step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routes", "0002_wall"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="почему предложен"),
        ),
    ]
