"""Which cards may be of one person and why: the database joins the cards with themselves by what it keeps for that, only what it found is compared here."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection

from portal.kit.naming import normal
from teachers.intake.people import latin

_LATIN = re.compile("[A-Za-z]")
# Raw, because the ORM does not join a table with itself by values. District by district (LATERAL), so that each side is read from an index in the order of
# the join. The keys are numbers (`finding.likeness`): what they bring together is more than the pairs, never less. An address of three cards is the school's.
# Days between are counted before parts of dates, which cost more; a hundred years have 25 leap days.
CANDIDATES = """
WITH card AS NOT MATERIALIZED (SELECT * FROM teachers_teacher WHERE merged_into_id IS NULL AND erased_on IS NULL),
pair AS (SELECT least(found.a, found.b) AS a, greatest(found.a, found.b) AS b, bool_or(found.mailed) AS mailed
FROM unnest(%s::bigint[]) AS district (id), LATERAL (
  SELECT a.id AS a, b.id AS b, false AS mailed FROM card a JOIN card b
  ON b.birth_date = a.birth_date AND b.first_name_key = a.first_name_key AND b.id > a.id
  AND (b.patronymic_key = a.patronymic_key OR hashtext('') IN (a.patronymic_key, b.patronymic_key))
  WHERE a.district_id = district.id AND b.district_id = district.id
UNION ALL
  SELECT a.id, b.id, false FROM card a JOIN card b ON b.name_key = a.name_key AND b.birth_date > a.birth_date
  WHERE a.district_id = district.id AND b.district_id = district.id AND (
    b.birth_date - a.birth_date < 366 AND date_part('year', b.birth_date) = date_part('year', a.birth_date)
    OR (b.birth_date - a.birth_date) %% 365 <= 25 AND date_part('day', b.birth_date) = date_part('day', a.birth_date)
      AND date_part('month', b.birth_date) = date_part('month', a.birth_date))
UNION ALL
  SELECT a.id, b.id, false FROM card a JOIN card b ON b.birth_date = a.birth_date AND b.id <> a.id
  WHERE a.district_id = district.id AND b.district_id = district.id AND a.folded ~ '[a-z]'
UNION ALL
  SELECT min(id), max(id), true FROM card WHERE district_id = district.id AND email <> '' GROUP BY lower(email) HAVING count(*) = 2
) found GROUP BY 1, 2)
SELECT one.id, one.birth_date, one.last_name, one.first_name, one.patronymic, other.id, other.birth_date, other.last_name, other.first_name, other.patronymic, mailed
FROM pair JOIN teachers_teacher one ON one.id = pair.a JOIN teachers_teacher other ON other.id = pair.b
"""


class Folded(dict[str, str]):
    """A name as written → folded as `normal` does: any case, «ё» is «е», Latin look-alikes are Cyrillic. Names are few, each is folded once."""

    def __missing__(self, text: str) -> str:
        self[text] = found = normal(text)
        return found


class Card(NamedTuple):
    """What a card is compared by: the name as it stands and as `normal` makes it."""

    pk: int
    born: dt.date
    written: str
    last: str
    first: str
    patronymic: str

    @property
    def name(self) -> tuple[str, str, str]:
        return self[3:]


class Likeness(NamedTuple):
    """Two cards, the earlier first, and all that speaks for one person."""

    one: Card
    other: Card
    reasons: frozenset[str]


def alike_cards(districts: Iterable[int]) -> Iterator[Likeness]:
    """Every two cards of a district that may be of one person. One query."""
    folded = Folded()
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, [list(districts)])
        for *sides, mailed in cursor.fetchall():
            one, other = _card(folded, *sides[:5]), _card(folded, *sides[5:])
            reasons = frozenset(_by_birthday(one, other) if one.born == other.born else _by_name(one, other))
            if mailed or reasons:
                yield Likeness(one, other, reasons | {"email"} if mailed else reasons)


def _card(folded: Folded, pk: int, born: dt.date, last: str, first: str, patronymic: str) -> Card:
    return Card(pk, born, f"{last} {first} {patronymic}", folded[last], folded[first], folded[patronymic])


def _by_name(one: Card, other: Card) -> Iterator[str]:
    if _mistyped(one.born.isoformat(), other.born.isoformat()) and one.patronymic and one.name == other.name:
        yield "birth"


def _by_birthday(one: Card, other: Card) -> Iterator[str]:
    """The first name is the same and so is the rest, or there is no patronymic in one, or the surname is another; or the whole name only sounds the same."""
    if one.first == other.first:
        if one.last == other.last and one.patronymic == other.patronymic:
            yield "name"
        elif one.last == other.last and not (one.patronymic and other.patronymic):
            yield "short"
        elif one.last != other.last and one.patronymic and one.patronymic == other.patronymic:
            yield "surname"
    if one.name != other.name and _LATIN.search(one.written + other.written) and latin(one.written) == latin(other.written):
        yield "sound"


def _mistyped(one: str, other: str) -> bool:
    """Days of birth, as «1985-03-01», that differ by one digit, or have day and month the other way round: either the year is the same or the rest is."""
    turned = one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]
    return turned or sum(a != b for a, b in zip(one, other, strict=True)) == 1
