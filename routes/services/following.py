"""What happens to current routes when something happens to the person: other main work, the end of her data."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from portal.accounts.models import Organisation, Reorganisation, Succession
from portal.journal.models import PORTAL
from portal.journal.services import record_many
from portal.kit.periods import today
from routes.models import Review, Route
from routes.services.notices import OVER, tell_waiting
from teachers.models import Employment

WHOLE = (Reorganisation.Kind.MERGED, Reorganisation.Kind.SPLIT)
ERASED = "Персональные данные педагога удалены по его требованию или по сроку хранения (152-ФЗ)."


@transaction.atomic
def follow_main_work(*, on: dt.date) -> int:
    """Current routes stand where the person mainly works on the date, or worked last; each change of place is journalled once. Returns how many there were.

    A change of work that begins today the database has followed already (decision 21); here follow those whose date has come,
    and the head of the new place is told of a route that waits for a decision. Who works nowhere is followed into the organisation that
    her last one was merged into: the dead one has nobody to decide.
    """
    last = Employment.objects.main().filter(teacher=OuterRef("teacher"), since__lte=on).order_by("-since").values("organisation")[:1]
    heirs = _heirs(on)
    strays = ~Q(state__in=OVER) & Q(place__isnull=False) & (~Q(place=F("organisation")) | Q(place__in=list(heirs)))
    held = Route.objects.annotate(place=Subquery(last)).filter(strays | Q(followed_from__isnull=False)).order_by("pk").select_for_update(of=("self",))
    for pk, state, worked, stood, came in list(held.values_list("pk", "state", "place", "organisation", "followed_from")):
        place = _heir(worked, heirs) if worked and state not in OVER else stood
        if place != stood:
            Route.objects.filter(pk=pk).update(organisation=place, followed_from=None if came == place else came or stood)
    moved = list(Route.objects.filter(followed_from__isnull=False).select_related("teacher", "organisation").order_by("pk"))
    names = dict(Organisation.objects.filter(pk__in={one.followed_from_id for one in moved}).values_list("pk", "short_name"))
    told = [(one, {"organisation": names[one.followed_from_id or 0]}, {"organisation": one.organisation.short_name}) for one in moved]
    if told:
        record_many(verb="перенёс(ла) маршрут вслед за основной работой", about=told, by=None)
        Route.objects.filter(pk__in=[one.pk for one in moved]).update(followed_from=None)
    for one in moved:
        if one.state == Route.State.REVIEW:
            tell_waiting(route=one)
    return len(moved)


def _heirs(on: dt.date) -> dict[int, int]:
    """Closed organisation → the one that it was merged into, or went whole into by a split, by the date. One split among several has no heir."""
    rows = Succession.objects.filter(reorganisation__kind__in=WHOLE, reorganisation__undone_at__isnull=True, reorganisation__on__lte=on)
    ended = rows.filter(predecessor__closed=F("reorganisation__on"), successor__isnull=False).order_by("reorganisation__on", "pk")
    found: dict[int, set[int]] = {}
    for old, new in ended.values_list("predecessor", "successor"):
        found.setdefault(old, set()).add(new)
    return {old: news.pop() for old, news in found.items() if len(news) == 1}


def _heir(place: int, heirs: dict[int, int]) -> int:
    """The last of those merged one into another."""
    passed = set[int]()
    while place in heirs and place not in passed:
        passed.add(place)
        place = heirs[place]
    return place


@transaction.atomic
def end_of_erased(cards: Sequence[int] | None = None) -> int:
    """Прекратить текущие маршруты людей, чьи данные удалены (`cards`: ids of cards, None: everybody's). Returns how many were ended.

    The portal does it itself, no person moves such a route: therefore not through the lifecycle. The day of the end keeps the numbers of earlier reports.
    """
    wanted = Q() if cards is None else Q(teacher__in=cards)
    found = Route.objects.filter(wanted, teacher__erased_on__isnull=False).exclude(state__in=OVER)
    ended = list(found.select_for_update(of=("self",)).select_related("teacher").order_by("pk"))
    if not ended:
        return 0
    Route.objects.filter(pk__in=[one.pk for one in ended]).update(state=Route.State.CANCELLED, completed_on=today(), version=F("version") + 1)
    Review.objects.bulk_create(Review(district_id=one.district_id, route=one, author_name=PORTAL, decision="прекращён", text=ERASED) for one in ended)
    about = [(one, {"state": one.state}, {"state": Route.State.CANCELLED}) for one in ended]
    record_many(verb="прекратил(а) маршрут", about=about, by=None, comment=ERASED)
    return len(ended)
