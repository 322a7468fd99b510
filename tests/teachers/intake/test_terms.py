"""Who left and came back has two works, each main in its own days, in whatever order the file tells of them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from teachers.intake.comparing import CHANGED, NEW, REFUSED, SAME
from tests.teachers.intake.test_twice import load, table, told

BEFORE, NOW = {"since": "01.09.2015", "until": "31.08.2016"}, {"since": "01.09.2020"}
EDUCATOR = {"position": "воспитатель"}


def works(card: Any) -> list[tuple[str, str, bool]]:
    return [(job.position, job.since[:4], job.is_main) for job in card.jobs]


@pytest.mark.parametrize("main", ["", "основное"])
@pytest.mark.parametrize("post", [EDUCATOR, {}], ids=["another post", "the same post"])
@pytest.mark.parametrize("order", [1, -1])
def test_terms_that_do_not_overlap_are_both_main(order: int, post: dict[str, str], main: str) -> None:
    """The running job was written as second work, and two terms of one post were a quarrel about the date."""
    keys = itertools.count(1)
    rows = table(BEFORE | post | {"is_main": main}, NOW | {"is_main": main})[::order]
    found, [card] = load([], rows, keys)
    assert [(one.verdict, one.stop) for one in found] == [(NEW, None)] * 2
    assert works(card) == [("ped02" if post else "ped01", "2015", True), ("ped01", "2020", True)]
    assert [one.verdict for one in load([card], rows, keys)[0]] == [SAME, SAME]


def test_an_overlapping_work_is_still_second() -> None:
    _, [card] = load([], table({"since": "01.09.2015"}, EDUCATOR | NOW), itertools.count(1))
    assert works(card) == [("ped01", "2015", True), ("ped02", "2020", False)]


@pytest.mark.parametrize("rows", [table(BEFORE), table(BEFORE, NOW), table(NOW, BEFORE)], ids=["alone", "first", "last"])
def test_an_earlier_term_of_the_post_that_she_holds_now_is_a_work_of_its_own(rows: list[tuple[str, ...]]) -> None:
    """It was taken for the end of the running job: «Дата увольнения раньше даты приёма (01.09.2020)»."""
    keys = itertools.count(1)
    _, register = load([], table(NOW), keys)
    found, [card] = load(register, rows, keys)
    assert sorted(one.verdict for one in found) == [CHANGED, SAME][: len(rows)]
    assert works(card) == [("ped01", "2015", True), ("ped01", "2020", True)]
    assert {one.verdict for one in load([card], rows, keys)[0]} == {SAME}
    [other] = load([card], table(BEFORE | {"until": "30.06.2016"}), keys)[0]
    assert other.stop
    assert other.stop.reason == "На портале эта работа записана с 01.09.2015 по 31.08.2016"
    assert told(table({"until": "31.08.2016"})) == ["since: Работа кончилась 31.08.2016, а когда началась, не указано → 0"]


def test_the_work_that_follows_one_which_the_file_ends_is_main() -> None:
    keys = itertools.count(1)
    _, register = load([], table({"since": "01.09.2015"}), keys)
    rows = table(EDUCATOR | {"since": "01.09.2020"}, {"since": "01.09.2015", "until": "31.08.2020"})
    found, [card] = load(register, rows, keys)
    assert [one.verdict for one in found] == [CHANGED, CHANGED]
    assert works(card) == [("ped01", "2015", True), ("ped02", "2020", True)]
    assert {one.verdict for one in load([card], rows, keys)[0]} == {SAME}
    assert REFUSED not in {one.verdict for one in found}
