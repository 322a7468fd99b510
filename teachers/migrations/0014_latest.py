"""Списки заявок, загрузок и предложений читаются в своём порядке, пройденные КПК — по одному указателю."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teachers", "0013_employment_main")]

    operations = [
        migrations.RemoveIndex(model_name="intakerow", name="intake_by_verdict"),
        migrations.AddIndex("intakerow", models.Index(fields=["intake", "verdict", "number"], include=["decision", "district"], name="intake_by_verdict")),
        migrations.RemoveIndex(model_name="course", name="teachers_co_distric_42120f_idx"),
        migrations.AddIndex("course", models.Index(fields=["district", "finished_on", "teacher"], include=["hours"], name="course_by_day")),
        migrations.RemoveIndex(model_name="proposal", name="proposal_waiting"),
        migrations.AddIndex("courseapplication", models.Index(fields=["district", "-at", "-id"], name="application_latest")),
        migrations.AddIndex("intake", models.Index(fields=["district", "-at", "-id"], name="intake_latest")),
        migrations.AddIndex("proposal", models.Index(condition=models.Q(("state", "sent")), fields=["district", "at", "id"], name="proposal_waiting")),
        migrations.AddIndex(
            "proposal",
            models.Index(condition=models.Q(("state", "sent"), _negated=True), fields=["district", "-decided_at", "-id"], name="proposal_decided"),
        ),
        migrations.AddIndex(
            "teacher",
            models.Index(
                condition=models.Q(("merged_into__isnull", False), ("erased_on__isnull", False), _connector="OR"), fields=["district"], name="teacher_hidden"
            ),
        ),
    ]
