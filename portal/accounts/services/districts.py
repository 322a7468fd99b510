"""Keeping districts; how the portal looks to one person."""

from typing import Any

from django.db import transaction

from portal.accounts.models import District, Invitation, Role, User
from portal.accounts.selectors.access import FROZE
from portal.accounts.services import removals
from portal.accounts.services.invitations import Offer, invite
from portal.accounts.services.people import Person
from portal.journal.services import record
from portal.kit import wall
from portal.kit.access import require
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn


@transaction.atomic
def set_district_state(*, district: District, state: str, by: Any) -> District:
    """Открыть или приостановить район: people of a frozen one keep their accounts and see nothing.

    Opening cancels a removal that waits. Raises Refusal for any other state, and for a district that is removed or being removed.
    """
    if state not in (District.State.ACTIVE, District.State.FROZEN):
        raise Refusal("Обновите страницу и выберите действие ещё раз.")
    fresh = District.objects.select_for_update(no_key=True).get(pk=district.pk)
    before = fresh.state
    if before == District.State.REMOVED:
        raise Refusal("Район удалён: открыть или приостановить его нельзя.")
    if before == state:
        return fresh
    if state == District.State.ACTIVE:
        removals.drop_waiting(district=fresh, by=by)
    fresh.state = state
    fresh.save(update_fields=["state"])
    record(
        verb=FROZE if state == District.State.FROZEN else "открыл(а) район",
        obj=fresh,
        by=by,
        before={"state": before},
        after={"state": state},
    )
    return fresh


@transaction.atomic
def open_district(*, facts: dict[str, str], head: Person, by: Any) -> tuple[District, Invitation]:
    """Открыть новый район and invite its first head; dictionaries are the portal's own and stand ready. Raises Refusal for a code or name taken."""
    require(by, "accounts.operate")
    in_turn("accounts.district")
    if District.objects.filter(code=facts["code"]).exists():
        raise Refusal("Район с таким кодом уже есть.", field="code")
    if District.objects.filter(name__iexact=facts["name"].strip(), region__iexact=facts["region"].strip()).exists():
        raise Refusal("Такой район в этом регионе уже есть.", field="name")
    district = District.objects.create(**facts)
    record(verb="открыл(а) новый район", obj=district, by=by, after={"name": district.name, "region": district.region})
    return district, invite_head(district=district, head=head, by=by)


def invite_head(*, district: District, head: Person, by: Any) -> Invitation:
    """Пригласить начальника: the operator's one step behind a district's wall."""
    require(by, "accounts.operate")
    before = wall.current()
    with wall.scope([district.pk], user=before.user, common=True):
        return invite(person=head, offer=Offer(role=Role.DEPARTMENT_HEAD), district=district, by=by, another=True)


def set_look(*, user: User, look: dict[str, str]) -> None:
    """Запомнить версию для слабовидящих; unknown values are dropped."""
    user.look = clean_look(look)
    user.save(update_fields=["look"])


LOOKS = {
    "size": ("100", "125", "150", "200"),
    "scheme": ("normal", "white", "black", "blue", "beige", "green"),
    "spacing": ("normal", "wide", "wider"),
    "images": ("on", "off"),
}


def clean_look(look: dict[str, str]) -> dict[str, str]:
    """Only known settings with known values."""
    return {name: look[name] for name, options in LOOKS.items() if look.get(name) in options and look[name] != options[0]}
