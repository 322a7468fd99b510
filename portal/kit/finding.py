"""Search in lists: every word of the text, in any order and case, «е» equal to «ё», initials, the other layout of the keyboard.

Under the wall no index of texts is used (their operators could leak what the wall hides): a search reads the district's rows by the
district's own index and asks each one. What a page shows beside the found rows is read for the page alone (`pages.ByKeys`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import CharField, F, Func, Model, Q, QuerySet, Value

from portal.kit.naming import normal

M = TypeVar("M", bound=Model)
WORDS_AT_MOST = 5
NAME = ("last_name", "first_name", "patronymic")
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"
_TO_RUSSIAN, _TO_LATIN = str.maketrans(_LATIN, _RUSSIAN), str.maketrans(_RUSSIAN, _LATIN)
# what no Russian word has: it begins with a sign, doubles what is never doubled, has no vowel where there must be one
_NOT_RUSSIAN = re.compile(r"\b[ьъы]|щщ|[ьъ]{2}|[жшщч][ыэя]|[аеёиоуыэюя][ьъ]|[бвгджзйклмнпрстфхцчшщ]{5}", re.IGNORECASE)
_CASES = "ыми|ими|ями|ами|ого|его|ому|ему|ая|яя|ую|юю|ой|ей|ою|ею|ых|их|ах|ях|ым|им|ом|ем|ам|ям|ые|ие|а|я|о|е|у|ю|ы|и"
_ENDING = re.compile(rf"(?<=^[а-яё]{{3}})([а-яё]*?)(?:{_CASES})$", re.IGNORECASE)


def holding(rows: QuerySet[M], text: str, *paths: str) -> QuerySet[M]:
    """Rows whose fields, read one after another, hold every word of the text. An empty text narrows nothing.

    A number of up to three digits is a whole one («3» is neither 13 nor a part of a date), one or two letters begin a word («СШ»).
    """
    readings = [[_word(word) for word in re.sub("№(?=[0-9])", " ", one).split()[:WORDS_AT_MOST]] for one in (text, other_layout(text))]
    return _matching(rows, _read(paths), readings)


def named(rows: QuerySet[M], text: str, path: str = "") -> QuerySet[M]:
    """Rows whose person's name holds every word of the text, in any order and case, «е» equal to «ё».

    An empty text narrows nothing, signs alone («...») are in nobody's name. Single letters, with or without dots, begin names that stand side by side: «Иванова а. п.», «А.П. Иванова». `path` leads to the person: named(marks, text, "teacher__").
    """
    readings = [_asked(text), _asked(other_layout(text))]
    if re.search("[a-z]", text, re.IGNORECASE):  # a surname may be Latin in the register: its letters as they stand
        readings.append(_asked(text, str.lower))
    if text.strip() and not any(readings):
        return rows.none()
    return _matching(rows, _read([f"{path}{name}" for name in NAME]), readings)


def _read(paths: Iterable[str]) -> Func:
    """The fields one after another, a space before each; Django's own Concat takes longer to write than the query to ask."""
    return Func(Value(" "), Value(""), *map(F, paths), function="concat_ws", output_field=CharField())


def _matching(rows: QuerySet[M], searched: Func, readings: Sequence[Sequence[str]]) -> QuerySet[M]:
    readings = [words for words in readings if words]
    if not readings:
        return rows
    wanted = Q()
    for words in readings:
        held = Q()
        for word in words:
            held &= Q(searched__regex=word)
        wanted |= held
    found: Any = rows.alias(searched=searched).filter(wanted)
    return found  # type: ignore[no-any-return]


def stems(text: str) -> str:
    """Each long Russian word without the ending of its case: «Орловой» → «Орлов», «школы № 3» → «школ № 3»."""
    return " ".join(_ENDING.sub(r"\1", word) for word in text.split())


def _word(word: str) -> str:
    if re.fullmatch("[0-9]{1,3}", word):
        return rf"(?<![0-9])(?<![0-9][.,]){word}(?![0-9])(?![.,][0-9])"
    return rf"\m{pattern(word)}" if len(word) <= 2 and word.isalpha() else pattern(word)


def _asked(text: str, fold: Callable[[str], str] = normal) -> list[str]:
    """Patterns of a typed name: words anywhere, initials at the beginnings of names that stand side by side."""
    typed = text.replace(".", " ").split()
    glued = [word for word in typed if len(typed) > 1 and re.fullmatch("[А-ЯЁ]{2}", word)]  # «Иванова АП»
    words = [fold(word) for word in typed if word not in glued][:WORDS_AT_MOST]
    letters = [*(word for word in words if len(word) == 1), *fold("".join(glued))]
    begin = [pattern(f" {letter}") for letter in letters]
    together = "|".join("[^ ]*".join(one) for one in {tuple(begin): 0, tuple(reversed(begin)): 0})  # «П. А.» is found too
    return [*(pattern(word) for word in words if len(word) > 1), *([together] if together else [])]


def other_layout(text: str) -> str:
    """What the same keys give in the other layout: «bdfyjdf» → «иванова», «ящщь» → «zoom»; nothing where the text reads as it stands."""
    latin, russian = re.search("[a-z]", text, re.IGNORECASE), re.search("[а-яё]", text, re.IGNORECASE)
    if latin and not russian:
        return text.translate(_TO_RUSSIAN)
    return text.translate(_TO_LATIN) if russian and not latin and _NOT_RUSSIAN.search(text) else ""


def retyped(text: str, shown: Iterable[str]) -> str:
    """«иванова» when that is what found the shown rows while «bdfyjdf» was typed, so that the page can say so."""
    other, found = other_layout(text), [normal(one) for one in shown]
    if not other or not found:
        return ""
    first = normal(text).split()[0]
    return "" if any(first in one for one in found) else " ".join(other.lower().split())


def pattern(word: str) -> str:
    """The word as a regular expression of PostgreSQL that minds neither case nor «е» and «ё».

    To fold every row's case in ICU would take twice the time.
    """
    return "".join(_letter(letter) for letter in word)


def _letter(letter: str) -> str:
    if letter in "еёЕЁ":
        return "[еёЕЁ]"
    if not letter.isalpha():
        return letter if letter.isdigit() else re.escape(letter)
    return f"[{''.join(dict.fromkeys(form for form in (letter, letter.lower(), letter.upper()) if len(form) == 1))}]"
