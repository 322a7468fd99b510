"""«Кто есть кто»: the service's staff and what each answers for, on a date."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.models import Appointment, District, Invitation, Responsibility, Role
from portal.accounts.selectors import lexicon
from portal.kit.words import period

DICTIONARIES = {
    Responsibility.Kind.DIRECTION: "rmc_methodist_directions",
    Responsibility.Kind.SUBJECT: "subjects",
    Responsibility.Kind.ROLE: "methodist_roles",
}
SERVICE = (Role.METHODIST, Role.DEPARTMENT_HEAD)
TITLES = {
    Responsibility.Kind.DIRECTION: "Направления методистов",
    Responsibility.Kind.ROLE: "Роли методиста",
    Responsibility.Kind.SUBJECT: "Предметы",
}


@dataclass(frozen=True)
class Line:
    """One duty of one person."""

    pk: int
    who: Any
    email: str
    term: str
    act: str
    substitute: Any
    deputies: list[Appointment]  # who does the holder's whole work on the date


@dataclass(frozen=True)
class Member:
    """Somebody in office, and who stands in for her on the date."""

    post: Appointment
    deputies: list[Appointment]


@dataclass(frozen=True)
class Matter:
    """Something to answer for, and those who do; nobody when the list is empty."""

    name: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Directions, roles or subjects."""

    title: str
    matters: list[Matter]

    @property
    def open(self) -> int:
        """How many have nobody."""
        return sum(not matter.lines for matter in self.matters)


def staff(district: District, on: dt.date) -> QuerySet[Appointment]:
    """Heads and methodists in office on the date, deputies among them."""
    rows = Appointment.objects.in_force(on).filter(district=district, role__in=SERVICE)
    return rows.select_related("user", "instead_of").order_by("role", "user__last_name", "user__first_name", "pk")


def members(district: District, on: dt.date) -> list[Member]:
    """The same with their deputies. One query."""
    posts = list(staff(district, on))
    return [Member(post, [] if post.instead_of_id else [one for one in posts if (one.instead_of_id, one.role) == (post.user_id, post.role)]) for post in posts]


def invited(user: Any, district: District) -> list[Invitation]:
    """Who is invited into the service and has not answered, for those who appoint: nobody holds the post before it is accepted. One query."""
    rows = Invitation.objects.visible_to(user).open().filter(district=district, role__in=SERVICE, expires_at__gt=timezone.now())
    return list(rows.select_related("district", "instead_of").order_by("person", "pk"))


def who_is_who(district: District, on: dt.date, office: Sequence[Member] = ()) -> list[Group]:
    """All that there is to answer for, with those who do; subjects only where somebody does. Two queries; `office` are `members` of the date."""
    words = lexicon(*DICTIONARIES.values())
    in_office = Q(appointment__since__lte=on) & (Q(appointment__until__isnull=True) | Q(appointment__until__gte=on))
    rows = Responsibility.objects.in_force(on).filter(in_office, district=district).select_related("appointment__user", "substitute__user")
    deputies = {one.post.pk: one.deputies for one in office}
    held: dict[tuple[str, str], list[Line]] = {}
    for row in rows.order_by("since", "pk"):
        held.setdefault((row.kind, row.code), []).append(_line(row, deputies.get(row.appointment_id, [])))
    groups = []
    for kind, title in TITLES.items():
        entries = words.entries[DICTIONARIES[kind]]
        matters = [Matter(name, held.get((kind, code), [])) for code, name, active in entries if active or (kind, code) in held]
        groups.append(Group(title, [one for one in matters if one.lines] if kind == Responsibility.Kind.SUBJECT else matters))
    return groups


def _line(row: Responsibility, deputies: list[Appointment]) -> Line:
    who = row.appointment.user
    return Line(row.pk, who, who.email, period(row.since, row.until), row.act, row.substitute.user if row.substitute else None, deputies)
