"""What Django itself turns away is one line of the log."""

import logging

import pytest
from django.conf import LazySettings
from django.core.exceptions import TooManyFieldsSent

from portal.accounts.models import District
from portal.kit.headers import Brief
from tests import factories


def test_a_form_with_too_many_fields_is_refused_in_one_line(district: District, settings: LazySettings, caplog: pytest.LogCaptureFixture) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    caplog.handler.addFilter(Brief())
    answer = factories.client(factories.user("methodist", district)).post("/people/look/", {"a": "1", "b": "2", "c": "3"})
    assert answer.status_code == 400
    (said,) = [one for one in caplog.records if one.name == "django.security.TooManyFieldsSent"]
    assert (said.levelno, said.exc_info) == (logging.ERROR, None)
    assert "Traceback" not in logging.Formatter().format(said)


def test_the_portals_own_faults_keep_their_traceback() -> None:
    try:
        raise TooManyFieldsSent("x")
    except TooManyFieldsSent as error:
        own = logging.LogRecord("portal.journal", logging.ERROR, "", 0, "x", None, (type(error), error, error.__traceback__))
    assert Brief().filter(own)
    assert own.exc_info is not None


def test_the_console_is_brief(settings: LazySettings) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["brief"]
    assert settings.LOGGING["filters"]["brief"]["()"] == "portal.kit.headers.Brief"
