"""The first password of an account is its mailbox owner's; a link handed over opens only what is new and has nothing else."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from portal.accounts import services
from portal.accounts.models import Appointment, District, Invitation, Role, User
from portal.accounts.services.entry import handed_key_of, key_of
from portal.accounts.services.invitations import Offer, current_text
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from tests import factories

PASSWORD, OTHER = "Дубрава-2026-ясень", "Осина-2026-берёза"
TYPED = {"email": "new@portal.example", "last_name": "Белова", "first_name": "Ольга", "patronymic": "", "until": "", "act": ""}
PERSON = services.Person("new@portal.example", "Белова", "Ольга")


def link_on(page: str) -> str:
    found = re.search(r"/invitation/[0-9a-f]{64}/", page)
    return found.group(0) if found else ""


def asked(browser: Client, role: str, **more: object) -> str:
    """Invite through the form; the address of the invitation's page."""
    answer = browser.post("/people/appoint/", {**TYPED, "role": role, "since": today().isoformat(), **more})
    assert answer.status_code == 302
    return answer.headers["Location"]


def come(path: str, password: str = PASSWORD, browser: Client | None = None) -> tuple[Client, int]:
    browser, text = browser or factories.client(), current_text()
    given = {"password1": password, "password2": password, "text": text.pk if text else "", "agreed": "on"}
    return browser, browser.post(path, given).status_code


def password_of(email: str = TYPED["email"]) -> User:
    with wall.scope(signin=True):
        return User.objects.get(email=email)


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district)


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


def test_the_link_is_shown_to_who_invited_and_to_nobody_else(district: District, head: User, methodist: User) -> None:
    browser = factories.client(head)
    place = asked(browser, Role.DEPARTMENT_HEAD)
    assert link_on(browser.get(place).content.decode())
    for other in (methodist, factories.user(Role.DEPARTMENT_HEAD, district)):
        page = factories.client(other).get(place).content.decode()
        assert "new@portal.example" in page
        assert not link_on(page)
    assert key_of(Invitation.objects.get()) not in browser.get(place).content.decode()  # the letter's key is on no page


@pytest.mark.parametrize("waits", ["operator", "foreign head"])
def test_a_waiting_account_with_something_else_is_entered_by_letter_only(district: District, foreign: District, methodist: User, waits: str) -> None:
    """A methodist who invites the same person sees no link; one that she saw before opens nothing any more."""
    desk = factories.client(methodist)
    place = asked(desk, Role.EXPERT)
    seen = link_on(desk.get(place).content.decode())
    assert seen
    if waits == "operator":
        with wall.scope(common=True, signin=True):
            boss = factories.user(Role.OPERATOR, None)
            services.appoint(person=PERSON, role=Role.OPERATOR, district=None, since=today(), by=boss)
    else:
        with wall.scope([foreign.pk]):
            chief = factories.user(Role.DEPARTMENT_HEAD, foreign)
            services.invite(person=PERSON, offer=Offer(role=Role.DEPARTMENT_HEAD), district=foreign, by=chief)
    assert not link_on(desk.get(place).content.decode())
    _, status = come(seen)
    assert status == 410
    assert not password_of().has_usable_password()
    mine = Invitation.objects.get(district=district)
    _, status = come(f"/invitation/{key_of(mine)}/")  # the letter itself went to the mailbox
    assert status == 302
    assert password_of().has_usable_password()


def test_who_came_by_a_link_handed_over_gets_more_only_through_the_mailbox(district: District, head: User, methodist: User) -> None:
    desk = factories.client(methodist)
    asked(desk, Role.EXPERT)
    early, status = come(f"/invitation/{handed_key_of(Invitation.objects.get())}/")
    assert status == 302
    assert early.get("/").status_code == 200
    with wall.scope(signin=True):
        Authenticator.objects.create(user=password_of(), type=Authenticator.Type.TOTP, data={})
    with pytest.raises(Refusal, match="не подтверждена"):
        services.appoint(person=PERSON, role=Role.METHODIST, district=district, since=today(), by=head)
    place = asked(factories.client(head), Role.DEPARTMENT_HEAD)  # not appointed at once: a letter goes
    made = Invitation.objects.get(role=Role.DEPARTMENT_HEAD)
    assert place.endswith(f"/{made.pk}/")
    assert come(f"/invitation/{handed_key_of(made)}/", browser=early)[1] == 410
    _, status = come(f"/invitation/{key_of(made)}/", OTHER)
    assert status == 302
    assert early.get("/people/me/").status_code == 302  # whoever came in before is out, with every key
    owner = password_of()
    assert owner.check_password(OTHER)
    assert not owner.handed
    with wall.scope(signin=True):
        assert not Authenticator.objects.filter(user=owner).exists()
    assert Appointment.objects.filter(user=owner, role=Role.DEPARTMENT_HEAD).exists()


def test_a_password_set_by_the_letter_of_a_reset_proves_the_mailbox(district: District, head: User, methodist: User) -> None:
    asked(factories.client(methodist), Role.EXPERT)
    early, _ = come(f"/invitation/{handed_key_of(Invitation.objects.get())}/")
    owner = factories.client()
    owner.post("/accounts/password/reset/", {"email": TYPED["email"]})
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert found
    form = owner.get(found.group(0), follow=True).redirect_chain[-1][0]
    owner.post(form, {"password1": OTHER, "password2": OTHER})
    assert password_of().check_password(OTHER)
    assert not password_of().handed
    assert early.get("/people/me/").status_code == 302
    services.appoint(person=PERSON, role=Role.METHODIST, district=district, since=today(), by=head)


def test_nobody_comes_into_a_suspended_district(district: District, methodist: User) -> None:
    asked(factories.client(methodist), Role.EXPERT)
    made = Invitation.objects.get()
    District.objects.filter(pk=district.pk).update(state=District.State.FROZEN)
    with pytest.raises(Refusal, match="приостановлен"):
        services.accept(key=key_of(made), agreed=None, password=PASSWORD)
    page = factories.client().get(f"/invitation/{key_of(made)}/")
    assert page.status_code == 410
    assert "приостановлен" in page.content.decode()


def test_a_name_of_two_lines_becomes_one(district: District, methodist: User) -> None:
    asked(factories.client(methodist), Role.EXPERT, last_name="Бе\r\nBcc: x@x.example", first_name="Ольга\nX: y")
    assert Invitation.objects.get().person == "Бе Bcc: x@x.example Ольга X: y"


def test_a_deputy_stays_within_the_term_of_the_post_and_gives_it_to_nobody(district: District, head: User) -> None:
    week = today() + dt.timedelta(days=7)
    Appointment.objects.filter(user=head).update(until=week)
    boss, deputy = factories.user(Role.DEPARTMENT_HEAD, district), factories.user(Role.MENTOR, district, last_name="Замова")
    given = {"role": Role.DEPARTMENT_HEAD, "district": district, "since": today(), "instead_of": head, "by": boss}
    person = services.Person(deputy.email, deputy.last_name, deputy.first_name)
    with pytest.raises(Refusal, match="позже замещать некого"):
        services.appoint(person=person, until=week + dt.timedelta(days=1), **given)  # type: ignore[arg-type]
    services.appoint(person=person, until=week, **given)  # type: ignore[arg-type]
    desk, post = factories.client(deputy), Appointment.objects.get(user=head)
    assert desk.get("/people/appoint/").status_code == 200
    asked_for = {**TYPED, "role": Role.DEPARTMENT_HEAD, "since": (week + dt.timedelta(days=1)).isoformat()}
    assert desk.post("/people/appoint/", asked_for).status_code == 422
    assert desk.post(f"/people/{post.pk}/end/").status_code == 403
    services.end_appointment(appointment=post, by=boss)
    assert desk.get("/people/appoint/").status_code == 403  # nobody to stand for
