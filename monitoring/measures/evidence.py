"""Measures of yes/no indicators: which required papers and deeds of the district are there. One row is one requirement."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from monitoring.measures.facts import NO_DATE, Branch, Facts, Shown, columns, within_dates
from monitoring.measures.registry import Params, measure
from monitoring.models import Campaign, NormativeAct, Plan
from portal.accounts.models import District
from portal.kit.periods import Period
from portal.kit.wall import current


@dataclass(frozen=True)
class Paper:
    """What meets a requirement: rows of a model with a date and a title."""

    rows: QuerySet[Any]
    on: str
    title: str


def acts(period: Period, wanted: dict[str, Any]) -> Paper:
    """A normative act of the kinds in force on the report's date."""
    kept = Q(repealed_on__isnull=True) | Q(repealed_on__gt=period.as_of)
    rows = NormativeAct.objects.filter(kept, adopted_on__lte=period.as_of)
    return Paper(rows.filter(kind__in=wanted["kinds"]) if wanted.get("kinds") else rows, "adopted_on", "title")


def plans(period: Period, wanted: dict[str, Any]) -> Paper:
    """A plan for the year; a calendar year is covered by the school years that it touches."""
    years = (period.year,) if period.kind == "school" else (period.year - 1, period.year)
    return Paper(Plan.objects.filter(year__in=years, adopted_on__lte=period.as_of), "adopted_on", "title")


def campaigns(period: Period, wanted: dict[str, Any]) -> Paper:
    """A monitoring finished in the period, with its report written when the requirement says so."""
    rows = Campaign.objects.filter(within_dates("finished_on", period.starts, period.as_of))
    return Paper(rows.exclude(report="") if wanted.get("reported") else rows, "finished_on", "report" if wanted.get("reported") else "subject")


PAPERS = {"act": acts, "plan": plans, "campaign": campaigns}


def requirement(period: Period, number: int, wanted: dict[str, Any], *, met: bool) -> Branch:
    """One requirement of every open district; with `met` only where it is met, and by which paper."""
    districts, name = District.objects.filter(pk__in=current().districts), Value(str(wanted["name"]), TextField())
    if not met:
        return Branch(districts, "requirement", columns(NO_DATE, name, "pk"), district="pk", identity=Value(number))
    paper = PAPERS[wanted["paper"]](period, wanted)
    mine = paper.rows.filter(district_id=OuterRef("pk"))
    mine = mine.filter(tag__in=wanted["tags"]) if wanted.get("tags") else mine
    return Branch(districts.filter(Exists(mine)), "requirement", partial(_shown, mine, paper, name), district="pk", identity=Value(number))


def _shown(mine: QuerySet[Any], paper: Paper, name: Value) -> Shown:
    """The newest paper that meets the requirement, in words: «План на год: План реализации модуля …»."""
    newest = mine.order_by(f"-{paper.on}", "-pk")
    label = Concat(name, Value(": ", TextField()), Cast(Subquery(newest.values(paper.title)[:1]), TextField()))
    return Shown(Subquery(newest.values(paper.on)[:1]), label, F("pk"))


@measure("requirements_met", "Выполненные требования", "requirements")
def requirements_met(period: Period, params: Params) -> Facts:
    return Facts(tuple(requirement(period, number, wanted, met=True) for number, wanted in enumerate(params.rows("requirements"))))


@measure("requirements", "Требования к признаку", "requirements")
def requirements(period: Period, params: Params) -> Facts:
    return Facts(tuple(requirement(period, number, wanted, met=False) for number, wanted in enumerate(params.rows("requirements"))))
