"""Group applications: made once, remembered on the board, taken as a file with contacts only where it is permitted."""

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.models import District, Organisation, Role, User
from portal.journal.models import Deed
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import CourseApplication, CourseOffer, Teacher
from teachers.selectors.applications import study_plan
from teachers.services.applications import Wish, apply_for_courses, cancel_application
from teachers.services.moves import dismiss
from tests import factories
from tests.house.asking import body_of

SOON = today() + dt.timedelta(days=20)
WISH = Wish("ФГОС", "ИРО", 36, SOON, SOON + dt.timedelta(days=9))
FORM = {"programme": "ФГОС", "provider": "ИРО", "hours": "36", "starts_on": SOON.isoformat(), "ends_on": (SOON + dt.timedelta(days=9)).isoformat()}


def made(who: Teacher, by: User, **fields: Any) -> CourseApplication:
    wish = Wish(**{**vars(WISH), **fields})
    return apply_for([who], who.district, by, wish)


def apply_for(people: list[Teacher], district: District, by: User, wish: Wish = WISH) -> CourseApplication:
    """By the preview as it is now."""
    ids = [one.pk for one in people]
    return apply_for_courses(wish=wish, teachers=ids, mark=study_plan(by, ids, district).mark, district=district, by=by, again=ids)


def cells(answer: Any) -> list[Any]:
    return [cell for row in load_workbook(io.BytesIO(body_of(answer))).active.values for cell in row if cell is not None]


def test_a_double_click_makes_one_application(teacher: Teacher, methodist: User) -> None:
    page = factories.client(methodist)
    address = reverse("teachers:application_new")
    shown = page.get(f"{address}?who={teacher.pk}").context
    data = {**FORM, "form_key": "0" * 32, "who": shown["form"]["who"].value(), "mark": shown["plan"].mark}
    answers = [page.post(address, data) for _ in range(2)]
    one = CourseApplication.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {reverse("teachers:application", args=[one.pk])}
    assert Deed.objects.get(verb="составил(а) заявку на КПК").comment.startswith("1\u00a0человек; ИРО")
    row = next(iter(page.get(f"{reverse('teachers:courses')}?tab=all").context["page"]))
    assert row.applied == one.pk
    assert "в заявке от" in page.get(f"{reverse('teachers:courses')}?tab=all").text


def test_all_filtered_are_taken_at_once(methodist: User, district: District, school: Organisation) -> None:
    people = {factories.teacher(district, school).pk for _ in range(30)}
    context = factories.client(methodist).get(f"{reverse('teachers:application_new')}?all=1&tab=none").context
    assert context["total"] == 30
    assert set(map(int, context["form"]["who"].value().split(","))) == people


def test_more_than_one_application_holds_is_refused_at_once(
    methodist: User, district: District, school: Organisation, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the chosen: whoever is passed by makes no room for others, of whom some would be left out without a word."""
    page, address = factories.client(methodist), reverse("teachers:application_new")
    refused = page.post(address, {**FORM, "who": ",".join(map(str, [teacher.pk, *range(900_000, 903_000)]))})
    assert (refused.status_code, "не больше 3000 человек. Сузьте отбор." in refused.text) == (409, True)
    for module in ("views", "services"):
        monkeypatch.setattr(f"teachers.{module}.applications.MOST", 2, raising=False)
    for until in (None, today() - dt.timedelta(days=1), today() - dt.timedelta(days=1)):
        factories.teacher(district, school, until=until)
    for few, many in (("?list=", "?list=work%3Dall"), (f"?who={teacher.pk}&who=900001", f"?who={teacher.pk}&who=900001&who=900002")):
        assert page.get(f"{address}{few}").status_code == 200
        assert page.get(f"{address}{many}").status_code == 409
    factories.teacher(district, school)
    assert page.get(f"{address}?all=1&tab=none").status_code == 409
    assert not CourseApplication.objects.exists()


def test_an_offer_says_it_all(teacher: Teacher, methodist: User, district: District) -> None:
    offer = CourseOffer.objects.create(district=district, programme="Наставник", provider="ХК ИРО", hours=72, starts_on=SOON, ends_on=SOON)
    data = {"who": str(teacher.pk), "offer": offer.pk, "mark": study_plan(methodist, [teacher.pk], district).mark}
    assert factories.client(methodist).post(reverse("teachers:application_new"), data).status_code == 302
    one = CourseApplication.objects.get()
    assert (one.programme, one.hours, one.offer, one.organisation) == ("Наставник", 72, offer, None)


def test_without_people_or_a_programme_it_is_refused_and_the_text_stays(teacher: Teacher, methodist: User) -> None:
    page, address = factories.client(methodist), reverse("teachers:application_new")
    nobody = page.post(address, {**FORM, "who": ""})
    assert nobody.status_code == 422
    assert "никого нет" in nobody.text
    empty = page.post(address, {"who": str(teacher.pk), "provider": "Моя академия"})
    assert set(empty.context["form"].errors) == {"programme", "hours", "starts_on", "ends_on"}
    assert "Моя академия" in empty.text
    assert not CourseApplication.objects.exists()


def test_a_head_applies_for_own_people_only(head: User, teacher: Teacher, district: District, other: Organisation) -> None:
    stranger = factories.teacher(district, other)
    one = apply_for([teacher, stranger], district, head)
    assert list(one.people.values_list("teacher", flat=True)) == [teacher.pk]
    assert one.organisation_id in head.organisation_ids
    another = factories.user(Role.SCHOOL_HEAD, district)
    assert factories.client(another).get(reverse("teachers:application", args=[one.pk])).status_code == 404
    with pytest.raises(Refusal, match="никого нет"):
        apply_for([stranger], district, head)


def test_contacts_go_only_when_asked_and_to_whom_may_see_them(teacher: Teacher, methodist: User, district: District) -> None:
    Teacher.objects.filter(pk=teacher.pk).update(phone="+7 914 000-00-00", email="anna@portal.example")
    plain, full = made(teacher, methodist), made(teacher, methodist, contacts=True)
    page = factories.client(methodist)
    assert "anna@portal.example" not in cells(page.get(reverse("teachers:application_file", args=[plain.pk])))
    assert {"anna@portal.example", "+7 914 000-00-00"} <= set(cells(page.get(reverse("teachers:application_file", args=[full.pk]))))
    chief = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))
    found = cells(chief.get(reverse("teachers:application_file", args=[full.pk])))
    assert teacher.full_name in found
    assert "anna@portal.example" not in found
    comments = list(Deed.objects.filter(verb="выгрузил(а) заявку на КПК").order_by("pk").values_list("comment", flat=True))
    assert comments == ["1\u00a0человек", "1\u00a0человек, с контактами", "1\u00a0человек"]


def test_a_cancelled_application_leaves_the_board(teacher: Teacher, methodist: User) -> None:
    one = made(teacher, methodist)
    cancel_application(application=one, by=methodist)
    with pytest.raises(Refusal, match="уже нет"):
        cancel_application(application=one, by=methodist)
    assert next(iter(factories.client(methodist).get(f"{reverse('teachers:courses')}?tab=all").context["page"])).applied is None


def test_leading_staff_study_too_and_who_is_left_out_is_named(teacher: Teacher, methodist: User, district: District, school: Organisation) -> None:
    deputy = factories.teacher(district, school, last_name="Заместина", position="adm03", is_pedagogical=False)
    gone = factories.teacher(district, school, last_name="Ушедшая", until=today() - dt.timedelta(days=9))
    chosen = [teacher.pk, deputy.pk, gone.pk]
    page = factories.client(methodist).get(reverse("teachers:application_new"), {"who": chosen})
    assert {one.pk for one in page.context["people"]} == {teacher.pk, deputy.pk}
    assert page.context["plan"].skipped == [(gone.full_name, "сегодня нигде не работает")]
    assert "Будут пропущены" in page.text
    one = apply_for([teacher, deputy, gone], district, methodist)
    assert set(one.people.values_list("teacher", flat=True)) == {teacher.pk, deputy.pk}


def test_who_leaves_between_the_preview_and_the_sending_is_named_and_asked_about(
    teacher: Teacher, methodist: User, district: District, school: Organisation
) -> None:
    """She was left out of the application without a word."""
    leaving = factories.teacher(district, school, last_name="Ушедшая")
    page, address = factories.client(methodist), reverse("teachers:application_new")
    shown = page.get(address, {"who": [teacher.pk, leaving.pk]})
    sent = {**FORM, "who": shown.context["form"]["who"].value(), "mark": shown.context["plan"].mark}
    assert f'name="mark" value="{sent["mark"]}"' in shown.text
    dismiss(teacher=leaving, on=today() - dt.timedelta(days=1), by=methodist)
    refused = page.post(address, sent)
    assert refused.status_code == 422
    assert f"список изменился. Пропущены: {leaving.full_name} (сегодня нигде не работает). Заявка не составлена" in refused.text
    assert not CourseApplication.objects.exists()
    again = page.post(address, {**sent, "mark": refused.context["plan"].mark})
    assert again.status_code == 302
    assert list(CourseApplication.objects.get().people.values_list("teacher", flat=True)) == [teacher.pk]


def test_who_stands_in_an_application_is_shown_and_left_out_unless_ticked(teacher: Teacher, methodist: User, district: District, school: Organisation) -> None:
    first, fresh = made(teacher, methodist), factories.teacher(district, school)
    page, address = factories.client(methodist), reverse("teachers:application_new")
    shown = page.get(f"{address}?who={teacher.pk}&who={fresh.pk}")
    assert [one.pk for one in shown.context["people"]] == [fresh.pk]
    assert [(one.pk, stands.pk, ticked) for one, stands, _, ticked in shown.context["standing"]] == [(teacher.pk, first.pk, False)]
    assert reverse("teachers:application", args=[first.pk]) in shown.text
    data = {**FORM, "who": shown.context["form"]["who"].value(), "mark": shown.context["plan"].mark}
    assert page.post(address, data).status_code == 302
    assert list(CourseApplication.objects.latest("pk").people.values_list("teacher", flat=True)) == [fresh.pk]
    stale = page.post(address, data)  # she was applied for since: the preview is shown again
    assert (stale.status_code, "список изменился" in stale.text) == (422, True)
    data["mark"] = stale.context["plan"].mark
    nobody = page.post(address, data)
    assert (nobody.status_code, "Все выбранные уже стоят в заявках" in nobody.text) == (422, True)
    assert page.post(address, {**data, "again": [teacher.pk]}).status_code == 302
    assert list(CourseApplication.objects.latest("pk").people.values_list("teacher", flat=True)) == [teacher.pk]


def test_the_institutes_file_has_full_names_of_schools_and_a_line_to_sign(teacher: Teacher, methodist: User, school: Organisation) -> None:
    one = made(teacher, methodist)
    found = cells(factories.client(methodist).get(reverse("teachers:application_file", args=[one.pk])))
    assert (school.name in found, school.short_name in found) == (True, False)
    assert any(str(cell).startswith("Руководитель ____") for cell in found)
