"""Making a claimed report: count and freeze, number, write the two files, keep them; each step leaves its trace on the row."""

import dataclasses
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from django.db import connection, transaction
from django.utils import timezone

from monitoring.models import FrozenList, Report
from monitoring.report import structure
from monitoring.report.excel import write_excel
from monitoring.report.pdf import write_pdf
from monitoring.selectors.reporting import freeze
from monitoring.services.reports import claim, give_up, held, report_url
from portal.accounts.models import District
from portal.accounts.selectors import in_time_of, partners_of
from portal.documents.services import issue, store_file
from portal.journal.services import notify, record
from portal.kit import wall, words
from portal.kit.periods import Period

BEAT = 5.0  # seconds between two signs of life
KIND, SERIES = "Отчёт по показателям", "ОТЧ"
log = logging.getLogger(__name__)
Say = Callable[[int, str], None]


class Superseded(Exception):
    """The row was taken over by another attempt: this one stops and writes nothing more."""


class Pulse(threading.Thread):
    """Writes signs of life and progress onto the row, beside the work and in its own transactions, until the work ends."""

    def __init__(self, report: Report) -> None:
        super().__init__(daemon=True, name=f"pulse-{report.pk}")
        self.report, self.percent, self.words = report, 1, ""
        self.woken, self.over, self.lost = threading.Event(), False, False

    def say(self, percent: int, words: str) -> None:
        """Tell how far the work is. Raises Superseded when the row is no longer ours."""
        if self.lost:
            raise Superseded
        self.percent, self.words = percent, words
        self.woken.set()

    def run(self) -> None:
        while not self.over:
            self.woken.wait(BEAT)
            self.woken.clear()
            self._beat()
        connection.close()

    def _beat(self) -> None:
        try:
            with wall.scope([self.report.district_id]):
                alive = held(self.report).update(heartbeat_at=timezone.now(), progress=self.percent, message=self.words)
            self.lost = self.lost or (not alive and not self.over)
        except Exception as fault:  # the database may be restarting: the next beat tries again
            log.warning("Отчёт %s: пульс не записан: %s", self.report.pk, fault)
            connection.close()

    def __enter__(self) -> "Pulse":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.over = True
        self.woken.set()
        self.join()


def compile_queued(report_id: int, district_id: int) -> bool:
    """A worker's whole job: claim the row, make the report, or give it up. Returns whether it became ready."""
    report = claim(report_id, district_id)
    if report is None:
        return False
    try:
        with Pulse(report) as pulse:
            make(report, pulse.say)
    except Superseded:
        log.warning("Отчёт %s составляет другой исполнитель.", report_id)
        return False
    except Exception as fault:  # whatever it was, the row must say so and the next attempt may succeed
        log.exception("Отчёт %s не составлен", report_id)
        give_up(report, f"{type(fault).__name__}: {fault}")
        return False
    return True


def make(report: Report, say: Say) -> None:
    """Count and freeze (once for all attempts, retries included), write the files, keep them and say that the report is ready."""
    if report.data is None:
        count_and_freeze(report, say)
    made = structure.Report.from_json(report.data or {})
    with in_time_of(report.district):  # both files name the hour of compiling by the district's clocks
        say(70, "Пишем Excel")
        excel = write_excel(made)
        say(80, "Верстаем PDF")
        pdf = write_pdf(made)
    say(96, "Сохраняем")
    keep(report, made, excel, pdf)


@contextmanager
def opened(district: District) -> Iterator[None]:
    """The district's wall, its partners' shared objects and its clocks, as its own people have them on their pages."""
    with in_time_of(district), wall.scope([district.pk]):
        wall.widen(partners=partners_of(district))
        yield


def count_and_freeze(report: Report, say: Say) -> None:
    """One transaction: the structure, its number and the lists behind it."""
    author = report.requested_by.full_name if report.requested_by else ""
    with opened(report.district):
        found = freeze(report.district, Period.parse(report.period), author=author, say=say)
        say(65, "Присваиваем номер")
        number = issue(kind=KIND, series=SERIES, title=found.report.title, holder=report.district.service_short, obj=report, by=report.requested_by)
        numbered = dataclasses.replace(found.report, number=number.number, check_url=number.check_url)
        report.data, report.document = numbered.to_json(), number
        if not held(report).update(data=report.data, document=number):
            raise Superseded
        rows = [FrozenList(report=report, district=report.district, uses=uses, rows=[one.frozen() for one in facts]) for uses, facts in found.lists]
        FrozenList.objects.bulk_create(rows)


def keep(report: Report, made: structure.Report, excel: bytes, pdf: bytes) -> None:
    """Files, state and notice in one transaction: a report is ready with both files or not at all."""
    name = f"Отчёт по показателям {words.years(report.period)}, {report.district.name}"
    with opened(report.district), transaction.atomic():
        by, where = report.requested_by, report.district_id
        files = {
            "excel": store_file(name=f"{name}.xlsx", content=excel, by=by, district_id=where, allowed=("xlsx",)),
            "pdf": store_file(name=f"{name}.pdf", content=pdf, by=by, district_id=where, allowed=("pdf",)),
        }
        if not held(report).update(state=Report.State.READY, progress=100, message="", finished_at=timezone.now(), **files):
            raise Superseded
        record(verb="составил отчёт", obj=report, by=None, comment=f"№ {made.number}")
        if report.requested_by:
            key = f"report-{report.pk}-ready-{report.attempt}"
            notify(user=report.requested_by, text=f"{made.title} готов.", url=report_url(report.pk), key=key, district_id=report.district_id)
