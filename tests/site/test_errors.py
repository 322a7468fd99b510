"""What a person reads when the portal itself fails."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import District, Role
from portal.kit.refusal import AT_ONCE
from portal.site.errors import server_error
from teachers.models import Assessment, CareerStep
from tests import factories


def failing(error: Exception) -> Callable[..., None]:
    def fail(*args: object, **more: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [(OperationalError("the server is starting up"), 503, "Портал временно недоступен"), (RuntimeError("a mistake"), 500, "На портале произошла ошибка")],
)
def test_an_absent_database_is_told_from_a_mistake(db: None, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, heading: str) -> None:
    monkeypatch.setattr("portal.accounts.middleware.wall.scope", failing(error))
    answer = Client(raise_request_exception=False).get("/routes/")
    assert (answer.status_code, answer.headers.get("Retry-After", "")) == (status, "30" if status == 503 else "")
    assert heading in answer.content.decode()


def asked(who: Client, address: str, data: dict[str, str] | None = None) -> tuple[int, Any, int]:
    """(status, page, queries)"""
    with CaptureQueriesContext(connection) as queries:
        page = who.get(address, data)
    return page.status_code, page, len(queries)


def test_whoever_is_signed_in_keeps_the_frame_and_the_way_back(district: District) -> None:
    """Missing, refused, forbidden and not understood alike; the frame costs nothing that the person did not cost; a stranger gets the bare page."""
    who = factories.client(factories.user(Role.METHODIST, district))
    answers = [asked(who, address, data) for address, data in (("/teachers/99999999/", None), ("/retention/", None), ("/teachers/", {"q": "\x00"}))]
    assert [status for status, _, _ in answers] == [404, 403, 400]
    assert ['id="sidenav"' in page.text for _, page, _ in answers] == [True] * 3
    assert '<a class="btn btn-primary" href="/teachers/">' in answers[0][1].text
    assert who.get("/nowhere/").text.count("Такой страницы нет") == 1  # the heading says it, the sentence says why
    refused = who.post("/teachers/assessment/start/")
    assert (refused.status_code, 'id="sidenav"' in refused.text) == (409, True)
    assert asked(who, "/nowhere/")[2] <= asked(who, "/help/")[2]
    stale = Client(enforce_csrf_checks=True)
    stale.cookies = who.cookies
    assert (stale.post("/teachers/bulk/").status_code, 'id="sidenav"' in stale.post("/teachers/bulk/").text) == (403, True)
    assert 'id="sidenav"' not in Client().get("/nowhere/").text


def test_a_missing_page_without_its_database_is_said_plainly(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    who = Client(raise_request_exception=False)
    who.cookies = factories.client(factories.user(Role.METHODIST, district)).cookies
    monkeypatch.setattr("portal.site.context.navigation", failing(OperationalError("gone")))
    assert who.get("/teachers/99999999/").status_code == 503


def test_a_closed_page_keeps_the_frame_and_does_not_send_a_methodist_to_the_methodist(district: District) -> None:
    told = {}
    for role in (Role.TEACHER, Role.METHODIST):
        page = factories.client(factories.user(role, district)).get("/retention/")
        told[role] = (page.status_code, 'id="sidenav"' in page.text, "Уведомления" in page.text, "обратитесь к методисту" in page.text)
    assert told == {Role.TEACHER: (403, True, True, True), Role.METHODIST: (403, True, True, False)}


def clash(**anything: object) -> None:
    """The database ends this deed so that another one goes on."""
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$")


def test_a_form_that_clashed_with_another_deed_stands_again_with_what_was_typed(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was «База данных перезапускается или перегружена», and the deed was lost."""
    monkeypatch.setattr("teachers.services.career.record", clash)
    who = factories.client(factories.user(Role.METHODIST, district))
    sent = {"name": "Молодой специалист", "order": "1", "active": "on"}
    page = who.post("/teachers/career/new/", sent)
    assert (page.status_code, AT_ONCE in page.text, 'value="Молодой специалист"' in page.text) == (422, True, True)
    assert not CareerStep.objects.exists()
    monkeypatch.undo()
    assert who.post("/teachers/career/new/", sent).status_code == 302


def test_a_deed_without_a_form_that_clashed_keeps_the_frame_and_the_way_back(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teachers.services.assessment.record", clash)
    factories.framework()
    owner = factories.user(Role.TEACHER, district)
    factories.teacher(district, user=owner)
    page = factories.client(owner).post("/teachers/assessment/start/", headers={"Referer": "http://testserver/teachers/assessment/"})
    assert (page.status_code, AT_ONCE in page.text, "перегружена" in page.text) == (409, True, False)
    assert not Assessment.objects.exists()


def test_a_clash_after_which_no_page_can_be_read_keeps_what_was_written() -> None:
    """At the very end of the transaction, say."""
    request = RequestFactory().post("/routes/1/return/", {"comment": "Уточните срок"}, headers={"Referer": "http://testserver/routes/1/"})
    try:
        raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected()
    except OperationalError:
        page = server_error(request)
    said = page.content.decode()
    assert (page.status_code, page["Retry-After"]) == (503, "1")
    assert [one in said for one in (AT_ONCE, "Уточните срок", 'href="http://testserver/routes/1/"', "перегружена")] == [True, True, True, False]
