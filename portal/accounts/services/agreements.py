"""Agreements of networks: what opens a window in the wall between districts, and therefore is written by the operator alone."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal.accounts.models import Agreement, District, Network
from portal.accounts.selectors import also_in_force
from portal.journal.lifecycle import advance
from portal.journal.services import record, refuse_stale
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day

A = Agreement.State


@dataclass(frozen=True)
class AgreementData:
    """What the paper says: with which network, who joins it (a district of the portal or an outside partner), number and days."""

    network: Network
    member: District | None
    partner: str
    number: str
    since: dt.date
    until: dt.date | None = None


@transaction.atomic
def create_network(*, name: str, lead: District, by: Any) -> Network:
    """Завести методическую сеть с её ведущим районом. Raises Refusal when the district leads one already."""
    if Network.objects.filter(lead=lead).exists():
        raise Refusal("Этот район уже ведёт сеть.", field="lead")
    made = Network.objects.create(name=name, lead=lead)
    record(verb="завёл(а) методическую сеть", obj=made, by=by, after={"name": name}, district_id=lead.pk)
    return made


@transaction.atomic
def create_agreement(*, data: AgreementData, by: Any) -> Agreement:
    """Завести соглашение; it opens nothing before it is marked as signed. Raises Refusal with the field it belongs to."""
    made = Agreement(network=data.network, lead_id=data.network.lead_id, district=data.member or data.network.lead, partner=data.partner)
    _write(made, data)
    made.save()
    record(verb="завёл(а) соглашение", obj=made, by=by, after=_plain(made))
    return made


@transaction.atomic
def edit_agreement(*, agreement: Agreement, data: AgreementData, by: Any, seen: int | None = None) -> Agreement:
    """Исправить номер и сроки: an agreement is with whom it is with, another one is another paper.

    Raises Refusal for one that has been terminated, and for a signed one that would lose its number or meet another.
    """
    fresh = _locked(agreement)
    refuse_stale(fresh, seen)
    if fresh.state == A.TERMINATED:
        raise Refusal("Расторгнутое соглашение не правят: для нового заведите новое.")
    before = _plain(fresh)
    _write(fresh, data)
    if fresh.state == A.SIGNED:
        _check_signed(fresh)
    fresh.save(update_fields=["number", "since", "until"])
    record(verb="изменил(а) соглашение", obj=fresh, by=by, before=before, after=_plain(fresh))
    return fresh


@transaction.atomic
def move_agreement(*, agreement: Agreement, move: str, by: Any, comment: str = "", seen: int | None = None) -> Agreement:
    """Начать готовить, подписать, расторгнуть: the window opens and closes with it. Today becomes the last day of a terminated one."""
    fresh = _locked(agreement)
    ends = move == "terminate" and fresh.since <= today() and (fresh.until is None or fresh.until > today())
    moved: Agreement = advance(fresh, move, by=by, comment=comment, seen=seen, **({"until": today()} if ends else {}))
    return moved


def _locked(agreement: Agreement) -> Agreement:
    """The row behind its network's lock: two papers for the same days are not signed at once."""
    Network.objects.select_for_update().get(pk=agreement.network_id)
    return locked(Agreement.objects, agreement.pk)


def _write(agreement: Agreement, data: AgreementData) -> None:
    if data.until and data.until < data.since:
        raise Refusal("Дата «по» раньше даты «с».", field="until")
    if data.member == data.network.lead:
        raise Refusal("Ведущий район не заключает соглашения сам с собой. Для партнёра со стороны впишите его название.", field="member")
    agreement.number, agreement.since, agreement.until = data.number.strip(), data.since, data.until


def _check_signed(agreement: Agreement) -> None:
    if not agreement.number:
        raise Refusal("У подписанного соглашения есть номер: впишите его.", field="number")
    if other := also_in_force(agreement):
        raise Refusal(f"Эти дни уже покрывает соглашение № {other.number} с {day(other.since)}.", field="since")


def _plain(agreement: Agreement) -> dict[str, str | None]:
    return {"number": agreement.number, "since": agreement.since.isoformat(), "until": agreement.until.isoformat() if agreement.until else None}
