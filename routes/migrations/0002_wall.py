"""The wall around the tables of this app."""

from django.db import migrations

from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [("routes", "0001_initial")]
    operations = [
        Wall("Route"),
        Wall("RouteDeficit"),
        Wall("Step", across=("event", "programme", "community")),
        Wall("Review"),
        Wall("Mentoring"),
    ]
