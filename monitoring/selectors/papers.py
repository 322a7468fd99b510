"""Papers of the service as their page lists them: acts, plans of a year, monitorings. Yes/no indicators find them by these facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from monitoring.models import Campaign, NormativeAct, Plan
from portal.kit.finding import holding
from portal.kit.periods import today
from portal.kit.wall import current

Paper = NormativeAct | Plan | Campaign


@dataclass(frozen=True)
class Kind:
    """One kind of paper: its code in addresses, words, how it is found and ordered."""

    code: str
    model: type[Any]
    tab: str
    one: str  # whom: «внёс(ла) нормативный акт»
    nouns: str
    searched: tuple[str, ...]
    name: str  # the field that names it
    on: str  # the field that orders the list, the latest first


ACT = Kind("act", NormativeAct, "Нормативные акты", "нормативный акт", "акт,акта,актов", ("title", "number", "kind", "tag"), "title", "adopted_on")
PLAN = Kind("plan", Plan, "Планы", "план", "план,плана,планов", ("title", "tag"), "title", "adopted_on")
CAMPAIGN = Kind("campaign", Campaign, "Мониторинги", "мониторинг", "мониторинг,мониторинга,мониторингов", ("subject", "report", "tag"), "subject", "starts_on")
KINDS = {one.code: one for one in (ACT, PLAN, CAMPAIGN)}


def papers(kind: Kind, user: Any, words: str = "", sort: str = "") -> QuerySet[Any]:
    """Papers of a kind that the user may read, the latest first."""
    rows = holding(kind.model.objects.visible_to(user).select_related("district"), words, *kind.searched)
    orders: dict[str, tuple[Any, ...]] = {"name": (kind.name, "pk"), "-name": (f"-{kind.name}", "-pk"), "on": (kind.on, "pk")}
    return rows.order_by(*orders.get(sort, (F(kind.on).desc(), "-pk")))


def of_several(rows: QuerySet[Any]) -> bool:
    """Whether the list holds papers of more than one district. Nothing is asked while only one is open."""
    return len(current().districts) > 1 and len(rows.order_by().values_list("district", flat=True).distinct()[:2]) > 1


def tags_of(user: Any) -> list[str]:
    """Marks that are in use: a paper and the requirement that asks for it meet by the same word."""
    found: Iterable[Any] = (kind.model.objects.visible_to(user).exclude(tag="").order_by().values_list("tag", flat=True).distinct() for kind in KINDS.values())
    return sorted({tag for rows in found for tag in rows})


def standing(paper: Any) -> tuple[str, str]:
    """(tone, words) of what it is today."""
    if isinstance(paper, NormativeAct):
        return ("good", "действует") if paper.repealed_on is None or paper.repealed_on > today() else ("plain", "утратил силу")
    if isinstance(paper, Campaign):
        if paper.finished_on is None:
            return "info", "идёт"
        return ("good", "завершён, есть отчёт") if paper.report else ("warn", "завершён без отчёта")
    return "plain", year_said(paper.year)


def year_said(year: int | None) -> str:
    """The school year that begins in the year."""
    return f"{year}–{year + 1}" if year else "без года"
