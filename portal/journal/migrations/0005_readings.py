"""Readings of an ИОМ expire as those of a card do (decision 29)."""

from importlib import import_module

from django.db import migrations

OLD = import_module("portal.accounts.migrations.0010_personal_data").EXPIRE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
ONE = "verb LIKE 'открыл(а) профиль%'"
assert ONE in OLD  # or nothing would be replaced


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_disclosures"), ("accounts", "0010_personal_data")]
    operations = [migrations.RunSQL([OLD.replace(ONE, f"{ONE} OR verb LIKE 'открыл(а) маршрут%'", 1)], [OLD])]
