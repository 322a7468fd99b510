"""The plan of a route as the page, the paper and the panel show it: steps by direction, each with its proof."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import NoReverseMatch, reverse

from communities.selectors import completed_internship, presence
from portal.kit.periods import today
from portal.kit.words import day, gendered, period, short_name
from routes.models import Route, RouteDeficit, Step
from routes.selectors.doneness import TEACHER, Progress, fact_on, joined
from teachers.models import Answer
from teachers.selectors import finished_course, in_short

NAMES = {
    "pk": "Повышение квалификации в системе непрерывного профессионального образования",
    "comm": "Деятельность педагога в профессиональном сообществе",
    "method": "Участие педагога в методической работе",
    "self": "Самообразование педагога",
}  # 004:231-239
SKILLS_OF_ONE = 3  # a person works on a few things at a time
MARKED_BY = {
    "event": "Отметится по присутствию на событии.",
    "programme": "Отметится, когда стажировка будет завершена.",
    "community": "Отметится, когда вас внесут в участники сообщества.",
    "course_offer": "Отметится, когда внесут удостоверение.",
}
LINKS = {"event": "communities:event", "programme": "communities:programme", "community": "communities:community", "course_offer": "teachers:offer"}


@dataclass(frozen=True)
class StepRow:
    """One step as it is shown; `proof` is a sentence, `why` names the deficits that it answers."""

    step: Step
    done_on: dt.date | None
    proof: str
    overdue: bool
    why: str
    term: str
    form: str
    url: str
    number: int  # its place in the whole plan, as on paper
    will: str  # by what the step will be marked by itself; empty for own steps


@dataclass(frozen=True)
class Direction:
    """One of the four directions with its steps in order."""

    code: str
    name: str
    rows: list[StepRow]


def with_proofs() -> QuerySet[Step]:
    """Steps with `fact_on` and what is known of each fact, for one route; no query more."""
    return Step.objects.select_related(
        "proof_file"
    ).annotate(  # type: ignore[no-redef]
        fact_on=fact_on(),
        seen=Subquery(presence("event", TEACHER).values(made=_MARK)[:1]),
        trained=Subquery(completed_internship("programme", TEACHER).values("completed_on")[:1]),
        member_since=Subquery(joined("community", TEACHER, "starts_on").values("since")[:1]),
        learned=Subquery(finished_course("course_offer", TEACHER).values(made=JSONObject(document="document", hours="hours", on="finished_on"))[:1]),
    )


_MARK = JSONObject(on="held_on", last_name="marked_by__last_name", first_name="marked_by__first_name", patronymic="marked_by__patronymic")


def directions(steps: Iterable[Any], deficits: Iterable[RouteDeficit], *, in_work: bool) -> list[Direction]:
    """The four directions, empty ones too. `in_work`: a step past its term counts as overdue."""
    names = {one.function: one for one in deficits}
    ordered = sorted(steps, key=lambda step: Step.Direction.values.index(step.direction))
    rows = [_row(step, names, in_work, number) for number, step in enumerate(ordered, 1)]
    return [Direction(code, NAMES[code], [row for row in rows if row.step.direction == code]) for code in Step.Direction.values]


def progress_of(plan: list[Direction]) -> Progress:
    """How far the plan is done."""
    rows = [row for one in plan for row in one.rows]
    return Progress(len(rows), sum(1 for row in rows if row.done_on), sum(1 for row in rows if row.overdue))


def _row(step: Any, names: dict[str, RouteDeficit], in_work: bool, number: int) -> StepRow:
    form = f"{step.get_education_display()}, {'дистанционно' if step.remote else 'очно'}"
    overdue = in_work and step.fact_on is None and step.ends_on < today()
    will = next((words for kind, words in MARKED_BY.items() if getattr(step, f"{kind}_id")), "")
    return StepRow(step, step.fact_on, _proof(step), overdue, why(step.functions, names), period(step.starts_on, step.ends_on), form, _url(step), number, will)


def why(functions: str, names: dict[str, RouteDeficit]) -> str:
    """Почему предложено: the deficits in short with the level at the start; their full names stand above the plan."""
    codes = [code for code in functions.split(", ") if code]
    return ", ".join(f"{code} {in_short(names[code].name)} — {names[code].level} %" for code in codes if code in names)


def _proof(step: Any) -> str:
    if step.done_on:
        return f"отмечено педагогом {day(step.done_on)}" + (f": {step.proof}" if step.proof else "")
    if step.seen:
        by = " ".join(filter(None, (step.seen[part] for part in ("last_name", "first_name", "patronymic"))))
        return f"присутствие {_day(step.seen['on'])}" + (f" — {gendered('отметил(а)', by)} {short_name(by)}" if by else "")
    if step.trained:
        return f"стажировка завершена {day(step.trained)}"
    if step.member_since:
        return f"участие в сообществе с {day(step.member_since)}"
    if step.learned:
        number = f" № {step.learned['document']}" if step.learned["document"] else ""
        return f"удостоверение{number}, {step.learned['hours']} ч, {_day(step.learned['on'])}"
    return ""


def _day(text: str) -> str:
    return day(dt.date.fromisoformat(text))


def _url(step: Step) -> str:
    """Where the offer is described; empty for own steps."""
    for kind, name in LINKS.items():
        if ref := getattr(step, f"{kind}_id"):
            try:
                return reverse(name, args=[ref])
            except NoReverseMatch:
                return ""
    return ""


def skills_to_grow(route: Route, functions: Iterable[str]) -> list[str]:
    """Умения, которые нужно развить: actions of the functions that the self-assessment found at the two lowest levels, the weakest few of each."""
    answers = Answer.objects.filter(assessment=route.assessment_id, competency__parent__code__in=list(functions), level__lte=1)
    found: dict[str, list[str]] = {code: [] for code in functions}
    for code, name in answers.order_by("level", "competency__order").values_list("competency__parent__code", "competency__name"):
        found[code].append(name)
    return [name for names in found.values() for name in names[:SKILLS_OF_ONE]]
