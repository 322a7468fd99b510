"""People of the register as an import looks at them: plain values (days as ISO texts), and the ways to find somebody."""

import datetime as dt
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from portal.kit.naming import normal

FOREVER = "9999-12-31"
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "",
    "э": "e", "ю": "iu", "я": "ia", "-": " ", "'": "", "’": "", "j": "i", "y": "i", "w": "v",
}  # fmt: skip
_TABLE = str.maketrans(_LETTERS)
_SAME_SOUND = ((r"shch|sch|tsh", "sh"), ("kh", "h"), ("ts|tz", "c"), ("x", "ks"), ("io|ie", "e"), (r"(.)\1+", r"\1"))
_ROUND = [(re.compile(pattern), sound) for pattern, sound in _SAME_SOUND]


class Job(NamedTuple):
    """A row of Employment; `load` as «0.75»."""

    pk: int
    organisation: int
    position: str
    subject: str
    load: str
    is_main: bool
    since: str
    until: str | None
    act: str

    def lasts(self, since: str, until: str | None = None) -> bool:
        """Whether it lasts on any day of the term; without `until` the term has no end."""
        return self.since <= (until or FOREVER) and (self.until or FOREVER) >= since

    def on(self, day: str) -> bool:
        return self.lasts(day, day)


class Grade(NamedTuple):
    """A row of Qualification."""

    pk: int
    category: str
    on: str
    until: str | None
    act: str


@dataclass(slots=True)
class Person:
    """A card of the register. `years` are full years of experience on the date of the import, `lost` days of breaks before it."""

    pk: int
    fields: dict[str, str]
    jobs: list[Job] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    years: dict[str, int | None] = field(default_factory=dict)
    lost: int = 0

    @property
    def full_name(self) -> str:
        return " ".join(part for key in ("last_name", "first_name", "patronymic") if (part := self.fields[key]))

    @property
    def stamp(self) -> int:
        """Changes when anything that an import looks at has changed."""
        return zlib.crc32(repr((self.pk, self.fields, sorted(self.jobs), sorted(self.grades), self.lost)).encode())

    def works(self, day: str, places: Iterable[int]) -> bool:
        """Whether she works on the day in one of the places."""
        return any(job.on(day) and job.organisation in places for job in self.jobs)


def name_key(values: dict[str, Any]) -> str:
    """The whole name in its normal form: «ё» is «е», any case, Latin look-alikes are Cyrillic."""
    return normal(f"{values.get('last_name') or ''} {values.get('first_name') or ''} {values.get('patronymic') or ''}")


def latin(text: str) -> str:
    """How a name sounds, whatever alphabet and system it is written in: «Щербакова Наталья» and «Shcherbakova Nataliya» are one."""
    plain = text.lower().replace("ё", "е").translate(_TABLE)
    for pattern, sound in _ROUND:
        plain = pattern.sub(sound, plain)
    return " ".join(plain.split())


def digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


class Candidate(NamedTuple):
    """A card that may be the same person, and why."""

    person: Person
    why: str


@dataclass
class People:
    """The cards of a district, found by СНИЛС, name, sound of the name, birthday and e-mail."""

    every: list[Person]
    by_pk: dict[int, Person] = field(init=False)

    def __post_init__(self) -> None:
        self.by_pk = {one.pk: one for one in self.every}
        self.by_snils = {snils: one for one in self.every if (snils := one.fields["snils"])}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        self.by_birth: dict[str, list[Person]] = defaultdict(list)
        self.by_email: dict[str, list[Person]] = defaultdict(list)
        for one in self.every:
            self.by_name[name_key(one.fields)].append(one)
            self.by_birth[one.fields["birth_date"]].append(one)
            if email := one.fields["email"]:
                self.by_email[email.lower()].append(one)


def day(text: str | None) -> str:
    """«2026-09-01» → «01.09.2026»."""
    return f"{dt.date.fromisoformat(text):%d.%m.%Y}" if text else ""
