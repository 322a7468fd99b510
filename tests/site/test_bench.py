"""The bench measures every list page, and says so when one is over its limit."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from communities.models import Event
from monitoring.models import Report
from portal.accounts.models import Role
from portal.kit import wall
from portal.site.base import load_base
from portal.site.bench import crowd
from portal.site.bench.clock import Moment, paired, percentile
from portal.site.bench.country import VisitFigures
from portal.site.bench.lists import LISTS, NO_LISTS
from portal.site.bench.pages import PageFigures
from portal.site.bench.populate import populate
from portal.site.bench.visitors import visit
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
    load_base()
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


def test_the_percentile_is_of_each_clock_by_itself() -> None:
    moments = [Moment(number, 100 - number) for number in range(101)]
    assert percentile(moments, 95) == Moment(95, 95)


def test_a_page_of_the_country_is_held_to_what_its_reader_may_wait() -> None:
    slow = Moment(90, 90), Moment(4, 4)
    assert VisitFigures("/", Role.METHODIST, 9, 9, *slow).faults == ["время"]
    assert VisitFigures("/", Role.COORDINATOR, 9, 9, *slow).faults == []
    assert VisitFigures("/", Role.COORDINATOR, 9, 10, *slow).faults == ["число запросов растёт"]


class Half(BaseHTTPRequestHandler):
    """Serves whole pages at `/whole`, a torn one at `/torn` and an error elsewhere."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"<html>" if self.path == "/torn" else b"<html></html>"
        self.send_response(200 if self.path in ("/whole", "/torn") else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_visitors_count_every_page_that_did_not_come_whole() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Half)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        tally = visit(f"http://127.0.0.1:{server.server_port}", ["a=1", "b=2"], ["/whole", "/torn", "/broken"], seconds=0.2)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert 0 < tally.wait(50) <= tally.wait(95)
    assert set(tally.faults) == {"/torn: 200", "/broken: 500"}
