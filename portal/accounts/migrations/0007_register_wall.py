"""The wall around the register's tables; the flags of an organisation become statuses with a term."""

from django.db import migrations

from portal.kit.wall import ME, SIGNIN, Wall

OWN = f"user_id = {ME}"
FLAGS = {"remote": "remote", "low_results": "shnor", "growth_point": "tochka_rosta"}
EVERYWHERE = "SELECT set_config('app.districts', (SELECT coalesce('{' || string_agg(id::text, ',') || '}', '') FROM accounts_district), true)"


def kept(column: str, status: str) -> str:
    """A flag without a date held since the organisation opened."""
    return (
        "INSERT INTO accounts_organisationstatus (district_id, organisation_id, status, since, act) "
        f"SELECT district_id, id, '{status}', coalesce(opened, DATE '1992-09-01'), '' FROM accounts_organisation WHERE {column}"
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_register")]
    operations = [
        Wall("OrganisationStatus"),
        Wall("FormerName"),
        Wall("Reorganisation"),
        Wall("Succession"),
        Wall("Invitation", read=SIGNIN, write=SIGNIN),
        Wall("Consent", read=OWN, write=OWN),
        Wall("Responsibility"),
        Wall("SavedList"),
        migrations.RunSQL([EVERYWHERE, *(kept(*pair) for pair in FLAGS.items()), "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
        *(migrations.RemoveField("organisation", name) for name in FLAGS),
    ]
