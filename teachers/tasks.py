"""Jobs: each opens the scope itself and calls one service."""

from celery import shared_task

from portal.accounts.models import District
from teachers.services import intake


@shared_task
def work_on_intake(intake_id: int, district_id: int) -> bool:
    """Check, write or undo one import, whatever its state asks for."""
    return intake.work(intake_id, district_id)


@shared_task
def sweep_intakes() -> int:
    """Every few seconds: imports of dead workers and those that the queue did not take."""
    return intake.sweep(District.objects.values_list("pk", flat=True))
