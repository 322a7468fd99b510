"""The words by which a person is found in texts, and crossing them out in every text column of a table.

A word that ends with «*» is a stem: the surname with any ending, used only when nobody else bears it.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from portal.kit.persons import NAMELESS

SHORTEST = 5  # letters: a shorter word would tear other people's records
LETTERS = "а-яёА-ЯЁa-zA-Z"
STEM = re.compile(rf"[{LETTERS}]{{4,}}\*")


def words_of(last: str, first: str, patronymic: str) -> list[str]:
    """«Иванова Анна Петровна» in the orders and shortenings that the portal and people write."""
    initials = [f"{part[0]}." for part in (first, patronymic) if part]
    if not (last and initials):  # the bare surname is `stem_of`'s
        return []
    spaced, tight = " ".join(initials), "".join(initials)
    found = [" ".join(part for part in (last, first, patronymic) if part), f"{last} {first}", f"{last} {initials[0]}"]
    found.append("\u00a0".join([last, *initials]))  # as pages write it
    return [*found, f"{last} {spaced}", f"{last} {tight}", f"{spaced} {last}", f"{tight} {last}", f"{first} {patronymic} {last}", f"{first} {last}"]


def snils_forms(digits: str) -> list[str]:
    """The eleven digits, and «112-233-445 95»."""
    return [digits, f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"] if len(digits) == 11 else []


def stem_of(last: str) -> str:
    """«Сойкина» → «Сойк*»… at least four letters, else nothing."""
    stem = re.sub(r"(?:ая|ий|ый|ой|а|я|о)$", "", last)
    return f"{stem}*" if STEM.fullmatch(f"{stem}*") else ""


def usable(words: Iterable[str]) -> list[str]:
    """Without repeats and without what is too short; the longest first, so that a full name goes before its part."""
    return sorted({word.strip() for word in words if len(word.strip()) >= SHORTEST}, key=lambda word: (-len(word), word))


def names_only(words: Iterable[str]) -> list[str]:
    """The forms of a whole name: what may be crossed out of texts about things, where a bare surname is a street and a phone is the school's."""
    return [word for word in words if "@" not in word and re.search(rf"[{LETTERS}]", word) and re.search(r"[ .\u00a0]", word)]


def pattern_of(words: Sequence[str], *, in_json: bool = False) -> str:
    """A regular expression of PostgreSQL and of Python alike; also of the words as an address has them (`erasure_pattern` is the same in the database)."""
    parts = []
    for word in words:
        if STEM.fullmatch(word):
            parts += [rf"\m{word[:-1]}[{LETTERS}]*", f"{_in_address(word[:-1])}(?:%D[01]%[89AB][0-9A-F])*"]
        else:
            plain = json.dumps(word, ensure_ascii=False)[1:-1] if in_json else word
            parts += [re.sub(rf"([^{LETTERS}0-9])", r"\\\1", plain), _in_address(word)]
    return "|".join(parts)


def _in_address(word: str) -> str:
    """«q=%D0%A9%D1%83…+…»: percents for letters, a plus or %20 for a space."""
    return "".join("(?:%20|[+])" if char == " " else re.sub(r"([_.~-])", r"\\\1", quote(char, safe="")) for char in word)


def mentions(text: str, words: Sequence[str]) -> bool:
    """Does the text name the person?"""
    return bool(words) and re.search(pattern_of(words).replace(r"\m", r"\b"), text) is not None


def naming(model: type[models.Model], words: Sequence[str], districts: Sequence[int]) -> tuple[str, list[Any]] | None:
    """«table WHERE …» with its values: the rows of the districts in whose texts the words stand. None: there can be none."""
    texts: list[Any] = [one for one in model._meta.concrete_fields if _is_text(one)]
    if not texts or not words:
        return None
    name = connection.ops.quote_name
    where = " OR ".join(f"{name(one.column)}::text ~ %s" for one in texts)
    patterns = [pattern_of(words, in_json=isinstance(one, models.JSONField)) for one in texts]
    return f"{name(str(model._meta.db_table))} WHERE district_id = ANY(%s) AND ({where})", [list(districts), *patterns]


def cross_out(model: type[models.Model], words: Sequence[str], districts: Sequence[int]) -> int:
    """Replace the words in every text of the table's rows of the districts; returns how many rows changed."""
    found = naming(model, words, districts)
    if found is None:
        return 0
    told, params = [], []
    for one in (one for one in model._meta.concrete_fields if _is_text(one)):
        column, pattern = connection.ops.quote_name(str(one.column)), pattern_of(words, in_json=isinstance(one, models.JSONField))
        kind = one.db_type(connection)
        cut = f"left(%s, {one.max_length})" if isinstance(one, models.CharField) and one.max_length else "%s"
        told.append(f"{column} = " + (cut % f"regexp_replace({column}::text, %s, %s, 'g')") + f"::{kind}")
        params += [pattern, NAMELESS]
    table, _, where = found[0].partition(" WHERE ")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {', '.join(told)} WHERE {where}", [*params, *found[1]])
        return int(cursor.rowcount)


def _is_text(one: Any) -> bool:
    """Where people's words may stand: no choices, no paths of files; lists of texts are codes."""
    if isinstance(one, models.FileField | ArrayField) or getattr(one, "choices", None):
        return False
    return isinstance(one, models.CharField | models.TextField | models.JSONField)
