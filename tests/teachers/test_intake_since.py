"""A checked import while the register goes on: it says that its findings are old, and is checked anew in one press; a file taken twice."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from portal.journal.services import record
from portal.kit import wall
from teachers.models import Intake, Teacher
from teachers.services import intake as services
from teachers.services.card import edit_teacher
from tests import factories
from tests.teachers import loading
from tests.teachers.loading import ANNA, PETR

pytestmark = pytest.mark.usefixtures("loading_apart")
SAID = "После проверки реестр изменился"


@pytest.fixture
def head(home: District, place: Organisation) -> User:
    return factories.user(Role.SCHOOL_HEAD, home, organisation=place)


def _page(made: Intake, head: User) -> str:
    return factories.client(head).get(reverse("teachers:intake", args=[made.pk])).text


def test_an_import_says_that_another_one_was_undone_and_is_checked_anew(home: District, place: Organisation, head: User) -> None:
    """«Без изменений … в реестре уже всё так» stood there when nobody was in the register any more."""
    first = loading.write(loading.check(loading.book(ANNA, PETR), head, home, place), head)
    made = loading.check(loading.book(ANNA, PETR), head, home, place)
    assert (loading.verdicts(made), SAID in _page(made, head)) == (["same"] * 2, False)
    loading.undo(first, head)
    page = _page(made, head)
    assert (SAID in page, "в реестре уже всё так" in page) == (True, False)
    factories.client(head).post(reverse("teachers:intake_again", args=[made.pk]))
    services.work(made.pk, home.pk)
    assert (loading.verdicts(made), SAID in _page(made, head)) == (["new"] * 2, False)


def test_an_import_says_that_its_new_people_have_cards_now(home: District, place: Organisation, head: User) -> None:
    made, other = (loading.check(loading.book(ANNA, PETR), head, home, place) for _ in range(2))
    assert SAID not in _page(made, head)
    loading.write(other, head)
    assert SAID in _page(made, head)


def test_only_what_an_import_looks_at_makes_it_old(home: District, place: Organisation, head: User) -> None:
    guide = factories.user(Role.METHODIST, home)
    loading.write(loading.check(loading.book(ANNA, PETR), head, home, place), head)
    made = loading.check(loading.book(ANNA), head, home, place)
    with wall.scope([home.pk], user=guide.pk):
        anna, petr = Teacher.objects.order_by("last_name")
        record(verb="открыл(а) карточку", obj=anna, by=guide)
        record(verb="внёс(ла) КПК", obj=anna, by=guide)
        edit_teacher(teacher=petr, changes={"topic": "Новая тема"}, seen=0, by=guide)
    assert SAID not in _page(made, head)
    with wall.scope([home.pk], user=guide.pk):
        edit_teacher(teacher=anna, changes={"topic": "Новая тема"}, seen=0, by=guide)
    assert SAID in _page(made, head)


def test_only_a_checked_import_is_checked_anew(home: District, place: Organisation, head: User) -> None:
    made = loading.write(loading.check(loading.book(ANNA), head, home, place), head)
    assert factories.client(head).post(reverse("teachers:intake_again", args=[made.pk])).status_code == 409
    assert loading.fresh(made).state == Intake.State.APPLIED


def test_the_columns_say_that_the_file_was_taken_before(home: District, place: Organisation, head: User) -> None:
    first = loading.write(loading.check(loading.book(ANNA), head, home, place), head)
    with wall.scope([home.pk], user=head.pk):
        again, other = (
            services.start_intake(upload=SimpleUploadedFile("копия.xlsx", data), organisation=place, district=home, by=head)
            for data in (_content(first), loading.book(PETR))
        )
    page = _page(again, head)
    assert "Этот файл уже загружали" in page
    assert f'<a href="{reverse("teachers:intake", args=[first.pk])}">записано</a>' in page
    assert "уже загружали" not in _page(other, head)


def _content(made: Intake) -> bytes:
    with made.file.file.open("rb") as file:
        return bytes(file.read())
