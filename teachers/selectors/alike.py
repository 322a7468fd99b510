"""Cards that may be of the same person: the same name and birth date, СНИЛС or e-mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from portal.kit.finding import pattern
from portal.kit.naming import normal
from portal.kit.periods import today
from teachers.models import Teacher
from teachers.selectors.people import places

NAME = ("last_name", "first_name", "patronymic")


@dataclass(frozen=True)
class Alike:
    """A card and what is the same in it; `place` is where the person works now.

    `named`: the whole name is the one that was typed, so that showing it tells nothing; `likely`: all of it but the surname.
    """

    teacher: Teacher
    why: str
    place: str = ""
    named: bool = False
    likely: bool = False


def alike(district_id: int, person: Mapping[str, Any]) -> list[Alike]:
    """Cards of the district that may be this person's; «е» is «ё», case does not count. Two queries at most."""
    named = Q(last_name__regex=f"^{pattern(person['last_name'])}$", birth_date=person["birth_date"])
    same = named
    if person.get("snils"):
        same |= Q(snils=person["snils"])
    if person.get("email"):
        same |= Q(email__iexact=person["email"])
    rows = [(one, _why(one, person)) for one in Teacher.objects.shown().filter(same, district=district_id)]
    found = [(one, why) for one, why in rows if why]
    where = places([one.pk for one, _ in found], today()) if found else {}
    return [Alike(one, why, where.get(one.pk, ""), _same(one, person, NAME), _same(one, person, NAME[1:])) for one, why in found]


def _same(one: Teacher, person: Mapping[str, Any], names: Sequence[str]) -> bool:
    return all(normal(getattr(one, name)) == normal(person.get(name, "")) for name in names)


def _why(one: Teacher, person: Mapping[str, Any]) -> str:
    reasons = []
    if one.birth_date == person["birth_date"] and _same(one, person, NAME):
        reasons.append("ФИО и дата рождения")
    if person.get("snils") and one.snils == person["snils"]:
        reasons.append("СНИЛС")
    if person.get("email") and one.email.lower() == person["email"].lower():
        reasons.append("электронная почта")
    return ", ".join(reasons)
