"""A report of last year, made again after schools merged and were renamed, gives last year's numbers under last year's names."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from monitoring.models import Report
from monitoring.report.structure import Report as Structure
from monitoring.selectors.reports import frozen_facts
from monitoring.services import building, reports
from portal.accounts.models import District, Organisation, Role, User
from portal.journal.services import last_deed
from portal.kit.periods import Period
from teachers.services import organisations, reorganisation
from tests import factories
from tests.monitoring import world
from tests.monitoring.world import SCHOOL

ON, ACT, CODE = dt.date(2021, 9, 1), "Постановление № 100", "SG-VOSP-01"


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(building, "write_pdf", lambda report: b"%PDF-1.7 pages are not looked at here")


def made(home: District, by: User, period: Period = SCHOOL) -> Report:
    asked, _ = reports.request_report(period=period, district=home, by=by, publish_it=False)
    claimed = reports.claim(asked.pk, home.pk)
    assert claimed
    building.make(claimed, lambda percent, words: None)
    asked.refresh_from_db()
    return asked


def by_place(report: Report) -> list[tuple[str, int | None, int | None]]:
    """The rows «По организациям» of the indicator."""
    table = next(one for one in Structure.from_json(report.data or {}).organisations if one.code == CODE)
    return [(row.organisation, row.numerator, row.denominator) for row in table.rows]


def test_last_year_made_again_after_a_merger_and_a_renaming(district: District) -> None:
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    first, second = (factories.organisation(district, short_name=name) for name in ("СШ № 101", "СШ № 102"))
    one, _, there = (factories.teacher(district, place) for place in (first, first, second))
    for who in (one, there):
        world.course(who)
    world.passport(CODE)
    before = made(district, head)
    assert by_place(before) == [("СШ № 101", 1, 2), ("СШ № 102", 1, 1)]
    reorganise(first, second, head)
    after = made(district, head)
    assert after.pk != before.pk
    assert by_place(after) == by_place(before)
    assert Structure.from_json(after.data or {}).rows == Structure.from_json(before.data or {}).rows
    for part in ("numerator", "denominator"):
        assert frozen_facts(after, CODE, part) == frozen_facts(before, CODE, part)
    assert by_place(made(district, head, Period.parse("2021-2022"))) == [("Гимназия № 2", 0, 3)]
    said = factories.client(head).get(reverse("monitoring:report_details", args=[after.pk, CODE])).content.decode()
    assert "СШ № 101" in said
    assert "Гимназия № 2" not in said


def reorganise(gone: Organisation, stays: Organisation, by: User) -> None:
    reorganisation.merge(sources=[gone], target=stays, on=ON, act=ACT, by=by)
    renamed = {"name": "МБОУ «Гимназия № 2»", "short_name": "Гимназия № 2", "on": ON + dt.timedelta(days=30), "act": ACT}
    organisations.rename(organisation=stays, **renamed, seen=last_deed(stays), by=by)  # type: ignore[arg-type]
