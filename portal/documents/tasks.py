"""Keeping the store of files tidy."""

from celery import shared_task

from portal.documents import services


@shared_task
def sweep_files() -> int:
    """Remove files that a rolled back transaction or a killed process left behind; returns how many went."""
    return services.sweep_files()
