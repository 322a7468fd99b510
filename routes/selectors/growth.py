"""What routes and mentoring put into the teacher's journal of growth."""

from django.urls import reverse

from routes.models import Mentoring, Route
from teachers.models import Teacher
from teachers.selectors.growth import Entry, lines, united

MENTORED = {"mentor": "Начато наставничество", "mentee": "Начата работа с наставником", "mentored": "Завершено наставничество"}


def entries(teacher: Teacher) -> list[Entry]:
    """Routes approved and finished, pairs of mentoring. One query; the other one of a pair is not named here."""
    routes = Route.objects.filter(teacher=teacher)
    pairs = Mentoring.objects.filter(mentor=teacher)
    found = united(
        [
            lines(routes, "approved", on="approved_on"),
            lines(routes.filter(state__in=(Route.State.DONE, Route.State.NOT_DONE)), "finished", on="completed_on", first="state"),
            lines(pairs, "mentor", on="since", note="order"),
            lines(pairs, "mentored", on="until", note="order"),
            lines(Mentoring.objects.filter(mentee=teacher), "mentee", on="since", note="order"),
        ]
    )
    said = {Route.State.DONE.value: "ИОМ завершён, освоен", Route.State.NOT_DONE.value: "ИОМ завершён, не освоен"}
    return [
        Entry(on, "mentoring", MENTORED[what], note)
        if what in MENTORED
        else Entry(on, "route", said.get(first, "ИОМ утверждён"), "", reverse("routes:route", args=[ref]))
        for on, what, first, _, note, ref in found
    ]
