"""Reading the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Func, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.journal.models import READING, TAKING, Deed, DeedQuerySet, Disclosure, Mailbox, words_of
from portal.kit.finding import pattern
from portal.kit.persons import Subject
from portal.kit.prepared import Prepared
from portal.kit.words import ungendered

MAILBOXES = Prepared(
    lambda people: Mailbox.objects.filter(Q(refused_at__isnull=False) | Q(next_at__isnull=False), user__among=people).order_by(
        F("refused_at").asc(nulls_first=True)
    ),
    people=list,
)


def history(obj: Model, limit: int = 50) -> list[Deed]:
    """What happened to one object, newest first; shown on its own page to whoever may see the object."""
    return worded(list(Deed.objects.about(obj)[:limit]))


def worded(deeds: list[Deed]) -> list[Deed]:
    """The deeds of one page with the words of the dictionaries whose codes they keep. One query, none without such codes."""
    found = words_of({one for deed in deeds for one in deed.dictionaries})
    for deed in deeds:
        deed.words = found
    return deeds


def newest_of(deeds: list[Deed]) -> int:
    """What `seen_of` says of an object without versions, taken from its history, which the page has read already."""
    return deeds[0].pk if deeds else 0


@dataclass(frozen=True)
class JournalQuery:
    """Search words, an object type, what was done, a district and two dates, as typed in the filter of the journal."""

    words: str = ""
    kind: str = ""
    what: str = ""
    district: Any = None
    since: Any = None
    until: Any = None


def journal(user: Any, query: JournalQuery) -> DeedQuerySet:
    """The district's journal for its head, everything for the operator, own deeds for anybody else."""
    rows = of_kind(Deed.objects.visible_to(user).select_related("district"), query.what)
    for word in query.words.split()[:5]:
        like = pattern(word)
        rows = rows.filter(Q(actor_name__regex=like) | Q(verb__icontains=ungendered(word)) | Q(object_label__regex=like) | Q(comment__regex=like))
    if query.kind:
        rows = rows.filter(object_type=query.kind)
    if query.district:
        rows = rows.filter(district=query.district)
    if query.since:
        rows = rows.filter(at__date__gte=query.since)
    if query.until:
        rows = rows.filter(at__date__lte=query.until)
    return rows


KINDS = {"read": "Смотрели", "taken": "Выгружали", "changed": "Меняли"}


def of_kind(rows: DeedQuerySet, kind: str) -> DeedQuerySet:
    """Narrowed to reading, taking away or everything else, as `Deed.kind` tells them; an unknown kind narrows nothing."""
    read, taken = (Q(*(Q(verb__startswith=one) for one in words), _connector=Q.OR) for words in (READING, TAKING))
    wanted = {"read": read, "taken": taken, "changed": ~read & ~taken}
    return rows.filter(wanted[kind]) if kind in wanted else rows


def done_by(accounts: Iterable[int], names: QuerySet[Any]) -> Q:
    """Deeds of a person: under any account that was hers, and under her name alone, as they were brought in before she had an account."""
    return Q(actor__in=list(accounts)) | Q(actor=None, actor_name__in=names)


def done_with(who: Subject, objects: dict[str, list[int]], own: Q) -> DeedQuerySet:
    """What others did with a person's data, newest first: deeds about her own rows (`objects`: type → ids) and exports that she was in.

    `own`: which deeds are hers (`done_by`).
    """
    about = Q(pk__in=disclosures(who))
    for kind, ids in objects.items():
        about |= Q(object_type=kind, object_id__in=ids)
    return Deed.objects.filter(about).exclude(own).select_related(None).order_by("-at", "-pk")


def disclosures(who: Subject) -> list[int]:
    """Ids of the exports that held one of the person's cards. Found by the number of the block, so the cost grows with exports, not with people."""
    if not who.cards:
        return []
    rows = Disclosure.objects.filter(block__isnull=True).values_list("deed")
    for card in who.cards:
        block, at = divmod(card, Disclosure.PER_BLOCK)
        bit = Func(F("people"), Value(at), function="get_bit", output_field=IntegerField())
        rows = rows.union(Disclosure.objects.filter(block=block).annotate(held=bit).filter(held=1).values_list("deed"), all=True)
    return list({deed for (deed,) in rows})


def by_turns(rows: QuerySet[Any], email: str) -> QuerySet[Any]:
    """Rows that wait to be mailed: whose mailbox rests are left out, whose mailbox has failed come after all others, then the oldest first.

    `email` names the address of a row; `troubled` on each says that its mailbox has failed the last time.
    """
    box = _boxes(email)
    tries = Coalesce(Subquery(box.values("tries")[:1]), 0)
    return rows.filter(~Exists(box.filter(next_at__gt=timezone.now()))).annotate(tries=tries, troubled=Exists(box)).order_by("tries", "pk")


def refusing(email: str) -> Exists:
    """Does the row's mailbox take no letters for good?"""
    return Exists(_boxes(email).filter(refused_at__isnull=False))


def _boxes(email: str) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(district=OuterRef("district"), user=OuterRef("user"), email=OuterRef(email))


def mailboxes_of(people: Iterable[int]) -> dict[tuple[int, str], Mailbox]:
    """(user, address) → a mailbox that takes no letters now, in the districts of the open scope. One query."""
    return {(one.user_id, one.email): one for one in MAILBOXES.ask(people=list(set(people)))}
