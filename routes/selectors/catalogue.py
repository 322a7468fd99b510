"""What a teacher may still take into her route from the district's offers."""

from dataclasses import dataclass

from portal.kit.words import period
from routes.models import Route
from routes.selectors.plan import NAMES
from routes.selectors.proposals import Proposal, offered_for


@dataclass(frozen=True)
class Entry:
    """One offer: what, when, which deficits of the route it answers, and whether it is in the route already."""

    offer: Proposal
    term: str
    functions: str
    taken: bool


def catalogue(route: Route, words: str = "") -> list[tuple[str, list[Entry]]]:
    """Offers for the route's deficits by direction, found by every word of a search; at most 60 of each kind."""
    codes = [one.function for one in route.deficits.all()]
    taken = {(kind, getattr(step, f"{kind}_id")) for step in route.steps.all() for kind in ("event", "programme", "community", "course_offer")}
    wanted = words.lower().split()
    found = [one for one in offered_for(route, codes) if all(word in one.title.lower() for word in wanted)]
    entries = [
        Entry(one, period(one.starts_on, one.ends_on), ", ".join(code for code in codes if code in one.functions), (one.kind, one.ref) in taken)
        for one in found
    ]
    return [(NAMES[code], rows) for code in NAMES if (rows := [one for one in entries if one.offer.direction == code])]
