"""The topics that a calendar is narrowed by are found by an index: few events have one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0005_folded")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=~models.Q(topic=""), fields=["district", "topic"], include=["shared"], name="event_topics"),
        ),
    ]
