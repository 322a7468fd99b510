"""The second step of sign-in: by default for those who see a whole district; who has none sees nothing before it is set up."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from portal.accounts import services
from portal.accounts.models import District, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from tests import factories


@pytest.fixture(autouse=True)
def outside_the_demo(settings: object) -> None:
    settings.SECOND_STEP = True  # type: ignore[attr-defined]


def with_codes(who: User) -> User:
    with wall.scope(user=who.pk, signin=True):
        TOTP.activate(who, generate_totp_secret())
    return who


@pytest.mark.parametrize("role", [Role.METHODIST, Role.DEPARTMENT_HEAD, Role.COORDINATOR])
def test_who_sees_a_whole_district_is_led_to_set_it_up(district: District, role: Role) -> None:
    browser = factories.client(factories.user(role, district))
    for path in ("/", "/teachers/", "/people/me/", "/search/?q=a"):
        assert browser.get(path).headers["Location"] == "/accounts/2fa/", path
    page = browser.get("/accounts/2fa/")
    assert "Вашей роли нужен второй шаг входа" in page.content.decode()


def test_the_operator_needs_it_always(db: None) -> None:
    assert factories.client(factories.user(Role.OPERATOR, None)).get("/people/districts/").headers["Location"] == "/accounts/2fa/"


def test_a_part_of_a_page_leads_there_too(district: District) -> None:
    browser = factories.client(factories.user(Role.METHODIST, district))
    assert browser.get("/teachers/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/accounts/2fa/"


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_HEAD, Role.EXPERT])
def test_others_are_not_asked(district: District, role: Role) -> None:
    assert factories.client(factories.user(role, district)).get("/").status_code == 200


def test_who_has_set_it_up_goes_on_and_cannot_take_it_away(district: District) -> None:
    who = with_codes(factories.user(Role.METHODIST, district))
    assert factories.client(who).get("/").status_code == 200
    with wall.scope(user=who.pk, signin=True):
        from portal.accounts.adapter import SecondStep

        kept = Authenticator.objects.get(user=who, type=Authenticator.Type.TOTP)
        assert not SecondStep().can_delete_authenticator(kept)


def test_spare_codes_alone_are_no_second_step(district: District) -> None:
    who = factories.user(Role.METHODIST, district)
    with wall.scope(user=who.pk, signin=True):
        Authenticator.objects.create(user=who, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert factories.client(who).get("/").status_code == 302


def test_a_deputy_needs_what_the_post_needs(district: District) -> None:
    head, deputy = factories.user(Role.DEPARTMENT_HEAD, district), factories.user(Role.EXPERT, district)
    absent = factories.user(Role.METHODIST, district)
    browser = factories.client(deputy)
    assert browser.get("/").status_code == 200
    person = services.Person(deputy.email, deputy.last_name, deputy.first_name)
    services.appoint(person=person, role=Role.METHODIST, district=district, since=today(), until=today(), instead_of=absent, by=head)
    assert browser.get("/").headers["Location"] == "/accounts/2fa/"


def test_the_head_decides_for_whom_and_it_is_journalled(district: District) -> None:
    head, school = with_codes(factories.user(Role.DEPARTMENT_HEAD, district)), factories.user(Role.SCHOOL_HEAD, district)
    page = f"/people/districts/{district.pk}/second-step/"
    answer = factories.client(head).post(page, {"roles": [Role.SCHOOL_HEAD, Role.DEPARTMENT_HEAD]})
    assert answer.status_code == 302
    assert factories.client(school).get("/").headers["Location"] == "/accounts/2fa/"
    assert factories.client(factories.user(Role.METHODIST, district)).get("/").status_code == 200
    assert Deed.objects.about(district).get().after == {"second_factor": ["Руководитель организации", "Начальник управления", "Оператор портала"]}


def test_a_methodist_and_a_foreign_head_decide_nothing(district: District, foreign: District) -> None:
    page = f"/people/districts/{district.pk}/second-step/"
    for who in (with_codes(factories.user(Role.METHODIST, district)), with_codes(factories.user(Role.DEPARTMENT_HEAD, foreign))):
        assert factories.client(who).post(page, {"roles": []}).status_code == 403
    district.refresh_from_db()
    assert Role.METHODIST in district.second_factor


def test_the_demo_enters_with_one_click(district: District, settings: object) -> None:
    """The setting follows the mode: production asks, the demo and its one-click accounts do not."""
    settings.SECOND_STEP, settings.DEMO = False, True  # type: ignore[attr-defined]
    who = factories.user(Role.METHODIST, district)
    User.objects.filter(pk=who.pk).update(demo=True)
    browser = factories.client()
    assert browser.post("/demo/", {"email": who.email}).headers["Location"] == "/"
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(("demo", "asked", "says"), [(True, False, True), (True, True, False), (False, True, False)])
def test_where_the_rule_sleeps_its_page_says_so_and_how_to_wake_it(district: District, settings: object, demo: bool, asked: bool, says: bool) -> None:
    settings.SECOND_STEP, settings.DEMO = asked, demo  # type: ignore[attr-defined]
    page = factories.client(with_codes(factories.user(Role.DEPARTMENT_HEAD, district))).get(f"/people/districts/{district.pk}/second-step/").text
    assert ("В демонстрации это правило не действует" in page) is says
    assert ("DEMO_SECOND_STEP=1 make demo" in page) is says
