"""Jobs of the roof: what is about a person over all rooms."""

from celery import shared_task

from portal.kit.mailing import drop_letters
from portal.site import pulse
from portal.site.personal import copying, erasing, removing, retention


@shared_task
def beat() -> None:
    """The minutely pulse that the operator's home page reads."""
    pulse.note_pulse()


@shared_task
def sweep_copies() -> int:
    """Make the copies of personal data that people asked for; returns how many were made."""
    return sum(copying.build(pk) for pk in copying.sweep())


@shared_task
def sweep_erasures() -> int:
    """Do the erasures that were decided; returns how many were done."""
    return sum(erasing.perform(pk) for pk in erasing.waiting())


@shared_task
def sweep_removals() -> int:
    """Remove the districts whose week of waiting is over; returns how many were removed."""
    return sum(removing.perform(pk) for pk in removing.due())


@shared_task
def keep_terms() -> int:
    """Take away what has been kept long enough; returns how many rows and files went."""
    return drop_letters() + copying.drop_orphans() + sum(sum(counts.values()) for counts in retention.run().values())
