"""The loading itself: what every installation has first, then each district whole or not at all, behind its own wall."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from communities.models import Event, Programme
from monitoring.services.summaries import refresh_all, usual_periods
from portal.accounts.models import District
from portal.accounts.selectors import in_time_of, partners_of
from portal.journal.models import Deed
from portal.journal.services import record
from portal.kit import periods
from portal.kit.wall import scope, widen
from portal.site.base import load_base

from . import (
    accounts,
    aims,
    circles,
    duties,
    gatherings,
    growth,
    kip,
    learning,
    merits,
    network,
    pairs,
    papers,
    places,
    register,
    rivalry,
    sovgavan,
    twins,
)
from .home import Home

SOURCES = periods.Period.parse("2020-2021")
VERB = "загрузил демонстрационный мир"
Say = Callable[[str], None]


@dataclass
class Shared:
    """What the network's lead opens to the members that are loaded after it."""

    programmes: list[Programme] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @classmethod
    def of(cls, lead: District) -> "Shared":
        """What a lead that already stands has opened: an interrupted loading goes on from there."""
        with scope([lead.pk]):
            return cls(list(Programme.objects.filter(shared=True).order_by("pk")), list(Event.objects.filter(shared=True).order_by("pk")))


def load_world(*, today: dt.date | None = None, say: Say) -> list[str]:
    """Make what is missing; returns the codes of the districts that were loaded now. A second call changes nothing.

    `today` replaces the current date of each district's own clock.
    """
    load_base()
    every = places.districts()
    ids = [one.pk for one in every.values()]
    with scope(ids, common=True, signin=True):
        places.network(every)
        stamps = dict(Deed.objects.filter(verb=VERB).values_list("district_id", "comment"))
    accounts.operator()
    lead = every[places.LEAD]
    edition, shared = fingerprint(), Shared.of(lead) if lead.pk in stamps else Shared()
    order = sorted(every, key=lambda code: code != places.LEAD)  # the lead first: its members come to its events
    loaded = [code for code in order if load_district(every[code], stamps.get(every[code].pk), edition, today, shared, say)]
    if loaded:
        refresh_all([*usual_periods(), SOURCES])  # the coordinator's summary needs no hour to fill
    return loaded


def load_district(district: District, stamp: str | None, edition: str, today: dt.date | None, shared: Shared, say: Say) -> bool:
    """One district in one transaction; False when it already stands."""
    if stamp is not None:
        if stamp != edition:
            say(f"{district}: уже загружен из прежней версии данных, оставлен как есть. Заново: make clean, затем make demo.")
        return False
    began = time.monotonic()
    with scope([district.pk], common=True, signin=True), in_time_of(district):
        widen(partners=partners_of(district))  # its people come to what the network shares
        home = Home(district, today or periods.today())
        fill(home, shared)
        record(verb=VERB, obj=district, by=None, comment=edition)
    say(f"{district}: {len(home.members)} мест работы, {time.monotonic() - began:.1f} с")
    return True


def fill(home: Home, shared: Shared) -> None:
    """All rooms of one district, people before what they did, facts before routes that rest on them."""
    places.organisations(home)
    register.fill(home)
    accounts.fill(home)
    duties.fill(home)
    if home.code == "sovgavan":
        kip.choose_graduates(home)
    learning.fill(home)
    circles.fill(home)
    opened = pairs.fill(home, shared.programmes)
    if home.code == "sovgavan":
        sovgavan.fill(home)
    gatherings.fill(home)
    if home.code == places.LEAD:
        shared.programmes, shared.events = opened, network.events(home)
    for event in shared.events if "tms" in home.about else ():
        network.come(home, event, 2)
    rivalry.fill(home)
    if home.code == "sovgavan":
        kip.fill(home)
    growth.fill(home)
    if home.main:
        accounts.readers(home)
    papers.fill(home)
    merits.fill(home)
    aims.fill(home)
    if home.main:
        twins.fill(home)


def fingerprint() -> str:
    """Of the code and data of the world and of what it stands on: a stamp tells from which edition a district was made."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(found for folder in (here, here.parent / "base") for found in folder.rglob("*")):
        if path.suffix in (".py", ".json", ".csv"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
