"""The wall around the tables of this app."""

from django.conf import settings
from django.db import migrations

from portal.kit.wall import COMMON, ME, Wall


def seal_the_journal(apps, schema_editor):
    """What was done is never changed or removed, not even by the portal itself."""
    schema_editor.execute(f"REVOKE UPDATE, DELETE ON journal_deed FROM {schema_editor.quote_name(settings.DATABASE_APP_ROLE)}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        Wall("Deed", read=COMMON, write=COMMON, append_only=True),
        Wall("Notice", read=f"user_id = {ME}", write=f"user_id = {ME}"),
        migrations.RunPython(seal_the_journal, migrations.RunPython.noop),
    ]
