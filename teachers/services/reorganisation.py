"""Организации сливаются, делятся и закрываются с даты и по акту; their people move with them, and last year stays as it was."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from portal.accounts.models import Appointment, FormerName, Organisation, Reorganisation, Role, Succession
from portal.accounts.services.closing import drop_access, end_invitations, give_back_invitations, take_up_access
from portal.journal.services import record, refuse_stale
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import counted, day, plural_form, quoted
from teachers.models import Employment

Kind = Reorganisation.Kind
PEOPLE = ("человек", "человека", "человек")
STAY, WORK = ("остаётся", "остаются", "остаются"), ("работает", "работают", "работают")


@transaction.atomic
def merge(*, sources: Sequence[Organisation], target: Organisation, on: dt.date, act: str, by: Any, seen: int | None = None) -> Reorganisation:
    """Присоединить организации к одной: from `on` their people work there, the old ones exist no more.

    Employments end on the day before and begin anew, so a report about an earlier date counts as it did.
    Raises Refusal for no sources, a date before any of them was opened or after it was closed, a missing act.
    """
    places = _locked([target, *sources])
    target, sources = places[target.pk], [places[one.pk] for one in sources if one.pk != target.pk]
    if not sources:
        raise Refusal("Выберите организации, которые присоединяются: хотя бы одну, кроме той, к которой присоединяют.", field="sources")
    _require(on, act, sources, by, [target])
    refuse_stale(target, seen, moving=True)
    made = _begin(Kind.MERGED, on, act, [(one, target) for one in sources], by)
    staff = Employment.objects.filter(organisation__in=sources)
    way = {"way": "fused" if target.opened == on else "joined"}  # opened for it, or going on as it was
    made.moved = _move(staff, lambda job: target.pk, on) | _leave(sources, {one.pk: target.pk for one in sources}, on, by) | way
    made.save(update_fields=["moved"])
    return _told(made, [target, *sources], by)


@transaction.atomic
def split(*, source: Organisation, people: Mapping[int, Organisation], on: dt.date, act: str, close: bool, by: Any, seen: int | None = None) -> Reorganisation:
    """Разделить организацию или выделить из неё: `people` says who (teacher id) goes where from `on`.

    With `close` nobody may be left behind. Raises Refusal when somebody is, when nobody goes, or for a wrong date.
    """
    successors = list({one.pk: one for one in people.values()}.values())
    places = _locked([source, *successors])
    source, successors = places[source.pk], [places[one.pk] for one in successors]
    if not people:
        raise Refusal("Выберите, кто и куда переходит.", field="people")
    if any(one.pk == source.pk for one in successors):
        raise Refusal("Переходят в другую организацию: выберите, в какую.", field="people")
    _require(on, act, [source], by, successors)
    refuse_stale(source, seen, moving=True)
    left = _working(source, on).exclude(teacher__in=list(people)).values("teacher").distinct().count()
    if close and left:
        raise Refusal(f"В организации {plural_form(left, STAY)} {counted(left, PEOPLE)}: распределите всех или не закрывайте её.", field="people")
    made = _begin(Kind.SPLIT, on, act, [(source, one) for one in successors], by)
    staff = Employment.objects.filter(organisation=source, teacher__in=list(people))
    made.moved = _move(staff, lambda job: people[job.teacher_id].pk, on)
    if close:
        made.moved |= _leave([source], {}, on, by)
    made.save(update_fields=["moved"])
    return _told(made, [source, *successors], by)


@transaction.atomic
def close(*, organisation: Organisation, on: dt.date, act: str, by: Any, seen: int | None = None) -> Reorganisation:
    """Закрыть организацию: `on` is the first day on which it is no more. Raises Refusal while anybody still works there."""
    place = _locked([organisation])[organisation.pk]
    _require(on, act, [place], by)
    refuse_stale(place, seen, moving=True)
    left = _working(place, on).values("teacher").distinct().count()
    if left:
        raise Refusal(
            f"В организации с {day(on)} ещё {plural_form(left, WORK)} {counted(left, PEOPLE)}. Сначала переведите или увольте их, либо присоедините организацию к другой."
        )
    made = _begin(Kind.CLOSED, on, act, [(place, None)], by)
    made.moved = _leave([place], {}, on, by)
    made.save(update_fields=["moved"])
    return _told(made, [place], by)


@transaction.atomic
def undo(*, reorganisation: Reorganisation, by: Any) -> Reorganisation:
    """Отменить реорганизацию: everything stands as before. Raises Refusal once something newer rests on it, naming what."""
    fresh = locked(Reorganisation.objects, reorganisation.pk)
    if fresh.undone_at:
        raise Refusal(f"Это уже отменено {day(fresh.undone_at)}.")
    sides = [pk for pair in fresh.successions.values_list("predecessor", "successor") for pk in pair if pk]
    places = _locked(Organisation.objects.filter(pk__in=sides))
    _may(by, places.values())
    _refuse_when_built_upon(fresh, list(places))
    moved = fresh.moved
    if "renamed" in moved:
        _name_again(moved["renamed"], list(places.values()))
    Employment.objects.filter(pk__in=moved.get("made", [])).delete()
    for pk, until in moved.get("ended", []):
        Employment.objects.filter(pk=pk).update(until=until)
    for pk, place in moved.get("shifted", []):
        Employment.objects.filter(pk=pk).update(organisation=place)
    Appointment.objects.filter(pk__in=moved.get("access_made", [])).delete()
    for pk, until in moved.get("access_ended", []):
        Appointment.objects.filter(pk=pk).update(until=until)
    for pk, place in moved.get("access_shifted", []):
        Appointment.objects.filter(pk=pk).update(organisation=place)
    take_up_access(moved.get("access_dropped", []))
    give_back_invitations(kept=moved.get("invited", []))
    for pk, closed in moved.get("closed", []):
        Organisation.objects.filter(pk=pk).update(closed=closed)
    fresh.undone_at = timezone.now()
    fresh.save(update_fields=["undone_at"])
    for place in places.values():
        record(verb="отменил(а) реорганизацию", obj=place, by=by, before={"reorganisation": str(fresh)})
    if "opened" in moved:
        _never_opened(list(places.values()))
    return fresh


def _name_again(renamed: dict[str, Any], places: Sequence[Organisation]) -> None:
    """The former name is the name again, while the name is still the one that the deed gave."""
    (place,) = places
    if {name: getattr(place, name) for name in renamed["became"]} != renamed["became"]:
        raise Refusal(f"Отменить уже нельзя: после переименования название исправили, теперь это {quoted(place.short_name)}.")
    taken = Organisation.objects.filter(short_name=renamed["was"]["short_name"], district=place.district_id).exclude(pk=place.pk)
    if taken.exists():
        raise Refusal(f"Отменить нельзя: название {quoted(renamed['was']['short_name'])} теперь у другой организации.")
    FormerName.objects.filter(pk=renamed["former"]).delete()
    Organisation.objects.filter(pk=place.pk).update(**renamed["was"])


def _never_opened(places: Sequence[Organisation]) -> None:
    """An organisation opened by mistake goes as if it had never been, while nothing belongs to it; the journal remembers it."""
    (place,) = places
    Succession.objects.filter(Q(predecessor=place) | Q(successor=place), reorganisation__undone_at__isnull=False).delete()
    try:
        with transaction.atomic():
            place.delete()
    except ProtectedError as kept:
        what = ", ".join(sorted({str(one._meta.verbose_name_plural) for one in kept.protected_objects}))
        raise Refusal(f"Отменить открытие уже нельзя: с организацией связаны {what}. Её можно закрыть.") from kept


def _refuse_when_built_upon(fresh: Reorganisation, places: list[int]) -> None:
    sides = Q(successions__predecessor__in=places) | Q(successions__successor__in=places)
    newer = Reorganisation.objects.filter(sides, pk__gt=fresh.pk, undone_at__isnull=True)
    later = (newer if fresh.rests_on_name else newer.exclude(kind=Kind.RENAMED)).order_by("pk").first()
    if later:
        raise Refusal(f"После этого с организацией произошло другое: {later}. Сначала отмените его.")
    changed = _changed_since(Employment.objects.select_related("teacher"), fresh, "ended", "made_until")
    if changed:
        who = f": {changed[0].teacher.short_name}" if changed[0] else ""
        raise Refusal(f"Отменить уже нельзя: после реорганизации изменили место работы{who}. Исправьте это и отмените снова.")
    if _changed_since(Appointment.objects.all(), fresh, "access_ended", "access_until"):
        raise Refusal("Отменить уже нельзя: после реорганизации изменили сроки доступа её людей.")


def _changed_since(rows: Any, fresh: Reorganisation, ended: str, until: str) -> list[Any]:
    """Rows that the deed ended or made and that end otherwise now; None stands for one that is no more."""
    last = (fresh.on - dt.timedelta(days=1)).isoformat()
    left: dict[int, str | None] = {pk: last for pk, _ in fresh.moved.get(ended, [])}
    left |= dict(fresh.moved.get(until, []))
    found = {one.pk: one for one in rows.filter(pk__in=left)}
    return [found.get(pk) for pk, date in left.items() if pk not in found or _iso(found[pk].until) != date]


def _may(by: Any, places: Iterable[Organisation]) -> None:
    every = list(places)
    if not all(by.has_perm("accounts.reorganise", one) for one in every):
        raise Refusal("Реорганизации вносит методист или начальник управления того района, где стоит организация.")
    if len({one.district_id for one in every}) > 1:
        raise Refusal("Это организации разных районов: реорганизация возможна внутри одного.")


def _require(on: dt.date, act: str, places: Sequence[Organisation], by: Any, successors: Sequence[Organisation] = ()) -> None:
    """Who goes existed before the day; who takes over may be opened on it."""
    _may(by, [*places, *successors])
    if not act.strip():
        raise Refusal("Укажите основание: номер и дату акта.", field="act")
    if on > today() + dt.timedelta(days=366):
        raise Refusal("Дата дальше чем через год: проверьте её.", field="on")
    for place in [*places, *successors]:
        if place.opened and (on < place.opened or (on == place.opened and place in places)):
            raise Refusal(f"{place} открыта {day(place.opened)}: дата должна быть {'позже' if place in places else 'не раньше'}.", field="on")
        if place.closed and place.closed <= on:
            raise Refusal(f"{place} закрыта с {day(place.closed)}.", field="on")


def _locked(places: Iterable[Organisation]) -> dict[int, Organisation]:
    """Fresh rows, locked in one order so that two deeds at once wait instead of blocking each other.

    With their keys: a job or an access that somebody is just writing there is waited for and goes along. Whoever holds a person and writes
    something at her place therefore locks the card with `no_key`.
    """
    wanted = sorted({one.pk for one in places})
    found = {one.pk: one for one in Organisation.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")}
    if len(found) < len(wanted):
        raise Refusal("Такой организации в вашем районе нет.")
    return found


def _begin(kind: str, on: dt.date, act: str, pairs: list[tuple[Organisation, Organisation | None]], by: Any) -> Reorganisation:
    district = pairs[0][0].district_id
    made = Reorganisation.objects.create(district_id=district, kind=kind, on=on, act=act.strip())
    Succession.objects.bulk_create([Succession(district_id=district, reorganisation=made, predecessor=old, successor=new) for old, new in pairs])
    return made


def _working(place: Organisation, on: dt.date) -> Any:
    """Jobs at the place that last on the date or begin later."""
    return Employment.objects.filter(Q(until__isnull=True) | Q(until__gte=on), organisation=place)


def _move(staff: Any, goes_to: Any, on: dt.date) -> dict[str, Any]:
    """Jobs under way end on the day before and go on elsewhere; jobs that begin later begin there. What was done, by id."""
    jobs = list(staff.filter(Q(until__isnull=True) | Q(until__gte=on)).select_for_update(of=("self",)).order_by("pk"))
    under_way, later = [one for one in jobs if one.since < on], [one for one in jobs if one.since >= on]
    ended = [[one.pk, _iso(one.until)] for one in under_way]
    Employment.objects.filter(pk__in=[one.pk for one in under_way]).update(until=on - dt.timedelta(days=1))  # first: two main jobs never overlap
    made = Employment.objects.bulk_create([_again(one, goes_to(one), on) for one in under_way])
    shifted = [[one.pk, one.organisation_id] for one in later]
    for one in later:
        one.organisation_id = goes_to(one)
    Employment.objects.bulk_update(later, ["organisation"])
    return {"ended": ended, "made": [one.pk for one in made], "made_until": [[one.pk, _iso(one.until)] for one in made], "shifted": shifted}


def _again(job: Employment, place: int, on: dt.date) -> Employment:
    same = ("district_id", "teacher_id", "position", "is_pedagogical", "subject", "is_main", "load", "until")
    return Employment(**{name: getattr(job, name) for name in same}, organisation_id=place, since=on)


def _leave(places: Sequence[Organisation], goes_to: Mapping[int, int], on: dt.date, by: Any) -> dict[str, Any]:
    """The places are closed: who had access there, and who was offered it."""
    return _move_access(places, goes_to, on, by) | end_invitations(places=places, goes_to=goes_to, on=on, by=by) | _close(places, on)


def _move_access(sources: Sequence[Organisation], goes_to: Mapping[int, int], on: dt.date, by: Any) -> dict[str, Any]:
    """Heads of a closed place lose its people with it, those to come never get them; its teachers keep their access in the new one."""
    rows = list(Appointment.objects.filter(Q(until__isnull=True) | Q(until__gte=on), organisation__in=sources).select_for_update(of=("self",)))
    now, coming = [one for one in rows if one.since < on], [one for one in rows if one.since >= on]
    later = [one for one in coming if _follows(one, goes_to)]
    dropped = drop_access([one for one in coming if not _follows(one, goes_to)], by)
    ended = [[one.pk, _iso(one.until)] for one in now]
    Appointment.objects.filter(pk__in=[one.pk for one in now]).update(until=on - dt.timedelta(days=1))
    made = Appointment.objects.bulk_create([_access_again(one, goes_to[one.organisation_id or 0], on) for one in now if _follows(one, goes_to)])
    shifted = [[one.pk, one.organisation_id] for one in later]
    for one in later:
        one.organisation_id = goes_to[one.organisation_id or 0]
    Appointment.objects.bulk_update(later, ["organisation"])
    lasts = [[one.pk, _iso(one.until)] for one in made]
    return {"access_ended": ended, "access_made": [one.pk for one in made], "access_until": lasts, "access_shifted": shifted, "access_dropped": dropped}


def _follows(post: Appointment, goes_to: Mapping[int, int]) -> bool:
    return post.role == Role.TEACHER and post.organisation_id in goes_to


def _access_again(post: Appointment, place: int, on: dt.date) -> Appointment:
    same = ("district_id", "user_id", "role", "until", "act", "instead_of_id")
    return Appointment(**{name: getattr(post, name) for name in same}, organisation_id=place, since=on)


def _close(places: Sequence[Organisation], on: dt.date) -> dict[str, Any]:
    before = [[one.pk, _iso(one.closed)] for one in places]
    for one in places:
        one.closed = on
        one.save(update_fields=["closed"])
    return {"closed": before}


def _told(made: Reorganisation, places: Iterable[Organisation], by: Any) -> Reorganisation:
    for place in places:
        record(verb="внёс(ла) реорганизацию", obj=place, by=by, after={"reorganisation": str(made), "act": made.act})
    return made


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
