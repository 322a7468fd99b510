r"""An erased person is found by letters of any alphabet, composed or not, and by short surnames: the same patterns as `portal.kit.spelling` (decision 29).

The constants are copied, not imported: a migration stays what it was. The test that compares both reads every word of its list through both.
"""

from importlib import import_module

from django.db import migrations

OLD = import_module("portal.accounts.migrations.0014_spelling")

LETTERS = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u0373\u0376-\u037d\u0386\u0388-\u0481\u048a-\u0556\u0561-\u0587\u05d0-\u05f2\u0620-\u065f"
    r"\u0671-\u06d3\u0904-\u0939\u10a0-\u10fa\u1100-\u1fff\u2c00-\u2dff\u3041-\u318f\u3400-\u9fff\ua640-\ua66e\ua680-\ua69d\ua722-\ua7ff\uac00-\ud7a3"
)
HIDDEN = r"\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f"
SPACES = r" _\t\n\r\u00a0\u2000-\u200a\u202f\u205f\u3000"
DASHES = r"\u2010-\u2015\u2212\ufe63\uff0d-"
H, UNIT = f"[{HIDDEN}]*", rf"(?:[{SPACES}]|\\[nrt])"
ENDING = f"(?:{H}[аеёиоуыюяьйгмхАЕЁИОУЫЮЯЬЙГМХaeoyxAEOYXM]){{0,3}}"
SHORT = f"(?:{H}[аеуыиюяйАЕУЫИЮЯЙaeyAEY]|{H}[оеёОЕЁoeOE]{H}[миМИйЙM])"
MORE = rf"(?:[{SPACES}{HIDDEN}]|\\[nrt])*"
SPACE = f"{H}{UNIT}{MORE}"
DASH = f"{H}(?:{UNIT}*[{DASHES}]{MORE}|{UNIT}{MORE})"
GAP = r"[ _\u00a0\u00ad\u2000-\u200f\u202f\u2060\ufeff]*"
BEGIN = rf"(?<![{LETTERS}\u00ad\u0300-\u036f])"
END = f"{H}(?![{LETTERS}{HIDDEN}])"
BARRED = " [(]кроме «[^»]*»(?:, «[^»]*»)*[)]$"
DECLINED = "[аяйьАЯЙЬ]~"
CODED = "%D[0-4]%[89AB][0-9A-F]"

# A letter of the list: all that look like it, small and capital in turn; of any other alphabet its small and its capital one; no letter: nothing.
GROUP = rf"""CREATE FUNCTION erasure_group(letter text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(
    (SELECT one FROM unnest(string_to_array('аАaA бБ вВbB гГ дД еЕёЁeE жЖ зЗ иИ йЙ кКkK лЛ мМmM нНhH оОoO пП рРpP сСcC тТtT уУyY фФ хХxX цЦ чЧ шШ щЩ ъЪ ыЫ ьЬ эЭ юЮ'
      || ' яЯ dD fF gG iI jJ lL nN qQ rR sS uU vV wW zZ әӘəƏ өӨɵƟ іІiI ӏӀ', ' ')) WITH ORDINALITY listed(one, place)
      WHERE letter <> ' ' AND strpos(one, letter) > 0 ORDER BY place LIMIT 1),
    (SELECT CASE WHEN small = capital THEN small ELSE small || capital END FROM
      (SELECT CASE length(lower(letter COLLATE "und-x-icu")) WHEN 1 THEN lower(letter COLLATE "und-x-icu") ELSE letter END AS small,
              CASE length(upper(letter COLLATE "und-x-icu")) WHEN 1 THEN upper(letter COLLATE "und-x-icu") ELSE letter END AS capital) pair
      WHERE letter ~ '^[{LETTERS}]$'))
$$"""

# The letters that are two signs when taken apart: «й».
APART = """CREATE FUNCTION erasure_apart(letters text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(normalize(letter, NFD) ORDER BY number), '{}') FROM unnest(string_to_array(letters, NULL)) WITH ORDINALITY AS one(letter, number)
    WHERE length(normalize(letter, NFD)) > 1
$$"""

ANY_OF = """CREATE FUNCTION erasure_any_of(letters text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce('(?:[' || letters || ']|' || string_agg(two, '|' ORDER BY number) || ')', '[' || letters || ']')
    FROM unnest(erasure_apart(letters)) WITH ORDINALITY AS one(two, number) WHERE strpos(letters, left(two, 1)) = 0
$$"""

LETTER = r"""CREATE FUNCTION erasure_letter(letter text, capital boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(CASE WHEN letters IS NOT NULL THEN
      erasure_any_of(CASE WHEN capital AND length(letters) > 1 THEN regexp_replace(letters, '.(.)', '\1', 'g') ELSE letters END) END,
    CASE WHEN strpos('\.^$*+?()[]{}|', letter) > 0 THEN '\' || letter ELSE letter END)
  FROM (SELECT erasure_group(letter) AS letters) found
$$"""

SPELLED = f"""CREATE FUNCTION erasure_spelled(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(erasure_letter(letter, false), '{H}' ORDER BY number), '') FROM unnest(string_to_array(word, NULL)) WITH ORDINALITY AS one(letter, number)
$$"""

# «(кроме «им. »)»: what may not stand before the name, one sign for one.
NOT_AFTER = rf"""CREATE FUNCTION erasure_not_after(form text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg('(?<!' || (
      SELECT string_agg(CASE WHEN letter = ' ' THEN '[{SPACES}]' WHEN erasure_group(letter) IS NOT NULL THEN '[' || erasure_group(letter) || ']'
        ELSE erasure_letter(letter, false) END, '' ORDER BY place)
      FROM unnest(string_to_array(hit[1], NULL)) WITH ORDINALITY AS one(letter, place)) || ')', '' ORDER BY number), '')
  FROM regexp_matches(substring(form FROM '{BARRED}'), '«([^»]*)»', 'g') WITH ORDINALITY AS barred(hit, number)
$$"""

# One word of a name. A short one among few has its capital.
PIECE = rf"""CREATE FUNCTION erasure_piece(piece text, among bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN piece = ' ' THEN '{SPACE}' WHEN piece = '-' THEN '{DASH}' WHEN piece = '''' THEN '[''’ʼ`´]'
    WHEN erasure_group(left(piece, 1)) IS NULL THEN erasure_letter(piece, false)
    ELSE (SELECT string_agg(erasure_letter(letter, strict AND number = 1), '{H}' ORDER BY number) FROM unnest(string_to_array(kept, NULL)) WITH ORDINALITY AS one(letter, number))
      || CASE mark WHEN '*' THEN '{ENDING}' WHEN '~' THEN '{SHORT}' || CASE WHEN kept = letters THEN '?' ELSE '' END ELSE '' END END
  FROM (SELECT rtrim(piece, '*~') AS letters, regexp_replace(regexp_replace(piece, '{DECLINED}$', ''), '[*~]$', '') AS kept, substring(piece FROM '[*~]$') AS mark) word,
    LATERAL (SELECT length(letters) IN (2, 3) AND left(letters, 1) = upper(left(letters, 1) COLLATE "und-x-icu") AND ((mark IS NULL AND among < 3) OR (mark = '~' AND among = 1)) AS strict) told
$$"""

# «Кукушёнкин* А. П.»: what is before the surname, the words, what is after them.
NAME = rf"""CREATE FUNCTION erasure_name(form text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE body text := regexp_replace(form, '{BARRED}', ''); made text := ''; pieces text[]; among bigint;
  head text[] := regexp_match(body, '^([{LETTERS}])\. (?:([{LETTERS}])\. )?'); tail text[] := regexp_match(body, ' ([{LETTERS}])\.(?: ([{LETTERS}])\.)?$');
BEGIN
  IF form ~ '^[{LETTERS}]{{4,}}[*]$' AND left(form, 1) = upper(left(form, 1) COLLATE "und-x-icu") THEN
    made := '{H}' || erasure_spelled(substr(form, 2, length(form) - 2)) || '{ENDING}{END}';
    RETURN '{BEGIN}' || erasure_letter(left(form, 1), true) || made || '|ФИО: ' || erasure_letter(left(form, 1), false) || made;
  END IF;
  IF head IS NOT NULL THEN
    body := regexp_replace(body, '^[{LETTERS}]\. (?:[{LETTERS}]\. )?', '');
    made := erasure_letter(head[1], true) || '[.]' || CASE WHEN head[2] IS NULL THEN '{GAP}' ELSE '?{GAP}' || erasure_letter(head[2], true) || '[.]{GAP}' END;
  END IF;
  body := regexp_replace(body, ' [{LETTERS}]\.(?: [{LETTERS}]\.)?$', '');
  SELECT array_agg(hit[1] ORDER BY number), count(erasure_group(left(hit[1], 1))) INTO pieces, among
    FROM regexp_matches(body, '[{LETTERS}]+[*~]?|[^{LETTERS}]', 'g') WITH ORDINALITY AS one(hit, number);
  SELECT made || coalesce(string_agg(erasure_piece(piece, among), '' ORDER BY number), '') INTO made FROM unnest(pieces) WITH ORDINALITY AS one(piece, number);
  RETURN '{BEGIN}' || erasure_not_after(form) || made || CASE WHEN tail IS NULL THEN '{END}'
    WHEN tail[2] IS NULL THEN '{SPACE}' || erasure_letter(tail[1], false) || '[.]'
    ELSE '{SPACE}(?:' || erasure_letter(tail[1], false) || '[.]{GAP}' || erasure_letter(tail[2], false) || '[.]|'
      || erasure_letter(tail[1], true) || '[.]?{GAP}' || erasure_letter(tail[2], true) || '{END}[.]?)' END;
END $$"""

# As an address has it: percents for letters, a plus or %20 for a space (saved lists keep their filters so). A short surname alone is a whole word there.
IN_ADDRESS = rf"""CREATE OR REPLACE FUNCTION erasure_in_address(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN word ~ '^[{LETTERS}]{{2,3}}~$' THEN '(?<=[=+])' ELSE '' END || string_agg(CASE
      WHEN letters IS NOT NULL THEN '(?:' || (
        SELECT string_agg((SELECT string_agg(erasure_coded(sign), '' ORDER BY at) FROM unnest(string_to_array(one, NULL)) WITH ORDINALITY AS s(sign, at)), '|' ORDER BY place)
        FROM unnest(string_to_array(letters, NULL) || erasure_apart(letters)) WITH ORDINALITY AS g(one, place)) || ')'
      WHEN letter = '*' THEN '(?:{CODED})*' WHEN letter = '~' THEN '(?:{CODED}){{0,2}}(?!%D[0-4])' WHEN letter = ' ' THEN '(?:%20|[+])'
      WHEN letter = '.' THEN '\.' ELSE erasure_coded(letter) END, '' ORDER BY number)
  FROM unnest(string_to_array(regexp_replace(regexp_replace(word, '{BARRED}', ''), '{DECLINED}', '~', 'g'), NULL)) WITH ORDINALITY AS one(letter, number),
    LATERAL (SELECT erasure_group(letter) AS letters) found
$$"""

# The shortest words that are anybody's: five signs, or a surname of three letters.
USED = "length(form) >= 5 OR form ~ '^...~$'"
PATTERN = OLD.PATTERN.replace("length(form) >= 5", USED)

HINT = rf"""CREATE FUNCTION erasure_hint(words text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(DISTINCT erasure_spelled(core) || '|' || erasure_in_address(core), '|') FROM (
    SELECT CASE WHEN form ~ '^[^@0-9]+$' THEN coalesce((SELECT run[1] FROM
        regexp_matches(regexp_replace(regexp_replace(form, '{BARRED}', ''), '{DECLINED}', ' ', 'g'), '[{LETTERS}]+', 'g') WITH ORDINALITY one(run, number)
        ORDER BY length(run[1]) DESC, number LIMIT 1), form)
      ELSE form END AS core FROM unnest(words) form WHERE {USED}) cores
$$"""

MADE = (GROUP, APART, ANY_OF, LETTER, SPELLED, NOT_AFTER, PIECE, NAME, IN_ADDRESS, PATTERN, HINT)
BEFORE = (OLD.GROUP, OLD.LETTER, OLD.SPELLED, OLD.NAME, OLD.IN_ADDRESS, OLD.PATTERN, OLD.HINT)
DROPPED = ("piece(text, bigint)", "not_after(text)", "any_of(text)", "apart(text)")


def _again(sql):
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_spelling")]
    operations = [migrations.RunSQL([_again(one) for one in MADE], [*(_again(one) for one in BEFORE), *(f"DROP FUNCTION erasure_{name}" for name in DROPPED)])]
