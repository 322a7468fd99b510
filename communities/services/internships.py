"""Internship programmes of the sites, and the trainees' way through them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from communities.models import Internship, Programme
from communities.selectors.places import why_not_close
from communities.services.people import held, own_teachers, take_turn, tell_journal
from portal.accounts.models import District, Organisation
from portal.journal.lifecycle import advance
from portal.journal.services import record, refuse_stale
from portal.kit.namesakes import refuse_namesake, same
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from portal.kit.words import day

UNDER_WAY = (Internship.State.APPLIED, Internship.State.ENROLLED)


@dataclass(frozen=True)
class ProgrammeData:
    """What a methodist writes about a modular programme."""

    name: str
    organisation: Organisation
    hours: int
    since: dt.date
    until: dt.date | None = None
    code: str = ""
    functions: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    shared: bool = False


NAMES = tuple(one.name for one in fields(ProgrammeData))


@transaction.atomic
def create_programme(*, data: ProgrammeData, district: District, by: Any, again: str = "") -> Programme:
    """Внести программу площадки. Raises Refusal (with the field) for reversed dates or a site of another district, Namesake when one at work has the name."""
    made = Programme(district=district, **{name: getattr(data, name) for name in NAMES})
    _check(made)
    _ask(made, again)
    made.save()
    record(verb="внёс(ла) программу стажировки", obj=made, by=by)
    return made


def _ask(programme: Programme, again: str) -> None:
    """Raise Namesake when another one at work has the name."""
    in_turn("communities.programme", programme.district_id)
    at_work = Q(until__isnull=True) | Q(until__gte=today())
    refuse_namesake(
        Programme.objects.filter(at_work, district=programme.district_id).select_related("organisation"), programme, again,
        begins="Такая программа уже есть", address=lambda one: reverse("communities:programme", args=[one.pk]),
        note=lambda one: f"{one.organisation.short_name}, работает с {day(one.since)}",
    )  # fmt: skip


@transaction.atomic
def edit_programme(*, programme: Programme, data: ProgrammeData, by: Any, seen: int | None = None, again: str = "") -> Programme:
    """Save the programme's page; the same refusals as for a new one, Namesake when it gets another name."""
    take_turn(Programme, programme.pk)
    fresh = locked(Programme.objects, programme.pk)
    refuse_stale(fresh, seen)
    was_shared, was_called = fresh.shared, fresh.name
    for name in NAMES:
        setattr(fresh, name, getattr(data, name))
    _check(fresh)
    if why := why_not_close(fresh, was_shared):
        raise Refusal(why, field="shared")
    if same(was_called) != same(fresh.name):
        _ask(fresh, again)
    fresh.save()
    record(verb="изменил(а) программу стажировки", obj=fresh, by=by)
    return fresh


def _check(programme: Programme) -> None:
    if programme.until and programme.until < programme.since:
        raise Refusal("Дата «по» раньше даты «с».", field="until")
    if programme.organisation.district_id != programme.district_id:
        raise Refusal("Эта организация не из вашего района.", field="organisation")


@transaction.atomic
def enrol(*, programme: Programme, teachers: Iterable[int], since: dt.date, by: Any) -> int:
    """Зачислить на стажировку с даты; who is on it already is not doubled. Gives the number of new trainees.

    Raises Refusal for people of another district or a date outside the programme's own.
    """
    programme = held(programme)
    if since < programme.since or (programme.until and since > programme.until):
        raise Refusal("Дата начала стажировки — вне сроков программы.", field="since")
    people = own_teachers(programme, teachers, by)
    rows = Internship.objects.filter(Q(state__in=UNDER_WAY) | Q(since=since), programme=programme, teacher__in=people)
    inside = set(rows.values_list("teacher_id", flat=True))
    new = [one for one in people if one.pk not in inside]
    made = [Internship(district_id=one.district_id, programme=programme, teacher=one, state=Internship.State.ENROLLED, since=since) for one in new]
    Internship.objects.bulk_create(made, ignore_conflicts=True)
    tell_journal(programme, "зачислил(а) на стажировку", new, by, с=day(since))
    return len(new)


@transaction.atomic
def move_internship(*, internship: Internship, move: str, by: Any, on: dt.date | None = None, comment: str = "", seen: int | None = None) -> Internship:
    """Зачислить, завершить (датой `on`, by default today), отчислить, вернуть. Raises Refusal for a date before the beginning or in the future."""
    changes: dict[str, Any] = {"completed_on": None} if move == "again" else {}
    if move == "complete":
        changes["completed_on"] = done = on or today()
        if done < internship.since:
            raise Refusal(f"Стажировка началась {day(internship.since)}: завершить её раньше нельзя.", field="on")
        if done > today():
            raise Refusal("Дата завершения ещё не наступила.", field="on")
    fresh: Internship = advance(internship, move, by=by, comment=comment, seen=seen, **changes)
    return fresh
