"""An invitation: one link for one person, once and for a term; what it offers begins when it is accepted."""

import datetime as dt
import hashlib

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.accounts import services
from portal.accounts.models import Appointment, Consent, ConsentText, District, Invitation, Role, User
from portal.accounts.selectors import in_time_of
from portal.accounts.services.entry import address_of, handed_key_of, key_of
from portal.accounts.services.invitations import Offer, current_text
from portal.accounts.tasks import deliver_invitations
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import day
from tests import factories

PASSWORD = "Дубрава-2026-ясень"
PERSON = services.Person("new@portal.example", "Белова", "Ольга", "Игоревна")


def invite(district: District, by: User | None = None, **changes: object) -> Invitation:
    offer = Offer(**{"role": Role.EXPERT, **changes})  # type: ignore[arg-type]
    return services.invite(person=PERSON, offer=offer, district=district, by=by or factories.user(Role.METHODIST, district))


def path_of(invitation: Invitation) -> str:
    return f"/invitation/{key_of(invitation)}/"


def fill(browser: Client, invitation: Invitation, **changes: object) -> object:
    text = current_text()
    given = {"password1": PASSWORD, "password2": PASSWORD, "text": text.pk if text else "", "agreed": "on", **changes}
    return browser.post(path_of(invitation), given)


def test_nothing_is_given_before_it_is_accepted(district: District) -> None:
    made = invite(district)
    assert not made.user.has_usable_password()
    assert not Appointment.objects.filter(user=made.user).exists()
    assert Deed.objects.about(made).get().verb == "пригласил(а)"


def test_only_a_hash_of_the_key_is_kept(district: District) -> None:
    made = invite(district)
    assert made.key_hash == hashlib.sha256(key_of(made).encode()).hexdigest()
    assert key_of(made) not in str(vars(Invitation.objects.get(pk=made.pk)))


def test_the_letter_leaves_once_and_carries_the_link(district: District) -> None:
    made = invite(district)
    assert deliver_invitations() == 1
    assert deliver_invitations() == 0
    letter = mail.outbox[0]
    assert letter.to == ["new@portal.example"]
    assert address_of(made) in str(letter.body)
    with in_time_of(district):
        assert f"{day(made.expires_at, 'time')} (часы района: {district.clocks})" in str(letter.body)


def test_accepting_gives_password_consent_and_appointment(district: District) -> None:
    made, browser = invite(district), factories.client()
    assert "Белова Ольга Игоревна" in browser.get(path_of(made)).content.decode()
    assert fill(browser, made).headers["Location"] == "/"  # type: ignore[attr-defined]
    post = Appointment.objects.get(user=made.user)
    assert (post.role, post.since, post.district_id) == (Role.EXPERT, today(), district.pk)
    given = Consent.objects.get(user=made.user)
    assert (given.text, given.way, given.given_at.date()) == (current_text(), Consent.Way.PORTAL, timezone.now().date())
    assert browser.get("/").status_code == 200
    assert Invitation.objects.get(pk=made.pk).state == Invitation.State.ACCEPTED


def test_a_second_browser_finds_the_link_used(district: District) -> None:
    made = invite(district)
    fill(factories.client(), made)
    page = fill(factories.client(), made, password1="Другой-2026-пароль", password2="Другой-2026-пароль")
    assert page.status_code == 410  # type: ignore[attr-defined]
    assert "уже принято" in page.content.decode()  # type: ignore[attr-defined]
    assert Appointment.objects.filter(user=made.user).count() == 1
    with wall.scope(signin=True):
        assert User.objects.get(pk=made.user_id).check_password(PASSWORD)


def test_the_lock_is_asked_again_when_two_press_at_once(district: District) -> None:
    """Both pages were open before; the row itself decides, not what the page knew."""
    made, text = invite(district), current_text()
    services.accept(key=key_of(made), agreed=text and text.pk, password=PASSWORD)
    with pytest.raises(Refusal, match="уже принято"):
        services.accept(key=key_of(made), agreed=text and text.pk, password=PASSWORD)


def test_without_consent_nothing_happens(district: District) -> None:
    made = invite(district)
    page = fill(factories.client(), made, agreed="")
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "Без согласия" in page.content.decode()  # type: ignore[attr-defined]
    with wall.scope(signin=True):
        assert not User.objects.get(pk=made.user_id).has_usable_password()


def test_a_newer_edition_of_the_consent_is_shown_before_it_is_given(district: District) -> None:
    made, old = invite(district), current_text()
    assert old
    with wall.scope(common=True):
        ConsentText.objects.create(kind="processing", version=old.version + 1, title="Согласие", text="Новая редакция", published_on=today())
    page = fill(factories.client(), made, text=old.pk)
    assert "новая редакция" in page.content.decode()  # type: ignore[attr-defined]
    assert not Appointment.objects.filter(user=made.user).exists()


def test_a_weak_password_is_a_sentence_at_its_field(district: District) -> None:
    page = fill(factories.client(), invite(district), password1="12345678", password2="12345678")
    assert "password1" in page.context["form"].errors  # type: ignore[attr-defined]


def test_everything_wrong_with_the_passwords_is_said_at_once_and_what_did_not_stay_is_named(district: District) -> None:
    page = fill(factories.client(), invite(district), password1="ясень", password2="дуб")
    errors = page.context["form"].errors  # type: ignore[attr-defined]
    assert (len(errors["password1"]), errors["password2"]) == (1, ["Пароли не совпали."])
    assert "Всё, что вы ввели кроме паролей, осталось на месте." in page.content.decode()  # type: ignore[attr-defined]
    assert not Appointment.objects.filter(role=Role.EXPERT).exists()


@pytest.mark.parametrize(("field", "said"), [("revoked_at", "отозвано"), ("expires_at", "Срок этого приглашения вышел")])
def test_a_dead_link_says_why(district: District, field: str, said: str) -> None:
    made = invite(district)
    Invitation.objects.filter(pk=made.pk).update(**{field: timezone.now() - dt.timedelta(minutes=1)})
    page = fill(factories.client(), made)
    assert page.status_code == 410  # type: ignore[attr-defined]
    assert said in page.content.decode()  # type: ignore[attr-defined]
    assert not Appointment.objects.filter(user=made.user).exists()


def test_a_made_up_key_tells_nothing(db: None) -> None:
    page = factories.client().get(f"/invitation/{'0' * 64}/")
    assert page.status_code == 404
    assert "Такого приглашения нет" in page.content.decode()


def test_sending_again_renews_the_term(district: District) -> None:
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    made = invite(district, head)
    deliver_invitations()
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - dt.timedelta(days=1))
    services.send_again(invitation=made, by=head)
    assert deliver_invitations() == 1
    made.refresh_from_db()
    assert fill(factories.client(), made).status_code == 302  # type: ignore[attr-defined]


def test_what_is_sent_again_has_a_new_link_and_the_old_ones_open_nothing(district: District) -> None:
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    made, desk = invite(district, head), factories.client(head)
    deliver_invitations()
    old = [key_of(made), handed_key_of(made)]
    page = desk.post(f"/people/invitations/{made.pk}/again/", follow=True).text
    assert "Прежние ссылки больше не действуют" in page
    deliver_invitations()
    made.refresh_from_db()
    assert address_of(made) in str(mail.outbox[-1].body)
    assert address_of(made, handed_key_of(made)) in page
    assert not {key_of(made), handed_key_of(made)} & set(old)
    for key in old:
        gone = factories.client().get(f"/invitation/{key}/")
        assert gone.status_code == 404
        assert "откройте последнее письмо" in gone.text
    assert fill(factories.client(), made).status_code == 302  # type: ignore[attr-defined]


def test_a_revoked_invitation_is_over_and_a_new_one_has_another_link(district: District) -> None:
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    made = invite(district, head)
    services.revoke(invitation=made, by=head)
    with pytest.raises(Refusal, match="уже отозвано"):
        services.send_again(invitation=made, by=head)
    assert key_of(invite(district, head)) != key_of(made)


def test_inviting_twice_is_one_invitation(district: District) -> None:
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    assert invite(district, head) == invite(district, head)
    assert Invitation.objects.count() == 1


def test_a_known_person_signs_in_and_accepts(district: District, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        known = factories.user(Role.EXPERT, foreign, last_name="Королёва", first_name="Анна", email="known@portal.example")
        known.set_password(PASSWORD)
        known.save()
    person = services.Person("KNOWN@portal.example", "Королева", "Анна")
    made = services.invite(person=person, offer=Offer(role=Role.MENTOR), district=district, by=factories.user(Role.METHODIST, district))
    visitor = factories.client()
    assert f"next=/invitation/{key_of(made)}/" in visitor.get(path_of(made)).content.decode()
    fill(visitor, made)
    assert not Appointment.objects.filter(user=known, district=district).exists()
    answer = visitor.post(f"/accounts/login/?next={path_of(made)}", {"login": known.email, "password": PASSWORD, "next": path_of(made)})
    assert answer.headers["Location"] == path_of(made)
    assert fill(visitor, made).headers["Location"] == "/"  # type: ignore[attr-defined]
    welcome = visitor.get("/").text
    assert "Приглашение принято: наставник" in welcome
    assert "Между районами переходят в меню с вашим именем" in welcome  # she is left where she was: the way to the new one is told
    with wall.scope(user=known.pk):
        assert set(User.objects.get(pk=known.pk).district_ids) == {district.pk, foreign.pk}


def test_somebody_else_cannot_accept_it(district: District) -> None:
    made, other = invite(district), factories.user(Role.TEACHER, district)
    page = fill(factories.client(other), made)
    assert "для другого человека" in page.content.decode()  # type: ignore[attr-defined]
    assert not Appointment.objects.filter(user=made.user).exists()


def test_an_address_of_another_name_is_refused(district: District) -> None:
    factories.user(Role.EXPERT, district, last_name="Чужая", first_name="Вера", email=PERSON.email)
    with pytest.raises(Refusal, match="занят другим"):
        invite(district)


def test_a_methodist_invites_no_head(district: District) -> None:
    with pytest.raises(Refusal, match="не разрешено"):
        invite(district, role=Role.DEPARTMENT_HEAD)


def test_the_form_invites_a_newcomer_and_shows_the_link(district: District) -> None:
    desk = factories.client(factories.user(Role.METHODIST, district))
    given = {"email": PERSON.email, "last_name": "Белова", "first_name": "Ольга", "role": "expert", "since": today().isoformat()}
    page = desk.post("/people/appoint/", given, follow=True)
    made = Invitation.objects.get()
    assert address_of(made, handed_key_of(made)) in page.content.decode()
    assert "ждёт ответа" in desk.get("/people/invitations/").content.decode()


def test_another_district_sees_no_invitation(district: District, foreign: District) -> None:
    made = invite(district)
    stranger = factories.user(Role.METHODIST, foreign)
    assert factories.client(stranger).get(f"/people/invitations/{made.pk}/").status_code == 404


def test_somebody_of_another_district_is_invited_seen_and_let_go(district: District, foreign: District) -> None:
    """Her account stands behind the other district's wall: the invitation speaks of her in its own words, and the letter reaches her."""
    factories.user(Role.EXPERT, foreign, email="far@portal.example", last_name="Дальняя", first_name="Вера", patronymic="Львовна")
    browser = factories.client(factories.user(Role.METHODIST, district))
    typed = {"email": "far@portal.example", "last_name": "Дальняя", "first_name": "Вера", "role": "expert", "since": today().isoformat()}
    page = browser.post("/people/appoint/", typed)
    assert page.status_code == 302
    for address in (page.headers["Location"], "/people/invitations/?q=Дальняя"):
        said = browser.get(address).content.decode()
        assert "Дальняя Вера" in said
        assert "far@portal.example" in said
        assert "Львовна" not in said  # who invites learns no more than she typed
    assert browser.post("/people/appoint/", typed).headers["Location"] == page.headers["Location"]
    assert deliver_invitations() == 1
    for deed in ("again", "revoke"):
        assert browser.post(f"{page.headers['Location']}{deed}/").status_code == 302
    assert Invitation.objects.get().state == Invitation.State.REVOKED


@pytest.mark.parametrize("typed", ["белова ольга", "Ольга Белова", "new@portal", ",tkjdf"])
def test_people_with_access_and_the_invited_are_searched_as_everywhere(district: District, typed: str) -> None:
    """Words in any order and case, a part of the address, the other layout of the keyboard."""
    invite(district)
    factories.user(Role.EXPERT, district, email="new@portal.test", last_name="Белова", first_name="Ольга")
    desk = factories.client(factories.user(Role.METHODIST, district, last_name="Иная"))
    for address in ("/people/", "/people/invitations/"):
        assert [desk.get(address, {"q": one}).context["page"].paginator.count for one in (typed, "Чужая")] == [1, 0], address
