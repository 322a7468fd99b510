"""The pulse of the background work: beat sends it, a worker takes it, so it tells that both go on."""

import datetime as dt

from django.core.cache import cache
from django.utils import timezone

KEY = "portal.pulse"


def note_pulse() -> None:
    """Now both beat and a worker are alive."""
    cache.set(KEY, timezone.now(), None)


def last_pulse() -> dt.datetime | None:
    """When they were last known to be; None when never."""
    found: dt.datetime | None = cache.get(KEY)
    return found
