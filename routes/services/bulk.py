"""Deeds on many routes at once: all of the previewed or none. A named expert or curator can be taken back, a reminder cannot.

Approving is not among them: each route is read before it is approved.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import District, Role, User
from portal.journal.services import notify, notify_each, record, record_many, withdraw_notice
from portal.kit.many import Plan, agreed
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import counted
from routes.models import Route, RouteBulk
from routes.selectors.board import CLOSED
from routes.selectors.bulk import Line, assign_plan, key_of, remind_plan, urge_plan
from routes.services.editing import made_by
from routes.services.notices import address
from teachers.models import Teacher

TEACHERS, ROUTES = ("педагогу", "педагогам", "педагогам"), ("маршруту", "маршрутам", "маршрутам")
WHO = {"expert": ("эксперта", "Эксперт назначен", Role.EXPERT), "curator": ("куратора", "Куратор назначен", Role.METHODIST)}
HOLDS = {"expert": "У этого человека сейчас нет назначения экспертом в районе.", "curator": "Куратором назначают методиста района."}

WITHDRAWN = {"expert": "экспертиза маршрутов", "curator": "кураторство маршрутов"}


@transaction.atomic
def remind_many(*, ids: list[int], comment: str, mark: str, district: District, by: Any, people: bool = False) -> RouteBulk:
    """Напомнить педагогам о маршрутах, or (`people`: ids are of cards) to draw one up; each is told once a day. `mark` is that of the previewed plan."""
    on, said = today(), comment.strip()
    make = urge_plan if people else remind_plan
    plan = agreed(Teacher if people else Route, ids, mark, lambda: make(by, ids, on, district))
    notify_each(told=[_notice(line, said, key_of(line.about, on), district) for line in plan.ready])
    record_many(verb="напомнил(а) о маршруте", about=[(line.about, None, None) for line in plan.ready], by=by, comment=said)
    title = f"Напоминание отправлено {counted(len(plan.ready), TEACHERS)}"
    return _kept(RouteBulk.Deed.URGE if people else RouteBulk.Deed.REMIND, title, [[line.pk, None] for line in plan.ready], plan, district, by)


def _notice(line: Line, said: str, key: str, district: District) -> tuple[int, int, str, str, str]:
    about: Any = line.about
    where = address(about) if isinstance(about, Route) else reverse("routes:mine")
    teacher: Any = about.teacher if isinstance(about, Route) else about
    return teacher.user_id, district.pk, f"{line.note} {said}".strip(), where, key


@transaction.atomic
def assign_many(*, deed: str, ids: list[int], person: User, mark: str, district: District, by: Any) -> RouteBulk:
    """Назначить эксперта or куратора многим маршрутам; the person gets one notice of them all. `mark` is that of the previewed plan."""
    whom, done, role = WHO[deed]
    if not person.holds(role, district_id=district.pk):
        raise Refusal(HOLDS[deed], field="person")
    plan = agreed(Route, ids, mark, lambda: assign_plan(by, ids, deed, person, district))
    before = {line.pk: getattr(line.about, f"{deed}_id") for line in plan.ready}
    Route.objects.filter(pk__in=before).update(**{deed: person}, version=F("version") + 1, **made_by(by))
    about = [(line.about, {deed: before[line.pk]}, {deed: person.pk}) for line in plan.ready]
    record_many(verb=f"назначил(а) {whom}", about=about, by=by, comment=person.full_name)
    title = f"{done} {counted(len(before), ROUTES)}"
    made = _kept(RouteBulk.Deed(deed), title, [list(one) for one in before.items()], plan, district, by, person)
    words = "вам назначена экспертиза маршрутов (ИОМ)" if deed == "expert" else "вы — куратор маршрутов (ИОМ)"
    if person.pk != by.pk:
        url = f"{reverse('routes:board')}?{deed}=me"
        notify(user=person, text=f"{words[0].upper()}{words[1:]}: {len(before)}.", url=url, key=f"bulk-{made.pk}", district_id=district.pk)
    return made


def _kept(deed: str, title: str, made: list[list[Any]], plan: Plan, district: District, by: Any, person: User | None = None) -> RouteBulk:
    skipped = [list(one) for one in plan.passed]
    bulk = RouteBulk.objects.create(district=district, deed=deed, title=title, assigned=person, made=made, skipped=skipped, by=by)
    record(verb="сделал(а) сразу над многими маршрутами", obj=bulk, by=by, comment=title)
    return bulk


def may_undo(bulk: RouteBulk, by: Any) -> bool:
    """Who may assign in its district today; to have done it once, as its methodist, is not enough."""
    return bulk.deed in WHO and by.has_perm(f"routes.assign_{bulk.deed}", bulk.district)


@transaction.atomic
def undo_many(*, bulk: RouteBulk, by: Any) -> RouteBulk:
    """Отменить назначение: whoever was there before is there again, while nobody was named anew and no route is over. Raises Refusal naming the first."""
    fresh = locked(RouteBulk.objects, bulk.pk)
    if fresh.deed not in WHO:
        raise Refusal("Напоминание уже пришло: его не отменить.")
    if fresh.undone_at:
        raise Refusal("Это действие уже отменено.")
    if not may_undo(fresh, by):
        raise Refusal("Отменить назначение может методист района.")
    found = Route.objects.select_for_update(of=("self",)).select_related("teacher").filter(pk__in=[pk for pk, _ in fresh.made]).order_by("pk")
    rows = {one.pk: one for one in found}
    changed = [one for one in rows.values() if getattr(one, f"{fresh.deed}_id") != fresh.assigned_id or one.state in CLOSED]
    if changed:
        raise Refusal(f"Отменить нельзя: назначение уже изменили или маршрут завершён. Первый — {changed[0].teacher.short_name}. Измените по одному.")
    _put_back(fresh, rows, by)
    if fresh.assigned_id:
        withdraw_notice(user_id=fresh.assigned_id, key=f"bulk-{fresh.pk}", text=f"Назначение отменено: {WITHDRAWN[fresh.deed]} (ИОМ), {len(fresh.made)}.")
    fresh.undone_at = timezone.now()
    fresh.save(update_fields=["undone_at"])
    record(verb="отменил(а) действие над многими", obj=fresh, by=by, comment=fresh.title)
    return fresh


def _put_back(bulk: RouteBulk, rows: dict[int, Route], by: Any) -> None:
    before = {pk: was for pk, was in bulk.made if pk in rows}
    known = set(User.objects.filter(pk__in={one for one in before.values() if one}).values_list("pk", flat=True))
    for was in set(before.values()):
        those = [pk for pk, one in before.items() if one == was]
        Route.objects.filter(pk__in=those).update(**{f"{bulk.deed}_id": was if was in known else None}, version=F("version") + 1, **made_by(by))
    about = [(rows[pk], {bulk.deed: bulk.assigned_id}, {bulk.deed: was}) for pk, was in before.items()]
    record_many(verb=f"отменил(а) назначение: {WHO[bulk.deed][0]}", about=about, by=by, comment=f"отменено: {bulk.title}")
