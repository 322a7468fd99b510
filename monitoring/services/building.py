"""Making a claimed report: count and freeze, number, write the two files, keep them; each step leaves its trace on the row."""

import dataclasses
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
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
from portal.kit import pulse, wall, words
from portal.kit.periods import Period
from portal.kit.pulse import Say, Superseded

KIND, SERIES = "Отчёт по показателям", "ОТЧ"
log = logging.getLogger(__name__)


class Pulse(pulse.Pulse):
    """Signs of life of one report."""

    def __init__(self, report: Report) -> None:
        super().__init__(lambda percent, words: _beat(report, percent, words), f"Отчёт {report.pk}")


def _beat(report: Report, percent: int, words: str) -> bool:
    with wall.scope([report.district_id]):
        return bool(held(report).update(heartbeat_at=timezone.now(), progress=percent, message=words))


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
