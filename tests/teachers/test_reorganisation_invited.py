"""Who is invited into a place that is closed: the invitation is named beforehand, ends with the place or follows its people, and undoing brings it back."""

import datetime as dt

import pytest

from portal.accounts import services as accounts
from portal.accounts.models import Appointment, District, Invitation, Organisation, Role, User
from portal.accounts.services.entry import key_of
from portal.accounts.services.invitations import Offer, current_text
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.services import reorganisation
from tests import factories
from tests.teachers.reorganising import ACT, DAY, merge

PASSWORD = "Дубрава-2026-ясень"
S = Invitation.State


def invited(place: Organisation, by: User, role: str = Role.SCHOOL_HEAD, **more: object) -> Invitation:
    person = accounts.Person(f"{role}@portal.example", "Белова", "Ольга", "Игоревна")
    return accounts.invite(person=person, offer=Offer(role, place, **more), district=place.district, by=by)  # type: ignore[arg-type]


def accept(made: Invitation) -> Appointment:
    accounts.accept(key=key_of(made), agreed=getattr(current_text(), "pk", None), password=PASSWORD)
    return Appointment.objects.get(user=made.user_id)


def again(made: Invitation) -> Invitation:
    return Invitation.objects.get(pk=made.pk)


def close(place: Organisation, by: User, on: dt.date) -> object:
    return reorganisation.close(organisation=place, on=on, act=ACT, by=by)


def test_closing_revokes_the_invitation_of_its_head_and_says_so_first(first: Organisation, methodist: User) -> None:
    made = invited(first, methodist)
    assert "Белова Ольга Игоревна (руководитель" in factories.client(methodist).get(f"/organisations/{first.pk}/close/").text
    done = reorganisation.close(organisation=first, on=today(), act=ACT, by=methodist)
    assert again(made).state == S.REVOKED
    with pytest.raises(Refusal, match="отозвано"):
        accept(made)
    reorganisation.undo(reorganisation=done, by=methodist)
    assert (again(made).state, again(made).until) == (S.WAITING, None)


def test_a_place_that_will_be_closed_gives_access_until_then(first: Organisation, methodist: User) -> None:
    made = invited(first, methodist)
    done = reorganisation.close(organisation=first, on=today() + 10 * DAY, act=ACT, by=methodist)
    assert again(made).until == today() + 9 * DAY
    reorganisation.undo(reorganisation=done, by=methodist)
    assert again(made).until is None
    close(first, methodist, today() + 5 * DAY)
    assert accept(made).until == today() + 4 * DAY


@pytest.mark.parametrize("days", [0, 5])
def test_access_that_would_begin_in_a_closed_place_is_taken_back_and_comes_back_with_it(first: Organisation, methodist: User, days: int) -> None:
    """A head who begins on the very day of the closing or later would keep a place that is no more."""
    head = factories.user(Role.SCHOOL_HEAD, first.district, organisation=first)
    Appointment.objects.filter(user=head).update(since=today() + days * DAY, until=None, act="Приказ № 5")
    done = reorganisation.close(organisation=first, on=today(), act=ACT, by=methodist)
    assert not Appointment.objects.filter(user=head).exists()
    reorganisation.undo(reorganisation=done, by=methodist)
    back = Appointment.objects.get(user=head)
    assert (back.organisation, back.since, back.until, back.act) == (first, today() + days * DAY, None, "Приказ № 5")


def test_whoever_is_invited_or_appointed_after_the_closing_was_written_leaves_with_the_place(
    first: Organisation, second: Organisation, methodist: User, district: District
) -> None:
    close(first, methodist, today() + 5 * DAY)
    close(second, methodist, today())
    assert invited(first, methodist).until == today() + 4 * DAY
    with pytest.raises(Refusal, match="закрыта с"):
        invited(second, methodist, Role.TEACHER)
    who = factories.user(Role.EXPERT, district)
    person = accounts.Person(who.email, who.last_name, who.first_name)
    post = accounts.appoint(person=person, role=Role.SCHOOL_HEAD, district=district, organisation=first, since=today(), by=methodist)
    assert post.until == today() + 4 * DAY


def test_a_teachers_invitation_follows_to_the_merged_school(first: Organisation, second: Organisation, methodist: User) -> None:
    made = invited(first, methodist, Role.TEACHER)
    done = merge([first], second, methodist, on=today())
    assert (again(made).organisation, again(made).state) == (second, S.WAITING)
    reorganisation.undo(reorganisation=done, by=methodist)
    assert again(made).organisation == first
    merge([first], second, methodist, on=today())
    assert accept(made).organisation == second
