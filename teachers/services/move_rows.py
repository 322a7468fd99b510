"""What a кадровое событие writes: jobs and leaves made, changed or dropped, each with what it was, so that the event can be undone exactly."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Model, Q

from portal.accounts.models import Organisation, Word
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day, quoted
from teachers.models import Absence, Employment, Teacher


@dataclass(frozen=True)
class Job:
    """A place of work as a form gives it; `load` in rates (ставка)."""

    organisation: Organisation
    position: str
    subject: str = ""
    load: Decimal = Decimal(1)


MEANWHILE = "Запись о работе или отпуске только что изменили или удалили. Обновите страницу и запишите событие ещё раз."
MODELS: dict[str, type[Model]] = {"employment": Employment, "absence": Absence}


def put_back(row: dict[str, Any], teacher: Teacher) -> None:
    """One row of the move as it was; refused when somebody has changed it since in another way."""
    if row["became"] is None:
        _again(row, teacher)
        return
    found: Any = MODELS[row["model"]]._default_manager.filter(pk=row["id"]).select_for_update(of=("self",)).first()
    if found is None or any(_plain(getattr(found, name)) != value for name, value in row["became"].items()):
        raise Refusal("Отменить уже нельзя: после этого события запись о работе изменили (перевели организацию или исправили срок).")
    if row["was"] is None:
        found.delete()
        return
    for name, value in row["was"].items():
        setattr(found, name, value)
    found.save(update_fields=list(row["was"]))


def refuse_in_closed(rows: list[dict[str, Any]]) -> None:
    """The jobs of an undone deed, as they stand now, end before their places close: what was put back may belong to a school that has gone since."""
    jobs = Employment.objects.filter(pk__in=[row["id"] for row in rows if row["model"] == "employment"], organisation__closed__isnull=False)
    left = jobs.filter(Q(until__isnull=True) | Q(until__gte=F("organisation__closed"))).select_related("organisation", "teacher").order_by("since").first()
    if left:
        place = left.organisation
        told = f"организация {quoted(place)} закрыта с {day(place.closed)}, а работа в ней продолжилась бы: {left.teacher.short_name}"
        raise Refusal(f"Отменить нельзя: {told}. Запишите новое событие — перевод, приём или возвращение.")


def take(teacher: Teacher, job: Job, on: dt.date, act: str, *, is_main: bool, until: dt.date | None = None) -> dict[str, Any]:
    """A job made; Refusal for a position that no dictionary knows, a place that closes while it lasts, or what the database would refuse."""
    closed = job.organisation.closed
    if closed and (until is None or until >= closed):
        way = f"Запишите событие на {day(closed)} в организацию, которая работает и дальше, или сначала отмените закрытие."
        raise Refusal(f"{job.organisation} закрывается {day(closed)}, а эта работа продолжилась бы и после. {way}", field="on")
    group = Word.objects.filter(dictionary="positions", code=job.position).values_list("group", flat=True).first()
    if group is None:
        raise Refusal("Выберите должность из списка.", field="position")
    row = Employment(
        district_id=teacher.district_id, teacher=teacher, organisation=job.organisation, position=job.position, is_pedagogical=_pedagogical(job, group),
        subject=job.subject, is_main=is_main, load=job.load, since=on, until=until, act=act,
    )  # fmt: skip
    _saved(row, lambda: row.full_clean(exclude=["district"]))
    return {"model": "employment", "id": row.pk, "was": None, "became": {"since": _plain(on), "until": _plain(until), "organisation_id": job.organisation.pk}}


def _pedagogical(job: Job, group: str) -> bool:
    """Численность педагогических работников holds the teaching posts outside the methodical service."""
    return group == "педагогические" and job.organisation.kind != "method"


def absence(teacher: Teacher, kind: str, on: dt.date, until: dt.date | None, act: str) -> dict[str, Any]:
    """A leave or a break made."""
    row = Absence(district_id=teacher.district_id, teacher=teacher, kind=kind, since=on, until=until, act=act)
    _saved(row, lambda: row.full_clean(exclude=["district"]))
    return {"model": "absence", "id": row.pk, "was": None, "became": {"since": _plain(on), "until": _plain(until)}}


def _saved(row: Model, check: Callable[[], None]) -> None:
    """Saved, or the constraint's own sentence; a race that the check could not see is refused by the database."""
    try:
        check()
        with transaction.atomic():
            row.save(force_insert=row._state.adding, force_update=not row._state.adding)  # what somebody has removed meanwhile does not come back
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages)) from wrong
    except IntegrityError as wrong:
        raise Refusal("В эти даты уже есть другая запись: обновите страницу и проверьте сроки.") from wrong


def changed(row: Employment | Absence, **values: Any) -> dict[str, Any]:
    """A row changed; what was there is kept for the undoing. Raises Refusal when somebody else was faster."""
    _as_read(row)
    was = {name: _plain(getattr(row, name)) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    _saved(row, lambda: row.full_clean(exclude=["district"]))
    return {"model": row._meta.model_name or "", "id": row.pk, "was": was, "became": {name: _plain(value) for name, value in values.items()}}


def dropped(row: Employment | Absence) -> dict[str, Any]:
    """A job or a leave that never begins: the row goes, all that it said is kept for the undoing. Raises Refusal as `changed` does."""
    _as_read(row)
    told = {one.attname: _plain(getattr(row, one.attname)) for one in row._meta.concrete_fields if one.attname not in ("id", "district_id", "teacher_id")}
    kept = {"model": row._meta.model_name or "", "id": row.pk, "was": told, "became": None}
    row.delete()
    return kept


def _as_read(row: Employment | Absence) -> None:
    """Locked, and still what the deed was decided on."""
    fresh = locked(type(row)._default_manager.all(), row.pk, MEANWHILE)
    if any(getattr(fresh, one.attname) != getattr(row, one.attname) for one in row._meta.concrete_fields):
        raise Refusal(MEANWHILE)


def _again(kept: dict[str, Any], teacher: Teacher) -> None:
    """The dropped row with the same id, so that the event or the merger that made it can be undone in its turn."""
    row = MODELS[kept["model"]](pk=kept["id"], district_id=teacher.district_id, teacher=teacher)
    for name, value in kept["was"].items():
        setattr(row, name, value)  # full_clean makes dates and numbers of the words
    _saved(row, lambda: row.full_clean(exclude=["district"]))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Decimal) else value
