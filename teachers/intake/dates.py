"""Dates as people write them: «12.03.1980 г.», «12 марта 1980», «12/03/80», 29292, 12031980."""

import datetime as dt
import re

from portal.kit.periods import full_years
from portal.kit.words import plural_form
from portal.kit.workbook import Value
from teachers.intake.words import Unreadable, quoted, text_of

MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
MEND = "Впишите дату как 31.12.1980"
EPOCH = dt.date(1899, 12, 30)
LEAST_SERIAL, MOST_SERIAL = 3_000, 80_000  # 1908 … 2119; less is a year or a number
_PLAIN = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T]\d.*)?")
_FIGURES = re.compile(r"(\d{1,2})\s*[.,/\-\s]\s*(\d{1,2})\s*[.,/\-\s]\s*(\d{4}|\d{2})")
_WORDS = re.compile(r"(\d{1,2})[\s.\-/]*([а-яёa-z]+)[\s.,\-/]*(\d{4}|\d{2})")
_MONTH_ONLY = re.compile(r"(?:([а-яё]+)\.?|(\d{1,2})\s*[./])\s*(\d{4})")
_TAIL = re.compile(r"[\s.,;]*(?:г\.?\s*р\.?|год\w*(?:\s*рожд\w*)?|г)?[\s.,;]*$|\s+0?0:00(?::00)?$")
_ANY = re.compile(r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?!\d)")


def day(raw: Value, on: dt.date, *, ahead: int = 1) -> str | None:
    """A date as ISO, None for an empty cell. A two-digit year is of this century unless that lies more than `ahead` years ahead."""
    found = _read(raw, on.year + ahead)
    return found.isoformat() if found else None


def birth(raw: Value, on: dt.date) -> str | None:
    """A birth date: never in the future, the person is 16 to 100 years old on the file's date."""
    found = _read(raw, on.year - 16)
    if found is None:
        return None
    if found > on:
        raise Unreadable(f"Дата рождения в будущем: {found:%d.%m.%Y}", "Проверьте год рождения")
    if not 16 <= full_years(found, on) <= 100:
        age = full_years(found, on)
        raise Unreadable(f"По дате рождения {found:%d.%m.%Y} человеку {age} {plural_form(age, ('год', 'года', 'лет'))}", "Проверьте год рождения")
    return found.isoformat()


def within(text: str, on: dt.date) -> list[str]:
    """Dates written in figures inside a longer text, earliest place first."""
    found = []
    for one in _ANY.findall(text)[:4]:
        try:
            found.append(day(one, on, ahead=10) or "")
        except Unreadable:
            continue
    return found


def _read(raw: Value, latest: int) -> dt.date | None:
    if isinstance(raw, dt.date):
        return _plausible(raw, f"{raw:%d.%m.%Y}")
    text = text_of(raw)
    if not text:
        return None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(raw, text)
    return _plausible(_from_text(text, latest), text)


def _from_number(number: float, text: str) -> dt.date:
    if 1900 <= number <= 2100:
        raise Unreadable(f"Указан только год: {text}", MEND)
    if LEAST_SERIAL <= number <= MOST_SERIAL:
        return EPOCH + dt.timedelta(days=int(number))
    if float(number).is_integer() and 1_000_000 <= number <= 31_129_999:  # 12031980, 2031980
        figures = f"{int(number):08d}"
        return _plausible(_date(figures[4:], figures[2:4], figures[:2]), text)
    raise Unreadable(f"Не похоже на дату: {quoted(text)}", MEND)


def _from_text(text: str, latest: int) -> dt.date | None:
    if match := _PLAIN.fullmatch(text):
        return _in_order(match[1], match[2], match[3], text)
    plain = _TAIL.sub("", text.lower()).strip(" '\"«»")
    if plain.isdecimal() and len(plain) < 9:
        return _from_number(int(plain), text)
    if match := _ISO.fullmatch(plain):
        return _date(match[1], match[2], match[3])
    if (match := _FIGURES.fullmatch(plain)) and "/" in plain:
        return _date(match[3], match[2], match[1], latest) or _date(match[3], match[1], match[2], latest)  # 03/25/1980, as programs write it: only March
    if match:
        return _in_order(match[1], match[2], match[3], text, latest)
    if match := _WORDS.fullmatch(plain):
        return _date(match[3], str(_month(match[2])), match[1], latest)
    if _MONTH_ONLY.fullmatch(plain):
        raise Unreadable(f"Нет числа месяца: {quoted(text)}", MEND)
    return None


def _in_order(day_: str, month: str, year: str, text: str, latest: int = 2100) -> dt.date | None:
    """Day, month, year. A month above twelve is not read the other way round: nobody knows which of the two numbers is wrong."""
    if int(month) > 12:
        turned = " или поменяйте местами день и месяц" if int(day_) <= 12 and int(month) <= 31 else ""
        raise Unreadable(f"Месяца {int(month)} не бывает: {quoted(text)}", f"{MEND}{turned}")
    return _date(year, month, day_, latest)


def _month(word: str) -> int:
    if word in ROMAN:
        return ROMAN.index(word) + 1
    word = word.translate(str.maketrans("хv", "xv"))
    if word in ROMAN:
        return ROMAN.index(word) + 1
    if word in ("май", "мая"):
        return 5
    return next((at for at, stem in enumerate(MONTHS, 1) if at != 5 and word.startswith(stem)), 0)


def _date(year: str, month: str, day_: str, latest: int = 2100) -> dt.date | None:
    full = int(year)
    if len(year) == 2:
        full += 2000 if 2000 + full <= latest else 1900
    try:
        return dt.date(full, int(month), int(day_))
    except ValueError:
        return None


def _plausible(found: dt.date | None, text: str) -> dt.date:
    if found is None:
        raise Unreadable(f"Не похоже на дату: {quoted(text)}", MEND)
    if not 1900 <= found.year <= 2100:
        raise Unreadable(f"Такого года не может быть: {quoted(text)}", MEND)
    return found
