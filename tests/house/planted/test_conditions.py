"""A condition that is gone, cannot be or is too long holds nobody, never everybody, in every list and in its file; and the page says which one it is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.paginator import Page
from django.forms import BaseForm, Form
from django.urls import reverse

from portal.kit.dates import REVERSED, DateField
from portal.site.bench.lists import LISTS
from tests.house.asking import Visitor, cells, with_query
from tests.house.planted.conftest import World, samples

ABSURD, LONG = "нет-такого", "ы" * 3000
FILES = {
    "contests:list": "contests:export",
    "communities:list": "communities:export",
    "communities:events": "communities:events_export",
    "communities:practices": "communities:practices_export",
    "monitoring:papers": "monitoring:papers_export",
    "communities:programmes": "communities:programmes_export",
    "teachers:offers": "teachers:offers_export",
    "teachers:list": "teachers:export",
    "routes:board": "routes:board_export",
    "organisations:list": "organisations:export",
}
ASKED = {
    "methodist": {*FILES, "teachers:twins", "teachers:intakes", "teachers:intake", "teachers:invite", "accounts:people", "accounts:invitations"},
    "department_head": {"monitoring:indicators", "monitoring:reports", "journal:list"},
    "operator": {"accounts:agreements"},
}


def filters(context: Any) -> Iterator[BaseForm]:
    """The forms of conditions that the page was given."""
    for name in ("filter", "form"):
        form = context.get(name) if context else None
        form = getattr(form, "form", form)
        if isinstance(form, Form) and form.is_bound:
            yield form


def wrong(form: BaseForm) -> dict[str, str]:
    """A value for every condition that can be wrong."""
    fields = {bound.name: bound.field for bound in form.visible_fields()}
    return {name: ABSURD for name, field in fields.items() if hasattr(field, "choices")} | {
        name: LONG for name, field in fields.items() if getattr(field, "max_length", None)
    }


def asked(form: BaseForm) -> list[dict[str, str]]:
    return [{field: value} for field, value in wrong(form).items()]


@pytest.mark.parametrize("role", ASKED)
def test_what_cannot_be_asked_holds_nobody(role: str, world: World, visitors: dict[str, Visitor]) -> None:
    visitor, tried, everybody = visitors[role], set(), []
    known = {one.name for one in LISTS} if role == "methodist" else ASKED[role]  # the others: what she does not see
    for address, name in dict.fromkeys((sample.of(world.own), sample.name) for sample in samples() if sample.name in known):
        answer = visitor.get(address)
        if not isinstance((answer.context or {}).get("page"), Page):
            continue
        for query in [query for form in filters(answer.context) for query in asked(form)]:
            tried.add(name)
            found = visitor.get(with_query(address, **query))
            if found.context["page"].paginator.count or 'class="list-gone"' not in found.text:
                everybody.append((name, query))
            if name not in FILES:
                continue
            file = visitor.get(with_query(reverse(FILES[name]), format="csv", **query))
            if not file.is_page and len(cells(file)) > 1:
                everybody.append((FILES[name], query))
    assert everybody == []
    assert ASKED[role] - tried == set()


def test_a_reversed_term_is_named_in_every_list(world: World, visitors: dict[str, Visitor]) -> None:
    """Two dates above a list are a term: one that ends before it begins is said at its field and above the rows, and holds nobody."""
    tried, silent = set(), []
    lists = dict.fromkeys(
        (sample.of(world.own), sample.name) for sample in samples() if sample.name in ASKED["methodist"] | ASKED["department_head"] | {"routes:missing"}
    )
    for address, name in lists:
        visitor = visitors["department_head" if name in ASKED["department_head"] else "methodist"]
        for form in filters(visitor.get(address).context):
            dates = [field for field, kind in form.fields.items() if isinstance(kind, DateField)]
            if len(dates) < 2:
                continue
            tried.add(name)
            first, last = dates
            found = visitor.get(with_query(address, **{first: "2026-03-02", last: "2026-03-01"}))
            at_field = re.search(rf'id="id_{last}_error"[^>]*>.*?{re.escape(REVERSED)}', found.text, re.DOTALL)
            if found.context["page"].paginator.count or f'data-fault="{last}"' not in found.text or not at_field:
                silent.append(name)
    assert silent == []
    assert tried == {"communities:events", "routes:board", "journal:list"}


@pytest.mark.parametrize("role", ["school_head", "department_head"])
def test_a_condition_that_a_role_has_not_is_not_dropped(role: str, world: World, visitors: dict[str, Visitor]) -> None:
    """A methodist's saved list or link, opened by somebody whose list has fewer conditions, does not show more than was asked for."""
    author, reader, tried, more = visitors["methodist"], visitors[role], set(), []
    for address, name in dict.fromkeys((sample.of(world.own), sample.name) for sample in samples() if sample.name in {one.name for one in LISTS}):
        if not isinstance((reader.get(address).context or {}).get("page"), Page):
            continue
        for query in [query for form in filters(author.get(address).context) for query in asked(form)]:
            tried.add(name)
            found = reader.get(with_query(address, **query))
            if found.context["page"].paginator.count or 'class="list-gone"' not in found.text:
                more.append((name, query))
    assert more == []
    assert {"teachers:courses", "teachers:attestation"} <= tried
