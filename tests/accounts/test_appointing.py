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
