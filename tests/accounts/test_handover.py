"""The operator opens districts and gives one all of its data, and nothing of another's."""

import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.accounts.models import District, Handover, Invitation, Role, User
from portal.accounts.services import request_handover
from portal.accounts.tasks import sweep_handovers
from portal.documents.models import StoredFile
from portal.journal.models import Deed
from portal.kit import wall
from tests import factories


@pytest.fixture
def operator(db: None) -> User:
    return factories.user(Role.OPERATOR, None)


def collect(district: District, operator: User) -> zipfile.ZipFile:
    desk = factories.client(operator)
    for _ in range(2):  # a double click
        assert desk.post(f"/people/districts/{district.pk}/handover/").status_code == 302
    assert sweep_handovers() == 1
    with wall.scope(common=True):
        made = Handover.objects.get(district=district)
    answer = desk.get(f"/people/handovers/{made.pk}/")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_the_archive_holds_every_table_and_file_of_the_one_district(district: District, foreign: District, operator: User, settings: object) -> None:
    own, who = factories.teacher(district, last_name="Зимородкина"), factories.user(Role.METHODIST, district)
    stored = StoredFile(district=district, name="скан.pdf", content_type="application/pdf", size=4, sha256="0" * 64)
    stored.file.save("x", ContentFile(b"%PDF"), save=False)
    stored.save()
    with wall.scope([foreign.pk]):
        factories.teacher(foreign, last_name="Канарейкина")
    archive = collect(district, operator)
    text = "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    assert "Канарейкина" not in text
    rows = json.loads(archive.read("tables/teachers.Teacher.json"))
    assert [row["last_name"] for row in rows] == [own.last_name]
    assert {"folded", "snils"} & set(rows[0]) == {"snils"}  # what the database keeps for searching is no data of the district
    assert archive.read(f"files/{stored.file.name}") == b"%PDF"
    about = json.loads(archive.read("about.json"))["rows"]
    assert (about["teachers.Teacher"], about["accounts.User"]) == (1, 1)
    assert who.email in archive.read("tables/accounts.User.csv").decode("utf-8-sig")
    assert "password" not in text
    assert "folded" not in text


def test_asking_and_taking_stand_in_the_districts_journal(district: District, operator: User) -> None:
    collect(district, operator)
    verbs = list(Deed.objects.filter(district=district).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["запросил(а) выгрузку всех данных района", "скачал(а) выгрузку всех данных района"]


def test_the_password_is_asked_before_the_archive(district: District, operator: User) -> None:
    operator.set_password("Дубрава-2026-ясень")
    with wall.scope(user=operator.pk, common=True):
        operator.save()
        made = request_handover(district=district, by=operator)
    sweep_handovers()
    desk, address = factories.client(operator), f"/people/handovers/{made.pk}/"
    assert desk.get(address).headers["Location"].startswith("/accounts/reauthenticate/")
    assert not Deed.objects.filter(verb__startswith="скачал").exists()
    desk.post("/accounts/reauthenticate/", {"password": "Дубрава-2026-ясень"})
    assert desk.get(address).status_code == 200


def test_a_head_gets_no_archive_through_the_operators_door(district: District, operator: User) -> None:
    head = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))
    assert head.post(f"/people/districts/{district.pk}/handover/").status_code == 403
    with wall.scope(user=operator.pk, common=True):
        made = request_handover(district=district, by=operator)
    sweep_handovers()
    assert head.get(f"/people/handovers/{made.pk}/").status_code == 403


def test_a_failed_archive_says_so(district: District, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with wall.scope(user=operator.pk, common=True):
        request_handover(district=district, by=operator)
    monkeypatch.setattr(default_storage, "save", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sweep_handovers()
    assert "не получилась" in factories.client(operator).get(f"/people/districts/{district.pk}/").content.decode()


NEW = {
    "name": "Новый район",
    "genitive": "Нового района",
    "region": "Хабаровский край",
    "code": "novyi",
    "service_name": "Методический центр",
    "service_short": "МЦ",
    "authority": "Управление образования",
    "time_zone": "Asia/Vladivostok",
    "email": "head@new.example",
    "last_name": "Первая",
    "first_name": "Глава",
}


def test_a_new_district_is_opened_and_its_head_invited(operator: User) -> None:
    desk = factories.client(operator)
    page = desk.post("/people/districts/new/", NEW, follow=True).content.decode()
    made = District.objects.get(code="novyi")
    assert set(made.second_factor) == set(Role.of_the_whole_district())
    with wall.scope([made.pk]):
        invited = Invitation.objects.get()
    assert (invited.role, invited.district_id) == (Role.DEPARTMENT_HEAD, made.pk)
    assert "/invitation/" in page
    assert "уже есть" in desk.post("/people/districts/new/", NEW).content.decode()


def test_a_head_opens_no_district(district: District) -> None:
    assert factories.client(factories.user(Role.DEPARTMENT_HEAD, district)).post("/people/districts/new/", NEW).status_code == 403


def test_the_page_asks_again_by_itself_while_the_archive_is_made(district: District, operator: User) -> None:
    desk, page = factories.client(operator), f"/people/districts/{district.pk}/"
    assert "every 3s" not in desk.get(page).text
    desk.post(f"{page}handover/")
    waiting = desk.get(page).text
    assert f'hx-get="{page}" hx-trigger="every 3s" hx-target="this"' in waiting
    assert "страница обновится сама" in waiting
    sweep_handovers()
    part = desk.get(page, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="archives">')  # the part alone, and it asks no more
    assert "Скачать" in part
