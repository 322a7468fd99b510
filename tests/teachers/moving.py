"""What the tests of moves look at."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from portal.kit.refusal import Refusal
from teachers.models import Absence, Employment, Move, Teacher

DAY = dt.timedelta(days=1)
ON = dt.date(2021, 10, 1)
NOT_YOURS = "своя организация или методист"


def standing(teacher: Teacher) -> tuple[list[Any], list[Any]]:
    """Every row of the teacher's work and leaves, whole."""
    return list(Employment.objects.filter(teacher=teacher).order_by("pk").values()), list(Absence.objects.filter(teacher=teacher).order_by("pk").values())


def last(teacher: Teacher) -> Employment:
    return Employment.objects.filter(teacher=teacher).latest("pk")


def refused(call: Callable[[], Any], words: str) -> Refusal:
    """The sentence; and nothing was written."""
    before = (list(Employment.objects.order_by("pk").values()), list(Absence.objects.order_by("pk").values()), Move.objects.count())
    with pytest.raises(Refusal, match=words) as told:
        call()
    assert (list(Employment.objects.order_by("pk").values()), list(Absence.objects.order_by("pk").values()), Move.objects.count()) == before
    return told.value
