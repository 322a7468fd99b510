"""Deeds on many events at once: all of the previewed or none. What was announced or cancelled can be taken back, a reminder cannot.

Each event is moved by the rules of its own life (`lifecycle.EVENT`), its people are told as if it were moved alone.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.models import Event, EventBulk
from communities.selectors.bulk import REMINDED, move_plan, remind_plan
from communities.services.events import move_event
from communities.services.notices import tell_participants
from communities.services.people import take_turn
from portal.accounts.models import District
from portal.journal.lifecycle import open_to
from portal.journal.services import record, record_many
from portal.kit.many import Plan, agreed
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import counted, quoted

D = EventBulk.Deed
EVENTS = ("событие", "события", "событий")
DONE = {D.ANNOUNCE: "Запись открыта: {}", D.REMIND: "Участникам напомнили: {}", D.CANCEL: "Отменено: {}"}


@transaction.atomic
def move_many(*, deed: str, ids: list[int], comment: str, mark: str, district: District, by: Any) -> EventBulk:
    """Открыть запись or отменить; who signed up is told of a cancelled event with the reason. `mark` is that of the previewed plan."""
    take_turn(Event, *(line.about.pk for line in move_plan(by, ids, deed, district).ready))  # before the rows, as everybody does
    plan = agreed(Event, ids, mark, lambda: move_plan(by, ids, deed, district))
    made = []
    for line in plan.ready:
        fresh = move_event(event=line.about, move=deed, by=by, comment=comment)
        made.append([fresh.pk, line.about.state, fresh.version])
    return _kept(deed, made, plan, comment, district, by)


@transaction.atomic
def remind_many(*, ids: list[int], comment: str, mark: str, district: District, by: Any) -> EventBulk:
    """Напомнить участникам: everybody who signed up, of each event once a day. `mark` is that of the previewed plan."""
    plan = agreed(Event, ids, mark, lambda: remind_plan(by, ids, district))
    for line in plan.ready:
        _remind(line.about, comment)
    record_many(verb=REMINDED, about=[(line.about, None, None) for line in plan.ready], by=by, comment=comment)
    return _kept(D.REMIND, [[line.pk, line.about.state, line.about.version] for line in plan.ready], plan, comment, district, by)


def _remind(event: Event, comment: str) -> None:
    """The words of the methodist stand before the place: a long address is cut sooner than they are."""

    def say(when: str) -> str:
        return " ".join(one for one in (f"Напоминание: {quoted(event.title)}, {when}.", comment, f"Место: {event.place}" if event.place else "") if one)

    tell_participants(event, say, f"event-{event.pk}-reminder-{today().isoformat()}")


def _kept(deed: str, made: list[list[Any]], plan: Plan, comment: str, district: District, by: Any) -> EventBulk:
    title = DONE[D(deed)].format(counted(len(made), EVENTS))
    bulk = EventBulk.objects.create(district=district, deed=deed, title=title, made=made, skipped=[list(one) for one in plan.passed], by=by)
    record(verb="сделал(а) сразу над многими событиями", obj=bulk, by=by, comment=". ".join(one for one in (title, comment) if one))
    return bulk


def may_undo(bulk: EventBulk, by: Any) -> bool:
    """Who manages the district's events today; to have done it once, as its methodist, is not enough."""
    return bulk.deed != D.REMIND and by.has_perm("communities.manage_event", bulk.district)


@transaction.atomic
def undo_many(*, bulk: EventBulk, by: Any) -> EventBulk:
    """Отменить: each event is where it was, while nobody has touched it since. Raises Refusal naming the first.

    What was cancelled while its registration went on is announced again, if it is still ahead; who heard that it is off hears that it is not.
    """
    fresh = locked(EventBulk.objects, bulk.pk)
    if fresh.deed == D.REMIND:
        raise Refusal("Напоминание уже пришло: его не отменить.")
    if fresh.undone_at:
        raise Refusal("Это действие уже отменено.")
    if not may_undo(fresh, by):
        raise Refusal("Отменить может методист района.")
    take_turn(Event, *(pk for pk, *_ in fresh.made))
    rows = Event.objects.select_for_update(of=("self",)).select_related("district").filter(pk__in=[pk for pk, *_ in fresh.made]).in_bulk()
    for pk, _, version in fresh.made:
        if pk in rows and rows[pk].version != version:
            raise Refusal(f"Отменить нельзя: событие уже изменили. Первое — {quoted(rows[pk].title)}. Верните события по одному.")
    for pk, was, _ in fresh.made:
        if pk in rows:
            _put_back(rows[pk], fresh, was, by)
    fresh.undone_at = timezone.now()
    fresh.save(update_fields=["undone_at"])
    record(verb="отменил(а) действие над многими", obj=fresh, by=by, comment=fresh.title)
    return fresh


def _put_back(event: Event, bulk: EventBulk, was: str, by: Any) -> None:
    move, comment = ("back" if bulk.deed == D.ANNOUNCE else "restore"), f"отменено: {bulk.title}"
    refusals = {offer.move.name: offer.refusal for offer in open_to(event, by)}
    if why := refusals.get(move, ""):
        raise Refusal(f"Отменить нельзя: {quoted(event.title)}. {why}")
    fresh = move_event(event=event, move=move, by=by, comment=comment)
    if was == Event.State.ANNOUNCED and {offer.move.name: offer.refusal for offer in open_to(fresh, by)}.get("announce") == "":
        move_event(event=fresh, move="announce", by=by, comment=comment)
