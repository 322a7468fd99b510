"""The wall around the register's tables."""

from django.db import migrations

from portal.kit.wall import Kin, Wall


class Migration(migrations.Migration):
    dependencies = [("teachers", "0005_register")]
    operations = [
        Kin("Teacher", "merged_into"),
        Kin("Course", "scan"),
        *(Wall(name) for name in ("Absence", "Move", "Merging")),
        *(Wall(name) for name in ("Award", "Duty", "CareerStep", "CareerStage", "Proposal")),
        *(Wall(name) for name in ("Intake", "IntakeRow", "ColumnMemory")),
    ]
