"""Words of dictionaries: what was written down from memory is a mark of the row, not a part of the word."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from portal.accounts import services
from portal.accounts.models import District, Role, User, Word
from portal.accounts.selectors import words
from portal.accounts.selectors.vocabulary import COUNTED, PASSED, QUOTED
from portal.kit import wall
from portal.kit.refusal import Refusal
from portal.site.base import words as base
from tests import factories

MIGRATION = import_module("portal.accounts.migrations.0021_fresh_links")


def test_loading_takes_the_remark_off_the_word(district: District) -> None:
    with wall.scope(common=True):
        base.dictionaries()
    found = Word.objects.get(dictionary="event_levels", code="int")
    assert (found.name, found.from_memory) == ("международный", True)
    assert "международный" in [one.name for one in words("event_levels")]
    assert not Word.objects.filter(name__contains="по памяти").exists()


def test_what_was_loaded_before_is_mended(district: District) -> None:
    given = {"a": "сельская (по памяти)", "b": "ПДП (по памяти: практикум) — тренинг", "c": "семинар", "d": "Центр (МОЦ; расшифровка по памяти)"}
    with wall.scope(common=True):
        Word.objects.bulk_create(Word(dictionary="formats", code=code, name=name) for code, name in given.items())
        with connection.cursor() as cursor:
            cursor.execute(MIGRATION.WORDS)
    found = {one.code: (one.name, one.from_memory) for one in Word.objects.filter(dictionary="formats")}
    assert found == {"a": ("сельская", True), "b": ("ПДП (практикум) — тренинг", True), "c": ("семинар", False), "d": ("Центр (МОЦ)", True)}


@pytest.fixture
def operator(db: None) -> User:
    with wall.scope(common=True):
        base.dictionaries()
    return factories.user(Role.OPERATOR, None)


def refused(operator: User, dictionary: str, **given: str) -> str:
    with pytest.raises(Refusal) as refusal, wall.scope(common=True):
        services.add_word(dictionary=dictionary, by=operator, **{"name": "Хакатон", **given})
    return str(refusal.value)


def test_a_word_is_added_last_and_may_be_mended(operator: User) -> None:
    desk = factories.client(operator)
    assert 'href="/people/dictionaries/event_levels/new/"' in desk.get("/people/dictionaries/event_levels/").text
    made = desk.post("/people/dictionaries/event_levels/new/", {"name": "  Кустовой   <b>сбор</b> "})
    assert made.headers["Location"] == "/people/dictionaries/event_levels/"
    word = Word.objects.get(dictionary="event_levels", source="внесено на портале")
    assert (word.code, word.name, word.from_memory, word.active) == ("kustovoybs", "Кустовой <b>сбор</b>", True, True)
    assert words("event_levels")[-1] == word
    assert "<b>сбор" not in desk.get("/people/dictionaries/event_levels/").text
    assert "в словарь" in desk.get(f"/people/words/{word.pk}/").text  # its history


def test_codes_stay_apart_and_short(operator: User) -> None:
    with wall.scope(common=True):
        made = [
            services.add_word(dictionary="subjects", name=name, by=operator).code for name in ("Астрономия 1", "Астрономия, часть 2", "Астрономия — 3", "№ ☼ 7")
        ]
    assert made == ["astronomiy", "astronomi2", "astronomi3", "7"]


def test_a_namesake_is_named(operator: User) -> None:
    with wall.scope(common=True):
        Word.objects.filter(dictionary="event_levels", code="int").update(active=False)
    assert (
        refused(operator, "event_levels", name="Международный.") == "Такое слово в словаре уже есть: «международный». Оно выключено: откройте его и включите."
    )
    page = factories.client(operator).post("/people/dictionaries/event_levels/new/", {"name": "МЕЖДУНАРОДНЫЙ"})
    assert (page.status_code, 'value="МЕЖДУНАРОДНЫЙ"' in page.text) == (422, True)
    assert "буква или цифра" in refused(operator, "event_levels", name="—")


def test_a_word_is_not_renamed_into_another_one(operator: User) -> None:
    desk = factories.client(operator)
    desk.post("/people/dictionaries/event_levels/new/", {"name": "Кустовой"})
    made = Word.objects.get(dictionary="event_levels", source="внесено на портале")

    def rename(name: str) -> Any:
        address = f"/people/words/{made.pk}/"
        return desk.post(address, {"name": name, "active": "on", "seen": str(desk.get(address).context["seen"])})

    refusal = rename("«Международный»")
    assert (refusal.status_code, "Такое слово в словаре уже есть: «международный»" in refusal.text) == (422, True)
    assert "буква или цифра" in rename("—").text
    assert rename("кустовой").status_code == 302  # its own name
    made.refresh_from_db()
    assert made.name == "кустовой"


def test_a_dictionary_that_takes_no_words_says_why(operator: User) -> None:
    desk = factories.client(operator)
    for dictionary, why in (("learning_forms", QUOTED), ("deficit_levels", COUNTED), ("iom_states", PASSED)):
        assert refused(operator, dictionary) == why
        page = desk.get(f"/people/dictionaries/{dictionary}/").text
        assert (why in page, "/new/" in page) == (True, False)
        assert desk.get(f"/people/dictionaries/{dictionary}/new/").status_code == 409


def test_a_word_of_groups_needs_its_group(operator: User) -> None:
    assert "группу" in refused(operator, "positions", group="нет такой")
    with wall.scope(common=True):
        group = Word.objects.filter(dictionary="positions").values_list("group", flat=True)[0]
        assert services.add_word(dictionary="positions", name="Тьютор-куратор", group=group, by=operator).group == group
    assert 'name="group"' in factories.client(operator).get("/people/dictionaries/positions/new/").text


def test_who_only_reads_dictionaries_is_told_who_keeps_them(operator: User, district: District) -> None:
    reads = factories.client(factories.user(Role.METHODIST, district))
    page = reads.get("/people/dictionaries/event_levels/").text
    assert ("оператор портала" in page, "/new/" in page) == (True, False)
    assert reads.post("/people/dictionaries/event_levels/new/", {"name": "Иное"}).status_code == 403
