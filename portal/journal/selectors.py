"""Reading the journal."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from portal.journal.models import Deed, DeedQuerySet
from portal.kit.words import ungendered


def history(obj: Model, limit: int = 50) -> list[Deed]:
    """What happened to one object, newest first; shown on its own page to whoever may see the object."""
    return list(Deed.objects.about(obj)[:limit])


def newest_of(deeds: list[Deed]) -> int:
    """What `seen_of` says of an object without versions, taken from its history, which the page has read already."""
    return deeds[0].pk if deeds else 0


@dataclass(frozen=True)
class JournalQuery:
    """Search words, an object type, a district and two dates, as typed in the filter of the journal."""

    words: str = ""
    kind: str = ""
    district: Any = None
    since: Any = None
    until: Any = None


def journal(user: Any, query: JournalQuery) -> DeedQuerySet:
    """The district's journal for its head, everything for the operator, own deeds for anybody else."""
    rows = Deed.objects.visible_to(user).select_related("district")
    for word in query.words.split()[:5]:
        rows = rows.filter(Q(actor_name__icontains=word) | Q(verb__icontains=ungendered(word)) | Q(object_label__icontains=word) | Q(comment__icontains=word))
    if query.kind:
        rows = rows.filter(object_type=query.kind)
    if query.district:
        rows = rows.filter(district=query.district)
    if query.since:
        rows = rows.filter(at__date__gte=query.since)
    if query.until:
        rows = rows.filter(at__date__lte=query.until)
    return rows
