"""The wall around the tables of this app."""

from django.db import migrations

from portal.kit.wall import COMMON, INSIDE, ME, SIGNIN, Wall

LEAD = INSIDE.replace("district_id", "lead_id", 1)  # both sides read an agreement; neither can write one alone, since it opens a window in the other's wall
OWN = f"id = {ME} OR {INSIDE.replace('district_id', 'home_district_id', 1)}"
APPOINTED = "EXISTS (SELECT 1 FROM accounts_appointment a WHERE a.user_id = accounts_user.id)"  # walled itself


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        Wall("Organisation"),
        Wall("Appointment", read=f"user_id = {ME} OR {COMMON}", write=COMMON),
        Wall("Agreement", inside=COMMON, read=f"{INSIDE} OR {LEAD}"),
        Wall("User", inside=OWN, read=f"{COMMON} OR {SIGNIN} OR {APPOINTED}", write=f"{COMMON} OR {SIGNIN}"),
    ]
