"""How each field is read from its cell."""

import re
from collections.abc import Callable
from typing import NamedTuple

from portal.kit.workbook import Value
from teachers.intake import cells, dates, names, posts
from teachers.intake.words import Note, Unreadable, Vocabulary, quoted, text_of

LONGEST_CELL = 150  # characters of a cell that holds one thing
BOTH = re.compile(r"\d{1,2}\s*/\s*\d{1,2}")  # «25/20»: general and pedagogical, whatever the heading says
FIRST = ("subject", "category_on", "category_until", "education_level")  # their own columns win over what another cell tells by the way


class Found(NamedTuple):
    """Values that a cell gave, by field of the register, and remarks."""

    values: dict[str, str | int | None]
    notes: tuple[Note, ...] = ()


Reader = Callable[[Value, Vocabulary], Found]


def _notes(note: Note | None) -> tuple[Note, ...]:
    return (note,) if note else ()


def _name(raw: Value, _: Vocabulary) -> Found:
    text = text_of(raw)
    if not text:
        return Found({"last_name": None, "first_name": None, "patronymic": None})
    return Found(dict(zip(("last_name", "first_name", "patronymic"), names.whole(text), strict=True)))


def _last_name(raw: Value, words: Vocabulary) -> Found:
    text = text_of(raw)
    if names.is_person(text) and len(text.split()) > 2:
        return _name(raw, words)  # the whole name stands in the surname's column
    return Found({"last_name": names.part(text, "фамилию") if text else None})


def _part(key: str, what: str) -> Reader:
    def read(raw: Value, _: Vocabulary) -> Found:
        text = text_of(raw)
        if what == "отчество" and text.lower() in ("нет", "без отчества"):
            return Found({key: ""})
        return Found({key: names.part(text, what) if text else None})

    return read


def _simple(key: str, read: Callable[[Value], str | int | None]) -> Reader:
    return lambda raw, _: Found({key: read(raw)})


def _day(key: str, ahead: int) -> Reader:
    return lambda raw, words: Found({key: dates.day(raw, words.on, ahead=ahead)})


def _text(key: str, longest: int) -> Reader:
    def read(raw: Value, _: Vocabulary) -> Found:
        text = text_of(raw)
        if len(text) <= longest:
            return Found({key: text or None})
        return Found({key: text[: longest - 1] + "…"}, (Note(f"Текст длиннее {longest} знаков и сокращён", "Сократите текст в ячейке"),))

    return read


def _experience(prefix: str) -> Reader:
    def read(raw: Value, words: Vocabulary) -> Found:
        if isinstance(raw, str) and BOTH.fullmatch(raw.strip()):
            return _experiences(raw, words)
        since, years, note = cells.experience(raw, words.on)
        return Found({f"{prefix}_since": since, f"{prefix}_years": years}, _notes(note))

    return read


def _experiences(raw: Value, words: Vocabulary) -> Found:
    """«25/20»: general and pedagogical."""
    text = text_of(raw)
    parts = [part.strip() for part in text.replace("\\", "/").split("/") if part.strip()]
    if text and len(parts) != 2:
        raise Unreadable(f"Ожидались два стажа через черту: {quoted(text)}", "Впишите общий и педагогический стаж, например 25/20")
    both = [cells.experience(part, words.on) for part in parts] or [(None, None, None)] * 2
    return Found(
        {"working_since": both[0][0], "working_years": both[0][1], "teaching_since": both[1][0], "teaching_years": both[1][1]},
        tuple(note for _, _, note in both if note),
    )


def _post(raw: Value, words: Vocabulary) -> Found:
    found = posts.post(raw, words)
    if found is None:
        return Found({"position": None})
    values: dict[str, str | int | None] = {"position": found.position}
    if found.subject:
        values["subject"] = found.subject
    return Found(values, found.notes)


def _subject(raw: Value, words: Vocabulary) -> Found:
    subject, note = posts.subject(raw, words)
    return Found({"subject": subject}, _notes(note))


def _category(raw: Value, words: Vocabulary) -> Found:
    found = posts.category(raw, words)
    if found is None:
        return Found({"category": None})
    values: dict[str, str | int | None] = {"category": found.category}
    today = words.on.isoformat()
    values.update({"category_on" if date <= today else "category_until": date for date in sorted(found.dates, reverse=True)})
    return Found(values)


def _level(raw: Value, words: Vocabulary) -> Found:
    level, text = posts.education(raw, words)
    if text and level is None:
        raise Unreadable(f"Не похоже на уровень образования: {quoted(text)}", "Впишите, например, «высшее педагогическое» или «среднее профессиональное»")
    return Found({"education_level": level})


def _education(raw: Value, words: Vocabulary) -> Found:
    """The text is kept when it tells more than the level."""
    level, text = posts.education(raw, words)
    found = _text("education", 300)(text, words)
    more = len(text.split()) > 3 or any(letter.isdigit() for letter in text) or level is None
    return Found({"education_level": level, "education": found.values["education"] if more else None}, found.notes if more else ())


def _short(read: Reader) -> Reader:
    """One thing is written shortly; a page of text in its cell is no value (and would cost time)."""

    def reader(raw: Value, words: Vocabulary) -> Found:
        if isinstance(raw, str) and len(raw) > LONGEST_CELL:
            raise Unreadable(f"Слишком длинный текст: {quoted(raw[:100])}", "Оставьте в ячейке одно значение")
        return read(raw, words)

    return reader


SECOND_WORK = _short(_simple("is_main", cells.is_second))
READERS: dict[str, Reader] = {
    "name": _short(_name),
    "last_name": _short(_last_name),
    "first_name": _short(_part("first_name", "имя")),
    "patronymic": _short(_part("patronymic", "отчество")),
    "sex": _short(_simple("sex", cells.sex)),
    "birth_date": _short(lambda raw, words: Found({"birth_date": dates.birth(raw, words.on)})),
    "snils": _short(_simple("snils", cells.snils)),
    "phone": _short(_simple("phone", cells.phone)),
    "email": _short(_simple("email", cells.email)),
    "organisation": lambda raw, words: Found({"organisation": posts.organisation(raw, words)}),
    "position": _post,
    "subject": _subject,
    "load": _short(_simple("load", cells.load)),
    "is_main": _short(_simple("is_main", cells.is_main)),
    "since": _short(_day("since", 1)),
    "act": _text("act", 200),
    "until": _short(_day("until", 10)),
    "experience": _short(_experience("working")),
    "teaching": _short(_experience("teaching")),
    "experiences": _short(_experiences),
    "education_level": _level,
    "education": _education,
    "category": _category,
    "category_on": _short(_day("category_on", 1)),
    "category_until": _short(_day("category_until", 10)),
    "category_act": _text("category_act", 200),
    "topic": _text("topic", 300),
}


def reader_of(code: str, title: str) -> Reader:
    """How the cells of a column are read: «да» means what the heading asks, however the column came to its field."""
    return SECOND_WORK if code == "is_main" and cells.asks_of_second(title) else READERS[code]
