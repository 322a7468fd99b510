from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routes", "0007_board_counts"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="route", name="route_by_state"),
        migrations.AddIndex(
            model_name="route",
            index=models.Index(fields=["district", "state", "organisation"], include=("teacher", "expert", "id", "ends_on"), name="route_by_state"),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("done_on__isnull", True)),
                fields=["district", "ends_on"],
                include=("route", "starts_on", "event", "programme", "community", "course_offer"),
                name="step_unmarked",
            ),
        ),
    ]
