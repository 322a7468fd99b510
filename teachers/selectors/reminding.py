"""Whom a methodist's reminder of КПК or attestation would reach, what each is told, who is passed by and why."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import District
from portal.accounts.selectors import lexicon
from portal.kit.many import Plan, planned
from portal.kit.words import day
from teachers.selectors.boards import CATEGORIES, POSITIONS, CourseRow, GradeRow, course_rows, grade_rows, on_staff, with_courses, with_results
from teachers.selectors.bulk import FAR, told_today, unheard

GRADE, COURSE = "grade", "course"
GONE = "на доске больше нет: человек ушёл или сменил должность"


@dataclass(frozen=True)
class Line:
    """One person in the preview: `note` is what she is told."""

    pk: int
    full_name: str
    place: str
    note: str
    about: Any  # the Teacher with her account


def remind_plan(user: Any, ids: list[int], board: str, on: dt.date, district: District) -> Plan:
    """«Напомнить» on the board of КПК (`course`) or of attestation (`grade`), each once a day. Four queries."""
    people = {one.pk: one for one in on_staff(user, on).filter(pk__in=ids).select_related("user")}
    told = told_today(key_of(pk, board, on) for pk in people)
    words, rows = lexicon(POSITIONS, CATEGORIES), (with_results if board == GRADE else with_courses)(list(people), on)
    lines: list[Any] = list((grade_rows if board == GRADE else course_rows)(rows, on, words))
    judged = []
    for row in sorted(lines, key=lambda one: (one.full_name, one.pk)):
        one = people[row.pk]
        note, needless = _grade(row, on) if board == GRADE else _course(row, on)
        why = (FAR if one.district_id != district.pk else "") or needless or unheard(one, user, told, key_of(row.pk, board, on))
        judged.append((Line(row.pk, row.full_name, row.place, note, one), why))
    return planned(judged, len(ids), {"board": board}, gone=GONE)


def key_of(teacher: int, board: str, on: dt.date) -> str:
    """One reminder a day about one thing, whoever sends it."""
    return f"{board}-{teacher}-reminder-{on.isoformat()}"


def _grade(row: GradeRow, on: dt.date) -> tuple[str, str]:
    """(what is said, why there is nothing to say)."""
    if not row.category:
        return "Напоминание: в карточке нет результата аттестации. Пора готовить заявление; если результат есть — предложите изменение карточки.", ""
    if row.ends is None:
        return "", "результат аттестации без срока"
    if row.ends < on:
        return f"Напоминание: результат аттестации «{row.category}» действовал по {day(row.ends)}. Пора готовить заявление.", ""
    return f"Напоминание: результат аттестации «{row.category}» действует по {day(row.ends)}. Готовьте заявление заранее.", ""


def _course(row: CourseRow, on: dt.date) -> tuple[str, str]:
    if row.applied:
        return "", "уже в заявке на КПК"
    if row.ends is None:
        return "Напоминание: в карточке нет КПК от 16 часов. Посмотрите предложения; если удостоверение есть — предложите изменение карточки.", ""
    if row.ends <= on:
        return f"Напоминание: {day(row.ends)} исполнилось три года с ваших последних КПК. Посмотрите предложения.", ""
    return f"Напоминание: {day(row.ends)} исполнится три года с ваших последних КПК. Посмотрите предложения.", ""
