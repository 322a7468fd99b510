"""A deputy who is new to the portal: one form invites her for the days; and an offer that is dated back says when it begins."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied

from portal.accounts import services
from portal.accounts.models import Appointment, District, Invitation, Role, User
from portal.accounts.services.invitations import Offer
from portal.accounts.tasks import deliver_invitations
from portal.journal.models import Deed, Notice
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import day, period
from tests import factories
from tests.accounts.test_invitations import fill, path_of

DAY = dt.timedelta(days=1)
NEW = {"email": "zamova@portal.example", "last_name": "Замова", "first_name": "Инна", "patronymic": "Львовна"}
PERSON = services.Person(**NEW)


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district, last_name="Главнова")


@pytest.fixture
def post(district: District) -> Appointment:
    return Appointment.objects.get(user=factories.user(Role.METHODIST, district, last_name="Отсутова"))


def invite(post: Appointment, by: User, **days: dt.date) -> Invitation:
    term = {"since": today(), "until": today() + 5 * DAY, **days}
    made = services.deputise_newcomer(post=post, person=PERSON, act="Приказ № 7", by=by, **term)
    assert isinstance(made, Invitation)
    return made


def test_one_form_invites_a_deputy_and_accepting_begins_it(district: District, head: User, post: Appointment) -> None:
    until = today() + 5 * DAY
    sent = {**NEW, "since": (today() - DAY).isoformat(), "until": until.isoformat(), "act": "Приказ № 7"}
    desk = factories.client(head)
    said = desk.post(f"/people/{post.pk}/deputy/", sent, follow=True).text
    made = Invitation.objects.get()
    assert (made.role, made.district, made.instead_of, made.until) == (Role.METHODIST, district, post.user, until)
    assert "приглашение готово. Доступ откроется, когда его примут. День «с»" in said
    assert not Appointment.objects.filter(instead_of=post.user).exists()
    assert deliver_invitations() == 1
    letter = str(mail.outbox[0].body)
    assert "Роль: методист (исполняет обязанности)" in letter
    assert f"Замещаете: {post.user.full_name}" in letter
    assert f"Доступ: со дня, когда приглашение примут, по {day(until)}. День «с» ({day(today() - DAY)}) уже прошёл" in letter
    browser = factories.client()
    assert f"замещаете: {post.user.full_name}" in browser.get(path_of(made)).text
    assert fill(browser, made).status_code == 302  # type: ignore[attr-defined]
    deputy = Appointment.objects.get(instead_of=post.user)
    assert (deputy.user.email, deputy.since, deputy.until, deputy.act) == (NEW["email"], today(), until, "Приказ № 7")
    told = set(Notice.objects.filter(key__startswith=f"deputy-{deputy.pk}-").values_list("user", flat=True))
    assert told == {deputy.user_id, post.user_id}
    assert Deed.objects.about(deputy).get().after["instead_of"] == post.user.full_name
    assert browser.get("/teachers/").status_code == 200  # the rights of the post


def test_it_ends_with_its_term(head: User, post: Appointment) -> None:
    made = invite(post, head)
    browser = factories.client()
    fill(browser, made)
    with time_machine.travel(dt.datetime.now(dt.UTC) + 8 * DAY):
        assert factories.client(User.objects.get(pk=made.user_id)).get("/people/").status_code == 403


def test_nobody_begins_to_stand_for_a_post_that_is_over(head: User, post: Appointment) -> None:
    made = invite(post, head)
    services.end_appointment(appointment=post, by=head)
    page = fill(factories.client(), made)
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "замещать некого" in page.text  # type: ignore[attr-defined]
    assert not Appointment.objects.filter(user=made.user).exists()
    assert not User.objects.get(pk=made.user_id).has_usable_password()


def test_it_is_refused_beyond_the_term_of_the_post_and_to_who_may_not(head: User, post: Appointment) -> None:
    with pytest.raises(Refusal, match="не занимает эту должность"):
        invite(post, head, since=dt.date(2019, 1, 1))
    with pytest.raises(PermissionDenied):
        invite(post, post.user)
    assert not Invitation.objects.exists()


def test_the_same_again_is_the_same_and_other_days_do_not_hide_behind_it(head: User, post: Appointment) -> None:
    made = invite(post, head)
    assert invite(post, head) == made
    with pytest.raises(Refusal, match=r"уже приглашён \(методист \(исполняет обязанности\)\)"):
        invite(post, head, until=today() + DAY)


def test_invited_again_after_a_revocation_she_still_only_deputises(head: User, post: Appointment) -> None:
    made = services.revoke(invitation=invite(post, head), by=head)
    assert services.invite_again(invitation=made, by=head).instead_of == post.user


def test_who_is_who_names_the_invited_for_those_who_appoint(district: District, head: User, post: Appointment) -> None:
    made = invite(post, head, since=today() - DAY)
    page = factories.client(head).get("/people/who/").text
    assert f'href="/people/invitations/{made.pk}/">Замова Инна Львовна</a>' in page
    assert f"со дня, когда приглашение примут, по {day(made.until)}" in page
    assert made.dated_back in page
    assert "Замова" not in factories.client(factories.user(Role.TEACHER, district)).get("/people/who/").text
    fill(factories.client(), made)
    after = factories.client(head).get("/people/who/").text
    assert "Приглашены, ответа ещё нет" not in after
    assert f"исполняет обязанности {period(today(), made.until)}" in after


def test_an_offer_ahead_says_its_own_first_day(district: District, head: User) -> None:
    ahead = today() + 3 * DAY
    made = services.invite(person=PERSON, offer=Offer(Role.EXPERT, since=ahead), district=district, by=head)
    assert (made.term, made.dated_back) == (f"с\xa0{day(ahead)}", "")
    browser = factories.client()
    fill(browser, made)
    assert Appointment.objects.get(user=made.user).since == ahead
    assert f"Доступ откроется {day(ahead)}" in browser.get("/me/").text


def test_a_colleague_appointed_back_reads_that_access_opened_now(district: District, head: User) -> None:
    expert = factories.user(Role.EXPERT, district)
    expert.set_password("Дубрава-2026-ясень")
    expert.save()
    desk = factories.client(head)
    sent = {"colleague": expert.pk, "role": Role.MENTOR, "since": (today() - DAY).isoformat()}
    said = desk.post("/people/appoint/", sent, follow=True).text
    assert f"Права действуют с этой минуты, хотя записано с {day(today() - DAY)}." in said
    assert f"Доступ открыт {day(today())}" in Notice.objects.get(user=expert).text
