"""What a person reads when the portal itself fails."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client

from portal.accounts.models import District, Role
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


def test_a_closed_page_keeps_the_frame_and_does_not_send_a_methodist_to_the_methodist(district: District) -> None:
    told = {}
    for role in (Role.TEACHER, Role.METHODIST):
        page = factories.client(factories.user(role, district)).get("/retention/")
        told[role] = (page.status_code, 'id="sidenav"' in page.text, "Уведомления" in page.text, "обратитесь к методисту" in page.text)
    assert told == {Role.TEACHER: (403, True, True, True), Role.METHODIST: (403, True, True, False)}
