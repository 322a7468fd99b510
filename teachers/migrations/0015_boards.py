"""Доски КПК и аттестации: кто на работе и когда чьи последние КПК — по указателям в порядке людей, без самих строк."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teachers", "0014_latest")]

    operations = [
        migrations.AddIndex("course", models.Index(fields=["district", "teacher", "finished_on"], include=["hours"], name="course_by_teacher")),
        migrations.AddIndex(
            "employment",
            models.Index(
                condition=models.Q(("is_main", True), ("is_pedagogical", True)),
                fields=["district", "teacher"],
                include=["since", "until"],
                name="employment_people",
            ),
        ),
    ]
