"""Frozen lists and editions are only added to; a decided erasure takes a name out of them, a district's removal takes them away (decision 29)."""

from django.conf import settings
from django.db import migrations

from portal.kit.wall import INSIDE

OWNERS_HAND = [
    f"CREATE POLICY erase_{deed.lower()} ON {table} FOR {deed} TO CURRENT_USER USING ({INSIDE})"
    for table in ("monitoring_frozenlist", "monitoring_edition")
    for deed in ("UPDATE", "DELETE")
]

# The length of a list is what the number rests on: rows change their words and are never fewer.
FORGET = """CREATE FUNCTION frozen_forget(erasure bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE asked accounts_erasure; cards bigint[]; plainly text; in_json text; touched bigint; part bigint;
BEGIN
  SELECT * INTO asked FROM accounts_erasure WHERE id = erasure AND state = 'decided' AND decided_by_id IS NOT NULL
    AND decided_by_id IS DISTINCT FROM user_id;
  IF asked.id IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'frozen lists forget a person only by a decided erasure';
  END IF;
  cards := erasure_cards(asked);
  UPDATE monitoring_frozenlist SET rows = (
      SELECT jsonb_agg(CASE WHEN jsonb_array_length(line) > 8 AND line ->> 2 = ANY (cards::text[])
                            THEN jsonb_set(line, '{3}', to_jsonb('Обезличено ' || (line ->> 2))) ELSE line END ORDER BY number)
      FROM jsonb_array_elements(rows) WITH ORDINALITY AS one(line, number))
    WHERE EXISTS (SELECT 1 FROM jsonb_array_elements(rows) AS one(line) WHERE jsonb_array_length(line) > 8 AND line ->> 2 = ANY (cards::text[]));
  GET DIAGNOSTICS touched = ROW_COUNT;
  plainly := erasure_pattern(asked.words, false);
  in_json := erasure_pattern(asked.words, true);
  IF plainly IS NOT NULL THEN
    UPDATE monitoring_frozenlist SET rows = regexp_replace(rows::text, in_json, 'Обезличено', 'g')::jsonb WHERE rows::text ~ in_json;
    GET DIAGNOSTICS part = ROW_COUNT;
    UPDATE monitoring_edition SET note = regexp_replace(note, plainly, 'Обезличено', 'g'), filter_text = regexp_replace(filter_text, plainly, 'Обезличено', 'g')
      WHERE note ~ plainly OR filter_text ~ plainly;
    touched := touched + part;
  END IF;
  RETURN touched;
END $$"""

DROP_DISTRICT = """CREATE FUNCTION frozen_drop_district(removal bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE asked accounts_districtremoval; gone bigint; part bigint;
BEGIN
  SELECT r.* INTO asked FROM accounts_districtremoval r JOIN accounts_district d ON d.id = r.subject_id
    WHERE r.id = removal AND r.state = 'running' AND d.state = 'frozen' AND r.requested_at <= now() - interval '7 days';
  IF asked.id IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'frozen lists of a district go only with the district: frozen, exported, its term over';
  END IF;
  DELETE FROM monitoring_frozenlist WHERE district_id = asked.subject_id;
  GET DIAGNOSTICS gone = ROW_COUNT;
  DELETE FROM monitoring_edition WHERE district_id = asked.subject_id;
  GET DIAGNOSTICS part = ROW_COUNT;
  RETURN gone + part;
END $$"""
NAMES = ("frozen_forget(bigint)", "frozen_drop_district(bigint)")


def doors(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    for sql in (*OWNERS_HAND, FORGET, DROP_DISTRICT):
        schema_editor.execute(sql, params=None)
    for name in NAMES:
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {role}")


def no_doors(apps, schema_editor):
    for name in NAMES:
        schema_editor.execute(f"DROP FUNCTION {name}")
    for table in ("monitoring_frozenlist", "monitoring_edition"):
        for deed in ("update", "delete"):
            schema_editor.execute(f"DROP POLICY erase_{deed} ON {table}")


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0004_summary_moment"), ("accounts", "0010_personal_data"), ("teachers", "0010_move_access")]
    operations = [migrations.RunPython(doors, no_doors)]
