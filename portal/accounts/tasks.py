"""Sending invitations, collecting a district's data: a row is the intent, one periodic task drains it."""

from collections.abc import Iterator
from functools import partial

from celery import shared_task
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from portal.accounts.models import District, Invitation
from portal.accounts.selectors import in_time_of
from portal.accounts.services import deputising, handover
from portal.accounts.services.entry import address_of
from portal.journal.selectors import by_turns, refusing
from portal.journal.tasks import BATCH, Waiting, send_round
from portal.kit import wall


@shared_task
def deliver_invitations() -> int:
    """Mail the invitations that are not mailed yet, at most a batch per district; returns how many letters left."""
    districts = District.objects.filter(state=District.State.ACTIVE).values_list("pk", flat=True)
    return send_round(one for pk in districts for one in _waiting(pk))


def _waiting(district_id: int) -> Iterator[Waiting]:
    """A batch of one district's invitations; one whose mailbox refused it waits until somebody sends it again."""
    with wall.scope([district_id]):
        waiting = Invitation.objects.open().filter(~refusing("email"), sent_at__isnull=True, expires_at__gt=timezone.now())
        rows = list(by_turns(waiting, "email").select_related("district", "organisation", "instead_of")[:BATCH])
    for one in rows:
        yield Waiting(
            f"Приглашение {one.pk}", district_id, one.user_id, one.email, one.troubled, partial(letter, one),
            claim=partial(_claim, one), release=partial(_release, one), refuse=partial(_release, one),
        )  # fmt: skip


def _claim(invitation: Invitation) -> bool:
    with wall.scope([invitation.district_id]):
        return bool(Invitation.objects.open().filter(pk=invitation.pk, sent_at__isnull=True).update(sent_at=timezone.now()))


def _release(invitation: Invitation) -> None:
    Invitation.objects.open().filter(pk=invitation.pk).update(sent_at=None)


def letter(invitation: Invitation) -> EmailMessage:
    """Who invites, to what, by which link and until when."""
    with in_time_of(invitation.district):
        body = render_to_string("accounts/email/invitation.txt", {"invitation": invitation, "address": address_of(invitation)})
    return EmailMessage(subject=" ".join(f"Приглашение на портал: {invitation.district.service_short}".split()), body=body, to=[invitation.email])


@shared_task
def tell_deputies() -> None:
    """Whose term as a deputy begins today or ended yesterday: both people are told."""
    deputising.tell_of_today()


@shared_task
def sweep_handovers() -> int:
    """Collect what was asked for and is not collected yet; returns how many archives were made."""
    return sum(handover.build(pk) for pk in handover.sweep())
