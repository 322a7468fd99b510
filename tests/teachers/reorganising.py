"""What the tests of reorganisations look at."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts.models import Appointment, Organisation, Reorganisation, User
from portal.kit.refusal import Refusal
from teachers.models import Employment, Teacher
from teachers.services import reorganisation

DAY = dt.timedelta(days=1)
ON = dt.date(2021, 9, 1)
ACT = "Постановление № 100 от 01.08.2021"


def everything() -> tuple[list[Any], ...]:
    """All rows that a reorganisation may touch, whole."""
    return tuple(list(model.objects.order_by("pk").values()) for model in (Employment, Appointment, Organisation))


def jobs(who: Teacher) -> list[tuple[Organisation, dt.date, dt.date | None, bool]]:
    rows = Employment.objects.filter(teacher=who).select_related("organisation").order_by("since", "pk")
    return [(one.organisation, one.since, one.until, one.is_main) for one in rows]


def refused(call: Callable[[], Any], words: str) -> Refusal:
    """The sentence; and nothing was written."""
    before = everything(), Reorganisation.objects.count()
    with pytest.raises(Refusal, match=words) as told:
        call()
    assert (everything(), Reorganisation.objects.count()) == before
    return told.value


def merge(sources: list[Organisation], target: Organisation, by: User, on: dt.date = ON, act: str = ACT) -> Reorganisation:
    return reorganisation.merge(sources=sources, target=target, on=on, act=act, by=by)
