"""Frozen lists are asked the quick hint first, and a line's break in them is no letter (accounts 0014)."""

from importlib import import_module

from django.db import migrations

OLD = import_module("monitoring.migrations.0005_erasing").FORGET.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
WAS = "rows = regexp_replace(rows::text, in_json, 'Обезличено', 'g')::jsonb WHERE rows::text ~ in_json"
NOW = (
    "rows = regexp_replace(erasure_lines(rows::text), in_json, 'Обезличено', 'g')::jsonb"
    " WHERE rows::text ~ erasure_hint(asked.words) AND erasure_lines(rows::text) ~ in_json"
)
assert WAS in OLD  # or nothing would be replaced


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0005_erasing"), ("accounts", "0014_spelling")]
    operations = [migrations.RunSQL([OLD.replace(WAS, NOW, 1)], [OLD])]
