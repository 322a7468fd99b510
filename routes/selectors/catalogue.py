"""What a teacher may still take into her route: the search over all offers, and the best few beside the plan."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from portal.kit.words import period
from routes.models import Route, Step
from routes.selectors.offered import offered_for, terms_of
from routes.selectors.plan import NAMES, why
from routes.selectors.proposal import Proposal
from routes.selectors.proposals import more_for, step_key


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
    taken = {step_key(step) for step in route.steps.all()}
    wanted = words.lower().split()
    found = sorted(offered_for(terms_of(route, wide=True), codes), key=lambda one: (one.starts_on, one.title))
    entries = [
        Entry(one, period(one.starts_on, one.ends_on), ", ".join(code for code in codes if code in one.functions), one.key in taken)
        for one in found
        if all(word in one.title.lower() for word in wanted)
    ]
    return [(NAMES[code], rows) for code in NAMES if (rows := [one for one in entries if one.offer.direction == code])]


@dataclass(frozen=True)
class Further:
    """One of «Ещё предложения»: with its form, its deficits by name and the reason."""

    offer: Proposal
    term: str
    form: str
    why: str


def further(route: Route) -> list[Further]:
    """The best proposals that are not in the route yet."""
    prefetch_related_objects([route], "deficits")  # once for the choice and for the words
    names = {one.function: one for one in route.deficits.all()}
    return [Further(one, period(one.starts_on, one.ends_on), form_of(one), why(", ".join(one.functions), names)) for one in more_for(route)]


def form_of(one: Proposal) -> str:
    """«неформальное, очно»."""
    return f"{Step.Education(one.education).label}, {'дистанционно' if one.remote else 'очно'}"
