"""Pairs of mentoring of one teacher, and whom a typed name of a mentor may mean."""

from typing import Any

from django.db.models import QuerySet

from portal.kit.periods import today
from portal.kit.refusal import Refusal
from routes.models import Mentoring
from teachers.models import Teacher
from teachers.selectors import register

NAMED_AT_MOST = 5


def mentors_of(teacher: Teacher) -> QuerySet[Mentoring]:
    """Her pairs that go on today or are to begin."""
    return Mentoring.objects.filter(mentee=teacher).exclude(until__lt=today()).select_related("mentor").order_by("since", "pk")


def mentor_named(words: str, teacher: Teacher, user: Any) -> Teacher:
    """The one whom the words mean among those whom the user may see. Raises Refusal that names the likely ones."""
    match = register([teacher.district_id], today()).match(words)
    seen = Teacher.objects.visible_to(user).in_bulk([one.pk for one in match.people])
    people = [one for one in match.people if one.pk in seen]
    if len(people) == 1 and not match.near:
        return seen[people[0].pk]
    if not people:
        raise Refusal("Никого с таким именем нет среди работающих, которых вы видите.", field="mentor")
    likely = "; ".join(f"{one.full_name}, {one.place}" for one in people[:NAMED_AT_MOST])
    raise Refusal(f"Уточните, кто это: {likely}.", field="mentor")
