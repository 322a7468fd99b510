"""What the loaders of one district share: its row, the clock, own dice, and the people and places made so far."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from communities.models import Community, Event
from portal.accounts.models import District, Organisation, User
from portal.kit.periods import Period, school_year
from teachers.models import Teacher

from .sources import load, of_district
from .staff import Post

Row = TypeVar("Row", bound=models.Model)
OWN = ("sovgavan", "amursk", "timashevsk")  # the three districts of the sources; the others are members of the network


@dataclass(frozen=True)
class Member:
    """A person in one main employment."""

    teacher: Teacher
    post: Post
    organisation: Organisation

    def __hash__(self) -> int:
        return hash((self.teacher.pk, self.post.since))

    @property
    def kind(self) -> str:
        """The shape of the organisation: school, dou, cdt, dush or method."""
        return self.post.kind if self.post.kind in ("dou", "cdt", "dush", "method") else "school"

    def fits(self, kinds: str) -> bool:
        """Works in one of the kinds of organisation, teaches one of the subjects, or leads («heads»); «all» fits everybody."""
        if kinds == "heads":
            return self.post.position.startswith("adm")
        wanted = kinds.split()
        return self.post.pedagogical and bool({self.kind, self.post.subject, self.post.organisation, "all"} & set(wanted))


SHAPES = {"school": ["sosh", "oosh", "nosh", "gymn"], "dou": ["dou", "nshds"], "heads": ["adm01", "adm02", "adm03", "adm04", "adm05"], "all": []}


def audience(kinds: str) -> list[str]:
    """«Для кого» of a row of the data files: the same kinds and subjects in the portal's own words."""
    return [code for one in kinds.split() for code in SHAPES.get(one, [one])]


@dataclass
class Home:
    """One district while it is being filled. Everything drawn comes from `dice`, so the same day gives the same world."""

    district: District
    today: dt.date
    organisations: dict[str, Organisation] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    routed: set[tuple[int, int]] = field(default_factory=set)  # (teacher, first year) of every route made
    graduates: dict[int, list[Member]] = field(default_factory=dict)  # exact graduates of the school of young pedagogues, by year
    visits: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))  # events attended, by teacher
    circles: dict[int, list[tuple[Community, dt.date, dt.date | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # memberships with their dates, by teacher

    @property
    def code(self) -> str:
        return self.district.code

    @cached_property
    def about(self) -> dict[str, Any]:
        return load("districts")[self.code]

    @property
    def main(self) -> bool:
        """One of the three districts that the sources describe."""
        return self.code in OWN

    @property
    def year(self) -> Period:
        """The school year of loading."""
        return school_year(self.today)

    @property
    def years(self) -> list[Period]:
        """School years from 2021-2022 to the current one: the demo's own history after the sources' year."""
        return [Period("school", year) for year in range(2021, self.year.year + 1)]

    def dice(self, *names: object) -> Random:
        """Own dice for one purpose: what is drawn there never shifts what is drawn elsewhere."""
        return Random(":".join(map(str, (self.code, *names))))

    def rows(self, name: str) -> list[dict[str, str]]:
        return of_district(name, self.code)

    def add(self, model: type[Row], rows: Iterable[dict[str, Any]]) -> list[Row]:
        """Insert rows of this district in bulk; returns them with their ids."""
        return model._default_manager.bulk_create([model(district=self.district, **row) for row in rows], batch_size=2000)

    def staff(self, on: dt.date, kinds: str = "all") -> list[Member]:
        """Pedagogues in main employment on the date."""
        return [member for member in self.members if member.post.holds(on) and member.fits(kinds)]

    def pick(self, rng: Random, on: dt.date, number: int, kinds: str = "all", but: Iterable[Member] = ()) -> list[Member]:
        """That many different pedagogues employed on the date, fewer when there are not so many."""
        out = {member.teacher for member in but}
        pool = [member for member in self.staff(on, kinds) if member.teacher not in out]
        return rng.sample(pool, min(number, len(pool)))

    def working(self, on: dt.date, test: Callable[[Member], bool]) -> list[Member]:
        """Members of any position employed on the date that satisfy the test."""
        return [member for member in self.members if member.post.holds(on) and test(member)]

    def ambition(self, member: Member) -> float:
        """0 to 1: how far she goes in attestation; above two thirds it is the highest category."""
        return self.dice("ambition", member.post.person.full).random()

    def service(self, on: dt.date) -> list[Member]:
        """The methodists, the director first."""
        return self.working(on, lambda member: member.post.kind == "method")


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """That hour of the day in the portal's time zone."""
    return timezone.make_aware(dt.datetime(day.year, day.month, day.day, hour, minute))


def stamp(day: dt.date, hour: int) -> dt.datetime:
    """When a deed was done: that hour, but never later than now: a world made in the morning has no deeds of its evening."""
    return min(at(day, hour), timezone.now())


HOLIDAYS = {(1, day) for day in range(1, 11)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4), (12, 31)}


def weekday(day: dt.date) -> dt.date:
    """The day itself, or the next one when schools work."""
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day += dt.timedelta(days=1)
    return day
