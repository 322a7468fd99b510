"""What the methodist does with the offers of КПК."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from portal.accounts.models import District
from portal.journal.services import record, refuse_stale
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import day
from teachers.models import CourseOffer
from teachers.services.changes import said


@dataclass(frozen=True)
class OfferData:
    """What a methodist writes about courses that are offered."""

    programme: str
    provider: str
    hours: int
    starts_on: dt.date
    ends_on: dt.date
    remote: bool = False
    topic: str = ""
    functions: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)


@transaction.atomic
def create_offer(*, data: OfferData, district: District, by: Any) -> CourseOffer:
    """Внести предложение КПК. Raises Refusal (with the field) for reversed dates."""
    _check(data)
    made = CourseOffer.objects.create(district=district, **asdict(data))
    record(verb="внёс(ла) предложение КПК", obj=made, by=by, after=said(CourseOffer, asdict(data)))
    return made


@transaction.atomic
def edit_offer(*, offer: CourseOffer, data: OfferData, by: Any, seen: int | None = None) -> CourseOffer:
    """Исправить предложение; steps of unfinished routes follow its dates (decision 21), all else in them stays as it was approved."""
    fresh = _locked(offer, seen)
    _check(data)
    new = asdict(data)
    old = {name: getattr(fresh, name) for name in new}
    changed = [name for name in new if new[name] != old[name]]
    if changed:
        for name in changed:
            setattr(fresh, name, new[name])
        fresh.save(update_fields=changed)
        before, after = ({name: values[name] for name in changed} for values in (old, new))
        record(verb="изменил(а) предложение КПК", obj=fresh, by=by, before=said(CourseOffer, before), after=said(CourseOffer, after))
    return fresh


@transaction.atomic
def close_offer(*, offer: CourseOffer, by: Any, seen: int | None = None) -> CourseOffer:
    """Закрыть набор: it is proposed to nobody any more, and stays in the routes that have it. Raises Refusal when it is closed."""
    fresh = _locked(offer, seen)
    if fresh.closed_on:
        raise Refusal(f"Набор уже закрыт {day(fresh.closed_on)}.")
    return _closed(fresh, today(), "закрыл(а) набор на КПК", by)


@transaction.atomic
def reopen_offer(*, offer: CourseOffer, by: Any, seen: int | None = None) -> CourseOffer:
    """Открыть набор снова. Raises Refusal when it is open or the courses are over."""
    fresh = _locked(offer, seen)
    if not fresh.closed_on:
        raise Refusal("Набор и так открыт.")
    if fresh.ends_on < today():
        raise Refusal(f"Курсы закончились {day(fresh.ends_on)}: для новых внесите новое предложение.")
    return _closed(fresh, None, "открыл(а) набор на КПК снова", by)


def _closed(offer: CourseOffer, on: dt.date | None, verb: str, by: Any) -> CourseOffer:
    before, offer.closed_on = offer.closed_on, on
    offer.save(update_fields=["closed_on"])
    record(verb=verb, obj=offer, by=by, before=said(CourseOffer, {"closed_on": before}), after=said(CourseOffer, {"closed_on": on}))
    return offer


@transaction.atomic
def remove_offer(*, offer: CourseOffer, by: Any, seen: int | None = None) -> None:
    """Удалить внесённое по ошибке. Raises Refusal when a step of a route stands on it."""
    fresh = _locked(offer, seen)
    kept = said(CourseOffer, {name: getattr(fresh, name) for name in ("programme", "provider", "starts_on", "ends_on")})
    record(verb="удалил(а) предложение КПК", obj=fresh, by=by, before=kept)
    try:
        with transaction.atomic():
            fresh.delete()
    except ProtectedError as used:
        raise Refusal("Это предложение уже есть в маршрутах педагогов, удалить его нельзя. Закройте набор: больше его никому не предложат.") from used


def _locked(offer: CourseOffer, seen: int | None) -> CourseOffer:
    fresh = CourseOffer.objects.select_for_update(of=("self",)).filter(pk=offer.pk).first()
    if fresh is None:
        raise Refusal("Этого предложения уже нет: его удалили, пока страница была открыта.")
    refuse_stale(fresh, seen)
    return fresh


def _check(data: OfferData) -> None:
    if data.ends_on < data.starts_on:
        raise Refusal("Окончание раньше начала.", field="ends_on")
