"""Whose data were in an export: written once, never changed, like the journal itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.kit.wall import COMMON, Wall


def seal(apps, schema_editor):
    schema_editor.execute(f"REVOKE UPDATE, DELETE ON journal_disclosure FROM {schema_editor.quote_name(settings.DATABASE_APP_ROLE)}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_large_lists"), ("accounts", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.BigIntegerField(null=True, verbose_name="тысяча карточек")),
                ("people", models.BinaryField(verbose_name="карточки")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                (
                    "deed",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.deed", verbose_name="выгрузка"),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
            ],
            options={
                "verbose_name": "состав выгрузки",
                "verbose_name_plural": "составы выгрузок",
                "indexes": [models.Index(fields=["district", "block", "-at"], name="disclosure_by_block")],
            },
        ),
        Wall("Disclosure", read=COMMON, write=COMMON, append_only=True),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
