"""Facts of growth: what is written, who may, what is refused, what the journal tells."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User, Word
from portal.journal.models import Deed
from portal.journal.services import Stale
from portal.kit.refusal import Refusal
from portal.site.base import words as base
from teachers.models import Award, CareerStage, CareerStep, Course, Qualification, Teacher
from teachers.selectors.card import card_of
from teachers.selectors.career import steps_with_people
from teachers.services import career, facts
from tests import factories

COURSE = {"kind": "pk", "programme": "Функциональная грамотность", "provider": "ИРО", "hours": "36", "finished_on": "2021-03-05", "document": "77-001"}


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    for dictionary, code in (
        ("dpo_documents", "pk"),
        ("qualification_categories", "first"),
        ("qualification_categories", "high"),
        ("additional_roles", "klass"),
    ):
        Word.objects.get_or_create(dictionary=dictionary, code=code, defaults={"name": code})


def test_a_head_writes_a_course_with_a_scan_that_those_who_see_the_card_download(teacher: Teacher, head: User, district: District) -> None:
    page = factories.client(head)
    scan = SimpleUploadedFile("скан.pdf", b"%PDF-1.4\n%%EOF\n")
    answer = page.post(reverse("teachers:fact_new", args=[teacher.pk, "courses"]), {**COURSE, "file": scan})
    assert answer.status_code == 302
    made = Course.objects.get(teacher=teacher)
    assert (made.hours, made.finished_on, made.scan.name) == (36, dt.date(2021, 3, 5), "скан.pdf")
    deed = Deed.objects.about(teacher).get(verb="внёс(ла) КПК")
    assert deed.after["programme"] == COURSE["programme"]
    assert page.get(reverse("teachers:scan", args=[teacher.pk, made.pk])).status_code == 200
    stranger = factories.client(factories.user(Role.SCHOOL_HEAD, district))
    assert stranger.get(reverse("teachers:scan", args=[teacher.pk, made.pk])).status_code == 404


def test_a_scan_that_is_no_scan_is_refused_at_its_field(teacher: Teacher, head: User) -> None:
    file = SimpleUploadedFile("скан.pdf", b"MZ not a scan")
    answer = factories.client(head).post(reverse("teachers:fact_new", args=[teacher.pk, "courses"]), {**COURSE, "file": file})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not Course.objects.exists()


def test_a_course_of_the_future_is_refused(teacher: Teacher, head: User) -> None:
    answer = factories.client(head).post(reverse("teachers:fact_new", args=[teacher.pk, "courses"]), {**COURSE, "finished_on": "2099-01-01"})
    assert answer.context["form"].errors["finished_on"] == ["Эта дата ещё не наступила."]


def test_a_correction_tells_before_and_after_and_a_stale_form_keeps_its_text(teacher: Teacher, methodist: User) -> None:
    made: Any = facts.add_fact(teacher=teacher, kind="awards", values={"name": "Грамота", "awarded_on": dt.date(2021, 1, 1)}, by=methodist)
    address = reverse("teachers:fact", args=[teacher.pk, "awards", made.pk])
    page = factories.client(methodist)
    seen = page.get(address).context["seen"]
    assert page.post(address, {"name": "Почётная грамота", "awarded_on": "2021-01-01", "seen": seen}).status_code == 302
    deed = Deed.objects.about(teacher).get(verb="исправил(а) награду")
    assert (deed.before["name"], deed.after["name"]) == ("Грамота", "Почётная грамота")
    stale = page.post(address, {"name": "Благодарность", "awarded_on": "2021-01-01", "seen": seen})
    assert stale.status_code == 422
    assert "Благодарность" in stale.text
    assert page.post(address, {"name": "Благодарность", "awarded_on": "2021-01-01", "seen": stale.context["seen"]}).status_code == 302


def test_a_fact_removed_is_remembered_by_the_journal(teacher: Teacher, methodist: User) -> None:
    made: Any = facts.add_fact(teacher=teacher, kind="awards", values={"name": "Грамота", "awarded_on": dt.date(2021, 1, 1)}, by=methodist)
    with pytest.raises(Stale):
        facts.remove_fact(fact=made, kind="awards", seen=1, by=methodist)
    facts.remove_fact(fact=made, kind="awards", seen=facts.mark_of(made), by=methodist)
    assert not Award.objects.exists()
    assert Deed.objects.about(teacher).get(verb="удалил(а) награду").before["name"] == "Грамота"


def test_strangers_and_the_teacher_herself_write_no_facts(teacher: Teacher, district: District, other: Organisation) -> None:
    for user in (factories.user(Role.SCHOOL_HEAD, district, organisation=other), factories.user(Role.DEPARTMENT_HEAD, district)):
        with pytest.raises(Refusal, match="своя организация или методист"):
            facts.add_fact(teacher=teacher, kind="awards", values={"name": "Г", "awarded_on": dt.date(2021, 1, 1)}, by=user)
    own = factories.user(Role.TEACHER, district)
    teacher.user = own
    teacher.save()
    assert factories.client(own).get(reverse("teachers:fact_new", args=[teacher.pk, "awards"])).status_code == 403


def test_an_unknown_kind_is_not_found(teacher: Teacher, methodist: User) -> None:
    assert factories.client(methodist).get(reverse("teachers:fact_new", args=[teacher.pk, "secrets"])).status_code == 404


def test_the_career_line_knows_the_step_of_the_date_and_what_the_next_asks(teacher: Teacher, methodist: User, district: District) -> None:
    young, senior, master = (
        career.save_step(step=None, district=district, values={"name": name, "order": place, **asks}, seen=0, by=methodist)
        for place, (name, asks) in enumerate(
            [("Молодой специалист", {}), ("Старший учитель", {"least_years": 5, "category": "first", "asks": "открытый урок"}), ("Мастер", {})]
        )
    )
    for step, since in ((young, dt.date(2009, 9, 1)), (senior, dt.date(2018, 9, 1))):
        facts.add_fact(teacher=teacher, kind="career", values={"step": step, "since": since, "act": "Приказ № 7"}, by=methodist)
    before, after = (card_of(teacher, on).ladder for on in (dt.date(2010, 1, 1), dt.date(2019, 1, 1)))
    assert (before.now.name, before.next) == ("Молодой специалист", "Старший учитель")
    assert [(need.text, need.met) for need in before.needs] == [
        ("педагогический стаж не меньше 5\xa0лет", False), ("категория: first", False), ("открытый урок", None),
    ]  # fmt: skip
    assert (after.now.name, after.now.act, after.next) == ("Старший учитель", "Приказ № 7", master.name)
    assert [rung.state for rung in after.rungs] == ["done", "now", "later"]


def test_a_step_whose_conditions_are_not_met_is_asked_about_and_wants_its_act(teacher: Teacher, methodist: User, district: District) -> None:
    """The district may know better than the card, but it says so knowingly: of this step and this day, and by which act."""
    senior = CareerStep.objects.create(district=district, name="Ведущий", order=1, category="high", asks="открытый урок")
    beginner = CareerStep.objects.create(district=district, name="Молодой", order=0)
    page, address = factories.client(methodist), reverse("teachers:fact_new", args=[teacher.pk, "career"])
    blank = page.get(address)
    assert "---" not in blank.content.decode()
    assert 'type="checkbox" name="agreed"' not in blank.content.decode()
    given = {"step": senior.pk, "since": "2021-09-01"}
    first = page.post(address, given)
    assert set(first.context["form"].errors) == {"act", "agreed"}
    assert first.context["form"].errors["agreed"] == [
        "Не выполнено: категория: high. Портал проверить не может: открытый урок. Если район так решил, отметьте это и сохраните ещё раз."
    ]
    assert 'type="checkbox"' in str(first.context["form"]["agreed"])
    given |= {"act": "Приказ № 7", "agreed": "on"}
    assert page.post(address, {**given, "warned": "категория: first"}).status_code == 422  # another warning was confirmed
    assert not CareerStage.objects.exists()
    assert page.post(address, {**given, "warned": first.context["form"]["warned"].value()}).status_code == 302
    assert (CareerStage.objects.get().step, CareerStage.objects.get().act) == (senior, "Приказ № 7")
    assert page.post(address, {"step": beginner.pk, "since": "2019-09-01"}).status_code == 302  # asks for nothing


def test_a_word_is_said_without_a_note_of_its_source(teacher: Teacher, methodist: User) -> None:
    base.dictionaries()
    assert Word.objects.get(dictionary="event_levels", code="int").from_memory
    form = factories.client(methodist).get(reverse("teachers:fact_new", args=[teacher.pk, "awards"])).context["form"]
    assert ("int", "международный") in form.fields["level"].choices
    facts.add_fact(teacher=teacher, kind="awards", values={"name": "Грамота", "level": "int", "awarded_on": dt.date(2021, 1, 1)}, by=methodist)
    assert "по памяти" not in factories.client(methodist).get(reverse("teachers:record", args=[teacher.pk])).content.decode()


def test_a_form_that_comes_back_says_that_its_file_is_gone(teacher: Teacher, head: User) -> None:
    page, address = factories.client(head), reverse("teachers:fact_new", args=[teacher.pk, "courses"])
    wrong = {**COURSE, "finished_on": "2099-01-01"}
    assert "осталось на месте, а файл выберите снова." in page.post(address, {**wrong, "file": SimpleUploadedFile("скан.pdf", b"%PDF-1.4")}).content.decode()
    assert "осталось на месте." in page.post(address, wrong).content.decode()


def test_the_highest_category_covers_the_first(teacher: Teacher, methodist: User, district: District) -> None:
    CareerStep.objects.create(district=district, name="Старший", order=1, category="first")
    Qualification.objects.create(district=district, teacher=teacher, category="high", awarded_on=dt.date(2020, 1, 1))
    assert [need.met for need in card_of(teacher, dt.date(2021, 1, 1)).ladder.needs] == [True]


def test_a_step_counts_those_who_stand_on_it_and_work_on_the_date(teacher: Teacher, nowhere: Teacher, methodist: User, district: District) -> None:
    young, senior = (CareerStep.objects.create(district=district, name=name, order=order) for order, name in enumerate(("Молодой", "Старший")))
    for who, step, since in ((teacher, young, dt.date(2009, 9, 1)), (teacher, senior, dt.date(2018, 9, 1)), (nowhere, young, dt.date(2019, 9, 1))):
        facts.add_fact(teacher=who, kind="career", values={"step": step, "since": since}, by=methodist)
    people = {on: [row.people for row in steps_with_people(district.pk, on)] for on in (dt.date(2017, 9, 1), dt.date(2021, 9, 1))}
    assert people == {dt.date(2017, 9, 1): [1, 0], dt.date(2021, 9, 1): [0, 1]}


def test_two_steps_on_one_day_are_refused(teacher: Teacher, methodist: User, district: District) -> None:
    step = CareerStep.objects.create(district=district, name="Старший", order=1)
    values = {"step": step, "since": dt.date(2020, 1, 1)}
    facts.add_fact(teacher=teacher, kind="career", values=values, by=methodist)
    with pytest.raises(Refusal):
        facts.add_fact(teacher=teacher, kind="career", values=values, by=methodist)
    assert CareerStage.objects.count() == 1


def test_a_methodist_keeps_the_steps_and_a_name_is_taken_once(methodist: User, head: User) -> None:
    page = factories.client(methodist)
    data = {"name": "Педагог-наставник", "order": 3, "active": "on", "asks": "пара наставничества"}
    assert page.post(reverse("teachers:step_new"), data).status_code == 302
    assert page.post(reverse("teachers:step_new"), data).context["form"].errors["name"] == ["Ступень с таким названием уже есть."]
    assert "Педагог-наставник" in page.get(reverse("teachers:steps")).text
    assert factories.client(head).get(reverse("teachers:steps")).status_code == 403


def test_who_has_taught_for_years_is_not_offered_the_step_of_beginners(teacher: Teacher, district: District) -> None:
    asks: list[dict[str, object]] = [{"name": "Молодой специалист"}, {"name": "Педагог", "least_years": 3}, {"name": "Старший", "least_years": 5}]
    for order, one in enumerate(asks):
        CareerStep.objects.create(district=district, order=order, **one)
    assert [card_of(teacher, on).ladder.next for on in (dt.date(2009, 9, 1), dt.date(2026, 9, 1))] == ["Молодой специалист", "Педагог"]


def test_an_hour_at_least_is_asked_beside_the_field(teacher: Teacher) -> None:
    own = factories.user(Role.TEACHER, teacher.district)
    teacher.user = own
    teacher.save()
    page = factories.client(own).post("/teachers/proposals/new/course/", {"hours": "0", "programme": "ФГОС", "provider": "ИРО", "finished_on": "2021-01-01"})
    assert page.context["form"].errors["hours"] == ["Часов не меньше 1."]
    assert "course_hours" not in page.content.decode()


def test_the_number_of_insurance_is_shown_as_it_is_written(teacher: Teacher, methodist: User) -> None:
    Teacher.objects.filter(pk=teacher.pk).update(snils="11223344595")
    browser = factories.client(methodist)
    assert "112-233-445 95" in browser.get(f"/teachers/{teacher.pk}/").content.decode()
    assert "112-233-445 95" in browser.get(f"/teachers/{teacher.pk}/edit/").content.decode()


def test_a_step_that_passes_over_others_says_so_before_it_is_written(teacher: Teacher, methodist: User, district: District) -> None:
    steps = [CareerStep.objects.create(district=district, name=name, order=order) for order, name in enumerate(("Молодой", "Педагог", "Ведущий", "Мастер"))]
    page, address = factories.client(methodist), reverse("teachers:fact_new", args=[teacher.pk, "career"])
    assert page.post(address, {"step": steps[0].pk, "since": "2020-09-01"}).status_code == 302  # nothing is known of what came before
    told = page.post(address, {"step": steps[3].pk, "since": "2021-09-01"})
    assert (told.status_code, "Пропущены ступени: Педагог; Ведущий." in told.text) == (422, True)
    assert page.post(address, {"step": steps[1].pk, "since": "2021-09-01"}).status_code == 302
    agreed = {"agreed": "on", "warned": "Пропущены ступени: Ведущий"}
    assert page.post(address, {"step": steps[3].pk, "since": "2022-09-01", **agreed}).status_code == 302
