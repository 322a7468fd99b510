"""Choosing a plan that one person can carry out: the best of each direction, something for every deficit; the rest waits under «Ещё предложения»."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from portal.kit.periods import Period, school_year
from portal.kit.words import NBSP, quoted
from routes.models import Route, Step
from routes.selectors.ideas import ideas
from routes.selectors.offered import Terms, offered_for, terms_of
from routes.selectors.proposal import Proposal

D = Step.Direction
LEAST, MOST = 6, 10  # steps of a plan for a year beside one's lessons
ROOM = {D.COURSES: 1, D.COMMUNITY: 1, D.METHODICAL: 4, D.SELF: 2}  # courses and circles take months: one of each a year
FILLED = (D.METHODICAL, D.SELF)  # where a short plan is filled up from
MORE = 6  # further proposals beside the plan
MONTHS_LEFT = 90  # days; with fewer left the route is drawn up to the end of the next school year


def period_from(start: dt.date) -> tuple[dt.date, dt.date]:
    """Срок маршрута: to the end of the school year, of the next one when too little is left."""
    year = school_year(start)
    if (year.ends - start).days < MONTHS_LEFT:
        year = Period("school", year.year + 1)
    return start, year.ends


@dataclass
class Plan:
    """A plan in the making: what is chosen, and how well each deficit is answered."""

    codes: list[str]
    chosen: list[Proposal] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)

    def take(self, one: Proposal) -> None:
        self.chosen.append(one)
        self.answered.update(one.functions)

    def room(self, one: Proposal) -> bool:
        """Neither chosen already nor one too many of its direction."""
        there = Counter(step.direction for step in self.chosen)
        return one not in self.chosen and there[one.direction] < ROOM[D(one.direction)]

    def rank(self, one: Proposal) -> tuple[float, int, int, dt.date]:
        """The smaller the better: answers what is unanswered and urgent, is aimed at the person, answers more, comes sooner."""
        need = sum((len(self.codes) - self.codes.index(code)) / (1 + self.answered[code]) ** 2 for code in one.functions)
        return (-need - one.worth, -one.worth, -len(one.functions), one.starts_on)

    def best(self, some: Iterable[Proposal]) -> Proposal | None:
        return min((one for one in some if self.room(one)), key=self.rank, default=None)


def proposals(terms: Terms, deficits: dict[str, str]) -> list[Proposal]:
    """Steps for the deficits {code: name, most urgent first}: six to ten, each direction that offers something, at least one per deficit."""
    plan, found = Plan(list(deficits)), candidates(terms, deficits)
    for direction in (D.COURSES, D.COMMUNITY, D.METHODICAL, D.SELF):
        _take(plan, [one for one in found if one.direction == direction])
    for code in plan.codes:
        if not plan.answered[code] and not _take(plan, [one for one in found if code in one.functions]):
            _take_own(plan, found, code)
    while deficits and len(plan.chosen) < enough(len(deficits)) and _take(plan, [one for one in found if one.direction in FILLED]):
        pass
    return sorted(plan.chosen[: max(MOST, len(deficits))], key=lambda one: (D.values.index(one.direction), one.starts_on, one.ends_on))


def enough(deficits: int) -> int:
    """How many steps make a plan: more deficits, more to do, within reason."""
    return min(MOST, max(LEAST, deficits + 4))


def _take(plan: Plan, some: list[Proposal]) -> bool:
    if (best := plan.best(some)) is None:
        return False
    plan.take(best)
    return True


def _take_own(plan: Plan, found: list[Proposal], code: str) -> None:
    """Every direction is full, and yet no deficit stays without a step: something of her own, always at hand."""
    own = next((one for one in found if one.kind == "self" and code in one.functions and one not in plan.chosen), None)
    if own:
        plan.take(own)


def candidates(terms: Terms, deficits: dict[str, str]) -> list[Proposal]:
    """Everything that may become a step: offers of the district and own work, each with the deficits of the route only and its reason."""
    codes = list(deficits)
    found = [*offered_for(terms, codes), *ideas(deficits, terms.who, terms.since, terms.until)]
    return [_explained(replace(one, functions=tuple(code for code in codes if code in one.functions))) for one in found]


def _explained(one: Proposal) -> Proposal:
    wide = f"отвечает сразу на {len(one.functions)}{NBSP}дефицита" if 1 < len(one.functions) < 5 else ""
    wide = f"отвечает сразу на {len(one.functions)}{NBSP}дефицитов" if len(one.functions) >= 5 else wide
    return replace(one, reason="; ".join(filter(None, (one.reason, wide))))


def more_for(route: Route) -> list[Proposal]:
    """«Ещё предложения»: the best of what is not in the route yet, what answers unanswered deficits first."""
    deficits = {one.function: one.name for one in route.deficits.all()}
    plan, there = Plan(list(deficits)), set()
    for step in route.steps.all():
        there |= {step_key(step), ("self", step.title)}
        plan.answered.update(code for code in step.functions.split(", ") if code in deficits)
    left = [one for one in candidates(terms_of(route), deficits) if one.key not in there]
    return sorted(left, key=plan.rank)[:MORE]


def step_key(step: Step) -> tuple[str, int | str]:
    """The key of the proposal that the step came from."""
    kinds = ("event", "programme", "community", "course_offer")
    return next(((kind, ref) for kind in kinds if (ref := getattr(step, f"{kind}_id"))), ("self", step.title))


def idea(route: Route, title: str) -> Proposal | None:
    """The own step that the portal proposes by this title; None when it proposes it no more."""
    deficits = {one.function: one.name for one in route.deficits.all()}
    terms = terms_of(route)
    return next((one for one in ideas(deficits, terms.who, terms.since, terms.until) if one.title == title), None)


def goal_for(names: list[str]) -> str:
    """A goal to begin with; the teacher edits it."""
    if not names:
        return "Повысить профессиональное мастерство в соответствии с требованиями профессионального стандарта."
    listed = ", ".join(quoted(name) for name in names)
    word = "трудовой функции" if len(names) == 1 else "трудовым функциям"
    return f"Восполнить профессиональные дефициты по {word} {listed} и подтвердить результат в практике: на занятиях, в методической работе, при экспертизе."
