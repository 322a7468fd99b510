"""Blocks for the coordinator: what the network comes to, which districts are silent, whose agreement begins or ends; aggregates only."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from monitoring.selectors import network as known
from portal.accounts.models import Agreement, Role
from portal.kit.periods import Period, portal_day, school_year
from portal.kit.words import counted, day
from portal.site.home.first import FIVE
from portal.site.home.shapes import Block, Lead, Line, Tile

TILES, LINES = 6, 8
INDICATORS = ("показателя", "показателей", "показателей")
STALE = dt.timedelta(days=3)  # values are counted anew every hour
NEAR = dt.timedelta(days=60)  # a new agreement goes through two councils
DISTRICTS = ("район", "района", "районов")
S = Agreement.State


def main_numbers(user: Any) -> Block:
    """Сеть районов: shares that hold on a day, Σ / Σ of all members, what fell most since last year first. One query of totals."""
    members, period = known.members(user), school_year()
    before = period.previous()
    totals = [one for one in known.totals(members, period, before) if one.unit == "%" and not one.accumulates and one.value is not None]
    totals.sort(key=lambda one: (one.better or 0, one.order))
    address = reverse("monitoring:network")
    tiles = [_tile(one, f"{address}?period={period.code}&code={one.code}", before) for one in totals[:TILES]]
    number = counted(len(members), DISTRICTS)
    if not tiles:
        return Block("Сеть районов", lead=Lead(f"По действующим соглашениям в сводке {number}.", address, "Открыть сводку", "Видны только итоги, без людей."))
    counted_at = day(min(one.counted_at for one in totals), "time")
    said = f"{period.label}, {number} с действующим соглашением: сначала то, что снизилось. Здесь только итоги, без людей. Посчитано {counted_at}."
    return Block("Сеть районов", [], address, "Сводка сети", said, tiles=tiles)


def _tile(one: known.Total, url: str, before: Period) -> Tile:
    change = f"{one.change} к {before.short}" if one.change else "с прошлым годом не сравнить: состав районов другой"
    tone = "" if not one.better else "good" if one.better > 0 else "bad"
    return Tile(f"{one.code}. {one.name}", one.text, url, f"{change} · {counted(one.places, DISTRICTS)}", tone)


def silent(user: Any) -> Block:
    """Районы без свежих значений: nothing of theirs has been counted this school year, or not for days, and the totals stand without them or as they were."""
    members, period = known.members(user), school_year()
    found = [one for one in _told_of(user) if one.kind == known.SILENT]
    lines = [_stale(one) if one.at else Line(one.name, note=f"за {period.label} данных нет", tag=("warn", "без значений")) for one in found[:FIVE]]
    note = "Без значений район в итоги сети не входит, с прежними — входит с ними."
    lead = Lead(f"Пока без свежих значений: {counted(found[0].number, DISTRICTS)} из {len(members)}.", note=note) if found else None
    empty = "Свежие значения за этот учебный год есть у всех районов сети." if members else "Районов с действующим соглашением сейчас нет."
    return Block("Районы без свежих значений", lines, f"{reverse('monitoring:network')}?period={period.code}", "Сводка сети", empty, lead)


def _told_of(user: Any) -> list[known.Told]:
    """Two blocks of the page tell of them: read once and kept on her account."""
    if not hasattr(user, "network_told"):
        period = school_year()
        user.network_told = known.told_of(known.members(user), period, period.previous(), timezone.now() - STALE, LINES + 1)
    found: list[known.Told] = user.network_told
    return found


def _stale(one: known.Told) -> Line:
    return Line(one.name, note="с тех пор не пересчитывались: спросите методическую службу района", tag=("info", f"значения от {day(one.at)}"))  # type: ignore[arg-type]


def fallen(user: Any) -> Block:
    """Где снизилось: districts by the number of shares that are worse than a year before, the most first."""
    period = school_year()
    before, found = period.previous(), [one for one in _told_of(user) if one.kind == known.FALLEN]
    lines = [Line(one.name, note=_of(one.number, one.of)) for one in found[:LINES]]
    lead = (
        Lead(f"К {before.short} учебному году; сначала те, у кого хуже стало больше всего.", note="Здесь не все." if len(found) > LINES else "")
        if found
        else None
    )
    empty = f"К {before.short} учебному году ни у кого не снизилось."
    return Block("Где снизилось", lines, f"{reverse('monitoring:network')}?period={period.code}", "Сводка сети", empty, lead)


def _of(worse: int, compared: int) -> str:
    return f"хуже {worse} из {counted(compared, INDICATORS)}"


def agreements(user: Any) -> Block:
    """Соглашения сети, срок которых начался, кончился или кончится в ближайшие два месяца, и те, что готовятся."""
    now = portal_day()
    span = (now - NEAR, now + NEAR)
    near = Q(state__in=(S.PLANNED, S.PREPARING)) | Q(until__range=span) | Q(state=S.SIGNED, since__range=span)
    rows = Agreement.objects.filter(near, lead__in=user.districts_as(Role.COORDINATOR)).select_related("district", "lead").order_by("until", "since", "pk")
    lines = [Line(one.partner or one.district.name, note=str(one), tag=_term(one, now)) for one in rows[:LINES]]
    return Block("Соглашения районов", lines, empty="За два месяца ни одно не началось и не кончилось, и в ближайшие два не кончается.")


def _term(one: Agreement, now: dt.date) -> tuple[str, str]:
    if one.state in (S.PLANNED, S.PREPARING):
        return "info", one.get_state_display()
    if one.state == S.TERMINATED:
        return "bad", one.get_state_display()
    if one.until and one.until < now:
        return "bad", f"кончилось {day(one.until)}"
    if one.until and one.until <= now + NEAR:
        return "warn", f"кончается {day(one.until)}"
    return ("good", f"действует с {day(one.since)}") if one.since <= now else ("info", f"начнётся {day(one.since)}")
