"""Shared events of the network: held by the lead, open to the eight members, attended by people of all of them."""

import datetime as dt

from django.utils.timezone import localdate

from communities.models import Event

from . import gatherings
from .home import Home, weekday
from .sources import rows


def events(home: Home) -> list[Event]:
    """The lead's shared events: the seminars of its plan-schedule and this year's; returns them for the members."""
    made = []
    for row in rows("network_events"):
        day = day_of(home, row["date"])
        if day > home.today and not row["date"].lstrip("-").isdigit():
            continue
        state = "held" if day < home.today else "announced"
        fields = gatherings.fields(home, row | {"hours": "4", "topic": "методика и ФГОС"}, day, state)
        made += home.add(Event, [fields | {"level": row["level"], "shared": True, "capacity": 200}])
        come(home, made[-1], 24)
    return made


def day_of(home: Home, text: str) -> dt.date:
    """A date as written, or so many days from today."""
    return weekday(home.today + dt.timedelta(days=int(text))) if text.lstrip("-").isdigit() else dt.date.fromisoformat(text)


def come(home: Home, event: Event, number: int) -> None:
    """People of one district at a shared event; marked when it is over."""
    day = localdate(event.starts_at)
    over = event.state == "held"
    rng = home.dice("network", event.title)
    gatherings.attend(home, event, home.pick(rng, min(day, home.today), number if over else number // 2), marked=over)
