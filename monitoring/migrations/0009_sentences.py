"""Предложения о том, чего не примет база: сама она этого не замечает."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0008_latest")]

    operations = [
        migrations.AlterConstraint(
            model_name="edition",
            name="edition_once",
            constraint=models.UniqueConstraint(
                fields=("district", "indicator", "version"),
                name="edition_once",
                violation_error_message="Показатель тем временем изменил кто-то другой: обновите страницу.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="planrow",
            name="plan_row_once",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"), name="plan_row_once", violation_error_message="Строка с таким номером в плане уже есть."
            ),
        ),
        migrations.AlterConstraint(
            model_name="report",
            name="report_built_once_at_a_time",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=("district", "period"),
                name="report_built_once_at_a_time",
                violation_error_message="Отчёт за этот период уже собирается.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="siteparticipant",
            name="site_participant_once",
            constraint=models.UniqueConstraint(
                fields=("site", "teacher"), name="site_participant_once", violation_error_message="Этот человек на площадке уже есть."
            ),
        ),
        migrations.AlterConstraint(
            model_name="target",
            name="target_once",
            constraint=models.UniqueConstraint(
                fields=("district", "indicator", "period"), name="target_once", violation_error_message="Цель на этот период уже есть: обновите страницу."
            ),
        ),
    ]
