"""What has happened to an import beside itself: the register changed since its check, the same file was taken before."""

from collections.abc import Collection
from contextlib import nullcontext
from typing import Any

from django.db.models import Q, QuerySet

from portal.journal.models import Deed
from portal.kit import wall
from teachers.intake.people import name_key
from teachers.models import Intake, IntakeRow, Teacher
from teachers.selectors.intake import people_on

V = IntakeRow.Verdict
CARD, LOAD = Teacher._meta.label_lower, Intake._meta.label_lower
MOST = 500  # rows that are looked at: of more some have surely changed


def same_file(intake: Intake, user: Any) -> QuerySet[Intake]:
    """Other imports of the very same file that the user may see, the newest first."""
    others = Intake.objects.visible_to(user).filter(file__sha256=intake.file.sha256, district=intake.district_id).exclude(pk=intake.pk)
    return others.select_related("organisation", "file", "by")


def changed_since_check(intake: Intake) -> bool:
    """Whether the cards that checked rows tell of are not what they were. One query while the district's cards and imports rest."""
    if intake.state != Intake.State.CHECKED or intake.checked_at is None:
        return False
    alone = wall.current().districts == (intake.district_id,)
    with nullcontext() if alone else wall.scope([intake.district_id]):
        deeds = Deed.objects.changing().filter(district=intake.district_id, at__gt=intake.checked_at, object_type__in=(CARD, LOAD))
        about = set(deeds.exclude(object_type=LOAD, object_id=intake.pk).order_by().values_list("object_type", "object_id").distinct())
        touched = {pk for kind, pk in about if kind == CARD and pk}
        if any(kind == LOAD for kind, _ in about) and _lost_cards(intake):
            return True
        return bool(touched) and (_others_now(intake, touched) or _known_now(intake, touched))


def _lost_cards(intake: Intake) -> bool:
    """Whether a card is no more that a row was compared with: another import was undone."""
    return intake.rows.filter(verdict__in=(V.SAME, V.CHANGED), teacher=None).exists()


def _others_now(intake: Intake, touched: Collection[int]) -> bool:
    """Whether a card of a row, its own or one that it may be, is not as it was shown."""
    rows = intake.rows.filter(Q(teacher__in=touched) | Q(verdict=V.DOUBTFUL)).order_by().values_list("teacher", "changes__seen", "candidates")[:MOST]
    seen = {who: stamp for who, stamp, _ in rows if stamp is not None}
    seen |= {one["teacher"]: one["seen"] for _, _, candidates in rows for one in candidates if one["teacher"] in touched}
    people = people_on(intake.on, seen).by_pk
    return any(pk not in people or people[pk].stamp != stamp for pk, stamp in seen.items())


def _known_now(intake: Intake, touched: Collection[int]) -> bool:
    """Whether somebody who was new has a card now."""
    cards = list(Teacher.objects.shown().filter(pk__in=touched).values("last_name", "first_name", "patronymic", "birth_date"))
    born = sorted({one["birth_date"].isoformat() for one in cards})
    fresh = intake.rows.filter(verdict=V.NEW, values__birth_date__in=born).order_by().values_list("values", flat=True)
    made = {name_key(dict(one)) for one in cards}
    return bool(made) and any(name_key(values) in made for values in fresh)
