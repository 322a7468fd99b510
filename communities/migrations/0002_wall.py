"""The wall around the tables of this app."""

from django.db import migrations

from portal.kit.wall import PARTNER, Wall

SHARED = f"(shared AND {PARTNER})"


class Migration(migrations.Migration):
    dependencies = [("communities", "0001_initial")]
    operations = [
        Wall("Community", read=SHARED),
        Wall("Membership", across=("community",)),
        Wall("Event", read=SHARED),
        Wall("Attendance", across=("event",)),
        Wall("Programme", read=SHARED),
        Wall("Internship", across=("programme",)),
        Wall("Practice"),
        Wall("Authorship"),
        Wall("Publication"),
    ]
