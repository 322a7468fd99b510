"""How numbers, dates and people are written in Russian: pure functions, used by pages, files and mail alike."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from django.utils import timezone

from portal.kit.naming import sex_by_name

NBSP = "\u00a0"
NO_DATA = "нет данных"
INNER = str.maketrans("«»", "„“")
_STOPS = re.compile(r"(?<=\w)\.\.(?![.\w/])")  # «Белова О. И..», «2026 г..»; neither «…» nor a path
_BOTH = re.compile(r"(\w+?)(ся)?\((ла|ась|а)\)")  # «утвердил(а)», «внёс(ла)», «записался(ась)», «назначен(а)»
_TIED = re.compile(r"(?<!\w)((?:г|ул|пер|просп|пр|пл|пос|п|с|д|им)\.|рп|пгт|№) (?=\S)|, (?=\d+\w?(?:[/-]\d+\w?)?(?:$|,))")  # «г. Гавань», «ул. Мира, 28»
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def quoted(name: object) -> str:
    """A name in quotes; the quotes that it has of its own become inner ones: «СШ „Исток“»."""
    return f"«{str(name).translate(INNER)}»"


def tied(text: str) -> str:
    """An address for the screen: «г.», «ул.» and «№» stay with their names and a house with its street, whatever breaks the line."""
    return _TIED.sub(lambda found: f"{found[0][:-1]}{NBSP}", text)


def stopped(text: str) -> str:
    """What is told ends with one full stop: that of an initial, of «г.» or «ул.» is the sentence's own too.

    Asked where sentences leave for people (refusals, messages, notices), since whoever joins them does not know how a name ends.
    """
    found = _STOPS.sub(".", text)
    return text if found == text else type(text)(found)  # safe HTML stays safe


def plural_form(count: int, forms: Sequence[str]) -> str:
    """Pick the Russian form for a count from three: plural_form(2, ("человек", "человека", "человек")) → «человека»."""
    tens, ones = abs(count) % 100, abs(count) % 10
    if 11 <= tens <= 14:
        return forms[2]
    if ones == 1:
        return forms[0]
    return forms[1] if 2 <= ones <= 4 else forms[2]


def counted(count: int, forms: Sequence[str]) -> str:
    """A count with its noun, kept on one line: «1 204 педагога»."""
    return f"{decimal(count)}{NBSP}{plural_form(count, forms)}"


def decimal(value: object, digits: int | None = None) -> str:
    """A number with decimal comma and spaced thousands; `digits` after the comma, by default as many as it has (at most 2).

    None is «нет данных», never 0. Halves round away from zero, as people expect in a report. Raises ValueError for a non-number.
    """
    if value is None or value == "":
        return NO_DATA
    try:
        exact = Decimal(str(value))
    except InvalidOperation as wrong:
        raise ValueError(f"не число: {value!r}") from wrong
    rounded = exact.quantize(Decimal(1).scaleb(-(2 if digits is None else digits)), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if rounded == 0:
        text = text.lstrip("-")
    return text.replace("-", "−").replace(",", NBSP).replace(".", ",")


def percent(value: object, digits: int = 1) -> str:
    """Percent units to text: 18 → «18,0 %»; None → «нет данных»."""
    if value is None or value == "":
        return NO_DATA
    return f"{decimal(value, digits)}{NBSP}%"


def day(value: date | datetime | None, style: str = "") -> str:
    """A date as 31.12.2021; style «long» gives «31 декабря 2021 г.», «time» adds hours and minutes of local time."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if style == "long":
        return f"{value.day}{NBSP}{MONTHS[value.month - 1]} {value.year}{NBSP}г."
    text = f"{value.day:02}.{value.month:02}.{value.year}"  # five times quicker than strftime; a list page tells a hundred days
    return f"{text} {value:%H:%M}" if style == "time" and isinstance(value, datetime) else text


def snils(digits: str) -> str:
    """«112-233-445 95» from eleven digits; anything else stays as it is."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}" if len(digits) == 11 and digits.isdecimal() else digits


def period(since: date | None, until: date | None) -> str:
    """A span of days: «01.09.2020 – 31.08.2021», «с 01.09.2020», «по 31.08.2021», one day when both are equal."""
    if since and until:
        return day(since) if since == until else f"{day(since)}{NBSP}– {day(until)}"
    if since:
        return f"с{NBSP}{day(since)}"
    return f"по{NBSP}{day(until)}" if until else ""


def years(code: str) -> str:
    """A school year as it is printed, «2020–2021», from its code «2020-2021»; a calendar year and any other words stay."""
    return re.sub(r"\b(\d{4})-(?=\d{4}\b)", r"\1–", code)


@lru_cache(maxsize=20_000)
def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key for sorting names with numbers as people read them: «СШ № 2» before «СШ № 10»."""
    parts = re.findall(r"\d+|\D+", text.lower().replace("ё", "е\uffff"))
    return tuple((int(part), "") if part.isdigit() and part.isascii() else (-1, part) for part in parts)


def name_parts(who: object) -> list[str]:
    """Surname, name and patronymic of a person object or of a string «Иванова Анна Петровна»; missing parts left out."""
    if who is None:
        return []
    if isinstance(who, str):
        return who.split()
    patronymic = getattr(who, "patronymic", "") or getattr(who, "middle_name", "")
    parts = [getattr(who, "last_name", ""), getattr(who, "first_name", ""), patronymic]
    return [part for part in parts if part] or str(who).split()


def short_name(who: object) -> str:
    """«Иванова А. П.» for lists; a string without spaces stays as it is."""
    parts = name_parts(who)
    if len(parts) < 2:
        return parts[0] if parts else ""
    initials = NBSP.join(f"{part[0].upper()}." for part in parts[1:3])
    return f"{parts[0]}{NBSP}{initials}"


def full_name(who: object) -> str:
    """«Иванова Анна Петровна» for headings and documents."""
    return " ".join(name_parts(who))


def initials(who: object) -> str:
    """Two letters for an avatar: «ИА»."""
    return "".join(part[0].upper() for part in name_parts(who)[:2])


def gendered(text: str, who: object) -> str:
    """«утвердил(а) маршрут» as it is said of this person: by her known sex, else by her patronymic or surname.

    `who` is a person or a string «Иванова Анна Петровна». A name that tells nothing keeps both forms, as papers write them.
    """
    sex = getattr(who, "sex", None) or sex_by_name(*_telling(name_parts(who)))
    return _BOTH.sub(_hers if sex == "f" else r"\1\2", text) if sex else text


def _telling(parts: list[str]) -> tuple[str, str]:
    """Surname and patronymic; none of either where there is no name."""
    return (parts[0] if parts else "", " ".join(parts[2:]))


def _hers(found: re.Match[str]) -> str:
    stem, _, tail = found.groups()
    return f"{stem.replace('ёс', 'ес')}{tail}"


def ungendered(word: str) -> str:
    """What both forms of a past tense begin with, to search «утвердила» among «утвердил(а)»."""
    return re.sub(r"л(?:а|ась|ся)$", "л", word)


def state_said(whose: str, state: object) -> str:
    """What is told after a move of any lifecycle: «Готово. Состояние конкурса: приём заявок.» `whose` stands in the genitive."""
    return f"Готово. Состояние {whose}: {state}."
