"""What a consent says: the second edition names what is stored and the operator of the data, with the address when it is known."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from portal.accounts.models import ConsentText, District, Role
from portal.accounts.selectors.consents import current_text
from portal.kit import wall
from portal.kit.periods import today
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
