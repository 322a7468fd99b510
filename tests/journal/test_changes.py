"""What a deed changed is told in Russian words: names of fields, choices, dates; no codes and no ids."""

import re

from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import District, Role, Word
from portal.journal.models import Change, Deed
from portal.journal.selectors import history
from portal.journal.services import record
from portal.journal.wording import DICTIONARY
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.persons import NAMELESS
from teachers.services.changes import said
from teachers.services.facts import add_fact
from tests import factories


def changes(kind: str, before: dict[str, object] | None, after: dict[str, object] | None) -> list[Change]:
    return Deed(object_type=kind, before=before, after=after).changes


def test_fields_choices_and_dates_are_worded() -> None:
    told = changes("accounts.appointment", {"until": None}, {"role": "school_head", "until": "2026-12-31"})
    assert told == [Change("по", "—", "31.12.2026"), Change("роль", None, "Руководитель организации")]


def test_what_was_empty_and_is_so_still_is_left_out() -> None:
    """«Основание (приказ): —» of an invitation tells nothing; what was emptied does."""
    assert changes("accounts.invitation", None, {"role": "expert", "until": None, "act": ""}) == [Change("роль", None, "Эксперт")]
    assert changes("accounts.invitation", {"act": "№ 5"}, {"act": ""}) == [Change("основание (приказ)", "№ 5", "—")]


def test_ids_and_what_stayed_the_same_are_left_out() -> None:
    assert changes("routes.route", {"title": "Открытый урок", "step": 5}, {"title": "Открытый урок", "step": 5, "event_id": 7}) == []


def test_a_key_of_a_part_is_named_by_the_part() -> None:
    """A step is told in its route's journal."""
    [told] = changes("routes.route", None, {"direction": "comm"})
    assert told == Change("направление", None, "Профессиональное сообщество")


OURS = [one for one in apps.get_models() if one.__module__.split(".")[0] in ("portal", "teachers", "communities", "contests", "routes", "monitoring")]
FIELDS = [(one, field) for one in OURS for field in one._meta.concrete_fields if re.search("[а-яё]", str(getattr(field, "verbose_name", "")))]
DICTIONARIES = [(one, field, found[1]) for one, field in FIELDS if (found := DICTIONARY.search(str(field.verbose_name)))]


def test_a_code_of_a_dictionary_is_told_by_its_word_whatever_the_model(db: None) -> None:
    """As services write it now, and as they wrote it before: under the name of the field or under its words."""
    assert len(DICTIONARIES) > 15
    Word.objects.bulk_create([Word(dictionary=one, code="q7", name="слово словаря") for one in {one for _, _, one in DICTIONARIES}])
    for model, field, _ in DICTIONARIES:
        value = ["q7"] if field.get_internal_type() == "ArrayField" else "q7"
        label = DICTIONARY.sub("", str(field.verbose_name))
        kind = model._meta.label_lower
        for key in (field.name, str(field.verbose_name)):
            assert changes(kind, {key: value}, {key: ""}) == [Change(label, "слово словаря", "—")], (kind, key)
        assert said(model, {field.name: value}) == {label: "слово словаря"}, (kind, field.name)


def test_a_choice_is_told_by_its_word_whatever_the_model(db: None) -> None:
    for model, field in FIELDS:
        for stored, words in [pair for pair in getattr(field, "flatchoices", ()) if pair[0] not in (None, "")]:
            [told] = changes(model._meta.label_lower, None, {field.name: stored})
            assert told.after == str(words), (model, field.name, stored)
            assert [*said(model, {field.name: stored}).values()] == [str(words)], (model, field.name, stored)


def test_what_is_pointed_at_is_told_by_its_name_and_never_by_its_number() -> None:
    for model, field in FIELDS:
        if field.many_to_one:
            kind, told = model._meta.label_lower, [Change(str(field.verbose_name), None, "СШ № 3")]
            assert (changes(kind, None, {field.name: "СШ № 3"}), changes(kind, None, {field.name: 5})) == (told, []), (kind, field.name)


def test_a_fact_of_a_card_is_told_by_its_own_fields(district: District) -> None:
    """The card's journal tells of КПК, roles, awards: «вид» is that of the КПК, the organisation stands by its name; one query for the whole page."""
    Word.objects.create(dictionary="dpo_documents", code="pk", name="удостоверение о повышении квалификации")
    Word.objects.create(dictionary="additional_roles", code="jury", name="член жюри")
    head, card = factories.user(Role.METHODIST, district), factories.teacher(district)
    add_fact(teacher=card, kind="courses", values={"programme": "П", "provider": "ИРО", "hours": 36, "finished_on": today()}, by=head)
    add_fact(teacher=card, kind="duties", values={"role": "jury", "since": today(), "organisation": card.employments.get().organisation}, by=head)
    with CaptureQueriesContext(connection) as seen:
        duty, course = ({one.label: one.after for one in deed.changes} for deed in history(card)[:2])
    assert (course["вид"], duty["роль"], duty["организация"]) == (
        "удостоверение о повышении квалификации", "член жюри", str(card.employments.get().organisation),
    )  # fmt: skip
    assert len(seen) == 2


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


def test_a_count_is_a_number_and_a_sign_is_a_word() -> None:
    """One and zero are equal to «yes» and «no» for Python, not for a reader."""
    assert changes("communities.event", {"человек": 0}, {"человек": 1}) == [Change("человек", "0", "1")]
    assert changes("communities.event", {"открыто": False}, {"открыто": True}) == [Change("открыто", "нет", "да")]


def test_whose_name_was_crossed_out_is_told_as_a_person(district: District) -> None:
    made = Deed(actor_name=NAMELESS, verb="потребовал(а) удалить свои данные", object_label="Требование № 1")
    assert str(made) == "Человек, имя которого вычеркнуто: потребовал удалить свои данные — Требование № 1"
