"""Group applications for courses, with their walls."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.kit.wall import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_register_wall"),
        ("teachers", "0008_offer_closed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseApplication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="ключ от повторов")),
                ("programme", models.CharField(max_length=300, verbose_name="программа")),
                ("provider", models.CharField(max_length=200, verbose_name="куда")),
                ("hours", models.PositiveSmallIntegerField(verbose_name="часов")),
                ("starts_on", models.DateField(verbose_name="начало")),
                ("ends_on", models.DateField(verbose_name="окончание")),
                ("contacts", models.BooleanField(default=False, verbose_name="с телефонами и почтой")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="составлена")),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="кто составил",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="teachers.courseoffer",
                        verbose_name="предложение",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="организация",
                    ),
                ),
            ],
            options={
                "verbose_name": "заявка на КПК",
                "verbose_name_plural": "заявки на КПК",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CourseApplicant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("teacher", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="applied", to="teachers.teacher")),
                ("application", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="people", to="teachers.courseapplication")),
            ],
            options={
                "verbose_name": "человек в заявке",
                "verbose_name_plural": "люди в заявках",
            },
        ),
        migrations.AddConstraint(
            model_name="courseapplication",
            constraint=models.UniqueConstraint(fields=("district", "key"), name="course_application_once"),
        ),
        migrations.AddConstraint(
            model_name="courseapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="course_application_dates", violation_error_message="Окончание раньше начала."
            ),
        ),
        migrations.AddConstraint(
            model_name="courseapplication",
            constraint=models.CheckConstraint(condition=models.Q(("hours__gte", 1)), name="course_application_hours"),
        ),
        migrations.AddConstraint(
            model_name="courseapplicant",
            constraint=models.UniqueConstraint(fields=("application", "teacher"), name="course_applicant_once"),
        ),
        Wall("CourseApplication"),
        Wall("CourseApplicant"),
    ]
