"""Whom a deed on many people would touch, and who is passed by and why: what the preview shows and the deed checks again."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q, Subquery
from django.db.models.functions import Lower

from portal.accounts.models import District, Invitation
from portal.accounts.selectors.namesakes import namesake_of, posts_by_name
from portal.journal.models import Notice
from portal.kit.many import Plan, planned
from teachers.models import Duty, Teacher
from teachers.selectors.access import invitable
from teachers.selectors.staff import JOB, main_jobs

GONE, IDLE, FAR = "карточка больше не видна: её объединили или человек ушёл", "сегодня нигде не работает", "работает в другом районе"
NO_ACCESS, TO_CARD = "нет входа на портал", "пригласите с карточки"
Why = Callable[[Any], str]  # an annotated teacher → why she is passed by, empty when she is not


def chosen(user: Any, ids: Iterable[int], on: dt.date) -> list[Any]:
    """The chosen people whom the user sees, by name, each with the main job of the date. One query."""
    job = main_jobs(on)
    rows = Teacher.objects.visible_to(user).select_related("user").filter(pk__in=list(ids))
    return list(rows.annotate(**{name: Subquery(job.values(path)) for name, path in JOB.items()}).order_by("last_name", "first_name", "patronymic", "pk"))


def plan(people: list[Any], asked: int, why: Why, values: Mapping[str, Any] | None = None, *, district: Any = None) -> Plan:
    """`asked` is how many were chosen: who is no longer among `people` is counted as gone.

    `district`: the one at hand, when the deed touches its people only; who works in two districts sees and may tick people of both.
    """
    far = {one.pk for one in people if district and one.district_id != district.pk}
    return planned([(one, FAR if one.pk in far else why(one) or ("" if one.place_pk else IDLE)) for one in people], asked, values, gone=GONE)


def has_duty(people: list[Any], values: Mapping[str, Any], user: Any) -> Why:
    """Who has the same role at the same place in some of the same days already, and a head who chose herself. One query."""
    since, until = values["since"], values["until"]
    begun = Q(since__lte=until) if until else Q()
    same = Duty.objects.filter(begun, Q(until__isnull=True) | Q(until__gte=since), teacher__in=people, role=values["role"], detail=values["detail"])
    have = set(same.values_list("teacher", flat=True))
    mine = {one.pk for one in people if one.user_id == user.pk and not user.has_perm("teachers.record", one)}
    return lambda one: "такая роль у него на эти дни уже есть" if one.pk in have else "роль себе вносит методист" if one.pk in mine else ""


def cannot_invite(people: list[Any], district: District) -> Why:
    """Who has access, waits with an invitation, or has a namesake with access; who has no address may be given one. Two queries."""
    known = posts_by_name(people, district)
    waiting = set(Invitation.objects.open().filter(card__in=[one.pk for one in people]).values_list("card", flat=True))

    def why(one: Any) -> str:
        if not invitable(one):
            return "учётная запись закрыта" if one.user and not one.user.is_active else "доступ уже есть"
        if one.pk in waiting:
            return "приглашение уже ждёт ответа"
        namesake = namesake_of(one, known, but=one.user_id)
        return f"доступ уже есть у тёзки: {namesake}; {TO_CARD}" if namesake else ""

    return why


def addressees(addresses: Iterable[str]) -> dict[str, Teacher]:
    """Whose card holds each of these addresses, which are in small letters. One query."""
    rows = Teacher.objects.shown().annotate(address=Lower("email")).filter(address__in=list(addresses))
    return {one.address: one for one in rows}


def told_today(keys: Iterable[str]) -> set[str]:
    """Which of the reminders have been said already: the key of each holds its day. One query."""
    return set(Notice.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def unheard(teacher: Any, user: Any, told: set[str], key: str) -> str:
    """Why a reminder would not be heard, or would be said twice."""
    if teacher.user_id == user.pk:
        return "это вы сами"
    if teacher.user is None or not teacher.user.is_active:
        return NO_ACCESS
    return "сегодня уже напомнили" if key in told else ""
