"""Групповые заявки на КПК: whom, to which programme; the file is written from what is kept."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse

from portal.accounts.models import District, Role
from portal.accounts.selectors import lexicon
from portal.journal.services import exported, record
from portal.kit.many import Otherwise, Plan, agreed
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import Column, download, export_xlsx
from portal.kit.words import counted, day, period
from teachers.models import CourseApplicant, CourseApplication, CourseOffer, Teacher
from teachers.selectors.applications import applicants, study_plan, told
from teachers.selectors.boards import POSITIONS

PEOPLE = ("человек", "человека", "человек")
SIGNATURE = "Руководитель ____________________ / ____________________ /"
NOBODY = "В заявке никого нет: выберите тех, кто сегодня работает в районе."
ALL_STAND = "Все выбранные уже стоят в заявках. Отметьте тех, кого включить и в эту."
NAMED = 5  # people whom a refusal names
FORM = ("№", "Фамилия, имя, отчество", "Организация", "Должность", "Предмет", "Программа", "Часов")


@dataclass(frozen=True)
class Wish:
    """What the form says: an offer of the district or a programme typed by hand, its dates, whether contacts go along."""

    programme: str
    provider: str
    hours: int
    starts_on: dt.date
    ends_on: dt.date
    contacts: bool = False
    offer: CourseOffer | None = None


@transaction.atomic
def apply_for_courses(*, wish: Wish, teachers: Iterable[int], mark: str, district: District, by: Any, again: Collection[int] = ()) -> CourseApplication:
    """Составить заявку. `mark` is that of the previewed plan (`study_plan`). Who stands in an application already is left out but for those `again`.

    Raises Refusal when somebody of the previewed has left, come back or been applied for since, nobody is left, or who makes it has no right to.
    """
    if not by.has_perm("teachers.apply_courses", district):
        raise Refusal("Заявки на КПК составляют методист района и руководители организаций.")
    people = [one.pk for one in _still(sorted(set(teachers)), mark, district, by).ready if one.standing is None or one.pk in again]
    if not people:
        raise Refusal(ALL_STAND)
    made = CourseApplication(district=district, organisation_id=_place(by, district), by=by, **vars(wish))
    try:
        made.full_clean(exclude=["district"])
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages)) from wrong
    made.save()
    CourseApplicant.objects.bulk_create([CourseApplicant(district=district, application=made, teacher_id=pk) for pk in people])
    record(
        verb="составил(а) заявку на КПК", obj=made, by=by, comment=f"{counted(len(people), PEOPLE)}; {wish.provider}; {period(wish.starts_on, wish.ends_on)}"
    )
    return made


@transaction.atomic
def cancel_application(*, application: CourseApplication, by: Any) -> None:
    """Отозвать заявку: people are no longer «в заявке»; the journal keeps who was in it."""
    fresh = CourseApplication.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if fresh is None:
        raise Refusal("Этой заявки уже нет: её отозвали, пока страница была открыта.")
    if not by.has_perm("teachers.write_application", fresh):
        raise Refusal("Заявку отзывает тот, от чьего имени она составлена: методист района или руководитель организации.")
    count = fresh.people.count()
    record(verb="отозвал(а) заявку на КПК", obj=fresh, by=by, comment=f"{counted(count, PEOPLE)}; {fresh.provider}")
    fresh.delete()


@transaction.atomic
def application_file(*, application: CourseApplication, district: District, by: Any) -> FileResponse:
    """Заявка в Excel по форме; who took it and how many people are in it goes into the journal."""
    rows = told(applicants(application), lexicon(POSITIONS))
    contacts = application.contacts and by.has_perm("teachers.write_application", application)
    titles = [*FORM, *(("Телефон", "Электронная почта") if contacts else ())]
    asked = (application.programme, application.hours)
    lines = [
        [number, one.full_name, one.school or one.place, one.position, one.subject, *asked, *((one.phone, one.email) if contacts else ())]
        for number, one in enumerate(rows, 1)
    ]
    about = [
        f"От кого: {application.organisation.name if application.organisation else district.service_name}",
        f"Куда: {application.provider}",
        f"Программа: {application.programme}, {application.hours} ч, {period(application.starts_on, application.ends_on)}",
        f"Человек: {len(lines)}. Составлена {day(application.at)}",
    ]
    sign = [["", ""], ["", SIGNATURE]]  # a line to sign by hand under the list
    people = [one.pk for one in rows]
    exported(
        verb="выгрузил(а) заявку на КПК", obj=application, by=by, people=people, comment=f"{counted(len(lines), PEOPLE)}{', с контактами' if contacts else ''}"
    )
    made = export_xlsx(
        title="Заявка на повышение квалификации",
        columns=[Column(one) for one in titles],
        rows=[*lines, *([*one, *[""] * (len(titles) - 2)] for one in sign)],
        about=about,
        author=district.service_short,
    )
    return download(made, f"Заявка на КПК {day(application.at)}.xlsx")


def _still(ids: list[int], mark: str, district: District, by: Any) -> Plan:
    """Those who were previewed; who is no more among them is named."""
    if not ids:
        raise Refusal(NOBODY)
    try:
        return agreed(Teacher, ids, mark, lambda: study_plan(by, ids, district), nobody=NOBODY)
    except Otherwise as now:
        left = "; ".join(f"{name} ({why})" for name, why in now.plan.skipped[:NAMED])
        more = f" и ещё {len(now.plan.skipped) - NAMED}" if len(now.plan.skipped) > NAMED else ""
        told = f"Пропущены: {left}{more}. " if left else ""
        raise Refusal(f"Пока страница была открыта, список изменился. {told}Заявка не составлена: проверьте людей и отправьте ещё раз.", field="mark") from now


def _place(by: Any, district: District) -> int | None:
    """A head applies for her organisation; a methodist for the district."""
    if by.holds(Role.METHODIST, district_id=district.pk):
        return None
    return next(iter(by.organisations_as(Role.SCHOOL_HEAD)), None)
