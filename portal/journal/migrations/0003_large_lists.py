"""The portal may bring the planner's statistics up to date after a large load; a person's newest notices are found by an index."""

from django.db import migrations, models

from portal.kit import statistics


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_wall")]
    operations = [
        statistics.allowed(),
        migrations.AddIndex(model_name="notice", index=models.Index(fields=["user", "-at", "-id"], name="notice_newest")),
    ]
