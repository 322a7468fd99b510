"""Журнал непрерывного профессионального роста: one shape of entries that every app fills from its own facts, and the card's part of it.

Each app gives its entries by one query; the roof joins them (`portal.site.growth`), so no storey looks up.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from portal.accounts.selectors import Lexicon
from portal.kit.periods import today
from portal.kit.words import day
from teachers.models import Absence, Assessment, Teacher
from teachers.selectors.card import CATEGORIES, POSITIONS, ROLES

KINDS = {
    "work": "Работа",
    "course": "КПК",
    "grade": "Аттестация",
    "award": "Награды",
    "duty": "Роли",
    "career": "Карьера",
    "assessment": "Самооценка",
    "event": "События",
    "community": "Сообщества",
    "internship": "Стажировки",
    "practice": "Практики",
    "contest": "Конкурсы",
    "route": "ИОМ",
    "mentoring": "Наставничество",
}
LEVELS, DIPLOMAS = "event_levels", "dpo_documents"
DICTIONARIES = (POSITIONS, CATEGORIES, ROLES, LEVELS, DIPLOMAS)
USUAL_COURSE = "pk"  # повышение квалификации: its section says so
ABSENCES = dict(Absence.Kind.choices)


@dataclass(frozen=True)
class Entry:
    """Одна запись журнала роста: когда, какого рода, что; `url` where its page is. `confirmed`: nothing is awaited any more that would change it."""

    on: dt.date
    kind: str
    title: str
    note: str = ""
    url: str = ""
    confirmed: bool = True

    @property
    def label(self) -> str:
        return KINDS[self.kind]


Line = tuple[dt.date, str, str, str, str, int]  # date, what it is, two texts, a note, id


def lines(rows: QuerySet[Any], what: str, *, on: str, first: Any = "", second: Any = "", note: Any = "", ref: str = "pk") -> QuerySet[Any]:
    """Facts as lines of one union; `first`, `second`, `note` name text columns, or are expressions. Facts of the future have not happened."""
    texts = [_text(one) for one in (first, second, note)]
    when = Cast(F(on), DateField())
    dated = rows.filter(**{f"{on}__lte": today()}).order_by()
    return dated.values_list(when, Value(what, output_field=CharField()), *texts, F(ref))  # type: ignore[no-any-return]


def joined(*parts: str) -> str:
    """What is said of a fact beside its name, each once: «участник» is both a role and a result."""
    return " · ".join(dict.fromkeys(filter(None, parts)))


def level_said(words: Lexicon, code: str) -> str:
    """«уровень: региональный / краевой»; nothing where it is not known."""
    return f"уровень: {words.name(LEVELS, code)}" if code else ""


def hours_said(hours: int | None) -> str:
    return f"{hours}\u00a0ч" if hours else ""


def united(parts: Iterable[QuerySet[Any]]) -> list[Line]:
    """All lines by one query."""
    first, *others = parts
    return list(first.union(*others, all=True))


def _text(given: Any) -> Any:
    return Cast(F(given) if isinstance(given, str) and given else Value("") if isinstance(given, str) else given, TextField())


def entries(teacher: Teacher, words: Lexicon) -> list[Entry]:
    """What the card itself knows: work, leaves, КПК, attestation, awards, roles, career, self-assessments. One query."""
    jobs = teacher.employments.all()
    place = "organisation__short_name"
    found = united(
        [
            lines(jobs, "job", on="since", first="position", second=place, note="act"),
            lines(jobs, "left", on="until", first="position", second=place, note="ended_act"),
            lines(teacher.absences.all(), "absence", on="since", first="kind", note="act"),
            lines(
                teacher.courses.all(),
                "course",
                on="finished_on",
                first="programme",
                second="provider",
                note=JSONObject(hours="hours", document="document", kind="kind"),
            ),
            lines(teacher.qualifications.all(), "grade", on="awarded_on", first="category", note=JSONObject(act="act", until="valid_until")),
            lines(teacher.awards.all(), "award", on="awarded_on", first="name", second="level", note="act"),
            lines(teacher.duties.all(), "duty", on="since", first="role", second="detail", note=JSONObject(act="act", until="until")),
            lines(teacher.career.all(), "career", on="since", first="step__name", note="act"),
            lines(Assessment.objects.filter(teacher=teacher, state=Assessment.State.FINISHED), "assessment", on="finished_on"),
        ]
    )
    return [_entry(*line, words) for line in found]


def _entry(on: dt.date, what: str, first: str, second: str, note: str, ref: int, words: Lexicon) -> Entry:
    if what in ("job", "left"):
        begun = "Работа" if what == "job" else "Закончена работа"
        return Entry(on, "work", f"{begun}: {words.name(POSITIONS, first)}, {second}", note)
    if what == "absence":
        return Entry(on, "work", str(ABSENCES.get(first, first)).capitalize(), note)
    if what == "course":
        return Entry(on, "course", first, _course(second, json.loads(note), words))
    if what == "grade":
        return Entry(on, "grade", f"Результат аттестации: {words.name(CATEGORIES, first)}", _until(json.loads(note), "действует по"))
    if what == "duty":
        return Entry(on, "duty", " ".join(part for part in (words.name(ROLES, first), second) if part), _until(json.loads(note), "по"))
    if what == "award":
        return Entry(on, "award", first, joined(level_said(words, second), note))
    if what == "assessment":
        return Entry(on, "assessment", "Самооценка по профессиональному стандарту")
    return Entry(on, what, first, note)


def _course(provider: str, known: dict[str, Any], words: Lexicon) -> str:
    kind = words.name(DIPLOMAS, known["kind"]) if known["kind"] != USUAL_COURSE else ""
    number = f"№\u00a0{known['document']}" if known["document"] else ""
    return ", ".join(filter(None, (kind, provider, hours_said(known["hours"]), number)))


def _until(known: dict[str, Any], word: str) -> str:
    """The act, and the last day where there is one."""
    return joined(known["act"], f"{word} {day(dt.date.fromisoformat(known['until']))}" if known["until"] else "")
