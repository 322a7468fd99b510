"""What a consent says: the second edition names what is stored and the operator of the data, with the address when it is known."""

import datetime as dt
import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from portal.accounts.models import Appointment, ConsentText, District, Role
from portal.accounts.selectors.consents import current_text
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.words import day
from tests import factories

MIGRATION: Any = importlib.import_module("portal.accounts.migrations.0022_consent_second")


@pytest.mark.parametrize("word", ["СНИЛС", "телефона", "электронной почты", "наград", "сканами", "прежних", "сеансов", "отпусков", "предмета"])
def test_the_text_in_force_names_what_is_stored(db: None, word: str) -> None:
    text = current_text()
    assert text is not None
    assert (text.version, word in text.text) == (2, True)


def test_where_people_work_already_the_second_edition_waits_as_a_draft(district: District) -> None:
    """Nobody is asked anew by an update: the day is the operator's to choose."""
    factories.user(Role.TEACHER, district)
    with transaction.atomic(), wall.scope(common=True):
        ConsentText.objects.create(kind="other", version=1, title="Согласие", text="Текст", published_on=today())
        with connection.schema_editor(atomic=False) as editor:
            MIGRATION.second_text(apps, editor, "other")
        made = ConsentText.objects.get(kind="other", version=2)
        assert (made.published_on, "СНИЛС" in made.text) == (None, True)


def test_the_operator_of_the_data_stands_beside_the_text(district: District) -> None:
    who = factories.user(Role.TEACHER, district)
    desk, text = factories.client(who), current_text()
    assert text
    page = desk.get(f"/me/consent/{text.pk}/").text
    assert f"Оператор персональных данных: {district.service_name} (учредитель — {district.authority})." in page
    factories.organisation(district, name=district.service_name, address="г. Советская Гавань, ул. Ленина, 1")
    assert "г. Советская Гавань, ул. Ленина, 1." in desk.get(f"/me/consent/{text.pk}/").text


def test_who_publishes_a_new_edition_reads_how_many_people_will_be_asked_anew(district: District, foreign: District) -> None:
    """Each person once, in whichever districts and roles; nobody whose access is over, and no operator."""
    both = factories.user(Role.METHODIST, district)
    with wall.scope([foreign.pk], common=True):
        Appointment.objects.create(user=both, district=foreign, role=Role.EXPERT, since="2020-01-01")
        factories.user(Role.TEACHER, foreign)
    factories.user(Role.TEACHER, district, until=dt.date(2021, 1, 1))
    desk = factories.client(factories.user(Role.OPERATOR, None))
    assert "После публикации портал спросит заново 2\xa0человек." in desk.get("/people/consents/new/").text
    words = {"title": "Согласие", "text": "Новые слова", "changed": "назван архив"}
    draft = desk.post("/people/consents/new/", words, follow=True).text
    assert "при следующем входе портал спросит заново 2\xa0человек — всех, у кого есть доступ" in draft
    pk = ConsentText.objects.get(published_on=None).pk
    said = desk.post(f"/people/consents/{pk}/", {"published_on": today().isoformat()}, follow=True).text
    assert f"С {day(today())} при следующем входе портал спросит заново 2\xa0человек." in said
    assert "спросит заново" not in desk.get(f"/people/consents/{pk}/").text  # it is said before, not after
