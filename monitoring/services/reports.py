"""Reports as rows: a request is a row, the queue only drains rows, and a row is worked on by one at a time.

The number of the attempt is the worker's ticket: whoever holds an older one can no longer write.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from monitoring.models import Report
from portal.accounts.models import District
from portal.documents.services import revoke
from portal.journal.services import notify, record
from portal.kit import wall
from portal.kit.periods import Period, today
from portal.kit.refusal import Refusal

MAX_ATTEMPTS = 3
SILENCE = dt.timedelta(seconds=45)  # a worker that has not been heard of for so long is dead
LOST = dt.timedelta(minutes=10)  # a message that nobody took for so long was lost
TASK = "monitoring.tasks.compile_report"
QUEUE_DOWN = "Очередь сейчас недоступна, отчёт поставлен и будет составлен, как только она вернётся."
FAILED = "Составить отчёт не получилось. Попробуйте ещё раз; если не получится снова, сообщите оператору портала номер запроса {pk}."
log = logging.getLogger(__name__)
S = Report.State


@transaction.atomic
def request_report(*, period: Period, district: District, by: Any, publish_it: bool = True) -> tuple[Report, bool]:
    """Ask for the district's report. Returns (row, whether it is new): while one is being made, everybody gets that one.

    `publish_it` is off for whoever makes the row's report right away. Raises Refusal for a period that has not begun.
    """
    if period.starts > today():
        raise Refusal(f"{period.label} ещё не начался: составлять отчёт не из чего.", field="period")
    try:
        with transaction.atomic():
            report = Report.objects.create(district=district, period=period.code, requested_by=by)
    except IntegrityError:  # somebody was first, maybe in this very moment
        return Report.objects.get(district=district, period=period.code, state__in=(S.QUEUED, S.RUNNING)), False
    record(verb="запросил(а) отчёт", obj=report, by=by)
    if publish_it:
        transaction.on_commit(lambda: publish(report.pk, district.pk))
    return report, True


@transaction.atomic
def retry_report(*, report: Report, by: Any) -> Report:
    """Put a failed report into the queue again. Raises Refusal when it is not failed or another one for the period is being made."""
    try:
        with transaction.atomic():
            again = Report.objects.filter(pk=report.pk, state=S.FAILED)
            taken = again.update(state=S.QUEUED, attempt=0, progress=0, message="", heartbeat_at=None, finished_at=None)
    except IntegrityError:
        raise Refusal("Отчёт за этот период уже составляется. Откройте его в списке отчётов.") from None
    if not taken:
        raise Refusal("Повторить можно только отчёт, который не получилось составить. Обновите страницу.")
    record(verb="повторил(а) составление отчёта", obj=report, by=by)
    transaction.on_commit(lambda: publish(report.pk, report.district_id))
    report.refresh_from_db()
    return report


@transaction.atomic
def revoke_report(*, report: Report, reason: str, by: Any) -> Report:
    """Аннулировать выданный отчёт, for good: its number stays in the register as annulled, its data and files stay for reading.

    Raises Refusal when there is nothing issued, without a reason, or when somebody has done it before.
    """
    if report.document is None:
        raise Refusal("У этого отчёта нет номера: аннулировать нечего.")
    revoke(document=report.document, reason=reason, by=by)
    record(verb="аннулировал(а) отчёт", obj=report, by=by, comment=reason.strip())
    if report.requested_by and report.requested_by != by:
        text = f"{report} аннулирован: {reason.strip()}"
        notify(user=report.requested_by, text=text, url=report_url(report.pk), key=f"report-{report.pk}-revoked", district_id=report.district_id)
    return report


def publish(report_id: int, district_id: int) -> bool:
    """Hand the row to the queue; without a queue the row waits for the sweep and says so. Called outside any transaction."""
    try:
        current_app.send_task(TASK, args=[report_id, district_id])
    except (OperationalError, OSError) as fault:
        log.warning("Отчёт %s пока не передан в очередь: %s", report_id, fault)
        handed, message = None, QUEUE_DOWN
    else:
        handed, message = timezone.now(), ""
    with wall.scope([district_id]):
        Report.objects.filter(pk=report_id, state=S.QUEUED).update(heartbeat_at=handed, message=message)
    return handed is not None


def claim(report_id: int, district_id: int) -> Report | None:
    """Take a waiting row: of several workers exactly one succeeds. None when there is nothing to take."""
    with wall.scope([district_id]):
        waiting = Report.objects.filter(pk=report_id, state=S.QUEUED)
        taken = waiting.update(state=S.RUNNING, attempt=F("attempt") + 1, progress=1, message="Начинаем", heartbeat_at=timezone.now())
        return Report.objects.select_related("district", "requested_by", "document").get(pk=report_id) if taken else None


def held(report: Report) -> Any:
    """The row, as long as this attempt is still the current one."""
    return Report.objects.filter(pk=report.pk, state=S.RUNNING, attempt=report.attempt)


def give_up(report: Report, reason: str) -> None:
    """After a fault: back to the queue while attempts are left, else failed with a sentence for people."""
    with wall.scope([report.district_id]):
        if report.attempt < MAX_ATTEMPTS:
            held(report).update(state=S.QUEUED, progress=0, message="Не получилось, пробуем ещё раз.", heartbeat_at=None)
        elif held(report).update(state=S.FAILED, message=FAILED.format(pk=report.pk), finished_at=timezone.now()):
            _failed(report, reason)


def _failed(report: Report, reason: str) -> None:
    fresh = Report.objects.select_related("requested_by").get(pk=report.pk)
    record(verb="не смог составить отчёт", obj=fresh, by=None, comment=reason[:500])
    if fresh.requested_by:
        text = f"{fresh} не составлен. Откройте его и нажмите «Повторить»."
        notify(user=fresh.requested_by, text=text, url=report_url(fresh.pk), key=f"report-{fresh.pk}-failed", district_id=fresh.district_id)


def report_url(pk: int) -> str:
    return reverse("monitoring:report", args=[pk])


def sweep(districts: Iterable[int]) -> int:
    """Put back what dead workers left and hand over what the queue did not take; returns how many rows were handed over."""
    now = timezone.now()
    with wall.scope(districts):
        dead = list(Report.objects.filter(state=S.RUNNING, heartbeat_at__lt=now - SILENCE).select_related("district"))
    for report in dead:
        give_up(report, "Исполнитель не отвечает.")
    with wall.scope(districts):
        unsent = Q(heartbeat_at__isnull=True, requested_at__lt=now - dt.timedelta(seconds=5)) | Q(heartbeat_at__lt=now - LOST)
        waiting = list(Report.objects.filter(unsent, state=S.QUEUED).order_by("requested_at").values_list("pk", "district_id"))
    return sum(publish(*one) for one in waiting)
