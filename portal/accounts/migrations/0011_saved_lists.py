from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_personal_data")]

    operations = [
        migrations.AddField(
            model_name="savedlist",
            name="removed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="удалён"),
        ),
        migrations.RemoveConstraint(model_name="savedlist", name="saved_list_once"),
        migrations.AddConstraint(
            model_name="savedlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("user", "district", "page", "name"),
                name="saved_list_once",
                violation_error_message="Список с таким названием у вас уже есть.",
            ),
        ),
    ]
