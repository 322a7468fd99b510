"""Fictional people of the demo world: the same seed gives the same people, and nobody who occurs in a source document."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from .sources import load

Sex = Literal["f", "m"]

UNCHANGING = ("ко", "ых", "их", "ды", "ер", "ар", "ле", "ор", "ук", "ик", "ль", "ли")
FEMININE = (("ский", "ская"), ("кий", "кая"), ("ый", "ая"), ("ой", "ая"))
EDUCATIONS = ("высшее педагогическое", "высшее", "среднее профессиональное")
ODDS = (68, 12, 20)


@dataclass(frozen=True)
class Person:
    """A fictional pedagogue: forms agree with the sex, `started` is the first day of teaching work."""

    surname: str
    name: str
    patronymic: str
    sex: Sex
    born: date
    started: date
    education: str

    @property
    def full(self) -> str:
        return f"{self.surname} {self.name} {self.patronymic}"

    def age(self, on: date) -> int:
        """Full years on the date."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


def surname_for(stem: str, sex: Sex) -> str:
    """The form that the bearer of this sex uses, from the masculine dictionary form."""
    if sex == "m" or stem.endswith(UNCHANGING):
        return stem
    for ending, feminine in FEMININE:
        if stem.endswith(ending):
            return stem.removesuffix(ending) + feminine
    return stem + "а"


class Maker:
    """Gives fictional people one after another, no full name twice."""

    def __init__(self, rng: Random, local: str) -> None:
        """`local` names the extra pool of surnames usual in that part of the country."""
        pools = load("names")["surnames"]
        self.rng = rng
        self.stems = pools["common"].split() + 2 * pools.get(local, "").split()
        self.given: set[str] = set()

    def person(self, *, age: int, on: date, women: float) -> Person:
        """Somebody of exactly that age on the date; `women` is the share of women among such staff."""
        sex: Sex = "f" if self.rng.random() < women else "m"
        while True:
            surname, name, patronymic = self.called(sex, on.year - age)
            if (full := f"{surname} {name} {patronymic}") not in self.given:
                self.given.add(full)
                break
        born = birthday(self.rng, age, on)
        education = self.rng.choices(EDUCATIONS, ODDS)[0]
        return Person(surname, name, patronymic, sex, born, self.first_day(born, education, on), education)

    def called(self, sex: Sex, year: int) -> tuple[str, str, str]:
        names = load("names")
        generation = "older" if year < 1976 else "middle" if year < 1991 else "younger"
        given = self.rng.choice(names["female" if sex == "f" else "male"][generation].split())
        pairs = names["patronymics"]
        male, female, _weight = self.rng.choices(pairs, [pair[2] for pair in pairs])[0]
        return surname_for(self.rng.choice(self.stems), sex), given, female if sex == "f" else male

    def first_day(self, born: date, education: str, on: date) -> date:
        """1 September after college (at 20–21) or university (at 22–23); one in seven came to school later in life."""
        college = education == "среднее профессиональное"
        at = self.rng.randint(20, 21) if college else self.rng.randint(22, 23)
        if self.rng.random() < 0.15:
            at += self.rng.randint(2, 12)
        day = date(born.year + at, 9, 1)
        return day if day <= on else date(on.year - (on < date(on.year, 9, 1)), 9, 1)


def birthday(rng: Random, age: int, on: date) -> date:
    """A day of birth that makes the age true on the date."""
    latest = on.replace(year=on.year - age, day=min(on.day, 28))
    return latest - timedelta(days=rng.randrange(1, 364))
