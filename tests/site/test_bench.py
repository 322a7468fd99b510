"""The bench measures every list page, and says so when one is over its limit."""

from communities.models import Event
from monitoring.models import Report
from portal.kit import wall
from portal.site.bench import crowd
from portal.site.bench.clock import Moment, paired
from portal.site.bench.lists import LISTS, NO_LISTS
from portal.site.bench.pages import PageFigures
from portal.site.bench.populate import populate
from portal.site.world import common, indicators
from tests.house.addresses import OURS, addresses

GOOD = PageFigures("/", 12, 12, Moment(9, 9), Moment(2.9, 2.9), Moment(0.2, 0.2), 149)


def test_every_address_without_parameters_is_measured_or_said_to_be_no_list() -> None:
    alone = {one.name for one in addresses() if one.app in OURS and not one.parameters}
    assert alone - {one.name for one in LISTS} - NO_LISTS.keys() == set()


def test_bench_names_only_addresses_that_are_there() -> None:
    named = {one.name for one in LISTS} | NO_LISTS.keys()
    assert named - {one.name for one in addresses()} == set()


def test_nothing_is_both_measured_and_said_to_be_no_list() -> None:
    assert {one.name for one in LISTS} & NO_LISTS.keys() == set()


def test_a_page_at_its_limits_has_no_faults() -> None:
    assert GOOD.faults == []


def test_every_limit_is_told() -> None:
    bad = PageFigures("/", 12, 13, Moment(9, 9), Moment(3.1, 3.1), Moment(0.4, 0.4), 151)
    assert bad.faults == ["число запросов растёт", "запросы", "время", "время строки", "вес"]


def test_a_slow_clock_alone_tells_of_the_machine() -> None:
    assert PageFigures("/", 12, 12, Moment(90, 9), Moment(3.5, 2.9), Moment(0.9, 0.2), 149).faults == []


def test_an_overview_is_not_held_to_the_time_of_a_list_but_to_all_else() -> None:
    assert PageFigures("/", 12, 13, Moment(90, 90), Moment(5, 5), None, 151, overview=True).faults == ["число запросов растёт", "запросы", "вес"]


def test_the_crowd_fills_every_list_of_a_populated_district(db: None) -> None:
    with wall.scope(common=True):
        common.dictionaries()
        common.framework()
        indicators.passports()
    (district,) = populate(1, 12, lambda words: None, prefix="crowd-")
    crowd.gather(district, 3)
    with wall.scope([district]):
        assert Event.objects.filter(title__startswith="Встреча №").count() == 3
        assert Report.objects.get(state=Report.State.READY).period == "2023-2024"
        assert {one.address() for one in LISTS if not one.role.startswith(("operator", "coordinator"))}


def test_paired_deeds_take_turns_to_be_first(db: None) -> None:
    done: list[str] = []
    paired(lambda: done.append("a"), lambda: done.append("b"), 3)
    assert "".join(done) == "ab" + "ab" + "ba" + "ab"
