"""Delivering what was written down: one periodic task mails the notices; how a round of letters goes is the same for whatever is mailed."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from smtplib import SMTPException

from celery import shared_task
from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from portal.journal.models import Notice
from portal.journal.selectors import by_turns
from portal.journal.services import mailbox_failed, mailbox_works
from portal.kit import wall
from portal.kit.mailing import Fault, fault_of

BATCH = 200
PATIENCE = 3  # so many letters in a row that the server itself did not take end the round
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """A letter that waits: to whom, and how its row is claimed before sending, given back, or put away for good."""

    name: str
    district_id: int
    user_id: int
    email: str
    troubled: bool  # its mailbox took no letters the last time
    write: Callable[[], EmailMessage]
    claim: Callable[[], bool]
    release: Callable[[], object]
    refuse: Callable[[], object]

    @property
    def box(self) -> tuple[int, int]:
        return self.district_id, self.user_id


def send_round(letters: Iterable[Waiting]) -> int:
    """Send what waits; returns how many letters left. A mailbox that fails is not asked twice in a round, a silent server ends it."""
    left, in_a_row, failed = 0, 0, set()
    for one in letters:
        if one.box in failed or not one.claim():
            continue
        fault = _send(one)
        left += fault is None
        in_a_row = in_a_row + 1 if fault and fault.server else 0
        if fault:
            failed.add(one.box)
        if in_a_row == PATIENCE:
            break
    return left


def _send(one: Waiting) -> Fault | None:
    """Claimed, then sent: a crash in between leaves the letter on the page only, never two letters."""
    try:
        one.write().send()
    except (OSError, SMTPException, ValueError) as error:  # ValueError: a letter that cannot be written keeps nobody else's waiting
        fault = fault_of(error)
    else:
        if one.troubled:
            with wall.scope([one.district_id]):
                mailbox_works(district_id=one.district_id, user_id=one.user_id)
        return None
    log.warning("%s не ушло: %s", one.name, fault.said)
    with wall.scope([one.district_id]):
        mailbox_failed(district_id=one.district_id, user_id=one.user_id, email=one.email, fault=fault)
        (one.refuse if fault.final else one.release)()
    return fault


@shared_task
def deliver_notices() -> int:
    """Mail what is not mailed yet, at most a batch per district; returns how many letters left."""
    District = apps.get_model("accounts", "District")
    return send_round(one for pk in District.objects.values_list("pk", flat=True) for one in _waiting(pk))


def _waiting(district_id: int) -> Iterator[Waiting]:
    """A batch of one district's notices; whose mailbox has not failed comes first."""
    with wall.scope([district_id]):
        found = by_turns(Notice.objects.unmailed(), "user__email").select_related("user")
        rows = list(found[:BATCH])
    for one in rows:
        yield Waiting(
            f"Письмо к уведомлению {one.pk}", district_id, one.user_id, one.user.email, one.troubled, partial(letter, one),
            claim=partial(_claim, one), release=partial(_put, one, mailed_at=None), refuse=partial(_refuse, one),
        )  # fmt: skip


def _claim(notice: Notice) -> bool:
    """A person whose account is closed gets no letters: her notice is put away."""
    with wall.scope([notice.district_id]):
        claimed = Notice.objects.unmailed().filter(pk=notice.pk).update(mailed_at=timezone.now())
    return bool(claimed) and notice.user.is_active


def _put(notice: Notice, **values: object) -> None:
    Notice.objects.filter(pk=notice.pk).update(**values)


def _refuse(notice: Notice) -> None:
    """What waits for the same mailbox will not arrive either: it stays in the header, and does not come in a heap when the mailbox opens."""
    _put(notice, mailed_at=None)
    Notice.objects.unmailed().filter(user=notice.user_id, district=notice.district_id).update(refused_at=timezone.now())


def letter(notice: Notice) -> EmailMessage:
    """A plain letter: the text and where to look."""
    address = f"{settings.PUBLIC_URL}{notice.url}" if notice.url.startswith("/") else notice.url
    body = f"{notice.text}\n\n{address}\n\nЭто письмо отправил портал методической службы. Отвечать на него не нужно.\n"
    return EmailMessage(subject=" ".join(notice.text.split())[:120], body=body, to=[notice.user.email])
