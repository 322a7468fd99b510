"""Приглашения, отправленные за один раз: отзываются тоже за один."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_folded"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="sending",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=12, verbose_name="рассылка"),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(condition=models.Q(("sending", ""), _negated=True), fields=["sending"], name="invitation_sending"),
        ),
    ]
