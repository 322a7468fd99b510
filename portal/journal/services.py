"""Writing the journal and telling people; both in the caller's transaction."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils import timezone

from portal.journal.models import PORTAL, Deed, Disclosure, Mailbox, Notice
from portal.kit.bulk import insert_many
from portal.kit.mailing import Fault
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn
from portal.kit.wall import current
from portal.kit.words import counted, day, stopped

Values = dict[str, Any]
DISTRICT, CARD = "accounts.district", "teachers.teacher"  # storeys above: what has no district but is one, and whose ids `people` are
PERSONS = ("человек", "человека", "человек")
COUNTED = "человек"  # the key by which a deed on many people is told from a change of the thing itself


def record(
    *, verb: str, obj: Model, by: Any, before: Values | None = None, after: Values | None = None, comment: str = "", district_id: int | None = None
) -> Deed:
    """Write one deed about `obj` into its district's journal. `by` is a user or None for the portal itself.

    `district_id` names another journal: what a district does with a partner's shared object stands in its own.
    """
    actor: Any = by if isinstance(by, Model) else None  # the command line and the portal itself have no account
    return Deed.objects.create(
        district_id=district_id or district_of(obj),
        actor=actor,
        actor_name=by.full_name if by else PORTAL,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_label=str(obj)[:300],
        before=before,
        after=after,
        comment=comment,
    )


def record_many(*, verb: str, about: Iterable[tuple[Model, Values | None, Values | None]], by: Any, comment: str = "") -> None:
    """One deed for each (object, before, after) in one insert: what a deed on many people leaves in each one's own history."""
    actor, name = (by.pk if isinstance(by, Model) else None), (by.full_name if by else PORTAL)
    names = ("district", "actor", "actor_name", "verb", "object_type", "object_id", "object_label", "before", "after", "comment")
    rows = ((district_of(obj), actor, name, verb, obj._meta.label_lower, obj.pk, str(obj)[:300], before, after, comment) for obj, before, after in about)
    insert_many(Deed, names, rows)


def read(*, obj: Model, verb: str, by: Any) -> None:
    """Кто и когда смотрел чужие сведения (152-ФЗ): one record per reader, object and day is enough. `verb` begins as `READING` does."""
    read_all(objects=[obj], verb=verb, by=by)


def read_all(*, objects: Sequence[Model], verb: str, by: Any) -> None:
    """The same for several objects of one kind: one question for all, a deed for each that was not read today."""
    kind, keys = objects[0]._meta.label_lower, [one.pk for one in objects]
    known = set(Deed.objects.filter(object_type=kind, object_id__in=keys, actor=by, verb=verb, at__date=today()).values_list("object_id", flat=True))
    for one in objects:
        if one.pk not in known:
            record(verb=verb, obj=one, by=by)


def exported(*, verb: str, obj: Model, by: Any, people: Iterable[int] | None, comment: str = "") -> Deed:
    """Journal that a list or a file was taken out, and whose data were in it; `verb` begins as `TAKING` does.

    `people`: ids of cards, in any order and number; None: the whole district. Each of them sees it in «кто смотрел мои данные».
    A list of somebody who works in two districts may hold people of both: each district has a deed of its own then, with its own people.
    """
    home = district_of(obj) or only_district()
    parts = None if people is None else _by_district(people, home)
    if parts is None or list(parts) == [home]:
        return _disclosed(record(verb=verb, obj=obj, by=by, comment=comment), parts and parts[home])
    told = {pk: f"{comment}{'; ' if comment else ''}из этого района: {counted(len(cards), PERSONS)}" for pk, cards in parts.items()}
    whole = obj._meta.label_lower == DISTRICT
    others = type(obj)._default_manager.in_bulk([pk for pk in parts if pk != home]) if whole else {}
    for pk in sorted(parts.keys() - {home}):
        _disclosed(record(verb=verb, obj=others.get(pk, obj), by=by, comment=told[pk], district_id=pk), parts[pk])
    return _disclosed(record(verb=verb, obj=obj, by=by, comment=told[home]), parts[home])


def _by_district(people: Iterable[int], home: int) -> dict[int, list[int]]:
    """District → its cards; `home` is always there. One query, none while only one district is open."""
    cards, found = list(people), {home: list[int]()}
    several = cards and set(current().districts) - {home}
    far: dict[int, int] = (
        dict(apps.get_model(CARD)._default_manager.filter(pk__in=cards).exclude(district=home).values_list("pk", "district")) if several else {}
    )
    for card in cards:
        found.setdefault(far.get(card, home), []).append(card)
    return found


def _disclosed(deed: Deed, people: Iterable[int] | None) -> Deed:
    """The deed with whose data it took out; None: the whole district."""
    blocks: dict[int | None, bytearray] = {None: bytearray()} if people is None else {}
    for card in people or ():
        block, bit = divmod(card, Disclosure.PER_BLOCK)
        bits = blocks.setdefault(block, bytearray(Disclosure.PER_BLOCK // 8))
        bits[bit >> 3] |= 1 << (bit & 7)
    Disclosure.objects.bulk_create(
        Disclosure(district_id=deed.district_id or only_district(), deed=deed, block=block, people=bytes(bits)) for block, bits in blocks.items()
    )
    return deed


def district_of(obj: Any) -> int | None:
    """The district of a walled row, or of a district itself; None leaves it to the open scope."""
    return obj.pk if obj._meta.label_lower == DISTRICT else getattr(obj, "district_id", None)


def _told(text: str) -> str:
    return stopped(text)[:500]


def notify(*, user: Any, text: str, url: str = "", key: str, district_id: int | None = None) -> None:
    """Leave a notice for `user`; the same `key` is said once, however often the caller repeats it."""
    Notice.objects.bulk_create([Notice(user=user, text=_told(text), url=url, key=key, district_id=district_id or only_district())], ignore_conflicts=True)


def notify_all(*, people: Iterable[tuple[int, int]], text: str, url: str = "", key: str) -> None:
    """The same notice to many people, given as (user id, district id) pairs, in one insert; the same `key` is said once to each."""
    rows = [Notice(user_id=user_id, text=_told(text), url=url, key=key, district_id=district_id) for user_id, district_id in people]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def notify_each(*, told: Iterable[tuple[int, int, str, str, str]]) -> None:
    """To each a notice of her own, given as (user id, district id, text, url, key), in one insert; the same key is said once to each."""
    rows = [Notice(user_id=user_id, district_id=district_id, text=_told(text), url=url, key=key) for user_id, district_id, text, url, key in told]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def withdraw_notice(*, user_id: int, key: str, text: str) -> None:
    """What the notice told is no longer so: unheard, it is put right and no longer new; already read or mailed, `text` comes as a notice of its own."""
    withdraw_notices(users=[user_id], key=key, text=text)


def withdraw_notices(*, users: Iterable[int], key: str, text: str) -> None:
    """The same of what many were told under one key, in three statements."""
    told = list(Notice.objects.select_for_update().filter(user__in=list(users), key=key).order_by("pk"))
    heard = {one.pk for one in told if one.read_at or one.mailed_at}
    notify_each(told=[(one.user_id, one.district_id, text, one.url, f"{key}-withdrawn") for one in told if one.pk in heard])
    now = timezone.now()
    Notice.objects.filter(pk__in=[one.pk for one in told if one.pk not in heard]).update(text=_told(text), read_at=now, mailed_at=now)


def only_district() -> int:
    """The one district of the open scope: whoever opens several must say which one is meant."""
    (district_id,) = current().districts
    return district_id


class Stale(Refusal):
    """Somebody was faster; `seen` is what a form has to carry to go through now."""

    def __init__(self, sentence: str, seen: int) -> None:
        super().__init__(sentence)
        self.seen = seen


def last_deed(obj: Model) -> int:
    """Id of the newest deed about the object, 0 for none: an edit form carries it to notice whoever was faster."""
    return Deed.objects.about(obj).values_list("pk", flat=True).first() or 0


def seen_of(obj: Any) -> int:
    """What a page carries so that a deed from it notices whoever was faster: the version where the model keeps one, else the newest deed."""
    return int(obj.version) if hasattr(obj, "version") else last_deed(obj)


def refuse_stale(obj: Model, seen: int | None, *, moving: bool = False) -> None:
    """Raise Stale naming who did what and when, if anything happened to the (locked) object since the page was shown.

    `seen` is `seen_of` as the form carried it; None when the caller shows no form. `moving`: a decision, not an edit.
    """
    now = seen_of(obj)
    if seen is None or seen == now:
        return
    told = who_was_faster(obj)
    if moving:
        raise Stale(f"Пока страница была открыта, запись изменилась: {told}. Посмотрите, что в ней теперь, и решите ещё раз. Написанное вами сохранено.", now)
    raise Stale(f"Пока вы вносили изменения, эту запись тронули: {told}. Введённое вами осталось в форме: сверьте его и сохраните ещё раз.", now)


def who_was_faster(obj: Model) -> str:
    """«Иванова Анна Петровна утвердила маршрут (26.11.2026 10:00)»: the newest deed that changed the object itself."""
    changed = Deed.objects.about(obj).filter(Q(before__isnull=False) | Q(after__isnull=False)).exclude(after__has_key=COUNTED)
    last = changed.first() or Deed.objects.about(obj).first()
    return f"{last.actor_name} {last.told} ({day(last.at, 'time')})" if last else "её сохранили в другом окне"


REST, LONGEST_REST = dt.timedelta(minutes=1), dt.timedelta(hours=1)  # after a failure that may pass
CLOSED, LONGEST_CLOSED = dt.timedelta(days=1), dt.timedelta(days=7)  # after «no such mailbox»: people come back from a full or a closed one


def mailbox_failed(*, district_id: int, user_id: int, email: str, fault: Fault) -> None:
    """A letter did not leave: the mailbox rests, twice as long after each failure in a row. Another address than before starts anew."""
    in_turn("journal.mailbox", district_id, user_id)
    now, box = timezone.now(), Mailbox.objects.filter(district=district_id, user=user_id).first()
    if box is None or box.email != email:
        box = Mailbox(pk=box.pk if box else None, district_id=district_id, user_id=user_id, email=email)
    first, longest = (CLOSED, LONGEST_CLOSED) if fault.final else (REST, LONGEST_REST)
    box.next_at = now + min(first * 2 ** min(box.tries, 16), longest)
    box.tries, box.said = min(box.tries + 1, 1000), fault.said
    box.refused_at = box.refused_at or (now if fault.final else None)
    box.save()


def mailbox_works(*, district_id: int, user_id: int) -> None:
    """A letter left: nothing is known against the mailbox any more."""
    Mailbox.objects.filter(district=district_id, user=user_id).delete()


def ask_mailbox_again(*, district_id: int, user_id: int) -> None:
    """Somebody says that the mailbox is all right now: the next letter does not wait."""
    Mailbox.objects.filter(district=district_id, user=user_id).update(next_at=None, refused_at=None)
