"""Whatever is pasted, every page that takes a list answers with rows or a sentence."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.models import Community, Practice, Programme
from contests.models import Contest
from portal.accounts.models import District, User, Word
from portal.kit import wall
from tests import factories
from tests.seeing import Seeing

LISTED = reverse("organisations:listed")
SCRAPS = (
    "название", "Краткое название", "вид", "ИНН", "№ п/п", "дата", "1", "2", "2.", "٣٣٣٣٣٣٣٣٣٣", "СОШ", "сад", "баня", "МБОУ «СШ № 5»", "СШ № 5", "Сад №2", "", " ",
    '"', '""', "«", "№", "01.02.2015", "31.02.2015", "0001-01-01", "99999", "a@b.example", "не почта", "Я" * 301, "\x00", "\u202e", "Иванова А. П.", "Ким",
    "1) Петрова", "()[", "\\", "%s", "{{ 1 }}",
)  # fmt: skip
cells = st.one_of(st.sampled_from(SCRAPS), st.text(st.characters(codec="utf-8"), max_size=8))
tables = st.tuples(st.sampled_from("\t;"), st.lists(st.lists(cells, min_size=1, max_size=9), min_size=1, max_size=6)).map(
    lambda found: "\n".join(found[0].join(row) for row in found[1])
)


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    with wall.scope(common=True):
        for code, name in (("sosh", "Средняя общеобразовательная школа"), ("dou", "Детский сад")):
            Word.objects.create(dictionary="org_kinds", code=code, name=name)


def answers(visitor: Any, page: str, data: dict[str, Any]) -> int:
    """The client raises what the portal does not catch."""
    return int(visitor.post(page, data).status_code)


@pytest.mark.parametrize(
    "text", ["краткое название;вид\nШкола 5;нечто", "краткое название;вид\nШкола 5;", "1;СШ № 5;СОШ\n2", "1", "вид;название\nСОШ", "№\n1\n2"]
)
def test_a_row_without_a_name_is_shown_as_such(methodist: User, text: str) -> None:
    page = factories.client(methodist, Seeing).post(LISTED, {"text": text, "deed": "check"})
    assert page.status_code == 200
    assert "нельзя" in page.content.decode()


def test_no_pasted_text_breaks_the_list_of_organisations(methodist: User) -> None:
    visitor = factories.client(methodist, Seeing)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tables, st.sampled_from(("check", "save")), st.booleans())
    def through(text: str, deed: str, again: bool) -> None:
        found = visitor.post(LISTED, {"text": text, "deed": "check"}).context.get("found")
        more = {"mark": found.mark, "row": [one.number for one in found.rows], "act": "№ 1", "on": "2010-09-01"} if found else {}
        assert answers(visitor, LISTED, {"text": text, "deed": deed, **more}) < 500
        if again:
            assert answers(visitor, LISTED, {"text": text, "deed": deed, **more}) < 500

    through()


def test_no_pasted_text_breaks_a_list_of_people(district: District, methodist: User) -> None:
    place, today = factories.organisation(district), dt.date(2026, 9, 1)
    for name in ("Петрова", "Ким"):
        factories.teacher(district, place, last_name=name)
    things = {
        "communities:attendance_paste": factories.event(district),
        "communities:member_paste": Community.objects.create(district=district, name="Объединение", kind="rmo", since=today, state="active"),
        "communities:trainee_paste": Programme.objects.create(district=district, name="Программа", organisation=place, hours=36, since=today),
        "communities:practice_authors": Practice.objects.create(district=district, title="Практика"),
        "contests:participant_paste": Contest.objects.create(district=district, name="Конкурс", starts_on=today, ends_on=today),
    }
    visitor, pages = factories.client(methodist), [reverse(name, args=[thing.pk]) for name, thing in things.items()]
    assert {visitor.get(page).status_code for page in pages} == {200}

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(pages),
        tables,
        st.sampled_from(("check", "confirm")),
        st.lists(cells, max_size=2),
        st.dictionaries(st.sampled_from(("line-1", "choice-1")), cells),
    )
    def through(page: str, text: str, deed: str, ticked: list[str], answered: dict[str, str]) -> None:
        assert answers(visitor, page, {"names": text, "deed": deed, "person": ticked, **answered}) < 500

    through()
