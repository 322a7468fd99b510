"""Annulling an issued report: the department head of its district, with a reason, for good, said wherever the number is looked at."""

from pathlib import Path
from typing import Any

import pytest

from monitoring.models import Report
from monitoring.services import building, reports
from portal.accounts.models import District, Role, User
from portal.documents.models import NumberedDocument
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.words import day
from tests import factories
from tests.monitoring import world
from tests.monitoring.world import SCHOOL

REASON = "Перепутан период в приказе"


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("monitoring.services.reports.current_app.send_task", lambda name, args: None)
    monkeypatch.setattr(building, "write_pdf", lambda report: b"%PDF-1.7 pages are not looked at here")


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district)


@pytest.fixture
def issued(district: District) -> Report:
    """A finished report that a methodist asked for."""
    world.passports()
    factories.teacher(district)
    asked, _ = reports.request_report(period=SCHOOL, district=district, by=factories.user(Role.METHODIST, district))
    claimed = reports.claim(asked.pk, district.pk)
    assert claimed is not None
    building.make(claimed, lambda percent, words: None)
    return Report.objects.select_related("document", "requested_by").get(pk=asked.pk)


def page(who: User | None, url: str) -> str:
    return factories.client(who).get(url).content.decode().replace("\xa0", " ")


def revokes(who: User, report: Report, reason: str = REASON) -> Any:
    return factories.client(who).post(f"/monitoring/reports/{report.pk}/revoke/", {"reason": reason})


def test_the_form_says_beforehand_that_there_is_no_way_back(head: User, issued: Report) -> None:
    assert "Отменить это нельзя" in page(head, f"/monitoring/reports/{issued.pk}/revoke/")
    assert f"/monitoring/reports/{issued.pk}/revoke/" in page(head, f"/monitoring/reports/{issued.pk}/")


def test_an_annulled_report_says_so_everywhere(head: User, issued: Report) -> None:
    assert issued.document
    assert revokes(head, issued).status_code == 302
    own = page(head, f"/monitoring/reports/{issued.pk}/")
    assert f"Аннулирован {day(today())}" in own
    assert REASON in own
    assert "аннулировала отчёт" in own
    assert f"/monitoring/reports/{issued.pk}/revoke/" not in own
    assert "аннулирован" in page(head, "/monitoring/reports/")
    public = page(None, f"/check/{issued.document.number}/")
    assert "Документ аннулирован" in public
    assert day(today()) in public
    assert "действителен" not in public
    assert REASON not in public


def test_data_and_files_stay_for_reading(head: User, issued: Report) -> None:
    revokes(head, issued)
    assert factories.client(head).get(f"/monitoring/reports/{issued.pk}/file/excel/").status_code == 200


def test_the_journal_and_whoever_had_asked_for_it_are_told(head: User, issued: Report) -> None:
    revokes(head, issued)
    assert Deed.objects.about(issued).values_list("verb", "comment", "actor")[0] == ("аннулировал(а) отчёт", REASON, head.pk)
    assert Deed.objects.about(issued.document).filter(verb="аннулировал(а) документ").exists()  # type: ignore[arg-type]
    assert Notice.objects.get(user=issued.requested_by, key=f"report-{issued.pk}-revoked").text == f"{issued} аннулирован: {REASON}"


def test_it_needs_a_reason_and_happens_once(head: User, issued: Report) -> None:
    assert revokes(head, issued, " ").status_code == 422
    assert NumberedDocument.objects.filter(revoked_on__isnull=False).count() == 0
    revokes(head, issued)
    again = revokes(head, issued, "Ещё раз")
    assert f"Документ уже аннулирован {day(today())}." in again.content.decode()
    assert NumberedDocument.objects.get().revoke_reason == REASON


def test_a_report_without_a_number_has_nothing_to_annul(district: District, head: User) -> None:
    asked, _ = reports.request_report(period=SCHOOL, district=district, by=head)
    assert "аннулировать нечего" in revokes(head, asked).content.decode()


def test_only_the_head_of_its_own_district_may(district: District, foreign: District, issued: Report) -> None:
    assert revokes(factories.user(Role.METHODIST, district), issued).status_code == 403
    with wall.scope([foreign.pk]):
        stranger = factories.user(Role.DEPARTMENT_HEAD, foreign)
    assert revokes(stranger, issued).status_code == 404
    assert NumberedDocument.objects.filter(revoked_on__isnull=False).count() == 0
