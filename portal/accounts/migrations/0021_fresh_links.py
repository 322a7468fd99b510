"""Ссылка приглашения, отправленного снова, новая; слова словарей без пометки «(по памяти)»: её хранит поле; имя ключа доступа — не длиннее 60 знаков."""

from django.db import migrations, models

WORDS = (  # «… (по памяти)», «(по памяти: …)», «(…; расшифровка по памяти)»
    "UPDATE accounts_word SET from_memory = true, name = replace(replace(regexp_replace(name, '( \\(по памяти\\))+$', ''), '(по памяти: ', '('), "
    "'; расшифровка по памяти)', ')') WHERE name LIKE '%по памяти%'"
)
CUT = "UPDATE mfa_authenticator SET data = jsonb_set(data, '{name}', to_jsonb(left(data->>'name', 60))) WHERE char_length(data->>'name') > 60"
SHORT = "ALTER TABLE mfa_authenticator ADD CONSTRAINT key_name_is_short CHECK (type <> 'webauthn' OR char_length(data->>'name') <= 60)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_folded_alike"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="turn",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name="какая по счёту ссылка"),
        ),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(["SELECT set_config('app.signin', 'on', true)", CUT, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
        migrations.RunSQL(SHORT, "ALTER TABLE mfa_authenticator DROP CONSTRAINT key_name_is_short"),
    ]
