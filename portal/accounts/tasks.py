"""Sending invitations, collecting a district's data: a row is the intent, one periodic task drains it."""

import logging
from smtplib import SMTPException

from celery import shared_task
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from portal.accounts.models import District, Invitation
from portal.accounts.services import handover
from portal.accounts.services.entry import address_of
from portal.kit import wall

BATCH = 200
log = logging.getLogger(__name__)


@shared_task
def deliver_invitations() -> int:
    """Mail the invitations that are not mailed yet, at most a batch per district; returns how many letters left."""
    return sum(deliver_in(pk) for pk in District.objects.filter(state=District.State.ACTIVE).values_list("pk", flat=True))


def deliver_in(district_id: int) -> int:
    """Mail one district's invitations; returns how many letters left."""
    with wall.scope([district_id]):
        waiting = Invitation.objects.open().filter(sent_at__isnull=True, expires_at__gt=timezone.now()).order_by("pk")
        rows = list(waiting.select_related("district", "organisation")[:BATCH])
    return sum(_deliver(one) for one in rows)


def _deliver(invitation: Invitation) -> bool:
    """Claim, then send: a crash in between leaves the link on the page, never two letters."""
    if not _mark(invitation, was_empty=True):
        return False
    try:
        letter(invitation).send()
    except (OSError, SMTPException) as fault:  # the mail server's trouble: the next round tries again
        log.warning("Приглашение %s не ушло: %s", invitation.pk, fault)
        _mark(invitation, was_empty=False)
        return False
    except ValueError as fault:  # a letter that cannot be written keeps nobody else's waiting
        log.warning("Приглашение %s не составить: %s", invitation.pk, fault)
        return False
    return True


def _mark(invitation: Invitation, *, was_empty: bool) -> bool:
    with wall.scope([invitation.district_id]):
        rows = Invitation.objects.open().filter(pk=invitation.pk, sent_at__isnull=was_empty)
        return bool(rows.update(sent_at=timezone.now() if was_empty else None))


def letter(invitation: Invitation) -> EmailMessage:
    """Who invites, to what, by which link and until when."""
    body = render_to_string("accounts/email/invitation.txt", {"invitation": invitation, "address": address_of(invitation)})
    return EmailMessage(subject=" ".join(f"Приглашение на портал: {invitation.district.service_short}".split()), body=body, to=[invitation.email])


@shared_task
def sweep_handovers() -> int:
    """Collect what was asked for and is not collected yet; returns how many archives were made."""
    return sum(handover.build(pk) for pk in handover.sweep())
