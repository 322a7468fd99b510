"""The pages of reports: asking, watching, reading, taking away, comparing."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from monitoring.models import Report
from monitoring.services import building, reports
from portal.accounts.models import District, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from tests import factories
from tests.monitoring import world
from tests.monitoring.world import SCHOOL

S = Report.State


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("monitoring.services.reports.current_app.send_task", lambda name, args: None)
    monkeypatch.setattr(building, "write_pdf", lambda report: b"%PDF-1.7 pages are not looked at here")


@pytest.fixture
def staff(district: District) -> list[Any]:
    world.passports()
    place = factories.organisation(district)
    return [factories.teacher(district, place) for _ in range(4)]


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district)


@pytest.fixture
def ready(district: District, head: User, staff: list[Any]) -> Report:
    """A finished report in which one of four has a course."""
    world.course(staff[0])
    asked, _ = reports.request_report(period=SCHOOL, district=district, by=head)
    claimed = reports.claim(asked.pk, district.pk)
    assert claimed is not None
    building.make(claimed, lambda percent, words: None)
    return Report.objects.get(pk=asked.pk)


def text(browser: Client, url: str, **headers: str) -> str:
    answer = browser.get(url, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_asking_leads_to_the_report_and_twice_to_the_same(district: District, head: User, staff: list[Any]) -> None:
    browser = factories.client(head)
    first = browser.post("/monitoring/reports/", {"period": "2020-2021"})
    again = browser.post("/monitoring/reports/", {"period": "2020-2021"}, follow=True)
    assert first.status_code == 302
    assert first["Location"] == again.redirect_chain[-1][0]
    assert "Такой отчёт уже составляется" in again.content.decode()
    assert Report.objects.count() == 1


def test_a_report_that_was_not_begun_leaves_the_form_unspent(district: District, head: User, staff: list[Any]) -> None:
    """Another one was under way: the same page may ask again once that is done."""
    browser, asked = factories.client(head), {"period": "2020-2021", "form_key": "k"}
    reports.request_report(period=SCHOOL, district=district, by=head)
    assert "Такой отчёт уже составляется" in browser.post("/monitoring/reports/", asked, follow=True).content.decode()
    Report.objects.update(state=S.READY)
    browser.post("/monitoring/reports/", asked)
    assert Report.objects.count() == 2


def test_a_wrong_period_is_refused_beside_the_field(district: District, head: User) -> None:
    answer = factories.client(head).post("/monitoring/reports/", {"period": "2021-2020"})
    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_progress_is_asked_until_the_report_is_ready(district: District, head: User, staff: list[Any]) -> None:
    browser = factories.client(head)
    asked, _ = reports.request_report(period=SCHOOL, district=district, by=head)
    Report.objects.update(state=S.RUNNING, progress=45, message="Считаем 2020-2021 учебный год")
    assert 'hx-trigger="every 2s"' in text(browser, f"/monitoring/reports/{asked.pk}/")
    part = browser.get(f"/monitoring/reports/{asked.pk}/progress/")
    assert "45" in part.content.decode()
    assert "HX-Refresh" not in part
    Report.objects.update(state=S.READY, progress=100)
    assert browser.get(f"/monitoring/reports/{asked.pk}/progress/")["HX-Refresh"] == "true"


def test_the_preview_opens_every_number(ready: Report, head: User) -> None:
    browser = factories.client(head)
    html = text(browser, f"/monitoring/reports/{ready.pk}/")
    address = f"/monitoring/reports/{ready.pk}/lists/SG-VOSP-01/"
    assert f'href="{address}numerator/"' in html
    assert f'href="{address}denominator/"' in html
    assert "4 записи" in text(browser, f"{address}denominator/")
    assert "СШ №" in text(browser, f"/monitoring/reports/{ready.pk}/details/SG-VOSP-01/", **{"HX-Request": "true"})
    assert text(browser, f"/monitoring/reports/{ready.pk}/lagging/")


def test_frozen_numbers_stay_and_the_difference_is_named(ready: Report, head: User, staff: list[Any]) -> None:
    browser = factories.client(head)
    assert "совпадают с зафиксированными" in text(browser, f"/monitoring/reports/{ready.pk}/now/")
    world.course(staff[1])
    changed = text(browser, f"/monitoring/reports/{ready.pk}/now/")
    assert "25,0 %" in changed
    assert "50,0 %" in changed
    address = f"/monitoring/reports/{ready.pk}/lists/SG-VOSP-01/numerator/"
    assert "1 запись" in text(browser, address)
    assert "2 записи" in text(browser, f"{address}?view=now")
    came = text(browser, f"{address}?view=changes")
    assert "добавилось" in came
    assert staff[1].last_name in came
    assert staff[0].last_name not in came


def test_files_are_given_by_the_rights_of_the_report(ready: Report, head: User, district: District, foreign: District) -> None:
    browser = factories.client(head)
    for kind, start in (("excel", b"PK"), ("pdf", b"%PDF-")):
        answer = browser.get(f"/monitoring/reports/{ready.pk}/file/{kind}/")
        assert b"".join(answer.streaming_content).startswith(start)  # type: ignore[attr-defined]
    assert browser.get(f"/monitoring/reports/{ready.pk}/file/data/").status_code == 404
    taken = Deed.objects.about(ready).filter(verb__startswith="скачал").values_list("verb", flat=True)
    assert set(taken) == {"скачал(а) отчёт (Excel)", "скачал(а) отчёт (PDF)"}
    for who, status in ((factories.user(Role.TEACHER, district), 404), (factories.user(Role.METHODIST, foreign), 404)):
        for part in ("", "file/pdf/", "now/", "lists/PR-01/denominator/", "progress/"):
            assert factories.client(who).get(f"/monitoring/reports/{ready.pk}/{part}").status_code == status


def test_a_failed_report_is_repeated_from_its_page(district: District, head: User, staff: list[Any]) -> None:
    asked, _ = reports.request_report(period=SCHOOL, district=district, by=head)
    Report.objects.update(state=S.FAILED, message=reports.FAILED.format(pk=asked.pk), attempt=3)
    browser = factories.client(head)
    assert "Повторить" in text(browser, f"/monitoring/reports/{asked.pk}/")
    assert browser.post(f"/monitoring/reports/{asked.pk}/retry/").status_code == 302
    assert Report.objects.get().state == S.QUEUED
    assert browser.post(f"/monitoring/reports/{asked.pk}/retry/").status_code == 409
    assert browser.get(f"/monitoring/reports/{asked.pk}/retry/").status_code == 405


@pytest.mark.parametrize("path", ["lists/PR-01/other/", "lists/NO-1/numerator/", "lists/PR-01/numerator/?view=past", "details/NO-1/"])
def test_what_the_report_does_not_hold_is_not_found(ready: Report, head: User, path: str) -> None:
    assert factories.client(head).get(f"/monitoring/reports/{ready.pk}/{path}").status_code == 404


def test_the_list_of_reports_is_searched_and_watched(ready: Report, head: User, district: District) -> None:
    browser = factories.client(head)
    number = ready.document.number if ready.document else ""
    assert number in text(browser, f"/monitoring/reports/?q={number}&sort=period")
    assert "Отчётов не нашлось" in text(browser, "/monitoring/reports/?state=failed")
    assert "every 3s" not in text(browser, "/monitoring/reports/")
    with wall.scope([district.pk]):
        reports.request_report(period=SCHOOL, district=district, by=head)
    assert "every 3s" in text(browser, "/monitoring/reports/")
