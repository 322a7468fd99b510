"""«Всё обо мне» to read: each section as a table whose columns fit their words, or, where they would not, as lines «label: value»."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.selectors.security import device
from portal.kit.words import day, snils
from portal.site.personal.everything import Section, label_of, words_of
from teachers.models import Course, Teacher

TECHNICAL = ("id", "is_superuser", "demo", "object_id")  # of no use to a reader; everything.json has them
MACHINES = ("journal.FormKey", "journal.Notice")  # tables that tell a reader nothing: the archive has them, the paper says so in one sentence
FEW = 3  # more rows than these: a table, and what they all say alike is said once
ROWS_PER_PART = 400  # of a section on paper: WeasyPrint keeps a part in memory
PAPER = 178.0  # millimetres between the margins of documents/pdf/paper.html
LETTER, PADDING = 1.75, 3.6  # millimetres of a letter of 8.5 pt, the wide ones counted in, and of both sides of a cell
LONGEST, FULL = 26, 60  # letters of a word that is not broken; of a value that stands on one line, if there is room
WHOLE = re.compile(r"\d\d\.\d\d\.\d{4}( \d\d:\d\d)?")  # a date is never broken

Told = dict[str, str]


@dataclass(frozen=True)
class Column:
    """A column on paper: its heading, percent of the width, whether its values are dates."""

    label: str
    width: float
    whole: bool


def parts(user: User, found: list[Section]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The paper for `render_long_pdf`: the contents first, then the sections, several to a part while they are short."""
    left = [one for one in found if one.table in MACHINES]
    found = [one for one in found if one.table not in MACHINES]
    yield "site/paper/everything.html", {"user": user, "made_on": timezone.localdate(), "index": found, "left": left}
    pieces = ((one, one.rows[start : start + ROWS_PER_PART]) for one in found for start in range(0, len(one.rows), ROWS_PER_PART))
    held: list[dict[str, Any]] = []
    for one, rows in pieces:
        if held and sum(len(each["rows"]) for each in held) + len(rows) > ROWS_PER_PART:
            yield "site/paper/everything.html", {"sections": held}
            held = []
        held.append(table(one, rows))
    yield "site/paper/everything.html", {"sections": held}


def table(one: Section, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A piece of a section: what all its rows say alike, then a table where its words fit, otherwise the rows as lines. Empty columns are left out."""
    told = [_told(row) for row in rows]
    names = [name for name in dict.fromkeys([*one.labels, *(name for row in told for name in row)]) if any(row.get(name) for row in told)]
    labels = {name: one.labels.get(name, name) for name in names}
    alike = [name for name in names if len(told) > FEW and len({row.get(name, "") for row in told}) == 1]
    alike = alike[:-1] if len(alike) == len(names) else alike
    own = {name: label for name, label in labels.items() if name not in alike}
    columns = _columns(own, told) if len(told) > FEW else []
    lines = [[(label, row.get(name, "")) for name, label in own.items() if columns or row.get(name)] for row in told]
    return {"title": one.title, "alike": [(labels[name], told[0][name]) for name in alike], "columns": columns, "rows": lines}


def _told(row: dict[str, Any]) -> Told:
    drawn = {"object_type": _kind, "snils": lambda value: snils(shown(value)), "data": _proposed, "user_agent": device, "load": _rate}
    return {name: drawn.get(name, shown)(value) for name, value in row.items() if name not in TECHNICAL and value != "это вы"}


def _columns(labels: dict[str, str], told: list[Told]) -> list[Column]:
    """Widths by content: each column gets its longest word, the rest of the paper is shared by how much each has to say. None where words do not fit."""
    least, full = [], []
    for name, label in labels.items():
        values = [row.get(name, "") for row in told]
        words = [len(word) for text in (label, *values) for word in ([text] if WHOLE.fullmatch(text) else re.split(r"[\s-]+", text))]
        least.append(min(max(words), LONGEST) * LETTER + PADDING)
        full.append(max(least[-1], min(max(map(len, (label, *values))), FULL) * LETTER + PADDING))
    spare, wanted = PAPER - sum(least), sum(full) - sum(least)
    if spare < 0:
        return []
    widths = [low + spare * ((high - low) / wanted if wanted else 1 / len(least)) for low, high in zip(least, full, strict=True)]
    dates = [all(WHOLE.fullmatch(row[name]) for row in told if row.get(name)) for name in labels]
    return [Column(label, round(100 * width / PAPER, 1), whole) for label, width, whole in zip(labels.values(), widths, dates, strict=True)]


def _kind(value: Any) -> str:
    """«педагог» for «teachers.teacher»."""
    try:
        return str(apps.get_model(str(value))._meta.verbose_name)
    except (LookupError, ValueError):
        return "запись портала"


def _rate(value: Any) -> str:
    """«1», «0,5» for a rate of «1.00», «0.50»."""
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")


def _proposed(value: Any) -> str:
    """What a proposal holds, in the words of its form: fields of a course with their values, or of the card with what was and what is to be."""
    if not isinstance(value, dict):
        return shown(value)
    told = []
    for name, one in value.items():
        changes = isinstance(one, list)
        known = {each.name: each for each in (Teacher if changes else Course)._meta.concrete_fields}
        if one in (None, "", []) or name not in known:
            continue
        words = words_of(known[name])
        said = " → ".join(shown(words.get(each, each)) or "не указано" for each in one) if changes else shown(words.get(one, one))
        told.append(f"{label_of(known[name])} — {said}")
    return ", ".join(told)


def shown(value: Any) -> str:
    """A value of everything.json as it is read on paper."""
    if isinstance(value, dict):
        return str(value["name"]) if "name" in value else "; ".join(f"{key}: {shown(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value)
    if isinstance(value, bool):
        return "да" if value else "нет"
    text = str(value)
    try:
        if len(text) == 10 and text[4:5] == "-":
            return day(dt.date.fromisoformat(text))
        if len(text) == 25 and text[10:11] == "T":
            return day(dt.datetime.fromisoformat(text), "time")
    except ValueError:
        return text
    return text
