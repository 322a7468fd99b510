"""The columns of an import: a row of headings chosen by hand, a file without a person."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from teachers.models import ColumnMemory, Intake
from teachers.services import intake as services
from tests import factories
from tests.kit.books import xlsx
from tests.teachers import loading

pytestmark = pytest.mark.usefixtures("loading_apart")
HEAD = ("Кто", "Кем трудится", "Где")
ROMASHKINA = ("Ромашкина Зоя Петровна", "учитель", "Средняя школа № 3")


@pytest.fixture
def head(home: District, place: Organisation) -> User:
    return factories.user(Role.SCHOOL_HEAD, home, organisation=place)


def _taken(rows: list[tuple[str, ...]], home: District, place: Organisation, head: User) -> Intake:
    with wall.scope([home.pk], user=head.pk):
        return services.start_intake(upload=SimpleUploadedFile("список.xlsx", xlsx([list(one) for one in rows])), organisation=place, district=home, by=head)


def test_a_row_of_headings_chosen_by_hand_is_matched_anew(home: District, place: Organisation, head: User) -> None:
    """What was guessed under another row stayed with its letter: «Кем трудится» was the name."""
    made = _taken([("Учитель", "Дата рождения", "Класс"), HEAD, ROMASHKINA], home, place, head)
    assert (made.header_row, [one["field"] for one in made.columns]) == (1, ["name", "birth_date", ""])
    with wall.scope([home.pk], user=head.pk):
        ColumnMemory.objects.create(district=home, organisation=place, title="кем трудится", field="name")
        again = services.choose_table(intake=made, sheet="Лист1", header_row=2, by=head)
    assert (again.header_row, [one["field"] for one in again.columns]) == (2, ["name", "position", ""])


def test_a_file_without_a_person_says_where_they_were_looked_for(home: District, place: Organisation, head: User) -> None:
    """It said «записывать нечего: в реестре уже всё так», and four people were lost without a word."""
    made = _taken([HEAD, ROMASHKINA], home, place, head)
    with wall.scope([home.pk], user=head.pk):
        services.choose_table(intake=made, sheet="Лист1", header_row=2, by=head)
        services.check_columns(intake=made, mapping={"A": "name", "B": "position"}, by=head)
    services.work(made.pk, home.pk)
    assert loading.rows(made) == []
    with wall.scope([home.pk]):
        assert "ромашкина" not in " ".join(ColumnMemory.objects.values_list("title", flat=True))
    page = factories.client(head).get(reverse("teachers:intake", args=[made.pk])).text
    assert "Под заголовками (строка 2) портал не нашёл ни одного человека" in page
    assert ("в реестре уже всё так" in page, "Таких строк нет" in page, "Записать выбранное" in page) == (False, False, False)
    assert reverse("teachers:intake_columns_again", args=[made.pk]) in page
