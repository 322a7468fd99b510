"""Reports as rows: one at a time, whatever workers and queues do."""

import datetime as dt
import socket
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from monitoring import tasks
from monitoring.models import FrozenList, Report
from monitoring.report.structure import Report as Structure
from monitoring.selectors.facts import all_of
from monitoring.selectors.reports import FrozenRows, compared, frozen_facts
from monitoring.services import building, reports
from portal.accounts.models import District, Role, User
from portal.documents.models import NumberedDocument
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.periods import Period
from portal.kit.refusal import Refusal
from tests import factories
from tests.monitoring import world
from tests.monitoring.world import SCHOOL

S = Report.State


@pytest.fixture(autouse=True)
def _files_apart(settings: object, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    if "real_pdf" not in request.fixturenames:
        monkeypatch.setattr(building, "write_pdf", lambda report: b"%PDF-1.7 pages are not looked at here")


@pytest.fixture
def real_pdf() -> None:
    """The document itself is made, as in life."""


@pytest.fixture
def home(transactional_db: None) -> District:
    """A district with facts, committed as in life."""
    made = factories.district("sovgavan")
    with wall.scope([made.pk]):
        place = factories.organisation(made)
        staff = [factories.teacher(made, place) for _ in range(4)]
        world.course(staff[0])
        world.papers(made)
        world.passports()
    return made


@pytest.fixture
def head(home: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, home)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """What was handed to the queue."""
    found: list[list[int]] = []
    monkeypatch.setattr("monitoring.services.reports.current_app.send_task", lambda name, args: found.append(args))
    return found


def ask(home: District, by: User, period: Period = SCHOOL) -> tuple[Report, bool]:
    with wall.scope([home.pk]):
        return reports.request_report(period=period, district=home, by=by)


def fresh(report: Report) -> Report:
    with wall.scope([report.district_id]):
        return Report.objects.select_related("excel", "pdf", "document").get(pk=report.pk)


def test_a_request_becomes_a_frozen_numbered_report(home: District, head: User, sent: list[list[int]], real_pdf: None) -> None:
    asked, new = ask(home, head)
    assert new
    assert sent == [[asked.pk, home.pk]]
    assert tasks.compile_report(asked.pk, home.pk)
    ready = fresh(asked)
    assert (ready.state, ready.progress, ready.message, ready.attempt) == (S.READY, 100, "", 1)
    with wall.scope([home.pk]):
        assert ready.excel is not None
        assert ready.pdf is not None
        assert ready.excel.file.read(2) == b"PK"
        assert ready.pdf.file.read(5) == b"%PDF-"
        made = Structure.from_json(ready.data or {})
        assert ready.document is not None
        assert made.number == ready.document.number
        row = next(one for one in made.rows if one.code == "SG-VOSP-01")
        assert (row.fact, row.numerator, row.denominator) == (Decimal("25.0"), 1, 4)
        for one in made.rows:  # the frozen lists are as long as the frozen numbers
            facts, shown = frozen_facts(ready, one.code, "numerator"), FrozenRows(ready, one.code, "numerator")
            assert len(facts) == one.numerator
            assert (len(shown), [row.fact for row in shown[:2]], [row.fact for row in shown[1:100]]) == (len(facts), facts[:2], facts[1:])
            if one.denominator is not None:
                assert len(frozen_facts(ready, one.code, "denominator")) == one.denominator
        assert Notice.objects.get(user=head).text == "Отчёт по показателям за 2020–2021 учебный год готов."
        assert set(Deed.objects.about(ready).values_list("verb", flat=True)) == {"запросил(а) отчёт", "составил отчёт"}


def test_double_click_and_second_person_get_the_same_row(home: District, head: User, sent: list[list[int]]) -> None:
    first, _ = ask(home, head)
    again, new = ask(home, head)
    other, newer = ask(home, factories.user(Role.METHODIST, home))
    assert (again.pk, new, other.pk, newer) == (first.pk, False, first.pk, False)
    assert len(sent) == 1
    assert ask(home, head, Period.parse("2021"))[1]  # another period is another report


def test_two_requests_at_the_same_moment_make_one_report(home: District, head: User, sent: list[list[int]]) -> None:
    found: list[tuple[int, bool]] = []
    gate = threading.Barrier(2)

    def click() -> None:
        gate.wait()
        report, new = ask(home, head)
        found.append((report.pk, new))
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    [one.start() for one in clicks]
    [one.join() for one in clicks]
    assert len({pk for pk, _ in found}) == 1
    assert sorted(new for _, new in found) == [False, True]


def test_a_period_that_has_not_begun_is_refused(home: District, head: User) -> None:
    with pytest.raises(Refusal, match="ещё не начался"):
        ask(home, head, Period("school", 2090))


def test_only_one_worker_claims_a_row(home: District, head: User, sent: list[list[int]]) -> None:
    asked, _ = ask(home, head)
    assert reports.claim(asked.pk, home.pk) is not None
    assert reports.claim(asked.pk, home.pk) is None
    assert not tasks.compile_report(asked.pk, home.pk)  # a message delivered twice


def test_the_sweep_brings_back_what_a_killed_worker_left(home: District, head: User, sent: list[list[int]]) -> None:
    asked, _ = ask(home, head)
    dead = reports.claim(asked.pk, home.pk)
    assert dead is not None
    assert tasks.sweep_reports() == 0  # it still has a pulse
    silent(asked)
    assert tasks.sweep_reports() == 0  # back in the queue …
    assert fresh(asked).state == S.QUEUED
    later(asked)
    assert tasks.sweep_reports() == 1  # … and handed over
    assert tasks.compile_report(asked.pk, home.pk)
    assert (fresh(asked).state, fresh(asked).attempt) == (S.READY, 2)
    with pytest.raises(building.Superseded), building.Pulse(dead) as pulse:  # the first worker was only asleep: it may not write
        building.make(dead, pulse.say)
    with wall.scope([home.pk]):
        assert NumberedDocument.objects.count() == 1
        assert FrozenList.objects.filter(uses__contains=["PR-01:denominator"]).count() == 1


def silent(report: Report) -> None:
    with wall.scope([report.district_id]):
        Report.objects.filter(pk=report.pk).update(heartbeat_at=timezone.now() - reports.SILENCE - dt.timedelta(seconds=1))


def later(report: Report) -> None:
    with wall.scope([report.district_id]):
        Report.objects.filter(pk=report.pk).update(requested_at=timezone.now() - dt.timedelta(minutes=1))


def test_three_dead_workers_are_enough(home: District, head: User, sent: list[list[int]]) -> None:
    asked, _ = ask(home, head)
    for _ in range(3):
        assert reports.claim(asked.pk, home.pk)
        silent(asked)
        tasks.sweep_reports()
    failed = fresh(asked)
    assert failed.state == S.FAILED
    assert failed.message == reports.FAILED.format(pk=asked.pk)
    with wall.scope([home.pk]):
        assert "не составлен" in Notice.objects.get(user=head).text
        again = reports.retry_report(report=failed, by=head)
    assert (again.state, again.attempt) == (S.QUEUED, 0)
    assert tasks.compile_report(asked.pk, home.pk)


def test_a_fault_is_tried_again_and_keeps_what_was_frozen(home: District, head: User, sent: list[list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    asked, _ = ask(home, head)
    with monkeypatch.context() as patch:
        patch.setattr(building, "write_pdf", lambda report: 1 / 0)
        patch.setattr(building.log, "exception", lambda *words: None)
        assert not tasks.compile_report(asked.pk, home.pk)
    waiting = fresh(asked)
    assert (waiting.state, waiting.message) == (S.QUEUED, "Не получилось, пробуем ещё раз.")
    frozen = waiting.data
    with wall.scope([home.pk]):
        world.course(factories.teacher(home))
    assert tasks.compile_report(asked.pk, home.pk)
    assert fresh(asked).data == frozen


def test_only_a_failed_report_is_retried(home: District, head: User, sent: list[list[int]]) -> None:
    asked, _ = ask(home, head)
    with pytest.raises(Refusal, match="только отчёт"), wall.scope([home.pk]):
        reports.retry_report(report=asked, by=head)


def test_without_a_queue_the_row_waits_and_says_so(home: District, head: User, monkeypatch: pytest.MonkeyPatch, sent: list[list[int]]) -> None:
    def refuse(name: str, args: list[int]) -> None:
        raise OperationalError("Error 111 connecting")

    with monkeypatch.context() as patch:
        patch.setattr("monitoring.services.reports.current_app.send_task", refuse)
        asked, _ = ask(home, head)
        assert fresh(asked).message == reports.QUEUE_DOWN
        later(asked)
        assert tasks.sweep_reports() == 0  # still down
    assert tasks.sweep_reports() == 1
    assert fresh(asked).message == ""
    assert sent == [[asked.pk, home.pk]]


def test_a_broker_that_says_nothing_holds_no_page(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and never answers: the row waits for the sweep after seconds, where one attempt alone once took ten."""
    with socket.create_server(("127.0.0.1", 0)) as silent, Celery("silent", broker=f"redis://127.0.0.1:{silent.getsockname()[1]}/0") as app:
        app.conf.update(broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS, task_publish_retry=False)
        monkeypatch.setattr("monitoring.services.reports.current_app", app)
        began = time.monotonic()
        assert reports.publish(0, district.pk) is False
        assert time.monotonic() - began < 8


def test_a_year_without_data_says_so(home: District, head: User, sent: list[list[int]]) -> None:
    asked, _ = ask(home, head, Period.parse("1996-1997"))
    assert tasks.compile_report(asked.pk, home.pk)
    made = Structure.from_json(fresh(asked).data or {})
    assert {row.fact for row in made.rows} == {None}
    assert {row.status_text for row in made.rows} == {"нет данных"}
    assert made.organisations == ()


def test_comparison_names_what_came_and_went(home: District) -> None:
    with wall.scope([home.pk]):
        one, two, three = (all_of(world.facts("PR-01", "denominator")) for _ in range(3))
        assert compared(one, two) == []
        assert [(row.mark, row.fact) for row in compared(one[1:], three[:-1])] == [("добавилось", one[0]), ("убыло", one[-1])]


def test_the_command_makes_the_same_report(home: District, real_pdf: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("compile_report", "sovgavan", "2020-2021", out=str(tmp_path / "out"))
    said = capsys.readouterr().out
    assert (tmp_path / "out" / "sovgavan-2020-2021.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "out" / "sovgavan-2020-2021.pdf").read_bytes().startswith(b"%PDF-")
    assert "sovgavan-2020-2021.pdf" in said
    assert "Готово за" in said


@pytest.mark.parametrize(("district", "period", "words"), [("nowhere", "2020-2021", "Района «nowhere» нет"), ("sovgavan", "2020-2022", "Период указывают")])
def test_the_command_refuses_in_words(home: District, district: str, period: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("compile_report", district, period)
