"""The wall around the tables of this app."""

from django.db import migrations

from portal.kit.wall import MEMBER, Wall


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial")]
    operations = [
        Wall("Target"),
        Wall("Summary", read=MEMBER),
        Wall("Report"),
        Wall("NormativeAct"),
        Wall("Campaign"),
        Wall("Plan"),
        Wall("PlanRow"),
        Wall("InnovationSite"),
        Wall("SiteParticipant"),
    ]
