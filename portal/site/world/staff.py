"""Who works where and since when: organisations filled with people, leavers, transfers and newcomers of every school year."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from .people import Maker, Person
from .sources import OPENED, load, of_district

COUNTED = date(2021, 8, 31)  # the sources' numbers of staff are true on this day
WOMEN = {"dou": 0.985, "dush": 0.35, "cdt": 0.85, "method": 0.94}
# Ages on the day of the count: (from, to, share); one in five is under 35, as in most districts.
AGES = ((22, 34, 20), (35, 49, 41), (50, 63, 34), (64, 70, 5))
NEWCOMERS = ((21, 24, 62), (25, 34, 14), (35, 52, 24))
HEADS = ((38, 58, 1),)
METHODISTS = ((32, 57, 1),)

Row = dict[str, str]
Ages = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Post:
    """One main employment: the organisation's code, position and subject codes, first and last day (None while it lasts)."""

    person: Person
    organisation: str
    kind: str
    position: str
    subject: str
    since: date
    until: date | None = None

    @property
    def pedagogical(self) -> bool:
        return self.position.startswith("ped") and self.kind != "method"

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


def shape(kind: str) -> str:
    return kind if kind in ("nosh", "dou", "cdt", "dush") else "school"


def register(code: str, today: date) -> list[Post]:
    """All main employments of the district from 2019 to the school year that holds `today`.

    Years are drawn one after another, so that a later `today` adds years and changes nothing before it.
    """
    town = Town(code)
    for year in range(COUNTED.year, today.year + 1):
        if date(year, 9, 1) <= today:
            town.turn(year)
    return town.closed + town.present


class Town:
    """The district's staff as the years go: `present` posts last, `closed` ones have ended."""

    def __init__(self, code: str) -> None:
        about = load("districts")[code]
        self.rng = Random(f"staff:{code}:{about.get('draw', 0)}")
        self.maker = Maker(self.rng, about.get("local", "kuban"))
        self.closed: list[Post] = []
        self.present = [post for row in of_district("organisations", code) for post in self.fill(row, code)]

    def fill(self, row: Row, code: str) -> Iterator[Post]:
        """Heads and pedagogues of an organisation, or the methodists of the service, on the day of the count."""
        if row["kind"] == "method":
            for position, subject in service(code):
                yield self.settled(row, position, subject, METHODISTS)
            return
        size = int(row["staff"])
        for position, least in load("positions")[shape(row["kind"])]["heads"]:
            if size >= least:
                yield self.settled(row, position, "", HEADS)
        for number, (position, subject) in enumerate(places(row["kind"], size, self.rng)):
            yield self.settled(row, position, subject, AGES)
            if number % 24 == 11:
                self.closed.append(self.left_before(row, position, subject))

    def person(self, kind: str, ages: Ages, on: date) -> Person:
        low, high, _share = self.rng.choices(ages, [age[2] for age in ages])[0]
        return self.maker.person(age=self.rng.randint(low, high), on=on, women=WOMEN.get(kind, 0.88))

    def settled(self, row: Row, position: str, subject: str, ages: Ages) -> Post:
        """Somebody who works there on the day of the count."""
        person = self.person(row["kind"], ages, COUNTED)
        return Post(person, row["code"], row["kind"], position, subject, max(self.hired(person.started), OPENED))

    def hired(self, started: date) -> date:
        """The first day in this organisation: a 1 September of the career, for a few the winter of 2020-2021."""
        day = date(self.rng.randint(started.year, max(started.year, 2020)), 9, 1)
        return date(2021, 1, 11) if self.rng.random() < 0.03 and started.year < 2020 else day

    def left_before(self, row: Row, position: str, subject: str) -> Post:
        """A leaver of 2020-2021: on the lists of 2020, not on those of 2021."""
        post = self.settled(row, position, subject, ((36, 66, 1),))
        return replace(post, since=min(post.since, date(2019, 9, 1)), until=date(2021, self.rng.randint(1, 6), 15))

    def turn(self, year: int) -> None:
        """Some leave on 31 August, their places are taken on 1 September; some of those who left only moved house."""
        end = date(year, 8, 31)
        staying = [not self.leaves(post, end) for post in self.present]
        leavers = [replace(post, until=end) for post, stays in zip(self.present, staying, strict=True) if not stays]
        self.closed += leavers
        movers = [post for post in leavers if post.pedagogical and post.person.age(end) < 58]
        self.present = [post if stays else self.taken(post, year, movers) for post, stays in zip(self.present, staying, strict=True)]

    def leaves(self, post: Post, on: date) -> bool:
        return self.rng.random() < (0.22 if post.person.age(on) >= 65 else 0.045 if post.pedagogical else 0.01)

    def taken(self, post: Post, year: int, movers: list[Post]) -> Post:
        start = date(year, 9, 1)
        for mover in movers if self.rng.random() < 0.35 else ():
            if mover.position == post.position and mover.organisation != post.organisation:
                movers.remove(mover)
                return replace(post, person=mover.person, subject=mover.subject, since=start)
        ages = NEWCOMERS if post.pedagogical else HEADS
        return replace(post, person=self.person(post.kind, ages, start), since=start)


def service(code: str) -> list[tuple[str, str]]:
    """(position, direction) of the methodical service's staff; directions of Amursk are the ten of its model."""
    if "tms" in load("districts")[code]:
        return [("ms01", ""), ("ms04", "общие вопросы")]
    named = load("methodists")[code]
    return [("ms01", ""), ("ms02", ""), *(("ms03", one) for one in named["subjects"]), *(("ms04", one) for one in named["directions"])]


def places(kind: str, size: int, rng: Random) -> list[tuple[str, str]]:
    """(position, subject code) of each pedagogue of an organisation of that size, specialists first."""
    table = load("positions")[shape(kind)]
    fixed = [(position, subject) for position, least, subject in table["fixed"] if size >= least]
    codes, weights = zip(*table["subjects"], strict=True)
    return fixed + [(table["rest"], code) for code in rng.choices(codes, weights, k=size - len(fixed))]
