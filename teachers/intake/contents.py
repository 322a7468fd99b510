"""What cells look like whatever their heading says: somebody's name, a birthday, СНИЛС, an address, a word of a dictionary."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from statistics import median_low

from portal.kit.naming import normal, sex_of
from portal.kit.workbook import Value
from teachers.intake import cells, dates, names
from teachers.intake.words import Unreadable, Vocabulary

BORN = (1940, 2010)  # years in which those were born who work today
PHONE = re.compile(r"[\d\s()+-]{10,24}")
SHORTENED = re.compile(r"[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]\.\s*(?:[А-ЯЁ]\.)?")  # «Иванова М. П.»
ANY_DAY = dt.date(2100, 1, 1)


def is_data(value: Value, text: str) -> bool:
    """Whether a cell is something told of one person, so that it is no heading: a name, a day, a number, an address."""
    if isinstance(value, int | float | dt.date):
        return True
    return bool(text) and (sex_of(text) is not None or _day(text) is not None or _is_number(text) or is_whole_name(text) or bool(cells.EMAIL.fullmatch(text)))


def is_whole_name(text: str) -> bool:
    return names.is_person(text) or bool(SHORTENED.fullmatch(text))


def column_of(texts: Sequence[str], words: Vocabulary | None) -> str:
    """The field that most values of a column are of; «» when they tell nothing."""
    tests: dict[str, Callable[[str], bool]] = {
        "name": is_whole_name, "snils": _is_snils, "email": lambda text: bool(cells.EMAIL.fullmatch(text)), "birth_date": _is_birthday, "phone": _is_phone,
    }  # fmt: skip
    if words:
        tests |= {
            "position": lambda text: words.posts.named(text) is not None,
            "category": lambda text: words.grades.named(text) is not None,
            "subject": lambda text: words.lessons.named(text) is not None,
            "organisation": lambda text: any(place.plain == normal(text) for place in words.places),
        }
    return next((code for code, test in tests.items() if sum(map(test, texts)) * 2 > len(texts)), "")


def middle(texts: Sequence[str]) -> dt.date:
    """The middle one of the days of a column: birthdays lie before the days of everything else."""
    return median_low([day for text in texts if (day := _day(text))] or [ANY_DAY])


def _day(text: str) -> dt.date | None:
    if text.isdecimal() or len(text) > 24 or not any(map(str.isdecimal, text)):
        return None
    try:
        found = dates.day(text, ANY_DAY, ahead=-90)  # «80» is 1980
    except Unreadable:
        return None
    return dt.date.fromisoformat(found) if found else None


def _is_birthday(text: str) -> bool:
    day = _day(text)
    return day is not None and BORN[0] <= day.year <= BORN[1]


def _is_snils(text: str) -> bool:
    return len(text) <= 16 and cells.is_snils("".join(filter(str.isdecimal, text)))


def _is_phone(text: str) -> bool:
    if not PHONE.fullmatch(text):
        return False
    try:
        return (cells.phone(text) or "").startswith("+7")
    except Unreadable:
        return False


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d\s.,()+/-]+", text)) and any(map(str.isdecimal, text))
