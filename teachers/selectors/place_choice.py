"""Organisations to choose from: all of them while they are dozens; of more only those that are chosen already, and the rest by their words."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.http import QueryDict
from django.urls import reverse

from portal.accounts.models import Organisation, OrganisationQuerySet, Role
from portal.kit.finding import holding
from portal.kit.picking import MOST
from portal.kit.prepared import Prepared
from portal.kit.typed import numbers
from portal.kit.words import natural

FOUND = 30
FIELD, WORDS = "organisation", "organisation_find"


class Places(list[tuple[int, str]]):
    """(id, short name), «СШ № 2» before «СШ № 10». `url` finds others by their words, when there are more than these."""

    url = ""

    def offered(self, data: Any) -> list[tuple[int, str]]:
        """Those that stand on the page: where others are found by their words, only the chosen ones, though all are read to put groups in order."""
        if not self.url or data.get(WORDS):
            return self
        chosen = set(data.getlist(FIELD))
        return [one for one in self if str(one[0]) in chosen]


def choosing(user: Any, data: Any) -> bool:
    """Whether a list offers organisations: to whoever sees several; to others only when the address asks for one that is not theirs, to say so."""
    if user.districts_as(*Role.district_wide()) or len(set(user.organisation_ids)) > 1:
        return True
    return bool(set(data.getlist(FIELD)) - {"", *map(str, user.organisation_ids)})


def open_places(user: Any, on: dt.date, data: Any = None, *, whole: bool = False) -> Places:
    """Organisations that are open. One query, written once for who sees her districts whole and has chosen none yet; see `offered`."""
    url = reverse("organisations:choices")
    if user.whole and (whole or not (data is None or data.get(FIELD) or data.get(WORDS))):
        return cut(OPEN[whole].ask(seen=user.whole, on=on), url, whole=whole)
    return offered(Organisation.objects.visible_to(user).open_on(on), data, whole=whole, url=url)


def all_places(user: Any, data: Any = None, *, whole: bool = False) -> Places:
    """The same with those that are closed: what is of former years is still theirs. One query."""
    return offered(Organisation.objects.visible_to(user), data, whole=whole, url=closed_too())


def closed_too() -> str:
    return f"{reverse('organisations:choices')}?closed=1"


def offered(rows: OrganisationQuerySet, data: Any, *, whole: bool, url: str) -> Places:
    """What a condition offers: `data` says what is chosen and what was typed where there is no script; `whole` asks for all, however many they are."""
    return cut(asked(rows, data, whole=whole), url, whole=whole)


def asked(rows: OrganisationQuerySet, data: Any, *, whole: bool = False) -> Any:
    """(id, short name, rank): one more than a list may hold, first the chosen, then those that were searched for."""
    found: Any = rows.order_by()
    if whole or data is None:
        return found.annotate(rank=Value(0)).values_list("pk", "short_name", "rank")
    ranks = [When(pk__in=chosen, then=0)] if (chosen := numbers(data.getlist(FIELD))) else []
    if words := data.get(WORDS, ""):
        ranks.append(When(pk__in=by_words(rows, words).values("pk"), then=1))
    if not ranks:
        return found.annotate(rank=Value(2)).values_list("pk", "short_name", "rank")[: MOST + 1]
    rank = Case(*ranks, default=2, output_field=IntegerField())
    return found.annotate(rank=rank).order_by("rank").values_list("pk", "short_name", "rank")[: MOST + 1]


def cut(listed: Iterable[tuple[int, str, int]], url: str, *, whole: bool = False) -> Places:
    """All of them when they are few; else those that were asked for."""
    every = list(listed)
    many = len(every) > MOST
    kept = every if whole or not many else [*(one for one in every if one[2] == 0), *[one for one in every if one[2] == 1][:FOUND]]
    places = Places(sorted(((pk, name) for pk, name, _ in kept), key=lambda one: (natural(one[1]), one[0])))
    places.url = url if many else ""
    return places


def by_words(rows: OrganisationQuerySet, words: str) -> OrganisationQuerySet:
    """Those whose name or address holds every word."""
    found: Any = holding(rows, words, "short_name", "name", "address").order_by()
    return found  # type: ignore[no-any-return]


def _open(whole: bool) -> Prepared:
    return Prepared(lambda seen, on: asked(Organisation.objects.filter(district__among=seen).open_on(on), QueryDict(), whole=whole), seen=list, on=dt.date)


OPEN = {whole: _open(whole) for whole in (False, True)}
