"""What runs by itself: reminders of КПК and attestation."""

from celery import shared_task

from portal.accounts.models import District
from portal.accounts.selectors import in_time_of
from portal.kit import wall
from portal.kit.periods import today
from teachers.services.reminders import remind_of_terms


@shared_task
def remind() -> int:
    """Remind in every working district; returns how many notices were left."""
    return sum(remind_in(one) for one in District.objects.filter(state=District.State.ACTIVE))


def remind_in(district: District) -> int:
    """One district in a transaction of its own: a fault in one leaves the others told."""
    with wall.scope([district.pk]), in_time_of(district):
        return remind_of_terms(on=today())
