"""Signing in: by invitation only, throttled, ended by a change of password."""

from allauth.account.models import EmailAddress

from portal.accounts.models import District, Role, User
from portal.kit import wall
from tests import factories

PASSWORD = "Дубрава-2026-ясень"


def member(district: District) -> User:
    who = factories.user(Role.METHODIST, district)
    who.set_password(PASSWORD)
    who.save()
    return who


def sign_in(who: User, password: str = PASSWORD) -> object:
    browser = factories.client()
    return browser, browser.post("/accounts/login/", {"login": who.email, "password": password})


def test_the_right_password_opens_the_home_page(district: District) -> None:
    browser, answer = sign_in(member(district))
    assert answer.headers["Location"] == "/"
    assert browser.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(district: District) -> None:
    who = member(district)
    _, wrong = sign_in(who, "не тот")
    who.email = "nobody@portal.example"
    _, unknown = sign_in(who)
    said = {str(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)}
    assert len(said) == 1
    assert "неверн" in said.pop()


def test_guessing_is_throttled(district: District) -> None:
    who = member(district)
    for _ in range(6):
        sign_in(who, "не тот")
    _, right = sign_in(who)
    assert right.status_code != 302
    assert "поп" in str(right.context["form"].non_field_errors()).lower()


def test_nobody_registers_by_themselves(db: None) -> None:
    page = factories.client().get("/accounts/signup/")
    assert "password1" not in page.content.decode()


def test_a_new_password_ends_every_other_session(district: District) -> None:
    who = member(district)
    elsewhere, _ = sign_in(who)
    with wall.scope(user=who.pk, signin=True):
        who.set_password("Берёза-2026-клён")
        who.save()
    assert elsewhere.get("/people/").status_code == 302


def test_one_click_sign_in_exists_in_the_demo_only(district: District, settings: object) -> None:
    who = member(district)
    who.demo = True
    who.save()
    assert factories.client().post("/demo/", {"email": who.email}).status_code == 404
    settings.DEMO = True  # type: ignore[attr-defined]
    assert factories.client().post("/demo/", {"email": who.email}).headers["Location"] == "/"


def test_nobody_changes_her_own_address(district: District) -> None:
    who = member(district)
    browser, _ = sign_in(who)
    for deed in ("action_add", "action_primary"):
        answer = browser.post("/accounts/email/", {deed: "", "email": "director@school.example"})
        assert answer.headers["Location"] == "/people/me/"
    assert User.objects.get(pk=who.pk).email == who.email
    assert not EmailAddress.objects.filter(email="director@school.example").exists()


def test_the_profile_names_the_place_of_an_appointment(district: District) -> None:
    """The organisation lies behind the wall, which opens only when the appointments are known."""
    place = factories.organisation(district, short_name="СШ № 77")
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=place)
    assert "СШ № 77" in factories.client(head).get("/people/me/").content.decode()
