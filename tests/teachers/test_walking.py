"""Rows role by role and by name: what is walked for a page is what sorting everybody would give."""

from typing import Any

import pytest

from contests.models import Contest, Participation
from portal.accounts.models import District, Organisation
from teachers.selectors import walking
from tests import factories

ORDER = ("role", "teacher__last_name", "pk")


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
    rows = Participation.objects.filter(contest=contest).order_by(*ORDER)
    sorted_keys, keys = list(rows.values_list("pk", flat=True)), walking.ByRole(rows, counts, [district.pk])
    assert len(keys) == len(sorted_keys) == 5
    for start in range(6):
        for stop in range(start, 7):
            assert keys[start:stop] == sorted_keys[start:stop]
