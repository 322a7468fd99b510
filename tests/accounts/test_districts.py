"""The operator's list of districts: found by words, cut into pages, each district counted behind its own wall."""

from django.urls import reverse

from portal.accounts import services
from portal.accounts.models import Appointment, District, Role
from portal.journal.models import Notice
from portal.journal.services import notify
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.words import day
from tests import factories


def test_districts_are_found_and_counted(db: None) -> None:
    factories.district("sovgavan")
    desk = factories.client(factories.user(Role.OPERATOR, None))
    page = desk.get(reverse("accounts:districts"), {"q": "sovgavan"}).context["page"]
    assert [(row.district.code, row.organisations) for row in page] == [("sovgavan", 0)]


def test_districts_come_in_pages(db: None) -> None:
    for number in range(26):
        factories.district(f"district-{number}")
    desk = factories.client(factories.user(Role.OPERATOR, None))
    page = desk.get(reverse("accounts:districts")).context["page"]
    assert (len(page.object_list), page.paginator.count) == (25, 26)


def test_no_district_is_a_sentence(db: None) -> None:
    desk = factories.client(factories.user(Role.OPERATOR, None))
    assert "Такого района нет" in desk.get(reverse("accounts:districts"), {"q": "ничего похожего"}).content.decode()


def test_people_of_a_suspended_district_see_one_calm_page_and_no_names(district: District) -> None:
    who, operator = factories.user(Role.METHODIST, district), factories.user(Role.OPERATOR, None)
    notify(user=who, text="Иванова Анна просит согласовать маршрут", key="k", district_id=district.pk)
    with wall.scope(user=operator.pk, common=True):
        services.set_district_state(district=district, state=District.State.FROZEN, by=operator)
    own = factories.client(who)
    for address in ("/", "/journal/notices/", "/routes/", "/people/me/", "/teachers/"):
        page = own.get(address)
        words = page.content.decode()
        assert (address, page.status_code) == (address, 403)
        assert f"приостановлен оператором портала с {day(today())}" in words
        assert "Ваши данные на месте" in words
        assert not [gone for gone in ("Иванова", "Уведомления", "обратитесь к методисту", "Поиск по порталу") if gone in words]
    assert own.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/"
    assert [own.get(address).status_code for address in ("/me/", "/me/looked/", "/help/")] == [200, 200, 200]
    with wall.scope(user=operator.pk, common=True):
        services.set_district_state(district=district, state=District.State.ACTIVE, by=operator)
    assert "Иванова" in own.get("/").content.decode()


def test_notices_of_a_suspended_district_wait_for_who_works_in_an_open_one_too(district: District, foreign: District) -> None:
    who, operator = factories.user(Role.METHODIST, district), factories.user(Role.OPERATOR, None)
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=who, district=foreign, role=Role.METHODIST, since=today())
        for one in (who, operator):
            notify(user=one, text="Белова Ольга ждёт ответа", url="/help/", key="there", district_id=foreign.pk)
    notify(user=who, text="Здешнее", key="here", district_id=district.pk)
    own, pages = factories.client(who), ("/", "/journal/notices/")

    def seen() -> tuple[list[bool], int, int]:
        words, unread = [own.get(page).content.decode() for page in pages], own.get("/").context["unread"]
        opened = own.get(reverse("journal:notice", args=[Notice.objects.get(key="there", user=who).pk])).status_code
        return ["Белова" in one for one in words], unread, opened

    with wall.scope(user=operator.pk, common=True):
        services.set_district_state(district=foreign, state=District.State.FROZEN, by=operator)
    with wall.scope([district.pk], user=who.pk):
        assert seen() == ([False, False], 1, 404)
    desk = factories.client(operator)
    assert ("Белова" in desk.get("/journal/notices/").content.decode(), desk.get("/").context["unread"]) == (True, 1)
    with wall.scope(user=operator.pk, common=True):
        services.set_district_state(district=foreign, state=District.State.ACTIVE, by=operator)
    with wall.scope([district.pk], user=who.pk):
        assert seen()[:2] == ([True, True], 2)


def test_the_card_of_a_district_suspends_it_and_comes_back(district: District) -> None:
    desk = factories.client(factories.user(Role.OPERATOR, None))
    card, deed = reverse("accounts:district", args=[district.pk]), reverse("accounts:district_state", args=[district.pk])
    assert 'data-confirm-yes="Приостановить"' in desk.get(card).content.decode()
    back = desk.post(deed, {"state": "frozen"}, headers={"Referer": f"http://testserver{card}"}).headers["Location"]
    page = desk.get(back).content.decode()
    assert 'data-confirm-yes="Открыть снова"' in page
    assert (back.endswith(card), f'action="{deed}"' in page, "сейчас такого нет — нажмите «Выгрузить»" in page) == (True, True, True)
    assert desk.post(deed, {"state": "active"}, headers={"Referer": "https://elsewhere.test/"}).headers["Location"] == reverse("accounts:districts")
