"""What the flow of an import needs: whether a worker has it, and when it was checked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teachers", "0006_register_wall")]
    operations = [
        migrations.AddField("intake", "held", models.BooleanField("взято в работу", default=False, editable=False)),
        migrations.AddField("intake", "checked_at", models.DateTimeField("проверено", null=True, blank=True, editable=False)),
        migrations.AlterField("intake", "progress", models.PositiveIntegerField("выполнено, %", default=0)),
    ]
