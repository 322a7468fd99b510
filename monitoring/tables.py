"""The columns of the list behind a number."""

from typing import Any

from portal.kit.cells import link
from portal.kit.listing import Col

PERSON = Col("name", "Кто", lambda fact: link(fact.person_url, fact.person) if fact.person_url else fact.person, label="", sort="name")
PLACE = Col("place", "Организация", lambda fact: fact.place, sort="place")
DATE = Col("date", "Дата", lambda fact: fact.date, css="text-nowrap", sort="date")


def _what(fact: Any) -> object:
    return link(fact.url, fact.label) if fact.url and fact.url != fact.person_url else fact.label


PEOPLE = (PERSON, PLACE, DATE, Col("what", "Что", _what))
THINGS = (DATE, Col("what", "Что", _what, sort="name"))
