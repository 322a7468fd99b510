"""Who left a community may join it again: only an open membership is unique."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("communities", "0002_wall"), ("teachers", "0002_wall")]
    operations = [
        migrations.RemoveConstraint(model_name="membership", name="membership_once"),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(condition=Q(until__isnull=True), fields=("community", "teacher", "role"), name="membership_open_once"),
        ),
        migrations.AddConstraint(
            model_name="membership", constraint=models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_dates")
        ),
    ]
