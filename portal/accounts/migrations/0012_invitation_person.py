"""An invitation keeps whom it invites in its own words: the account may stand behind another district's wall."""

from django.db import migrations, models

FILL = """UPDATE accounts_invitation i SET email = u.email, person = concat_ws(' ', u.last_name, u.first_name, nullif(u.patronymic, ''))
FROM accounts_user u WHERE u.id = i.user_id"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_saved_lists")]
    operations = [
        migrations.AddField("invitation", "person", models.CharField(db_default="", max_length=250, verbose_name="фамилия, имя, отчество")),
        migrations.AddField("invitation", "email", models.EmailField(db_default="", max_length=254, verbose_name="почта")),
        migrations.RunSQL(["SELECT set_config('app.signin', 'on', true)", FILL, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
    ]
