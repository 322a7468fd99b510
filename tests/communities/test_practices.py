"""The bank of practices is filled on the portal itself: a practice, its authors, the bank."""

from typing import Any

import pytest
from django.urls import reverse

from communities.models import Authorship, Practice
from communities.services import PracticeData, move_practice, name_authors, propose_practice, unname_author
from portal.accounts.models import District, Role, User, Word
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.refusal import Refusal
from portal.kit.words import short_name
from tests import factories
from tests.journal.test_form_keys import three

DATA = PracticeData(title="Утренний круг", bank="best_practice", level="mun")


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def practice(district: District, methodist: User) -> Practice:
    return propose_practice(data=DATA, district=district, by=methodist)


def test_a_practice_is_written_with_its_authors_and_goes_into_the_bank(district: District, methodist: User) -> None:
    with wall.scope([district.pk], common=True):
        Word.objects.create(dictionary="bank_kinds", code="best_practice", name="Банк лучших практик")
        Word.objects.create(dictionary="event_levels", code="mun", name="муниципальный")
    author = factories.teacher(district, last_name="Ясенева")
    client: Any = factories.client(methodist)
    asked = {"title": "Утренний круг", "bank": "best_practice", "level": "mun", "topic": "воспитание"}
    assert client.post(reverse("communities:practice_new"), asked).status_code == 302
    made = Practice.objects.get()
    assert (made.state, made.topic) == (Practice.State.PROPOSED, "воспитание")
    address = reverse("communities:practice_authors", args=[made.pk])
    read = client.post(address, {"names": "Ясенева Мария Сергеевна\nНеизвестная Анна"}).content.decode()
    assert "Назвать авторами" in read
    assert "Неизвестная Анна" in read
    client.post(address, {"person": [author.pk], "deed": "confirm"})
    move_practice(practice=made, move="include", by=methodist)
    page = client.get(reverse("communities:practice", args=[made.pk])).content.decode()
    assert "Ясенева" in page
    assert "включена в банк" in page


@pytest.mark.django_db(transaction=True)
def test_the_same_practice_from_three_windows_is_asked_about() -> None:
    home = factories.district("sovgavan")
    with wall.scope([home.pk], common=True):
        Word.objects.create(dictionary="bank_kinds", code="best_practice", name="Банк лучших практик")
        Word.objects.create(dictionary="event_levels", code="mun", name="муниципальный")
    who, address = factories.user(Role.METHODIST, home), reverse("communities:practice_new")
    asked = {"title": "Утренний круг", "bank": "best_practice", "level": "mun"}
    sent = three(who, lambda browser: browser.post(address, asked))
    assert sorted(one.status_code for one in sent) == [302, 422, 422]
    assert all("Такая практика в этом банке уже есть" in one.content.decode() for one in sent if one.status_code == 422)
    with wall.scope([home.pk]):
        made = Practice.objects.get()
        propose_practice(data=PracticeData(title="Утренний круг", bank="other", level="mun"), district=home, by=who)
    again = factories.client(who).post(address, asked | {"title": "утренний  круг", "again": str(made.pk)})
    assert again.status_code == 302
    with wall.scope([home.pk]):
        assert Practice.objects.count() == 3


def test_an_author_is_named_once_and_the_journal_counts_the_new(district: District, methodist: User, practice: Practice) -> None:
    one, other = factories.teacher(district), factories.teacher(district)
    assert name_authors(practice=practice, teachers=[one.pk], by=methodist) == 1
    assert name_authors(practice=practice, teachers=[one.pk, other.pk], by=methodist) == 1
    assert Authorship.objects.filter(practice=practice).count() == 2
    assert [deed.after for deed in Deed.objects.about(practice).filter(verb="назвал(а) авторов практики")] == [{"человек": 1}] * 2


def test_a_rejected_practice_gets_no_authors(district: District, methodist: User, practice: Practice) -> None:
    move_practice(practice=practice, move="reject", by=methodist, comment="Не по теме")
    with pytest.raises(Refusal, match="Практика отклонена"):
        name_authors(practice=practice, teachers=[factories.teacher(district).pk], by=methodist)
    assert not Authorship.objects.exists()


def test_a_practice_without_an_author_enters_no_bank(district: District, methodist: User, practice: Practice) -> None:
    with pytest.raises(Refusal, match="Назовите авторов"):
        move_practice(practice=practice, move="include", by=methodist)
    assert "Назовите авторов" in factories.client(methodist).get(reverse("communities:practice", args=[practice.pk])).text
    name_authors(practice=practice, teachers=[factories.teacher(district).pk], by=methodist)
    assert move_practice(practice=practice, move="include", by=methodist).state == Practice.State.INCLUDED


def test_an_author_named_by_mistake_is_taken_out_while_the_practice_is_prepared(district: District, methodist: User, practice: Practice) -> None:
    wrong, right = factories.teacher(district, last_name="Ошибочная"), factories.teacher(district, last_name="Верная")
    name_authors(practice=practice, teachers=[wrong.pk, right.pk], by=methodist)
    client = factories.client(methodist)
    page, remove = (
        reverse(f"communities:{name}", args=args) for name, args in (("practice", [practice.pk]), ("practice_author_remove", [practice.pk, wrong.pk]))
    )
    assert f'action="{remove}"' in client.get(page).text
    assert client.post(remove).status_code == 302
    assert list(Authorship.objects.values_list("teacher__last_name", flat=True)) == ["Верная"]
    assert Deed.objects.about(practice).get(verb="убрал(а) автора практики").comment == short_name(wrong)
    with pytest.raises(Refusal, match="Этого автора у практики уже нет"):
        unname_author(practice=practice, teacher=wrong.pk, by=methodist)
    move_practice(practice=practice, move="include", by=methodist)
    with pytest.raises(Refusal, match="Практика уже включена в банк"):
        unname_author(practice=practice, teacher=right.pk, by=methodist)
    assert "/remove/" not in client.get(page).text


def test_only_a_methodist_takes_an_author_out(district: District, methodist: User, practice: Practice) -> None:
    author = factories.teacher(district, user=factories.user(Role.TEACHER, district))
    name_authors(practice=practice, teachers=[author.pk], by=methodist)
    own = factories.client(author.user)
    assert "/remove/" not in own.get(reverse("communities:practice", args=[practice.pk])).text
    assert own.post(reverse("communities:practice_author_remove", args=[practice.pk, author.pk])).status_code == 403


def test_people_of_another_district_write_nothing_here(methodist: User, practice: Practice, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        stranger = factories.teacher(foreign)
    with pytest.raises(Refusal, match="нет среди педагогов вашего района"):
        name_authors(practice=practice, teachers=[stranger.pk], by=methodist)
    assert not Authorship.objects.exists()
