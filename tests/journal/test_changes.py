"""What a deed changed is told in Russian words: names of fields, choices, dates; no codes and no ids."""

import re

from portal.accounts.models import District, Role
from portal.journal.models import Change, Deed
from portal.journal.services import record
from portal.kit import wall
from tests import factories


def changes(kind: str, before: dict[str, object] | None, after: dict[str, object] | None) -> list[Change]:
    return Deed(object_type=kind, before=before, after=after).changes


def test_fields_choices_and_dates_are_worded() -> None:
    told = changes("accounts.appointment", {"until": None}, {"role": "school_head", "until": "2026-12-31"})
    assert told == [Change("по", "—", "31.12.2026"), Change("роль", None, "Руководитель организации")]


def test_ids_and_what_stayed_the_same_are_left_out() -> None:
    assert changes("routes.route", {"title": "Открытый урок", "step": 5}, {"title": "Открытый урок", "step": 5, "event_id": 7}) == []


def test_a_key_of_a_part_is_named_by_the_part() -> None:
    """A step is told in its route's journal."""
    [told] = changes("routes.route", None, {"direction": "comm"})
    assert told == Change("направление", None, "Профессиональное сообщество")


def test_words_that_are_no_fields_stay() -> None:
    assert changes("communities.event", {"отметка": "записан"}, {"отметка": "присутствовал"}) == [Change("отметка", "записан", "присутствовал")]
    assert changes("accounts.word", {"active": True}, {"active": False})[0].after == "нет"


def test_the_operator_reads_one_districts_journal(district: District) -> None:
    far = factories.district("far")
    with wall.scope([far.pk]):
        record(verb="открыл(а) окно", obj=far, by=None)
    record(verb="закрыл(а) дверь", obj=district, by=None)
    browser = factories.client(factories.user(Role.OPERATOR, None))
    everything = browser.get("/journal/").content.decode()
    assert "закрыл дверь" in everything
    assert "открыл окно" in everything
    one = browser.get("/journal/", {"district": far.pk}).content.decode()
    assert "закрыл дверь" not in one
    assert "открыл окно" in one


def test_what_was_done_agrees_with_who_did_it(district: District) -> None:
    """A woman «утвердила», a man «утвердил», the portal itself «утвердил»; a name that tells nothing keeps both forms. «Утвердила» finds them all."""
    head = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))
    people = (("Соколова", "Анна", "Ильинична"), ("Быстров", "Илья", "Петрович"), ("Серова", "Ольга", ""), ("Ким", "Ли", ""))
    for last, first, patronymic in people:
        who = factories.user(Role.METHODIST, district, last_name=last, first_name=first, patronymic=patronymic)
        record(verb="утвердил(а) маршрут", obj=district, by=who)
    record(verb="утвердил(а) маршрут", obj=district, by=None)
    assert [deed.told.split()[0] for deed in Deed.objects.order_by("pk")] == ["утвердила", "утвердил", "утвердила", "утвердил(а)", "утвердил"]
    page = head.get("/journal/?q=утвердила").content.decode()
    assert [len(re.findall(f"<td[^>]*><span>{words} маршрут", page)) for words in ("утвердила", "утвердил", r"утвердил\(а\)")] == [2, 2, 1]
