"""Saved lists: which conditions a person keeps under a name, and which of the colleagues' are offered to her."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.forms import Form
from django.http import HttpRequest, QueryDict

from portal.accounts.models import SavedList
from portal.kit.listing import LIST, Col, Frame, canonical, chips
from portal.kit.naming import Named
from portal.kit.prepared import Prepared
from portal.kit.typed import number

MOST = 100


def _offered(user: int, opened: int, district: int, page: str) -> QuerySet[Any]:
    """What `SavedList.objects.visible_to` shows to somebody of the district, on one page; every list asks it.

    Her own and the one that is open come first: however many colleagues share, what is cut off are the last of theirs.
    """
    found = SavedList.objects.filter(Q(user=user) | Q(shared=True), district=district, page=page, removed_at__isnull=True)
    found = found.order_by(Case(When(user=user, then=0), When(pk=opened, then=1), default=2), "name", "pk")
    return found.values_list("pk", "name", "query", "shared", "user_id", "user__last_name", "user__first_name", "user__patronymic")[: MOST + 1]


OFFERED = Prepared(_offered, user=int, opened=int, district=int, page=str)


@dataclass(frozen=True)
class Kept:
    """A saved list as the head of a page shows it."""

    pk: int
    name: str
    query: str
    shared: bool
    user_id: int
    user: Named  # whose it is


@dataclass(frozen=True)
class Lists:
    """My lists of one page, those that colleagues share, and the one that the page was opened by."""

    mine: list[Kept]
    shared: list[Kept]
    usual: str = ""
    opened: Kept | None = None
    changed: bool = False
    more: bool = False  # colleagues share others too

    @property
    def is_mine(self) -> bool:
        return self.opened in self.mine


def frame(request: HttpRequest, name: str, columns: Sequence[Col], form: Form, gone: Callable[[str, str], str] = lambda name, value: "", **looks: Any) -> Frame:
    """The head of the list `name` for who asks: one query, for her lists and her usual columns. `looks`: what else `Frame` is told."""
    lists = lists_of(request.user, getattr(request, "district", None), name, request.GET)
    return Frame(name, request.GET, columns, usual=lists.usual, chips=chips(form, request.GET, gone), lists=lists, **looks)


def lists_of(user: Any, district: Any, page: str, asked: QueryDict) -> Lists:
    """One query. A person without a district of her own keeps no lists."""
    if district is None:
        return Lists([], [])
    found = OFFERED.ask(user=user.pk, opened=number(asked.get(LIST, "")) or 0, district=district.pk, page=page)
    rows = [Kept(pk, name, query, shared, whose, Named(whose, *names)) for pk, name, query, shared, whose, *names in found[:MOST]]
    usual = next((one.query for one in rows if one.user_id == user.pk and not one.name), "")
    named = [one for one in rows if one.name]
    opened = next((one for one in named if str(one.pk) == asked.get(LIST)), None)
    return Lists(
        mine=[one for one in named if one.user_id == user.pk],
        shared=[one for one in named if one.user_id != user.pk],
        usual=usual,
        opened=opened,
        more=len(found) > MOST,
        changed=opened is not None and canonical(QueryDict(opened.query)) != canonical(asked),
    )
