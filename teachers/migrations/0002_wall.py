"""The wall around the tables of this app."""

from django.db import migrations

from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [("teachers", "0001_initial")]
    operations = [
        Wall("Teacher"),
        Wall("Employment"),
        Wall("Qualification"),
        Wall("Course"),
        Wall("CourseOffer"),
        Wall("Assessment"),
        Wall("Answer"),
    ]
