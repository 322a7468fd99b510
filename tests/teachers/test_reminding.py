"""«Напомнить» on the boards: the preview says whom, what and whom not; nobody is reminded twice on one day."""

import datetime as dt

from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from portal.journal.models import Deed, Notice
from portal.kit.periods import today
from teachers.models import Course, Qualification, Teacher
from tests import factories

REMIND = reverse("teachers:remind")
DAY = dt.timedelta(days=1)


def who(district: District, school: Organisation, name: str, *, signs_in: bool = True) -> Teacher:
    user = factories.user(Role.TEACHER, district, organisation=school, last_name=name) if signs_in else None
    return factories.teacher(district, school, user=user, last_name=name)


def graded(one: Teacher, until: dt.date | None) -> Teacher:
    Qualification.objects.create(district=one.district, teacher=one, category="first", awarded_on=today() - 900 * DAY, valid_until=until)
    return one


def test_a_reminder_of_attestation_reaches_whom_it_concerns_and_once_a_day(methodist: User, district: District, school: Organisation) -> None:
    ending, never = graded(who(district, school, "Конечная"), today() + 40 * DAY), who(district, school, "Никогда")
    endless, deaf = graded(who(district, school, "Бессрочная"), None), who(district, school, "Безвходова", signs_in=False)
    desk, back = factories.client(methodist), f"{reverse('teachers:attestation')}?tab=all"
    page = desk.get(REMIND, {"board": "grade", "who": [one.pk for one in (ending, never, endless, deaf)], "query": "tab=all"})
    plan = page.context["plan"]
    assert [one.pk for one in plan.ready] == [ending.pk, never.pk]
    assert {why for _, why in plan.skipped} == {"результат аттестации без срока", "нет входа на портал"}
    assert page.context["back"] == back
    sent = {"board": "grade", "who": page.context["who"], "mark": plan.mark, "comment": "Жду до пятницы.", "back": back}
    done = desk.post(REMIND, sent)
    assert done.headers["Location"] == back
    assert f"действует по {today() + 40 * DAY:%d.%m.%Y}. Готовьте заявление заранее. Жду до пятницы." in Notice.objects.get(user=ending.user).text
    assert Deed.objects.about(never).filter(verb="напомнил(а) об аттестации", actor=methodist).exists()
    again = desk.get(REMIND, {"board": "grade", "who": ending.pk}).context["plan"]
    assert (again.ready, [why for _, why in again.skipped]) == ([], ["сегодня уже напомнили"])
    assert desk.post(REMIND, sent).status_code == 422
    assert Notice.objects.filter(user=ending.user).count() == 1


def test_a_head_reminds_her_own_people_of_courses_and_a_chief_nobody(
    methodist: User, head: User, district: District, school: Organisation, other: Organisation
) -> None:
    late, stranger = who(district, school, "Поздняя"), who(district, other, "Чужая")
    Course.objects.create(
        district=district, teacher=late, programme="ФГОС", provider="ИРО", hours=36, started_on=today() - 1300 * DAY, finished_on=today() - 1290 * DAY
    )
    desk = factories.client(head)
    preview = desk.get(REMIND, {"board": "course", "who": [late.pk, stranger.pk]})
    assert "Отправленное вернуть нельзя" in preview.text
    plan = preview.context["plan"]
    assert [one.full_name for one in plan.ready] == [late.full_name]
    assert "исполнилось три года" in plan.ready[0].note
    whole = factories.client(methodist).get(REMIND, {"board": "course", "all": "1", "query": "tab=all&q=Чуж"})
    assert [one.full_name for one in whole.context["plan"].ready] == [stranger.full_name]
    chief = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))
    assert chief.get(REMIND, {"board": "course", "who": late.pk}).status_code == 403
    assert "Напомнить" not in chief.get(reverse("teachers:attestation")).text


def test_the_board_of_courses_reminds_and_applies_for_all_that_it_holds(methodist: User, district: District, school: Organisation) -> None:
    """The same bar as on the board of attestation: of all that the conditions find, not of one page."""
    people = {who(district, school, f"Курсова{number:02}").pk for number in range(30)}
    desk = factories.client(methodist)
    board = desk.get(reverse("teachers:courses"), {"tab": "none", "per": "25"})
    assert "все по отбору: 30" in board.text
    asked = {"all": "1", "query": board.context["view"].kept, "seen": "30"}
    assert {one.pk for one in desk.get(REMIND, {**asked, "board": "course"}).context["plan"].ready} == people
    form = desk.get(reverse("teachers:application_new"), asked)
    assert (form.context["total"], form.context["back"]) == (30, f"{reverse('teachers:courses')}?{asked['query']}")
