"""What a person reads when the portal itself fails."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client


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
