from django.db import migrations


class Migration(migrations.Migration):
    """A double click is caught for every form by its key (decision 36): the application needs none of its own."""

    dependencies = [("teachers", "0016_folded")]

    operations = [
        migrations.RemoveConstraint("courseapplication", "course_application_once"),
        migrations.RemoveField("courseapplication", "key"),
    ]
