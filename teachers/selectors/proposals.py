"""Предложения педагогов as pages show them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, Expression, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import Role
from portal.accounts.selectors import lexicon
from portal.journal.models import Change
from portal.kit.words import day
from teachers.models import Course, Proposal, Teacher

KINDS = "dpo_documents"
COURSE = ("programme", "provider", "kind", "hours", "topic", "started_on", "finished_on", "document")  # the order in which a course is told of
SHOWN = ("kind", "data", "state", "comment", "at", "teacher__last_name", "teacher__first_name", "teacher__patronymic", "organisation__short_name")


def to_decide(user: Any) -> QuerySet[Proposal]:
    """What waits for this person, the oldest first; her own she does not decide."""
    own = Teacher.objects.filter(user=user).values("pk")  # not by a join: the rows are then found in their order
    return _told(Proposal.objects.waiting().filter(_near(user)).exclude(teacher__in=own)).order_by("at", "pk")


def how_many_to_decide(user: Any) -> Expression:
    """The number of `to_decide` beside its rows: all that wait are counted by an index, and her own, which are few, taken off."""
    near = Proposal.objects.waiting().filter(_near(user)).order_by()
    return _number(near) - _number(near.filter(teacher__in=Teacher.objects.filter(user=user).values("pk")))


def _number(rows: QuerySet[Proposal]) -> Coalesce:
    return Coalesce(Subquery(rows.values("state").annotate(n=Count("pk")).values("n")), 0)


def decided(user: Any) -> QuerySet[Proposal]:
    """What was decided, the latest first, among those whom the person may decide of."""
    return _told(Proposal.objects.filter(_near(user)).exclude(state=Proposal.State.SENT)).order_by("-decided_at", "-pk")


def shown() -> QuerySet[Proposal]:
    """What the lines of a page say, for `ByKeys`: with people and places joined to all that wait, a longer page would sort them all."""
    return _told(Proposal.objects.order_by())


def _near(user: Any) -> Q:
    """Of the methodist's districts, of the people whom a school head sees."""
    mine = Q(district_id__in=user.districts_as(Role.METHODIST))
    return mine | Q(teacher__in=Teacher.objects.visible_to(user)) if user.organisations_as(Role.SCHOOL_HEAD) else mine


def _told(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With what a line says, of the person and of the place too."""
    return rows.select_related("teacher", "organisation").only(*SHOWN)


def changes(proposal: Proposal) -> list[Change]:
    """Field by field in words: what the card says and what is proposed, or the course's own fields."""
    if proposal.kind == Proposal.Kind.CARD:
        return [Change(_label(Teacher, name), _said(Teacher, name, was), _said(Teacher, name, after)) for name, (was, after) in proposal.fields.items()]
    words = lexicon(KINDS)
    told = {**proposal.data, "kind": words.name(KINDS, proposal.data.get("kind", ""))}
    return [Change(_label(Course, name), None, _said(Course, name, value)) for name in COURSE if (value := told.get(name)) not in (None, "")]


def resent(proposal: Proposal) -> Proposal | None:
    """What was sent instead of a returned proposal and was not withdrawn."""
    instead = Proposal.objects.filter(teacher=proposal.teacher_id, **{f"data__{Proposal.AGAIN}": proposal.pk})
    return instead.exclude(state=Proposal.State.WITHDRAWN).first()


def typed_before(proposal: Proposal) -> dict[str, Any]:
    """What a form shows of a returned proposal: the values as they were proposed."""
    if proposal.kind == Proposal.Kind.CARD:
        return {name: after for name, (_, after) in proposal.fields.items()}
    return {name: dt.date.fromisoformat(value) if name.endswith("_on") and value else value for name, value in proposal.fields.items()}


TONES = {Proposal.State.SENT: "warn", Proposal.State.ACCEPTED: "good", Proposal.State.RETURNED: "bad", Proposal.State.WITHDRAWN: "plain"}


@dataclass(frozen=True)
class Line:
    """One line of a list: what is proposed, in what state."""

    proposal: Proposal
    kind: str
    about: str
    state: str
    tone: str


def lines(proposals: Iterable[Proposal]) -> list[Line]:
    kinds, states = dict(Proposal.Kind.choices), dict(Proposal.State.choices)
    return [Line(one, str(kinds[one.kind]), summary(one), str(states[one.state]), TONES[one.state]) for one in proposals]  # type: ignore[index]


def summary(proposal: Proposal) -> str:
    """One line for lists: «телефон, фамилия» or the programme."""
    if proposal.kind == Proposal.Kind.CARD:
        return ", ".join(_label(Teacher, name) for name in proposal.fields)
    return str(proposal.data.get("programme", ""))


def _label(model: Any, name: str) -> str:
    return _labels(model).get(name, name)


@cache
def _labels(model: Any) -> dict[str, str]:
    return {one.name: str(one.verbose_name).split(" (словарь")[0] for one in model._meta.concrete_fields}


def _said(model: Any, name: str, value: Any) -> str:
    field = next((one for one in model._meta.concrete_fields if one.name == name), None)
    for stored, said in getattr(field, "flatchoices", ()):
        if stored == value:
            return str(said)
    if name.endswith("_on") and value:
        return day(dt.date.fromisoformat(value))
    return str(value) if value not in (None, "") else "—"
