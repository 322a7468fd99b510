"""What the teacher's card shows of her events, communities and internships."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from communities.models import Attendance, Community, Event, Internship, Membership, Programme
from portal.kit.periods import school_year
from teachers.models import Teacher

SHOWN = 10
MARK_TONES = {"registered": "info", "present": "good", "absent": "plain"}


@dataclass(frozen=True)
class Panel:
    """Events (the latest ten), communities and internships of one teacher."""

    teacher: Teacher
    attendances: list[Attendance]
    present_this_year: int
    present_ever: int
    memberships: list[Membership]
    internships: list[Internship]


def panel(teacher: Teacher) -> Panel:
    """The panel of one teacher, in a fixed number of queries. Who may see her is decided by whoever fetched her."""
    rows = Attendance.objects.filter(teacher=teacher)
    came = rows.filter(status=Attendance.Status.PRESENT)
    year = school_year()
    return Panel(
        teacher=teacher,
        attendances=list(_with_name(rows, Event, "event", "title").order_by("-held_on", "-pk")[:SHOWN]),
        present_this_year=came.filter(held_on__range=(year.starts, year.ends)).count(),
        present_ever=came.count(),
        memberships=list(_with_name(Membership.objects.filter(teacher=teacher), Community, "community", "name").order_by("-since", "pk")),
        internships=list(_with_name(Internship.objects.filter(teacher=teacher), Programme, "programme", "name").order_by("-since", "pk")),
    )


def _with_name(rows: QuerySet, model: type, key: str, name: str) -> QuerySet:  # type: ignore[type-arg]
    """A partner's thing may have gone behind the wall with its agreement: the fact stays, only its name is hidden."""
    return rows.annotate(name=Subquery(model._default_manager.filter(pk=OuterRef(key)).values(name)[:1]))  # type: ignore[attr-defined]
