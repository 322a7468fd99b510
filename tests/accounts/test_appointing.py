"""«Пригласить или назначить»: a colleague is picked, only of a newcomer the address and the name are asked; all that lacks is said at once."""

import pytest

from portal.accounts.models import Appointment, District, Invitation, Role, User
from portal.kit.periods import today
from tests import factories


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district)


def test_a_colleague_is_appointed_at_once_whatever_stands_in_the_fields_of_a_newcomer(district: District, head: User) -> None:
    known = factories.user(Role.EXPERT, district)
    known.set_password("Дубрава-2026-ясень")
    known.save()
    typed = {"colleague": known.pk, "email": "не адрес", "last_name": "Другая", "role": Role.MENTOR, "since": today().isoformat()}
    assert factories.client(head).post("/people/appoint/", typed).headers["Location"] == "/people/"
    assert Appointment.objects.filter(user=known, role=Role.MENTOR).exists()
    assert not Invitation.objects.exists()


def test_all_that_lacks_is_said_at_once(district: District, head: User) -> None:
    desk = factories.client(head)
    page = desk.post("/people/appoint/", {"role": Role.TEACHER, "since": ""})
    assert set(page.context["form"].errors) == {"email", "last_name", "first_name", "organisation", "since"}
    assert "Впишите почту или выберите коллегу." in page.text


def test_an_operator_of_no_district_types_who_it_is(db: None) -> None:
    page = factories.client(factories.user(Role.OPERATOR, None)).get("/people/appoint/").text
    assert 'name="colleague"' not in page
    assert 'name="email"' in page


def test_the_card_of_an_organisation_without_a_head_leads_to_its_invitation(district: District, head: User) -> None:
    place, desk = factories.organisation(district, short_name="СШ № 8"), factories.client(head)
    card = f"/organisations/{place.pk}/"
    address = f"/people/appoint/?role=school_head&organisation={place.pk}"
    assert f'href="{address.replace("&", "&amp;")}"' in desk.get(card).text
    form = desk.get(address).context["form"]
    assert f'<option value="{place.pk}" selected>' in str(form["organisation"])
    assert '<option value="school_head" selected>' in str(form["role"])
    typed = {"email": "novikova@sovgavan.example", "last_name": "Новикова", "first_name": "Нина", "role": "school_head", "organisation": place.pk}
    assert desk.post(address, {**typed, "since": today().isoformat()}).status_code == 302
    assert "приглашение</a> ждёт ответа" in desk.get(card).text
    assert "appoint/?role" not in desk.get(card).text
    assert "appoint/?role" not in desk.get(card, {"on": "2020-01-01"}).text


def test_who_may_not_appoint_is_offered_nothing(district: District) -> None:
    place = factories.organisation(district)
    asks = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=place))
    Appointment.objects.update(organisation=place)
    assert "appoint/?role" not in asks.get(f"/organisations/{place.pk}/").text


def test_a_preset_that_may_not_be_chosen_stays_unchosen(district: District, head: User) -> None:
    page = factories.client(head).get("/people/appoint/?role=operator&organisation=999999")
    assert page.status_code == 200
    assert "selected" not in str(page.context["form"]["organisation"]).replace('<option value="" selected>', "")
