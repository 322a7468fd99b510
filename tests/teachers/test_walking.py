"""Rows role by role and by name: what is walked for a page is what sorting everybody would give."""

from typing import Any

import pytest

from communities.selectors import circles
from contests import selectors
from contests.models import Contest, Participation
from portal.accounts.models import District, Organisation
from teachers.selectors import walking
from tests import factories


@pytest.mark.parametrize(("few", "near"), [(0, 0), (0, 1000), (1000, 0)], ids=["walked", "far", "sorted"])
def test_every_slice_is_what_sorting_gives(few: int, near: int, district: District, first: Organisation, monkeypatch: Any) -> None:
    monkeypatch.setattr(walking, "FEW", few)
    monkeypatch.setattr(walking, "NEAR", near)
    contest = Contest.objects.create(district=district, name="Конкурс", starts_on="2026-01-01", ends_on="2026-02-01")
    counts = {"author": 2, "expert": 0, "participant": 3}
    for number, role in enumerate(role for role, count in counts.items() for _ in range(count)):
        person = factories.teacher(district, first, last_name="ДБАГВ"[number])
        Participation.objects.create(district=district, contest=contest, teacher=person, role=role, happened_on="2026-01-10")
    factories.teacher(district, first, last_name="Аа")  # of nobody's list
    rows = Participation.objects.filter(contest=contest).order_by(*selectors.BY_ROLE)
    sorted_keys, keys = list(rows.values_list("pk", flat=True)), walking.ByRole(rows, counts, [district.pk])
    assert len(keys) == len(sorted_keys) == 5
    for start in range(6):
        for stop in range(start, 7):
            assert keys[start:stop] == sorted_keys[start:stop]


@pytest.mark.parametrize("few", [0, 1000], ids=["walked", "sorted"])
def test_namesakes_stand_in_one_order_on_the_page_and_in_the_file(few: int, district: District, first: Organisation, monkeypatch: Any) -> None:
    monkeypatch.setattr(walking, "FEW", few)
    contest = Contest.objects.create(district=district, name="Конкурс", starts_on="2026-01-01", ends_on="2026-02-01")
    namesakes = [factories.teacher(district, first, last_name="Орлова", first_name="Анна", patronymic="") for _ in range(4)]
    for person in reversed(namesakes):  # whose cards are older were entered later
        Participation.objects.create(district=district, contest=contest, teacher=person, role="participant", happened_on="2026-01-10")
    file = list(Participation.objects.filter(contest=contest).order_by(*selectors.BY_ROLE).values_list("pk", flat=True))
    keys = walking.ByRole(Participation.objects.filter(contest=contest).order_by(*selectors.BY_ROLE), {"participant": 4}, [district.pk])
    assert [pk for start in range(0, 4, 2) for pk in keys[start : start + 2]] == file
    assert circles.BY_ROLE[:5] == selectors.BY_ROLE[:5]  # members of a community come in the same order
