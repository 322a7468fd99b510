"""«Пригласить снова»: what was revoked is offered once more, in a new invitation with a link of its own."""

import datetime as dt
import re

import pytest
from django.test import Client

from portal.accounts import services
from portal.accounts.models import District, Invitation, Role, User
from portal.accounts.services.entry import key_of
from portal.accounts.services.invitations import Offer
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from tests import factories

PERSON = services.Person("new@portal.example", "Белова", "Ольга", "Игоревна")


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district)


def revoked(district: District, by: User, person: services.Person = PERSON, **offer: object) -> Invitation:
    made = services.invite(person=person, offer=Offer(**{"role": Role.EXPERT, **offer}), district=district, by=by)  # type: ignore[arg-type]
    return services.revoke(invitation=made, by=by)


def test_the_same_is_offered_in_a_new_invitation(district: District, head: User) -> None:
    until = today() + dt.timedelta(days=9)
    old = revoked(district, head, until=until, act="Приказ № 7", card=5)
    made = services.invite_again(invitation=old, by=head)
    assert (made.pk != old.pk, made.state, key_of(made) != key_of(old)) == (True, Invitation.State.WAITING, True)
    offered = (made.user_id, made.person, made.role, made.until, made.act, made.card)
    assert offered == (old.user_id, "Белова Ольга Игоревна", Role.EXPERT, until, "Приказ № 7", 5)


def pressed_twice(desk: Client, page: str, deed: str) -> list[str]:
    """Where two sendings of the same button of the page lead."""
    form = re.search(rf'action="([^"]*/{deed}/)".*?name="form_key" value="(\w+)"', desk.get(page).text, re.S)
    assert form
    return [desk.post(form[1], {"form_key": form[2]}).headers["Location"] for _ in range(2)]


def test_the_button_stands_on_what_was_revoked_and_nowhere_else(district: District, head: User) -> None:
    desk, old = factories.client(head), revoked(district, head)
    assert "Пригласить снова" in desk.get(f"/people/invitations/{old.pk}/").text
    first, second = pressed_twice(desk, f"/people/invitations/{old.pk}/", "anew")
    made = Invitation.objects.exclude(pk=old.pk).get()
    assert first == second == f"/people/invitations/{made.pk}/"
    assert "Пригласить снова" not in desk.get(first).text


def test_sending_again_pressed_twice_makes_one_new_link(district: District, head: User) -> None:
    made = services.invite(person=PERSON, offer=Offer(role=Role.EXPERT), district=district, by=head)
    here = f"/people/invitations/{made.pk}/"
    assert pressed_twice(factories.client(head), here, "again") == [here, here]
    made.refresh_from_db()
    assert made.turn == 1
    assert Deed.objects.about(made).filter(verb="отправил(а) приглашение ещё раз").count() == 1


def test_a_methodist_is_not_offered_a_role_that_is_not_hers_to_give(district: District, head: User) -> None:
    old = revoked(district, head, role=Role.METHODIST)
    desk = factories.client(factories.user(Role.METHODIST, district))
    assert "Пригласить снова" not in desk.get(f"/people/invitations/{old.pk}/").text
    assert desk.post(f"/people/invitations/{old.pk}/anew/").status_code == 409


def test_days_that_are_over_are_not_offered(district: District, head: User) -> None:
    old = revoked(district, head)
    old.until = today() - dt.timedelta(days=1)
    old.since = old.until
    old.save()
    with pytest.raises(Refusal, match="эти дни прошли"):
        services.invite_again(invitation=old, by=head)


def test_what_waits_is_not_invited_again(district: District, head: User) -> None:
    made = services.invite(person=PERSON, offer=Offer(role=Role.EXPERT), district=district, by=head)
    with pytest.raises(Refusal, match="отозвано"):
        services.invite_again(invitation=made, by=head)


def test_who_invites_learns_nothing_new_of_somebody_of_another_district(district: District, foreign: District, head: User) -> None:
    far = factories.user(Role.EXPERT, foreign, email="far@portal.example", last_name="Дальняя", first_name="Вера", patronymic="Львовна")
    old = revoked(district, head, person=services.Person(far.email, "Дальняя", "Вера"))
    assert services.invite_again(invitation=old, by=head).person == "Дальняя Вера"
    services.revoke(invitation=Invitation.objects.open().get(), by=head)
    with wall.scope([foreign.pk]):
        User.objects.filter(pk=far.pk).update(last_name="Ближняя")
    with pytest.raises(Refusal, match="изменились") as refused:
        services.invite_again(invitation=old, by=head)
    assert "Ближняя" not in str(refused.value)
