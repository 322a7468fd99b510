"""What the database refuses is said in a sentence; hours of courses are checked beside the field."""

import django.core.validators
from django.db import migrations, models

NO_HOURS = "Часов не меньше 1."
UNIQUE = (
    ("assessment", "assessment_one_draft", {"fields": ("teacher",), "condition": models.Q(("state", "draft"))}, "Самооценка уже начата: закончите её."),
    ("careerstage", "career_stage_once_a_day", {"fields": ("teacher", "since")}, "На эту дату ступень карьеры у педагога уже записана."),
    ("careerstep", "career_step_once", {"fields": ("district", "name")}, "Ступень с таким названием уже есть."),
    ("courseapplicant", "course_applicant_once", {"fields": ("application", "teacher")}, "Этот человек в заявке уже есть."),
)


def hours() -> models.Field:
    return models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1, NO_HOURS)], verbose_name="часов")


def enough(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(("hours__gte", 1)), name=name, violation_error_message=NO_HOURS)


class Migration(migrations.Migration):
    dependencies = [("teachers", "0017_application_key")]

    operations = [
        migrations.AlterField("course", "hours", hours()),
        migrations.AlterField("courseapplication", "hours", hours()),
        migrations.AlterConstraint("course", "course_hours", enough("course_hours")),
        migrations.AlterConstraint("courseapplication", "course_application_hours", enough("course_application_hours")),
        *(
            migrations.AlterConstraint(model, name, models.UniqueConstraint(**what, name=name, violation_error_message=said))
            for model, name, what, said in UNIQUE
        ),
    ]
