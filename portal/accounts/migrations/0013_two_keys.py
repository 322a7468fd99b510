"""An invitation has two keys: the letter's and the one that is handed over. Links given out before were shown on pages: they count as handed."""

from django.db import migrations, models

SPLIT = """UPDATE accounts_invitation SET handed_hash = key_hash, key_hash = md5(random()::text || id) || md5(random()::text || key_hash)"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_invitation_person")]
    operations = [
        migrations.AddField("invitation", "handed_hash", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
        migrations.AddField("user", "handed", models.BooleanField(db_default=False, default=False, editable=False, verbose_name="почта не подтверждена")),
        migrations.RunSQL(["SELECT set_config('app.signin', 'on', true)", SPLIT, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
    ]
