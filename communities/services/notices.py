"""Telling those who signed up."""

from django.urls import reverse

from communities.models import Attendance, Event
from communities.selectors.places import everywhere
from portal.journal.services import notify_all

EXPECTED = (Attendance.Status.REGISTERED, Attendance.Status.PRESENT)


def tell_participants(event: Event, text: str, key: str) -> None:
    """A notice to everybody who signed up and has an account, in whichever district; the same key is said once."""
    with everywhere(event):
        rows = Attendance.objects.filter(event=event, status__in=EXPECTED, teacher__user__isnull=False)
        people = list(rows.order_by().values_list("teacher__user_id", "district_id"))
        notify_all(people=people, text=text, url=reverse("communities:event", args=[event.pk]), key=key)
