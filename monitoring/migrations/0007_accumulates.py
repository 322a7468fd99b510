"""The passport says whether its value grows through the year; the passports that are there learn it from the catalogue of that day."""

from django.db import migrations, models

GROWING = [
    *("SG-VOSP-01", "SG-VOSP-02", "SG-VOSP-04", "SG-VOSP-05", "SG-CNT-03", "SG-CNT-04", "SG-CNT-05", "SG-CNT-06"),
    *("KIP-1", "KIP-2", "KIP-3", "KIP-4", "KIP-5", "PR-01", "PR-02"),
]


def tell(apps, schema_editor):
    apps.get_model("monitoring", "Indicator").objects.filter(code__in=GROWING).update(accumulates=True)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0006_spelling")]
    operations = [
        migrations.AddField("indicator", "accumulates", models.BooleanField(default=False, verbose_name="накапливается в течение года")),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
