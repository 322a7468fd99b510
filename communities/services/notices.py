"""Telling those who signed up."""

from collections.abc import Callable

from django.urls import reverse

from communities.models import Attendance, Event
from communities.selectors.places import everywhere
from portal.accounts.models import District
from portal.accounts.selectors import in_time_of
from portal.journal.services import notify_all, withdraw_notices
from portal.kit.words import day

EXPECTED = (Attendance.Status.REGISTERED, Attendance.Status.PRESENT)
Say = Callable[[str], str]  # the day and hour as the reader's clocks show them → what she is told


def tell_participants(event: Event, say: Say, key: str) -> None:
    """A notice to everybody who signed up and has an account, in whichever district, by its clocks; the same key is said once."""
    with everywhere(event):
        rows = Attendance.objects.filter(event=event, status__in=EXPECTED, teacher__user__isnull=False)
        people = list(rows.order_by().values_list("teacher__user_id", "district_id"))
        for pk, home in District.objects.in_bulk({pk for _, pk in people}).items():
            there = [one for one in people if one[1] == pk]
            notify_all(people=there, text=say(hour_in(home, event)), url=reverse("communities:event", args=[event.pk]), key=key)


def untell_participants(event: Event, say: Say, key: str) -> None:
    """What those who are still on the list were told under the key is no longer so."""
    with everywhere(event):
        people = list(Attendance.objects.filter(event=event, teacher__user__isnull=False).order_by().values_list("teacher__user_id", "district_id"))
        for pk, home in District.objects.in_bulk({pk for _, pk in people}).items():
            withdraw_notices(users=[user for user, where in people if where == pk], key=key, text=say(hour_in(home, event)))


def hour_in(home: District, event: Event) -> str:
    """Day and hour of the event by the district's clocks; what several districts come to says by whose."""
    with in_time_of(home):
        return f"{day(event.starts_at, 'time')}{f' ({home.clocks})' if event.shared else ''}"
