"""Who has lost the telephone and the spare codes is let in again: by whom, and what it leaves."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts import services
from portal.accounts.models import Appointment, District, Role, User
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from tests import factories

PASSWORD = "Дубрава-2026-ясень"


@pytest.fixture(autouse=True)
def outside_the_demo(settings: object) -> None:
    settings.SECOND_STEP = True  # type: ignore[attr-defined]


def lost(who: User) -> User:
    with wall.scope(user=who.pk, signin=True):
        TOTP.activate(who, generate_totp_secret())
        RecoveryCodes.activate(who)
    return who


def steps(who: User) -> int:
    with wall.scope(user=who.pk, signin=True):
        return Authenticator.objects.filter(user=who).count()


def why_not(who: User, by: User) -> str:
    with wall.scope(user=by.pk, common=by.home_district_id is None):  # as her own request opens it
        return services.why_not_reset(who, User.objects.get(pk=by.pk))


def with_password(who: User) -> User:
    who.set_password(PASSWORD)
    with wall.scope(user=who.pk, signin=True):
        who.save()
    return who


def test_the_head_lets_a_methodist_in_again(district: District, settings: object) -> None:
    settings.SECOND_STEP = False  # type: ignore[attr-defined]  # the head's own is no matter here
    head, who = with_password(factories.user(Role.DEPARTMENT_HEAD, district)), with_password(factories.user(Role.METHODIST, district))
    desk, hers = factories.client(head), Client()
    hers.post("/accounts/login/", {"login": who.email, "password": PASSWORD})
    assert hers.get("/people/me/").status_code == 200
    lost(who)
    post = Appointment.objects.get(user=who)
    page = reverse("accounts:reset_second_step", args=[post.pk])
    assert page in desk.get(reverse("accounts:appointment", args=[post.pk])).text
    assert desk.get(page).headers["Location"].startswith("/accounts/reauthenticate/")
    assert desk.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert desk.post(page, {"reason": " "}).status_code == 422
    assert steps(who) == 2
    assert desk.post(page, {"reason": "потеряла телефон"}).headers["Location"] == reverse("accounts:appointment", args=[post.pk])
    assert steps(who) == 0
    assert hers.get("/people/me/").headers["Location"].startswith("/accounts/login/")
    deed = Deed.objects.get(verb="сбросил(а) второй шаг входа")
    assert (deed.actor, deed.object_id, deed.comment) == (head, post.pk, "потеряла телефон")
    assert re.search("сброшен.*потеряла телефон", Notice.objects.get(user=who).text)
    settings.SECOND_STEP = True  # type: ignore[attr-defined]
    assert factories.client(who).get("/").headers["Location"] == "/accounts/2fa/"


def test_who_may_take_whose_step_away(district: District, foreign: District) -> None:
    head, other, methodist = (factories.user(role, district) for role in (Role.DEPARTMENT_HEAD, Role.DEPARTMENT_HEAD, Role.METHODIST))
    deputy, teacher = factories.user(Role.EXPERT, district), factories.user(Role.TEACHER, district)
    operator, second = factories.user(Role.OPERATOR, None), factories.user(Role.OPERATOR, None)
    Appointment.objects.create(user=deputy, district=district, role=Role.DEPARTMENT_HEAD, since=today(), until=today(), instead_of=head)
    away = factories.user(Role.EXPERT, district)
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=away, district=foreign, role=Role.EXPERT, since=today())
    assert why_not(methodist, head) == why_not(teacher, head) == why_not(head, operator) == why_not(second, operator) == why_not(away, operator) == ""
    assert why_not(teacher, deputy) == ""
    for who, by in ((other, head), (head, deputy), (deputy, head), (away, head), (operator, head), (teacher, methodist)):
        assert "сбрасывает оператор портала" in why_not(who, by), (who.pk, by.pk)
    assert "Свой" in why_not(head, head)
    assert "Свой" in why_not(operator, operator)


def test_others_have_neither_the_button_nor_the_deed(district: District, settings: object) -> None:
    settings.SECOND_STEP = False  # type: ignore[attr-defined]
    methodist, who = factories.user(Role.METHODIST, district), lost(factories.user(Role.TEACHER, district))
    post = Appointment.objects.get(user=who)
    desk = factories.client(methodist)
    assert "second-step" not in desk.get(reverse("accounts:appointment", args=[post.pk])).text
    assert desk.get(reverse("accounts:reset_second_step", args=[post.pk])).status_code == 403
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    with pytest.raises(Refusal, match="Напишите"):
        services.reset_second_step(appointment=post, reason=" ", by=head)
    assert steps(who) == 2


def test_every_district_of_the_person_keeps_the_deed_and_an_operator_gets_a_letter(
    district: District, foreign: District, django_capture_on_commit_callbacks: object
) -> None:
    operator, second, away = factories.user(Role.OPERATOR, None), lost(factories.user(Role.OPERATOR, None)), lost(factories.user(Role.EXPERT, district))
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=away, district=foreign, role=Role.EXPERT, since=today())
    with wall.scope(user=operator.pk, common=True), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.reset_second_step(appointment=Appointment.objects.get(user=away, district=district), reason="телефон украден", by=operator)
        services.reset_second_step(appointment=Appointment.objects.get(user=second), reason="телефон утонул", by=operator)
        found = Deed.objects.filter(verb="сбросил(а) второй шаг входа")
        assert sorted(found.values_list("district", flat=True), key=str) == sorted([district.pk, foreign.pk, None], key=str)
    (letter,) = mail.outbox
    assert letter.to == [second.email]
    assert "Второй шаг входа сброшен" in letter.subject


def test_the_page_of_the_second_step_says_whom_to_ask(district: District) -> None:
    who = with_password(lost(factories.user(Role.METHODIST, district)))
    page = Client().post("/accounts/login/", {"login": who.email, "password": PASSWORD}, follow=True).text
    assert "Второй шаг сбросит начальник управления района в разделе «Доступ»" in page
    assert "методисту" not in page
