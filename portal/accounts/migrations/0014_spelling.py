"""An erased person is found in any spelling: the database makes the same patterns as `portal.kit.spelling` (decision 29)."""

from importlib import import_module

from django.db import migrations

OLD = import_module("portal.accounts.migrations.0010_personal_data")

# Letters that are one letter to a reader, small and capital in turn; any other sign stands for itself.
GROUP = """CREATE FUNCTION erasure_group(letter text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT one FROM unnest(string_to_array('аАaA бБ вВbB гГ дД еЕёЁeE жЖ зЗ иИ йЙ кКkK лЛ мМmM нНhH оОoO пП рРpP сСcC тТtT уУyY фФ хХxX цЦ чЧ шШ щЩ ъЪ ыЫ ьЬ эЭ юЮ'
    || ' яЯ dD fF gG iI jJ lL nN qQ rR sS uU vV wW zZ', ' ')) one WHERE letter <> ' ' AND strpos(one, letter) > 0
$$"""

LETTER = r"""CREATE FUNCTION erasure_letter(letter text, capital boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce('[' || CASE WHEN capital THEN regexp_replace(erasure_group(letter), '.(.)', '\1', 'g') ELSE erasure_group(letter) END || ']',
    CASE WHEN strpos('\.^$*+?()[]{}|', letter) > 0 THEN '\' || letter ELSE letter END)
$$"""

SPELLED = """CREATE FUNCTION erasure_spelled(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(erasure_letter(letter, false), '' ORDER BY number), '') FROM unnest(string_to_array(word, NULL)) WITH ORDINALITY AS one(letter, number)
$$"""

ENDING = "[аеёиоуыюяьйгмхАЕЁИОУЫЮЯЬЙГМХaeoyxAEOYXM]{0,3}"
SPACE = r"(?:[ \t\n\r\u00a0]|\\[nrt])+"
GAP = r"[ \u00a0]*"
BEGIN = r"\m"
LETTERS = "а-яёА-ЯЁa-zA-Z"

# «Кукушёнкин* А. П.»: what is before the surname, the words, what is after them.
NAME = rf"""CREATE FUNCTION erasure_name(form text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE head text[] := regexp_match(form, '^([{LETTERS}])\. (?:([{LETTERS}])\. )?'); tail text[] := regexp_match(form, ' ([{LETTERS}])\.(?: ([{LETTERS}])\.)?$');
  body text := form; made text := '';
BEGIN
  IF form ~ '^[{LETTERS}]{{4,}}[*]$' AND left(form, 1) = upper(left(form, 1)) THEN
    made := erasure_spelled(substr(form, 2, length(form) - 2)) || '{ENDING}\M';
    RETURN '{BEGIN}' || erasure_letter(left(form, 1), true) || made || '|ФИО: ' || erasure_letter(left(form, 1), false) || made;
  END IF;
  IF head IS NOT NULL THEN
    body := regexp_replace(body, '^[{LETTERS}]\. (?:[{LETTERS}]\. )?', '');
    made := erasure_letter(head[1], true) || '[.]' || CASE WHEN head[2] IS NULL THEN '{GAP}' ELSE '?{GAP}' || erasure_letter(head[2], true) || '[.]{GAP}' END;
  END IF;
  body := regexp_replace(body, ' [{LETTERS}]\.(?: [{LETTERS}]\.)?$', '');
  SELECT made || coalesce(string_agg(CASE WHEN piece = ' ' THEN '{SPACE}' WHEN erasure_group(left(piece, 1)) IS NOT NULL
      THEN erasure_spelled(rtrim(piece, '*')) || CASE WHEN right(piece, 1) = '*' THEN '{ENDING}' ELSE '' END || '\M'
      ELSE erasure_letter(piece, false) END, '' ORDER BY number), '') INTO made
    FROM regexp_matches(body, '[{LETTERS}]+[*]?|[^{LETTERS}]', 'g') WITH ORDINALITY AS one(hit, number), LATERAL (SELECT hit[1] AS piece) part;
  RETURN '{BEGIN}' || made || CASE WHEN tail IS NULL THEN ''
    WHEN tail[2] IS NULL THEN '{SPACE}' || erasure_letter(tail[1], false) || '[.]'
    ELSE '{SPACE}(?:' || erasure_letter(tail[1], false) || '[.]{GAP}' || erasure_letter(tail[2], false) || '[.]|'
      || erasure_letter(tail[1], true) || '[.]?{GAP}' || erasure_letter(tail[2], true) || '\M[.]?)' END;
END $$"""

CODED = r"""CREATE FUNCTION erasure_coded(letter text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN letter ~ '^[A-Za-z0-9_.~-]$' THEN letter ELSE regexp_replace(upper(encode(convert_to(letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g') END
$$"""

# As an address has it: percents for letters, a plus or %20 for a space (saved lists keep their filters so).
IN_ADDRESS = r"""CREATE OR REPLACE FUNCTION erasure_in_address(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(CASE
      WHEN erasure_group(letter) IS NOT NULL
        THEN '(?:' || (SELECT string_agg(erasure_coded(one), '|' ORDER BY place) FROM unnest(string_to_array(erasure_group(letter), NULL)) WITH ORDINALITY AS g(one, place)) || ')'
      WHEN letter = '*' THEN '(?:%D[01]%[89AB][0-9A-F])*' WHEN letter = ' ' THEN '(?:%20|[+])'
      WHEN letter = '.' THEN '\.' ELSE erasure_coded(letter) END, '' ORDER BY number)
  FROM unnest(string_to_array(word, NULL)) WITH ORDINALITY AS one(letter, number)
$$"""

PATTERN = r"""CREATE OR REPLACE FUNCTION erasure_pattern(words text[], in_json boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(CASE WHEN form ~ '^[^@0-9]+$' THEN erasure_name(form)
    WHEN in_json THEN erasure_spelled(substr(to_jsonb(form)::text, 2, length(to_jsonb(form)::text) - 2)) ELSE erasure_spelled(form) END
    || '|' || erasure_in_address(form), '|' ORDER BY number)
  FROM unnest(words) WITH ORDINALITY AS one(form, number) WHERE length(form) >= 5
$$"""

# Finds whatever the pattern does and more, fifty times faster: asked first of every row.
HINT = rf"""CREATE FUNCTION erasure_hint(words text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(DISTINCT erasure_spelled(core) || '|' || erasure_in_address(core), '|') FROM (
    SELECT CASE WHEN form ~ '^[^@0-9]+$' THEN coalesce((SELECT run[1] FROM regexp_matches(form, '[{LETTERS}]+', 'g') run ORDER BY length(run[1]) DESC LIMIT 1), form)
      ELSE form END AS core FROM unnest(words) form WHERE length(form) >= 5) cores
$$"""

# In JSON a line's break is two signs, and the second would grow onto the word.
LINES = r"""CREATE FUNCTION erasure_lines(told text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(told, '\\([nrt])', '\\\1 ', 'g')
$$"""

JSON = (("before::text, in_json", "erasure_lines(before::text), in_json"), ("after::text, in_json", "erasure_lines(after::text), in_json"))
WHERE = "object_label ~ plainly OR comment ~ plainly OR actor_name ~ plainly OR before::text ~ in_json OR after::text ~ in_json"
HINTED = (
    "concat_ws(' ', object_label, comment, actor_name, before, after) ~ hint AND (object_label ~ plainly OR comment ~ plainly OR actor_name ~ plainly"
    " OR erasure_lines(before::text) ~ in_json OR erasure_lines(after::text) ~ in_json)"
)


def _forget():
    """The journal's door, with the hint asked first."""
    made = _again(OLD.FORGET)
    for was, now in (
        *JSON,
        (WHERE, HINTED),
        ("in_json text;", "in_json text; hint text := NULL;"),
        ("  IF plainly IS NOT", "  hint := erasure_hint(asked.words);\n  IF plainly IS NOT"),
    ):
        assert was in made
        made = made.replace(was, now, 1)
    return made


def _again(sql):
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


MADE = (GROUP, LETTER, SPELLED, NAME, CODED, IN_ADDRESS, PATTERN, HINT, LINES, _forget())
DROPPED = ("hint(text[])", "lines(text)", "name(text)", "coded(text)", "spelled(text)", "letter(text, boolean)", "group(text)")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_two_keys")]
    operations = [
        migrations.RunSQL([*MADE], [_again(OLD.IN_ADDRESS), _again(OLD.PATTERN), _again(OLD.FORGET), *(f"DROP FUNCTION erasure_{name}" for name in DROPPED)])
    ]
