"""Delivering what was written down: one periodic task mails the notices."""

import logging
from smtplib import SMTPException

from celery import shared_task
from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from portal.journal.models import Notice
from portal.kit import wall

BATCH = 200
log = logging.getLogger(__name__)


@shared_task
def deliver_notices() -> int:
    """Mail what is not mailed yet, at most a batch per district; returns how many letters left."""
    District = apps.get_model("accounts", "District")
    return sum(deliver_in(pk) for pk in District.objects.values_list("pk", flat=True))


def deliver_in(district_id: int) -> int:
    """Mail one district's notices; returns how many letters left."""
    with wall.scope([district_id]):
        waiting = list(Notice.objects.filter(mailed_at__isnull=True).order_by("pk").select_related("user")[:BATCH])
    return sum(_deliver(district_id, notice) for notice in waiting)


def _deliver(district_id: int, notice: Notice) -> bool:
    """Claim, then send: a crash in between leaves the notice in the header only, never two letters."""
    if not _mark(district_id, notice.pk, was_empty=True):
        return False
    if not notice.user.is_active:
        return False
    try:
        letter(notice).send()
    except (OSError, SMTPException) as fault:  # the mail server's trouble: the next round tries again
        log.warning("Письмо к уведомлению %s не ушло: %s", notice.pk, fault)
        _mark(district_id, notice.pk, was_empty=False)
        return False
    except ValueError as fault:  # a letter that cannot be written keeps nobody else's waiting, and is not tried again every minute
        log.warning("Письмо к уведомлению %s не составить: %s", notice.pk, fault)
        return False
    return True


def _mark(district_id: int, pk: int, *, was_empty: bool) -> bool:
    with wall.scope([district_id]):
        rows = Notice.objects.filter(pk=pk, mailed_at__isnull=was_empty)
        return bool(rows.update(mailed_at=timezone.now() if was_empty else None))


def letter(notice: Notice) -> EmailMessage:
    """A plain letter: the text and where to look."""
    address = f"{settings.PUBLIC_URL}{notice.url}" if notice.url.startswith("/") else notice.url
    body = f"{notice.text}\n\n{address}\n\nЭто письмо отправил портал методической службы. Отвечать на него не нужно.\n"
    return EmailMessage(subject=" ".join(notice.text.split())[:120], body=body, to=[notice.user.email])
