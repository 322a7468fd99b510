"""The wall around the tables of this app."""

from django.db import migrations

from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [("contests", "0001_initial")]
    operations = [
        Wall("Contest"),
        Wall("Participation"),
    ]
