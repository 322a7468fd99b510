"""The wall around what the sign-in library keeps of people: addresses and second factors have no district, only a person."""

from django.db import migrations

from portal.kit.wall import ME, SIGNIN

SEEN = "EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = user_id)"  # walled itself: whoever sees the account
OF_ADDRESS = "EXISTS (SELECT 1 FROM account_emailaddress e WHERE e.id = email_address_id)"
RULES = {
    "account_emailaddress": f"user_id = {ME} OR {SIGNIN} OR {SEEN}",
    "account_emailconfirmation": OF_ADDRESS,
    "mfa_authenticator": f"user_id = {ME} OR {SIGNIN}",
}


def wall(table: str, rule: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY wall_own ON "{table}" USING ({rule}) WITH CHECK ({rule})',
        ],
        [f'DROP POLICY wall_own ON "{table}"', f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY'],
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_time_zone"), ("account", "0009_emailaddress_unique_primary_email"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [wall(table, rule) for table, rule in RULES.items()]
