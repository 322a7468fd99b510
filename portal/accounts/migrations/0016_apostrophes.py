r"""An apostrophe of a name may be any sign of that kind, or be left out: «О’Нар», «О‘Нар», «ОНар» (decision 29)."""

from importlib import import_module

from django.db import migrations

OLD = import_module("portal.accounts.migrations.0015_letters")
PIECE = OLD.PIECE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
WIDER = PIECE.replace("'[''’ʼ`´]'", "'[''’ʼ`´‘ʻ′＇]?'")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_letters")]
    operations = [migrations.RunSQL(WIDER, PIECE)]
