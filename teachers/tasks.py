"""Jobs: each opens the scope itself and calls one service."""

from celery import shared_task

from portal.accounts.models import District
from portal.accounts.selectors import in_time_of
from portal.kit import wall
from portal.kit.periods import today
from teachers.services import intake
from teachers.services.reminders import remind_of_terms


@shared_task
def work_on_intake(intake_id: int, district_id: int) -> bool:
    """Check, write or undo one import, whatever its state asks for."""
    return intake.work(intake_id, district_id)


@shared_task
def sweep_intakes() -> int:
    """Every few seconds: imports of dead workers and those that the queue did not take."""
    return intake.sweep(District.objects.values_list("pk", flat=True))


@shared_task
def remind() -> int:
    """Remind in every working district; returns how many notices were left."""
    return sum(remind_in(one) for one in District.objects.filter(state=District.State.ACTIVE))


def remind_in(district: District) -> int:
    """One district in a transaction of its own: a fault in one leaves the others told."""
    with wall.scope([district.pk]), in_time_of(district):
        return remind_of_terms(on=today())
