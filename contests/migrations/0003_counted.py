"""The people of a contest are counted by role and result from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contests", "0002_wall")]
    operations = [
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(fields=["district", "contest", "role", "result"], name="participation_counted"),
        ),
    ]
