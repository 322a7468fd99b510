"""Jobs: each opens the scope itself and calls one service."""

from celery import shared_task

from monitoring.services import building, reports, summaries
from portal.accounts.models import District


@shared_task
def compile_report(report_id: int, district_id: int) -> bool:
    """Make one queued report of the district."""
    return building.compile_queued(report_id, district_id)


@shared_task
def sweep_reports() -> int:
    """Every few seconds: rows of dead workers and rows that the queue did not take."""
    return reports.sweep(District.objects.values_list("pk", flat=True))


@shared_task
def refresh_summaries() -> int:
    """Every hour: district values for the networks' coordinators."""
    return summaries.refresh_all()
