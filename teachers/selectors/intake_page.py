"""A row of an import as its page shows it: what was read, what changes, whom it may be, what to decide."""

import datetime as dt
import re
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from portal.kit import wall
from portal.kit.words import day, snils
from teachers.intake.comparing import SAME_PERSON, File, Row, judge
from teachers.intake.identity import METHODIST, is_hers
from teachers.intake.jobs import ELSEWHERE, elsewhere
from teachers.intake.people import Person, name_key
from teachers.intake.words import Vocabulary
from teachers.models import Intake, IntakeRow, Teacher
from teachers.selectors.intake import desk_of, houses, people_on, quarrels_of, vocabulary_on

S = Intake.State
TONES = {"new": "good", "same": "plain", "changed": "info", "doubtful": "warn", "refused": "bad"}
LABELS = {
    "position": "должность", "subject": "предмет", "load": "ставка", "since": "работает с", "until": "работает по", "act": "приказ", "is_main": "основное место",
    "organisation": "организация", "working_since": "общий стаж с", "teaching_since": "педагогический стаж с",
}  # fmt: skip
STRANGE, ASK = "Карточка другой организации района", "Попросите методиста района"
DATED = re.compile(r" \d\d\.\d\d\.\d{4}")  # in checks made before dates were left out of them
DEEDS = {"hire": "приём на работу", "second": "совместительство", "transfer": "перевод", "correct": "работа исправлена", "end": "увольнение"}


@dataclass(frozen=True)
class Change:
    """What becomes different: `was` is empty for what was not there."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Offer:
    """A card that the row may be, with what would change in it."""

    value: str
    name: str
    place: str
    why: str
    changes: list[Change]
    chosen: bool
    beyond: bool = False  # another organisation's person, whom the reader does not take in
    hers: bool = False  # the whole name and the birthday are the row's


@dataclass(frozen=True)
class Shown:
    """One row of the page."""

    row: IntakeRow
    name: str
    about: str
    tone: str
    changes: list[Change]
    offers: list[Offer]
    problems: list[dict[str, Any]]
    link: int | None
    contradicts: bool = False  # refused only for what other rows of the file tell: left out, it lets them be written
    namesake: bool = False  # to say that it is somebody else is to say that two people have one name and one birthday
    denied: str = ""  # the way out for who may not say so


def shown(intake: Intake, rows: list[IntakeRow], user: Any) -> list[Shown]:
    """The rows of one page; cards that doubtful rows may mean come in four queries, none when there are none."""
    alone = wall.current().districts == (intake.district_id,)  # who works in two districts sees the words of one
    with nullcontext() if alone else wall.scope([intake.district_id], user=user.pk):
        places = houses()
        words = vocabulary_on(intake.on, places)
        asked = {one["teacher"] for row in rows for one in row.candidates}
        known = {row.teacher_id for row in rows if row.teacher_id}
        people = people_on(intake.on, asked)
        file = File(people, desk_of(user, intake.district_id, intake.on, places), intake.organisation_id)
        seen = set(Teacher.objects.visible_to(user).filter(pk__in=asked | known).values_list("pk", flat=True))
        telling = _Telling(words, file, seen)
        return [telling.row(one) for one in rows]


class _Telling:
    def __init__(self, words: Vocabulary, file: File, seen: set[int]) -> None:
        self.words, self.file, self.seen = words, file, seen

    def row(self, row: IntakeRow) -> Shown:
        values = row.values
        name = " ".join(str(values.get(key) or "") for key in ("last_name", "first_name", "patronymic")).strip()
        born = day(dt.date.fromisoformat(str(values["birth_date"]))) if values.get("birth_date") else ""
        post = self.words.positions.get(str(values.get("position") or ""), "")
        place = self._place(values.get("place")) if self.file.place is None else ""
        number = str(values.get("snils") or "") if row.verdict == "new" else ""  # of a known person it stands among the changes
        insured = f"СНИЛС {snils(number)}" if number else ""
        phone = str(values.get("phone") or "") if row.verdict == "new" else ""
        about = ", ".join(part for part in (born, insured, phone, post, str(values.get("subject") or ""), place) if part)
        offers = [offer for one in row.candidates if (offer := self._offer(row, one))]
        problems = sorted(row.problems, key=lambda one: not one["fatal"])
        link = row.teacher_id if row.teacher_id in self.seen else None
        namesake = any(one.hers for one in offers)
        denied = METHODIST if namesake and self.file.desk.own is not None else ""
        changes = self.changes(row.changes, row.verdict)
        return Shown(row, name or "без имени", about, TONES[row.verdict], changes, offers, problems, link, bool(quarrels_of(row)), namesake, denied)

    def _offer(self, row: IntakeRow, one: dict[str, Any]) -> Offer | None:
        person = self.file.people.by_pk.get(one["teacher"])
        if person is None:
            return None
        seen = person.pk in self.seen  # of a card that she may not open the reader learns no more than the file has told
        name = person.full_name if seen or name_key(person.fields) == name_key(row.values) else STRANGE
        job = next((job for job in person.jobs if job.on(self.file.desk.on) and job.is_main), None)
        born = f", {day(dt.date.fromisoformat(person.fields['birth_date']))}" if seen else ""
        place = (self._place(job.organisation) if job else "сейчас не работает") if seen else ""
        chosen = row.decision == SAME_PERSON and row.teacher_id == person.pk
        changes = self.changes(self._forced(row, person), "changed") if seen else []
        beyond = elsewhere(person, self.file.desk)
        said = one["why"] if seen else DATED.sub("", one["why"])
        ask = ELSEWHERE if seen or said == ELSEWHERE else ASK
        why = said if said == ELSEWHERE or not beyond else f"{said}. {ask}"
        if why == ELSEWHERE and not beyond:
            why = ELSEWHERE.partition(":")[0]  # who reads it is the methodist
        return Offer(f"same_person:{person.pk}", f"{name}{born}", place, why, changes, chosen, beyond, is_hers(row.values, person))

    def _forced(self, row: IntakeRow, person: Person) -> dict[str, Any]:
        [found] = judge([Row(row.number, dict(row.values), [], SAME_PERSON, person.pk)], self.file)
        return found.changes

    def changes(self, changes: dict[str, Any], verdict: str) -> list[Change]:
        told = [Change(_label(key), self._said(key, pair[0]), self._said(key, pair[1])) for key, pair in changes.items() if key not in ("job", "grade", "seen")]
        if job := changes.get("job"):
            told += self._job(job)
        if grade := changes.get("grade"):
            was, now = grade["was"] or {}, grade["now"]
            name = self.words.categories.get(now.get("category", ""), "")
            term = f"с {self._said('on', now.get('on'))}" if now.get("on") else ", ".join(self._said(key, value) for key, value in now.items())
            told.append(Change("категория", ", ".join(self._said(key, value) for key, value in was.items()), f"{name} {term}".strip()))
        return told

    def _job(self, job: dict[str, Any]) -> list[Change]:
        was, now = job["was"] or {}, job["now"]
        if job["deed"] in ("hire", "second", "transfer"):
            return [Change(f"{DEEDS[job['deed']]} с {self._said('since', now['since'])}", self._post(was) if was else "", self._post(now))]
        return [Change(LABELS.get(key, key), self._said(key, was.get(key)), self._said(key, value)) for key, value in now.items()]

    def _post(self, job: dict[str, Any]) -> str:
        parts = [
            self._place(job["organisation"]),
            self.words.positions.get(job["position"], job["position"]),
            job["subject"],
            f"{job['load'].replace('.', ',')} ст.",
        ]
        return ", ".join(part for part in parts if part)

    def _said(self, key: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if key == "position":
            return self.words.positions.get(str(value), str(value))
        if key == "organisation":
            return self._place(value)
        if isinstance(value, bool):
            return "да" if value else "нет"
        for choices in (Teacher.Sex.choices, Teacher.Education.choices):
            if str(value) in dict(choices):
                return str(dict(choices)[str(value)])
        text = snils(str(value)) if key == "snils" else str(value)
        return f"{text[8:10]}.{text[5:7]}.{text[:4]}" if len(text) == 10 and text[4] == text[7] == "-" else text

    def _place(self, pk: Any) -> str:
        place = self.file.desk.places.get(int(pk)) if pk else None
        return place.name if place else ""


def _label(key: str) -> str:
    field: Any = None if key in LABELS else Teacher._meta.get_field(key)
    return LABELS.get(key) or str(field.verbose_name)


def decided(counts: dict[str, int]) -> str:
    """Under the number of rows that wait for a decision: how many of the doubtful ones have got one."""
    done = counts["doubtful"] - counts["undecided"]
    return f"решено {done} из {counts['doubtful']}" if done else ""


def nobody(intake: Intake) -> str:
    """What an import without a single person says: where they were looked for, and what may be wrong."""
    where = f"Под заголовками (строка {intake.header_row})" if intake.header_row else "На листе, взятом без строки заголовков,"
    return f"{where} портал не нашёл ни одного человека. Если заголовки в другой строке или люди на другом листе, вернитесь к столбцам и укажите их."


def steps(intake: Intake) -> list[dict[str, str]]:
    """Where the import stands: file, columns, rows, written."""
    now = {S.MAPPING: 1, S.CHECKING: 1, S.CHECKED: 2, S.CANCELLED: 2 if intake.totals else 1, S.APPLYING: 3}.get(S(intake.state), 4)
    if intake.state in (S.UNDOING, S.UNDONE):
        now = 3
    labels = ("Файл", "Столбцы", "Проверка строк", {S.UNDOING: "Запись отменяется", S.UNDONE: "Запись отменена"}.get(S(intake.state), "Запись"))
    return [{"label": label, "state": "done" if at < now else "now" if at == now else "later", "url": ""} for at, label in enumerate(labels)]
