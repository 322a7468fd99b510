"""The writer of an import: cards, jobs, categories, the journal; and what each row made or changed, for undoing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from portal.accounts.models import Organisation, Word
from portal.journal.services import record_many
from portal.kit.bulk import insert_many, set_many
from portal.kit.naming import WithName
from portal.kit.words import quoted
from teachers.intake.cards import CARD
from teachers.intake.comparing import Finding
from teachers.models import Employment, Intake, IntakeRow, Move, Qualification, Teacher
from teachers.selectors.card import EDITED

Groups = Mapping[str, list[Finding]]
BATCH = 2_000
CAME = "внёс(ла) из файла"
EXPERIENCE = ("working_since", "teaching_since")
DATES = ("birth_date", *EXPERIENCE)
JOB = ("since", "until", "act", "position", "subject", "load", "is_main", "is_pedagogical")
PLACED = ("district_id", "teacher_id", "organisation_id", *JOB)
GRADE = ("category", "awarded_on", "valid_until", "act")
KINDS = {"hire": Move.Kind.HIRED, "second": Move.Kind.SECOND_JOB, "transfer": Move.Kind.TRANSFERRED}


def _day(text: Any) -> Any:
    return dt.date.fromisoformat(text) if text else None


class FreshCard(WithName):
    """A card that came in: what is inserted and what the journal says of it. Ten thousand models that are never saved cost a tenth of the writing."""

    _meta = Teacher._meta
    pk: int

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.__dict__.update(fields)

    def __str__(self) -> str:
        return self.short_name


class Writer:
    """Writes the findings of one import. Call `cards`, `jobs`, `grades`, `journal`, `traces` in this order."""

    def __init__(self, intake: Intake, by: Any) -> None:
        self.intake, self.by, self.where = intake, by, intake.district_id
        self.teachers: dict[str, Any] = {}  # by the key of the person: a Teacher, or a FreshCard
        self.came: dict[int, int] = {}  # new cards by the number of the row
        self.trace: dict[int, list[dict[str, Any]]] = defaultdict(list)  # by the number of the row
        self.changed: dict[int, dict[str, list[Any]]] = defaultdict(dict)  # fields of cards, by teacher
        self.totals = {"made": 0, "edited": 0, "jobs": 0, "grades": 0}
        self.moves: list[Move] = []

    @property
    def told(self) -> str:
        """What was written, in one form and without zeros."""
        names = {"made": "новых карточек", "edited": "изменено карточек", "jobs": "мест работы", "grades": "категорий"}
        return ", ".join(f"{name}: {self.totals[key]}" for key, name in names.items() if self.totals[key]) or "изменений нет"

    def cards(self, groups: Groups) -> None:
        """New cards in one insert, changed ones in a statement per field."""
        fresh = {key: group for key, group in groups.items() if group[0].person is None}
        made = [self._card(group) for group in fresh.values()]
        ids = insert_many(Teacher, ("district", *CARD, *EXPERIENCE), ([getattr(one, name) for name in ("district_id", *CARD, *EXPERIENCE)] for one in made))
        for one, pk in zip(made, ids, strict=True):
            one.pk = pk
        self.teachers = dict(zip(fresh, made, strict=True))
        self.totals["made"] = len(made)
        for key, group in fresh.items():
            self.trace[group[0].row.number].append({"model": "teacher", "id": self.teachers[key].pk, "was": None})
            self.came.update({one.row.number: self.teachers[key].pk for one in group})
        known = {key: group[0].person.pk for key, group in groups.items() if group[0].person}
        cards = Teacher.objects.in_bulk(known.values())
        self.teachers.update({key: cards[pk] for key, pk in known.items()})
        self._change_cards(groups)

    def _card(self, group: list[Finding]) -> "FreshCard":
        values: dict[str, Any] = {}
        for one in group:
            values = {**one.row.values, **{key: value for key, value in values.items() if value is not None}}
        fields = {key: values.get(key) or "" for key in CARD} | {key: values.get(key) or None for key in DATES}
        return FreshCard({"district_id": self.where, **fields})

    def _change_cards(self, groups: Groups) -> None:
        columns: dict[str, dict[int, Any]] = defaultdict(dict)
        for key, group in groups.items():
            teacher = self.teachers[key]
            for one in group if group[0].person else ():
                mine = {name: pair for name, pair in one.changes.items() if name not in ("job", "grade", "seen") and name not in self.changed[teacher.pk]}
                for name, (was, now) in mine.items():
                    columns[name][teacher.pk] = _day(now) if name in DATES else now
                    self.changed[teacher.pk][name] = [was, now]
                if mine:
                    was, now = {name: pair[0] for name, pair in mine.items()}, {name: pair[1] for name, pair in mine.items()}
                    self.trace[one.row.number].append({"model": "teacher", "id": teacher.pk, "was": was, "became": now})
        for name, values in columns.items():
            set_many(Teacher, name, list(values.items()))
        self.totals["edited"] = sum(bool(fields) for fields in self.changed.values())

    def jobs(self, groups: Groups) -> None:
        """Ends and corrections first, so that new main work finds its days free."""
        deeds = [(key, one, one.changes["job"]) for key, group in groups.items() for one in group if one.changes.get("job")]
        words = dict(Word.objects.filter(dictionary="positions").values_list("code", "group"))
        service = set(Organisation.objects.filter(kind="method").values_list("pk", flat=True))
        self._change_jobs(deeds, words, service)
        fresh, moved = [(key, one, deed) for key, one, deed in deeds if deed["deed"] in KINDS], list[int]()
        rows = [self._job(self.teachers[key], deed["now"], words, service) for key, _, deed in fresh]
        ids = insert_many(Employment, ("district", "teacher", "organisation", *JOB), ([getattr(one, name) for name in PLACED] for one in rows))
        for row, pk in zip(rows, ids, strict=True):
            row.pk = pk
        for (key, one, deed), row in zip(fresh, rows, strict=True):
            became = {"since": row.since, "until": row.until, "organisation_id": row.organisation_id}
            self.trace[one.row.number].append({"model": "employment", "id": row.pk, "was": None, "became": became})
            if one.person:
                moved.append(one.row.number)
                self._move(self.teachers[key], deed, row, became)
        for number, move in zip(moved, Move.objects.bulk_create(self.moves, batch_size=BATCH), strict=True):
            self.trace[number].append({"model": "move", "id": move.pk, "was": None})
        self.totals["jobs"] = len(deeds)

    def _job(self, teacher: Teacher, now: dict[str, Any], words: dict[str, str], service: set[int]) -> Any:
        """A row of Employment as plain values, days as texts: ten thousand models that are never saved cost a tenth of the writing."""
        return SimpleNamespace(
            district_id=self.where, teacher_id=teacher.pk, organisation_id=now["organisation"], position=now["position"], subject=now["subject"][:80],
            is_pedagogical=_teaches(now["position"], now["organisation"], words, service), is_main=now["is_main"], load=now["load"],
            since=now["since"], until=now["until"] or None, act=now["act"][:200],
        )  # fmt: skip

    def _change_jobs(self, deeds: list[tuple[str, Finding, dict[str, Any]]], words: dict[str, str], service: set[int]) -> None:
        columns: dict[str, list[tuple[int, Any]]] = defaultdict(list)
        for _, one, deed in deeds:
            was: dict[str, Any]
            now: dict[str, Any]
            if deed["id"] is None:
                continue
            if deed["deed"] == "transfer":
                last = (dt.date.fromisoformat(deed["on"]) - dt.timedelta(days=1)).isoformat()
                was, now = {"until": deed["was"]["until"]}, {"until": last}
            else:
                was, now = {**deed["was"]}, {**deed["now"]}
                if "position" in now:
                    place = next(job.organisation for job in one.person.jobs if job.pk == deed["id"]) if one.person else 0
                    was["is_pedagogical"] = _teaches(was["position"], place, words, service)
                    now["is_pedagogical"] = _teaches(now["position"], place, words, service)
            for name, value in now.items():
                columns[name].append((deed["id"], _day(value) if name in ("since", "until") else value))
            self.trace[one.row.number].append({"model": "employment", "id": deed["id"], "was": was, "became": now})
        for name in JOB:
            set_many(Employment, name, columns[name])

    def _move(self, teacher: Teacher, deed: dict[str, Any], row: Any, became: dict[str, Any]) -> None:
        rows = [{"model": "employment", "id": row.pk, "was": None, "became": became}]
        if deed["id"]:
            last = (dt.date.fromisoformat(deed["on"]) - dt.timedelta(days=1)).isoformat()
            rows.insert(0, {"model": "employment", "id": deed["id"], "was": {"until": deed["was"]["until"]}, "became": {"until": last}})
        self.moves.append(Move(district_id=self.where, teacher=teacher, kind=KINDS[deed["deed"]], on=_day(row.since), act=row.act, rows=rows, by=self.by))

    def grades(self, groups: Groups) -> None:
        fresh: dict[tuple[int, str, str], tuple[int, Any]] = {}
        until, act = list[tuple[int, Any]](), list[tuple[int, Any]]()
        for key, group in groups.items():
            for one in group:
                grade = one.changes.get("grade")
                if grade and grade["id"] is None:
                    now, teacher = grade["now"], self.teachers[key]
                    row = SimpleNamespace(
                        district_id=self.where,
                        teacher_id=teacher.pk,
                        category=now["category"],
                        awarded_on=now["on"],
                        valid_until=now["until"] or None,
                        act=now["act"][:200],
                    )
                    fresh.setdefault((teacher.pk, now["category"], now["on"]), (one.row.number, row))
                elif grade:
                    until += [(grade["id"], _day(grade["now"]["until"]))] if "until" in grade["now"] else []
                    act += [(grade["id"], grade["now"]["act"][:200])] if "act" in grade["now"] else []
                    names = {"until": "valid_until", "act": "act"}
                    was, became = ({names[name]: value for name, value in grade[side].items()} for side in ("was", "now"))
                    self.trace[one.row.number].append({"model": "qualification", "id": grade["id"], "was": was, "became": became})
        set_many(Qualification, "valid_until", until)
        set_many(Qualification, "act", act)
        rows = [row for _, row in fresh.values()]
        ids = insert_many(
            Qualification, ("district", "teacher", *GRADE), ([row.district_id, row.teacher_id, *(getattr(row, one) for one in GRADE)] for row in rows)
        )
        for (number, row), pk in zip(fresh.values(), ids, strict=True):
            self.trace[number].append({"model": "qualification", "id": pk, "was": None, "became": {"category": row.category}})
        self.totals["grades"] = len(rows) + len({pk for pk, _ in until + act})

    def journal(self, groups: Groups) -> None:
        """What each person's own history needs: who came in, and what of the card was changed."""
        told = f"Файл {quoted(self.intake.file.name)}"[:300]
        came = [(self.teachers[key], None, None) for key, group in groups.items() if group[0].person is None]
        record_many(verb=CAME, about=came, by=self.by, comment=told)
        cards = {teacher.pk: teacher for teacher in self.teachers.values()}
        edits = [
            (cards[pk], {name: pair[0] or None for name, pair in fields.items()}, {name: pair[1] for name, pair in fields.items()})
            for pk, fields in self.changed.items()
            if fields
        ]
        record_many(verb=EDITED, about=edits, by=self.by, comment=told)
        work = {self.teachers[key].pk for key, group in groups.items() for one in group if one.person and (one.changes.get("job") or one.changes.get("grade"))}
        record_many(verb="внёс(ла) из файла работу или категорию", about=[(cards[pk], None, None) for pk in sorted(work)], by=self.by, comment=told)

    def traces(self, rows: dict[int, int]) -> None:
        """Onto each row what it made and changed, and whose the new card is."""
        made = [(rows[number], self.trace[number], card) for number, card in self.came.items() if number in self.trace]
        set_many(IntakeRow, ("applied", "teacher"), made)
        set_many(IntakeRow, "teacher", [(rows[number], card) for number, card in self.came.items() if number not in self.trace])
        set_many(IntakeRow, "applied", [(rows[number], found) for number, found in self.trace.items() if number not in self.came])


def _teaches(position: str, place: int, words: dict[str, str], service: set[int]) -> bool:
    """The same as `services.moves`: a teaching post outside the methodical service."""
    return words.get(position) == "педагогические" and place not in service
