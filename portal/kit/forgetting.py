"""The words by which a person is found in texts, and crossing them out in every text column of a table."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from portal.kit.persons import NAMELESS
from portal.kit.spelling import LETTERS, STEM, hint_of, pattern_of, tidy
from portal.kit.words import snils

SHORTEST = 5  # letters: a shorter word would tear other people's records
SHORT = 3  # letters of a word that its cases change otherwise: «Цой», «Ким»
NO_FIELDS: frozenset[str] = frozenset()
_ENDINGS = re.compile(r"(?:ая|яя|ий|ый|ой|[аяоеьй])$")
_ALONE = re.compile(r"...~")
_UNDECLINED = re.compile(r"[еёиоуыэюөүәӗ]$", re.IGNORECASE)  # «Ли», «Ро»
# Surnames of three letters that are words as well: alone they are crossed out of nothing.
_ORDINARY = (
    " акт бал бег бой бок бор бык век вес вид воз год гол гот дар дед дно дом дуб дух жар жук зал зов зуб иск йод кит код кол ком кон кот куб лад"
    " лак лев лед лес лис лоб лог луг лук луч люк лёд май мак мел мех миг мир мол мох мяч мёд нож нос опт пар пес пир пол пот пух пёс рай рак рог"
    " род рой рок рот ряд сад сан сев сет сок сом сон сор суд сук суп сын сыр тал ток том тон туз тур фон ход хор цех чай чан час чек чиж чин"
    " шаг шар шах шеф шип шок шум шут щит эра эхо юла яма ёрш "
)


def words_of(last: str, first: str, patronymic: str) -> list[str]:
    """«Иванова Анна Петровна» in the orders and shortenings that the portal and people write."""
    last, first, patronymic = (tidy(part) for part in (last, first, patronymic))
    initials = " ".join(f"{part[0]}." for part in (first, patronymic) if part)
    if not (last and initials):  # the bare surname is `stem_of`'s
        return []
    found: list[str] = []
    for one in (last, last.replace(" ", "-")):  # a double surname is written with a space and with a dash, whichever stands in the card
        found += [f"{one} {first} {patronymic}", f"{first} {patronymic} {one}", f"{one} {first}", f"{first} {one}"]
        found += [f"{one} {initials}", f"{initials} {one}", f"{one} {initials[:2]}"]
    return list(dict.fromkeys(" ".join(form.split()) for form in found))


def inflected(form: str) -> str:
    """«Иванова Анна», «А. Иванова» → «Иванов* Анн*», «А. Иванов*»: the same in every case."""
    return re.sub(rf"[{LETTERS}]{{2,}}", lambda found: _inflected(found[0]), form)


def _inflected(word: str) -> str:
    if len(word) <= SHORT:
        return word if _UNDECLINED.search(word) else f"{word}~"
    stem = _ENDINGS.sub("", word)
    return f"{stem if len(stem) > 1 else word}*"


def snils_forms(digits: str) -> list[str]:
    """The eleven digits, and «112-233-445 95»."""
    return [digits, snils(digits)] if len(digits) == 11 else []


def stem_of(last: str) -> str:
    """«Сойкина» → «Сойкин*»… at least four letters, else nothing."""
    stem = f"{_ENDINGS.sub('', tidy(last))}*"
    return stem if STEM.fullmatch(stem) else ""


def alone_of(last: str) -> list[str]:
    """The bare surname: «Сойкин*», «Петров*-Водкин*», «Цой~». Nothing where it is too short, or an ordinary word of three letters («Жук»)."""
    if stem := stem_of(last):
        return [stem, *small_forms(last)]
    known = inflected(tidy(last))
    if len(known) == SHORT + 1 and known[-1] == "~":
        return [] if f" {known[:-1].lower()} " in _ORDINARY else [known]
    return [known] if re.fullmatch(rf"[{LETTERS}]{{4,}}[*]?-[{LETTERS}]{{3,}}[*]?", known) else []


def small_forms(last: str) -> list[str]:
    """How the bare surname is known in lower case: only by endings that no ordinary word has («орлов» is a bird, «орлову» is not)."""
    stem = _ENDINGS.sub("", tidy(last)).lower()
    if re.search(r"(?:кин|енк)$", stem):
        return [f"{stem}*"]
    if re.search(r"[аеёоиуюя][её]в$", stem):
        return [f"{stem}{ending}" for ending in ("а", "у", "е", "ой", "ым")]
    return [f"{stem}{ending}" for ending in ("а", "у")] if re.search(r"[оеё]в$", stem) else []


def usable(words: Iterable[str]) -> list[str]:
    """Without repeats and without what is too short; the longest first, so that a full name goes before its part."""
    return sorted({word.strip() for word in words if len(word.strip()) >= SHORTEST or _ALONE.fullmatch(word.strip())}, key=lambda word: (-len(word), word))


def names_only(words: Iterable[str]) -> list[str]:
    """The forms of a whole name: what may be crossed out of texts about things, where a bare surname is a street and a phone is the school's.

    A form that some place is called by is none: what things tell of the place they tell by its name.
    """
    return [word for word in words if "@" not in word and re.search(rf"[{LETTERS}]", word) and " " in word and not word.endswith("»)")]


def but_for_places(word: str, places: str) -> str:
    """«А. П. Клюкин*» → «А. П. Клюкин* (кроме «им. »)» where a place is «СОШ им. А. П. Клюкина»; nothing when a place is called by the bare name."""
    before = {found[1] for found in re.finditer(rf"(\S*\s?)(?:{pattern_of([word])})", places)}
    if not before:
        return word
    told = sorted(re.sub(r"[«»]", "", one[-8:]).lower() for one in before)
    return f"{word} (кроме {', '.join(f'«{one}»' for one in told)})" if all(len(one) > 1 and one[-1] == " " for one in told) else ""


def searched_by(words: Iterable[str]) -> list[str]:
    """The words as a search may have them: a surname in lower case there is a surname."""
    return [one for word in words for one in ((word, word.lower()) if STEM.fullmatch(word) else (word,))]


def naming(model: type[models.Model], words: Sequence[str], districts: Sequence[int], spared: frozenset[str] = NO_FIELDS) -> tuple[str, list[Any]] | None:
    """«table WHERE …» with its values: the rows of the districts in whose texts, but `spared` fields, the words stand. None: there can be none."""
    texts = _texts(model, spared)
    if not texts or not words:
        return None
    name = connection.ops.quote_name
    where, hint = " OR ".join(f"{name(one.column)}::text ~ %s AND {_read(one)} ~ %s" for one in texts), hint_of(words)
    patterns = [part for one in texts for part in (hint, pattern_of(words, in_json=isinstance(one, models.JSONField)))]
    return f"{name(str(model._meta.db_table))} WHERE district_id = ANY(%s) AND ({where})", [list(districts), *patterns]


def cross_out(model: type[models.Model], words: Sequence[str], districts: Sequence[int], spared: frozenset[str] = NO_FIELDS) -> int:
    """Replace the words in every text of the table's rows of the districts; returns how many rows changed."""
    found = naming(model, words, districts, spared)
    if found is None:
        return 0
    told, params = [], []
    for one in _texts(model, spared):
        column, pattern = connection.ops.quote_name(str(one.column)), pattern_of(words, in_json=isinstance(one, models.JSONField))
        kind = one.db_type(connection)
        cut = f"left(%s, {one.max_length})" if isinstance(one, models.CharField) and one.max_length else "%s"
        told.append(f"{column} = " + (cut % f"regexp_replace({_read(one)}, %s, %s, 'g')") + f"::{kind}")
        params += [pattern, NAMELESS]
    table, _, where = found[0].partition(" WHERE ")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {', '.join(told)} WHERE {where}", [*params, *found[1]])
        return int(cursor.rowcount)


def _texts(model: type[models.Model], spared: frozenset[str]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if _is_text(one) and one.name not in spared]


def _read(one: Any) -> str:
    """The column as it is read for a name: in JSON a space after the two signs of a line's break, which else would grow onto the word."""
    column = connection.ops.quote_name(str(one.column))
    return f"erasure_lines({column}::text)" if isinstance(one, models.JSONField) else f"{column}::text"


def _is_text(one: Any) -> bool:
    """Where people's words may stand: no choices, no words «(словарь …)», no paths of files; lists of texts are codes."""
    if isinstance(one, models.FileField | ArrayField) or getattr(one, "choices", None) or "(словарь " in str(one.verbose_name):
        return False
    return isinstance(one, models.CharField | models.TextField | models.JSONField)
