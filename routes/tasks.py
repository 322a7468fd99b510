"""What runs by itself: reminders of steps, word of steps that have moved with their events and courses, routes that follow the main work."""

from celery import shared_task

from portal.accounts.models import District
from portal.accounts.selectors import in_time_of, partners_of
from portal.kit import wall
from portal.kit.periods import today
from routes.services import end_of_erased, follow_main_work, remind_of_steps, tell_moved


@shared_task
def remind() -> int:
    """Remind in every working district; returns how many notices were left."""
    return sum(remind_in(pk) for pk in District.objects.filter(state=District.State.ACTIVE).values_list("pk", flat=True))


def remind_in(district_id: int) -> int:
    """One district in a transaction of its own: a fault in one leaves the others told."""
    with wall.scope([district_id]):
        return remind_of_steps(on=today())


@shared_task
def follow_events() -> int:
    """Tell of moved steps in every working district; returns how many notices were left."""
    return sum(follow_in(one) for one in District.objects.filter(state=District.State.ACTIVE))


def follow_in(district: District) -> int:
    """One district in a transaction of its own, with its partners' events in sight."""
    with wall.scope([district.pk]):
        wall.widen(partners=partners_of(district))
        return tell_moved(on=today())


@shared_task
def follow_work() -> int:
    """Current routes go where their people work from today; returns how many have changed their place."""
    return sum(follow_work_in(one) for one in District.objects.filter(state=District.State.ACTIVE))


def follow_work_in(district: District) -> int:
    """One district in a transaction of its own, on the day by its own clocks."""
    with wall.scope([district.pk]), in_time_of(district):
        end_of_erased()
        return follow_main_work(on=today())
