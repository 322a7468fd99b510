"""The portal with a whole country in it: do the pages of one district, and of one region, still come at once?

Every visit is made by people of several districts in turn, each against the bare view of the same person, so the
95th percentile also holds the visits whose rows nobody had read before.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

from django.test import Client
from django.test.utils import override_settings

from portal.accounts.models import Role
from portal.kit import wall
from portal.site.bench import clock, crowd
from portal.site.bench.clock import Moment
from portal.site.bench.lists import METHODIST, OPERATOR, Listing, first_of
from portal.site.bench.pages import BARE, browser, get, queries
from portal.site.bench.populate import populate
from teachers.models import Teacher

PREFIX = "land-"
DISTRICTS, TEACHERS = 2300, 1_300_000
REGION = 90  # districts of the largest network: no region of Russia has more municipalities that employ a service
FEW = 10
PEOPLE, ROUNDS = 12, 10  # visitors of different districts, visits of each; a lone coordinator comes as often as they together
MOST_OF_DISTRICT, MOST_OF_REGION = 3.0, 10.0
COORDINATOR = Role.COORDINATOR
VISITS: tuple[Listing, ...] = (
    Listing("site:home"),
    Listing("teachers:list"),
    Listing("teachers:list", query="q=панова"),
    Listing("site:search", query="q=Панова"),
    Listing("teachers:card", sample=first_of(Teacher)),
    Listing("site:home", COORDINATOR),
    Listing("monitoring:network", COORDINATOR, "period=2023-2024"),
    Listing("site:home", OPERATOR),
    Listing("accounts:districts", OPERATOR),
)


@dataclass(frozen=True)
class VisitFigures:
    """One page: queries among ten people (None where there is no such place) and in the country, the 95th percentile in ms and as a ratio of the bare view's."""

    address: str
    role: str
    few: int | None
    many: int
    took: Moment
    ratio: Moment

    @property
    def most(self) -> float:
        return MOST_OF_DISTRICT if self.role == METHODIST else MOST_OF_REGION

    @property
    def faults(self) -> list[str]:
        """Limits that it does not keep; time only when both clocks say so."""
        said = (
            (self.few is not None and self.few != self.many, "число запросов растёт"),
            (min(self.ratio.wall, self.ratio.cpu) > self.most, "время"),
        )
        return [words for over, words in said if over]


@dataclass(frozen=True)
class Land:
    """The country's districts, a district of ten people, and who leads a network of one district and of a region."""

    districts: list[int]
    small: int
    leads: tuple[int, int]


def settle(districts: int, teachers: int, say: Callable[[str], None]) -> Land:
    """Fill what is not filled yet."""
    made = populate(districts, teachers, say, prefix=PREFIX)
    small, one, region = (populate(1, size, say, prefix=prefix)[0] for prefix, size in (("small-", FEW), ("lead-one-", 1), ("lead-land-", 1)))
    crowd.gather(small, FEW)  # a district where work has begun: a new one is told on its home page what to begin with, and asks for that
    crowd.network(one, made[:1])
    crowd.network(region, made[:: max(1, len(made) // REGION)][:REGION])
    return Land(made, small, (one, region))


def measure(land: Land, rounds: int = ROUNDS) -> list[VisitFigures]:
    """Figures of every visit."""
    with override_settings(ROOT_URLCONF="portal.site.bench.bare"):
        return [_visit(one, land, rounds) for one in VISITS]


def _visit(listing: Listing, land: Land, rounds: int) -> VisitFigures:
    places = _places(listing.role, land)
    people = [(browser(place, listing.role), _address(listing, place)) for place in places]
    pairs = list(_taken(people, rounds * PEOPLE))
    page, bare = (clock.percentile([pair[way] for pair in pairs], 95) for way in (0, 1))
    short = land.small if listing.role == METHODIST else land.leads[0] if listing.role == COORDINATOR else None
    return VisitFigures(
        address=re.sub(r"/\d+/", "/…/", people[0][1]),
        role=listing.role,
        few=queries(browser(short, listing.role), _address(listing, short)) if short else None,
        many=queries(*people[0]),
        took=page,
        ratio=page / bare,
    )


def _places(role: str, land: Land) -> list[int]:
    """Districts whose people come: some from all over the country, the one that leads the region, any one for the operator."""
    if role == METHODIST:
        return land.districts[:: max(1, len(land.districts) // PEOPLE)][:PEOPLE]
    return [land.leads[1]] if role == COORDINATOR else [land.districts[0]]


def _address(listing: Listing, place: int) -> str:
    with wall.scope([place]):
        return listing.address()


def _taken(people: list[tuple[Client, str]], times: int) -> Iterator[tuple[Moment, Moment]]:
    """A visit and a bare view of the same person, one after the other; everybody's first visit counts, as it does for people."""
    first, address = people[0]
    for warming in (address, BARE):  # a server reads its templates once, not once for a visitor
        get(first, warming)
    for client, address in islice(cycle(people), times):
        yield clock.taken(partial(get, client, address)), clock.taken(partial(get, client, BARE))
