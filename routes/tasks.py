"""What runs by itself: reminders of steps."""

from celery import shared_task

from portal.accounts.models import District
from portal.kit import wall
from portal.kit.periods import today
from routes.services import remind_of_steps


@shared_task
def remind() -> int:
    """Remind in every working district; returns how many notices were left."""
    return sum(remind_in(pk) for pk in District.objects.filter(state=District.State.ACTIVE).values_list("pk", flat=True))


def remind_in(district_id: int) -> int:
    """One district in a transaction of its own: a fault in one leaves the others told."""
    with wall.scope([district_id]):
        return remind_of_steps(on=today())
