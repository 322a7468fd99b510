"""Access comes from appointments, begins and ends with their dates."""

import datetime as dt

import pytest
from django.db import connection

from portal.accounts import services
from portal.accounts.models import Appointment, District, Role, User, Word
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from tests import factories

PERSON = services.Person("new@portal.example", "Белова", "Ольга", "Игоревна")


def appoint(by: User, district: District, **changes: object) -> Appointment:
    return services.appoint(**{"person": PERSON, "role": Role.EXPERT, "district": district, "since": today(), "by": by, **changes})  # type: ignore[arg-type]


def test_appoint_makes_the_account_and_journals(district: District) -> None:
    methodist = factories.user(Role.METHODIST, district)
    made = appoint(methodist, district)
    assert made.user.full_name == "Белова Ольга Игоревна"
    assert not made.user.has_usable_password()
    assert Deed.objects.about(made).get().verb == "назначил(а)"


def test_the_first_link_lets_the_person_set_a_password(district: District) -> None:
    made = appoint(factories.user(Role.METHODIST, district), district)
    address = services.invitation_url(made.user)
    visitor = factories.client()
    form_page = visitor.get(address, follow=True)
    assert form_page.status_code == 200
    visitor.post(form_page.redirect_chain[-1][0], {"password1": "Дубрава-2026-ясень", "password2": "Дубрава-2026-ясень"})
    assert visitor.login(email="new@portal.example", password="Дубрава-2026-ясень") or User.objects.get(pk=made.user.pk).has_usable_password()
    assert factories.client().get(address, follow=True).context.get("token_fail")


def test_a_known_address_gets_a_further_appointment_even_from_another_district(district: District, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        known = factories.user(Role.EXPERT, foreign, last_name="Королёва", first_name="Анна")
    made = appoint(factories.user(Role.METHODIST, district), district, person=services.Person(known.email.upper(), " королева ", "Анна"))
    assert made.user.pk == known.pk
    with wall.scope(user=known.pk):
        assert set(User.objects.get(pk=known.pk).district_ids) == {district.pk, foreign.pk}


def test_an_address_does_not_tell_whose_it_is_in_another_district(district: District, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        known = factories.user(Role.EXPERT, foreign, last_name="Канарейка", first_name="Анна")
    with pytest.raises(Refusal, match="занят другим") as refusal:
        appoint(factories.user(Role.METHODIST, district), district, person=services.Person(known.email, "Кто", "Угодно"))
    assert "Канарейка" not in str(refusal.value)
    assert not Appointment.objects.filter(user_id=known.pk).exists()


def test_a_head_elsewhere_makes_no_head_here(district: District, foreign: District) -> None:
    who = factories.user(Role.METHODIST, district)
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=who, district=foreign, role=Role.DEPARTMENT_HEAD, since="2020-01-01")
    with wall.scope(user=who.pk), pytest.raises(Refusal, match="не разрешено"):
        appoint(who, district, role=Role.DEPARTMENT_HEAD)


def test_a_methodist_may_not_make_a_department_head(district: District) -> None:
    with pytest.raises(Refusal, match="не разрешено"):
        appoint(factories.user(Role.METHODIST, district), district, role=Role.DEPARTMENT_HEAD)


def test_reversed_dates_are_refused(district: District) -> None:
    with pytest.raises(Refusal, match="раньше"):
        appoint(factories.user(Role.METHODIST, district), district, until=today() - dt.timedelta(days=1))


def test_a_school_head_needs_a_school(district: District) -> None:
    with pytest.raises(Refusal, match="организацию"):
        appoint(factories.user(Role.METHODIST, district), district, role=Role.SCHOOL_HEAD)


def test_the_same_appointment_twice_is_refused(district: District) -> None:
    methodist = factories.user(Role.METHODIST, district)
    appoint(methodist, district)
    with pytest.raises(Refusal, match="уже есть"):
        appoint(methodist, district)


def test_ending_an_appointment_ends_access_with_the_next_request(district: District) -> None:
    methodist, head = factories.user(Role.METHODIST, district), factories.user(Role.DEPARTMENT_HEAD, district)
    browser = factories.client(methodist)
    assert browser.get("/people/").status_code == 200
    services.end_appointment(appointment=Appointment.objects.get(user=methodist), by=head)
    assert browser.get("/people/").status_code == 403


def test_one_does_not_end_ones_own_appointment(district: District) -> None:
    methodist = factories.user(Role.METHODIST, district)
    with pytest.raises(Refusal, match="Своё"):
        services.end_appointment(appointment=Appointment.objects.get(user=methodist), by=methodist)


def test_an_appointment_gives_rights_on_its_days_only(district: District) -> None:
    past = factories.user(Role.METHODIST, district, until=today() - dt.timedelta(days=1))
    future = factories.user(Role.METHODIST, district, since=today() + dt.timedelta(days=1))
    last_day = factories.user(Role.METHODIST, district, until=today())
    assert [factories.client(who).get("/people/").status_code for who in (past, future, last_day)] == [403, 403, 200]


def test_people_of_a_frozen_district_see_nothing(district: District) -> None:
    operator, methodist = factories.user(Role.OPERATOR, None), factories.user(Role.METHODIST, district)
    with wall.scope(common=True):
        services.set_district_state(district=district, state=District.State.FROZEN, by=operator)
    assert factories.client(methodist).get("/people/").status_code == 403


def test_only_words_from_memory_may_be_renamed(district: District) -> None:
    quoted = Word.objects.create(dictionary="formats", code="1", name="семинар", source="000:1")
    recalled = Word.objects.create(dictionary="formats", code="2", name="практикум", from_memory=True)
    operator = factories.user(Role.OPERATOR, None)
    with pytest.raises(Refusal, match="дословно"):
        services.edit_word(word=quoted, name="иное", active=True, by=operator)
    assert services.edit_word(word=recalled, name="практическое занятие", active=True, by=operator).name == "практическое занятие"


def test_the_look_keeps_known_values_only() -> None:
    assert services.clean_look({"size": "200", "scheme": "<script>", "images": "on"}) == {"size": "200"}


def test_two_clicks_take_turns_over_one_person(district: District) -> None:
    appoint(factories.user(Role.METHODIST, district), district)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted")
        assert cursor.fetchone() == (1,)
    with pytest.raises(Refusal, match="уже есть"):
        appoint(factories.user(Role.METHODIST, district), district)
