"""Keeping papers of the service: they are entered, mended, ended by their dates, and taken out when entered by mistake."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from monitoring.models import Campaign, NormativeAct
from monitoring.selectors.papers import Kind
from portal.accounts.models import District
from portal.journal.services import record, refuse_stale
from portal.kit.access import require
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day
from teachers.services.changes import said

GONE = "Этот документ уже удалили."


@transaction.atomic
def add_paper(*, kind: Kind, values: Mapping[str, Any], district: District, by: Any) -> Any:
    """Внести документ службы. Raises Refusal (with the field) for dates that cannot be."""
    require(by, "monitoring.keep_papers", district)
    made = kind.model(district=district, **values)
    _check(made)
    made.save()
    record(verb=f"внёс(ла) {kind.one}", obj=made, by=by, after=said(kind.model, dict(values)))
    return made


@transaction.atomic
def edit_paper(*, kind: Kind, paper: Any, values: Mapping[str, Any], by: Any, seen: int | None = None) -> Any:
    """Исправить документ, отметить, что он утратил силу или что мониторинг завершён. The same refusals as for a new one, and when somebody was faster."""
    fresh = locked(kind.model.objects, paper.pk, GONE)
    require(by, "monitoring.keep_papers", fresh)
    refuse_stale(fresh, seen)
    before = {name: getattr(fresh, name) for name in values if getattr(fresh, name) != values[name]}
    if before:
        for name, value in values.items():
            setattr(fresh, name, value)
        _check(fresh)
        fresh.save()
        record(
            verb=f"изменил(а) {kind.one}", obj=fresh, by=by, before=said(kind.model, before), after=said(kind.model, {name: values[name] for name in before})
        )
    return fresh


@transaction.atomic
def remove_paper(*, kind: Kind, paper: Any, by: Any, seen: int | None = None) -> None:
    """Удалить документ, внесённый по ошибке; the journal keeps what it was."""
    fresh = locked(kind.model.objects, paper.pk, GONE)
    require(by, "monitoring.keep_papers", fresh)
    refuse_stale(fresh, seen, moving=True)
    record(verb=f"удалил(а) {kind.one}, внесённый по ошибке", obj=fresh, by=by, before=said(kind.model, {kind.on: getattr(fresh, kind.on)}))
    fresh.delete()


def _check(paper: Any) -> None:
    """What has not happened yet proves nothing, and no term is turned round."""
    if isinstance(paper, Campaign):
        _in_order(paper.starts_on, paper.finished_on, "finished_on")
        _happened(paper.finished_on, "finished_on")
        if paper.report and not paper.finished_on:
            raise Refusal("Отчёт пишут по завершённому мониторингу: укажите, когда он завершён.", field="finished_on")
        return
    _happened(paper.adopted_on, "adopted_on")
    if isinstance(paper, NormativeAct):
        _in_order(paper.adopted_on, paper.repealed_on, "repealed_on")


def _in_order(first: dt.date, last: dt.date | None, field: str) -> None:
    if last and last < first:
        raise Refusal(f"Не может быть раньше {day(first)}: проверьте даты.", field=field)


def _happened(on: dt.date | None, field: str) -> None:
    if on and on > today():
        raise Refusal("Этот день ещё не наступил: документ вносят, когда он есть.", field=field)
