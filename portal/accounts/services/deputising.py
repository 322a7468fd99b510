"""Deputising («исполняющий обязанности»): giving it for a term, and telling both people what begins, ends or is called off."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Appointment, District, Organisation, User
from portal.journal.services import notify_each
from portal.kit import wall
from portal.kit.periods import portal_day
from portal.kit.refusal import Refusal
from portal.kit.words import day, period

LATE = 7  # days: what a silent worker has missed is told within a week, older news is none
Told = tuple[int, int, str, str, str]


def refuse_deputy(absent: User, user: User, role: str, district: District | None, place: Organisation | None, since: dt.date, until: dt.date | None) -> None:
    """A deputy has a term within the absent person's own, and somebody to stand for who holds that very post on its first day. Raises Refusal."""
    if until is None:
        raise Refusal("Исполнять обязанности назначают на срок: укажите дату «по».", field="until")
    if absent.pk == user.pk:
        raise Refusal("Замещать самого себя нельзя.", field="colleague")
    held = Appointment.objects.in_force(since).filter(user=absent, role=role, district=district, organisation=place, instead_of__isnull=True)
    ends = [post.until or dt.date.max for post in held]
    if not ends:
        raise Refusal(f"{absent.short_name} в эти дни не занимает эту должность: замещать некого.", field="since")
    if until > max(ends):
        raise Refusal(f"Должность, которую замещают, занята по {day(max(ends))}: позже замещать некого.", field="until")


def deputies_after(appointment: Appointment, last: dt.date) -> list[Appointment]:
    """Who stands for the holder of this post after its last day; nobody stands for a deputy."""
    if appointment.instead_of_id:
        return []
    post = {name: getattr(appointment, name) for name in ("role", "district_id", "organisation_id")}
    found = list(Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=last), instead_of=appointment.user_id, **post))
    own = Appointment.objects.in_force(last + dt.timedelta(days=1)).filter(user=appointment.user_id, instead_of__isnull=True, **post)
    return [] if found and own.exclude(pk=appointment.pk).exists() else found  # the same post, given once more, goes on


@contextmanager
def at_home(post: Appointment) -> Iterator[None]:
    """The post's own district, as its people have it: an operator is in no district, and neither names its organisations nor leaves a notice there from outside."""
    scope = wall.current()
    if not scope.common or post.district_id is None or post.district_id in scope.districts:
        yield
        return
    with wall.scope([*scope.districts, post.district_id], user=scope.user, common=True):
        yield


def place_of(post: Appointment) -> Organisation | None:
    """The post's organisation, as its own district sees it."""
    with at_home(post):
        return Organisation.objects.filter(pk=post.organisation_id).first() if post.organisation_id else None


def tell_given(post: Appointment) -> None:
    """Both know at once; a term that begins later is told again on its first day."""
    begun = post.since <= post.today
    with at_home(post):
        notify_each(told=_both(post, "began" if begun else "ahead", *_words(post)))


def tell_over(post: Appointment, last: dt.date) -> None:
    """It has ended before its day, or was called off before it began. What is to end later is told on that day."""
    if last >= post.today:
        return
    with at_home(post):
        notify_each(told=_both(post, "over", *_ended(post, last)))


@transaction.atomic
def tell_of_today() -> None:
    """What begins today and what ended yesterday by the clocks of each district; the same is never told twice."""
    districts = District.objects.filter(state=District.State.ACTIVE).values_list("pk", flat=True)
    near = portal_day() + dt.timedelta(days=1)
    with wall.scope(list(districts)):
        posts = Appointment.objects.filter(instead_of__isnull=False, since__lte=near, until__gte=near - dt.timedelta(days=LATE + 2))
        rows = posts.select_related("user", "instead_of", "district", "organisation").order_by("pk")
        notify_each(told=[one for post in rows for one in _today(post)])


def _today(post: Appointment) -> Iterator[Told]:
    now, ago = post.today, post.today - dt.timedelta(days=LATE)
    if ago <= post.since <= now and (post.until is None or post.until >= now):
        yield from _both(post, "began", *_words(post))
    elif post.until and ago <= post.until < now:
        yield from _both(post, "over", *_ended(post, post.until))


def _words(post: Appointment) -> tuple[str, str]:
    """What the deputy and what the absent person is told."""
    duties, days = _duties(post), period(post.since, post.until)
    act = f" Основание: {post.act}." if post.act else ""
    return (
        f"Вы исполняете обязанности: {duties}, {days}. Замещаете: {_name(post.instead_of)}.{act} Права по этой должности действуют только в эти дни.",
        f"Ваши обязанности ({duties}), {days}, исполняет {_name(post.user)}.{act}",
    )


def _ended(post: Appointment, last: dt.date) -> tuple[str, str]:
    duties = _duties(post)
    if post.since > post.today:
        off = f"Замещение отменено: {duties}, {period(post.since, post.until)}."
        return f"{off} Замещать собирались: {_name(post.instead_of)}.", f"{off} Исполнять обязанности должен был другой сотрудник: {_name(post.user)}."
    over = f"Замещение закончилось {day(max(last, post.since))}: {duties}."  # called off on its first day, it leaves no day before
    return f"{over} Замещали: {_name(post.instead_of)}. Доступ по этой должности закрыт.", f"{over} Исполнял обязанности другой сотрудник: {_name(post.user)}."


def _duties(post: Appointment) -> str:
    return f"{post.get_role_display().lower()}, {place_of(post) or post.district}"


def _name(who: User | None) -> str:
    return who.full_name if who else ""


def _both(post: Appointment, what: str, deputy: str, absent: str) -> Iterator[Told]:
    url = reverse("accounts:profile")
    for user_id, text in ((post.user_id, deputy), (post.instead_of_id, absent)):
        if user_id and post.district_id:
            yield user_id, post.district_id, text, url, f"deputy-{post.pk}-{what}"
