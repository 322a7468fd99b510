"""Организации: открыть, исправить сведения, переименовать, внести и закончить статус; each with a date, an act and the journal."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.urls import reverse

from portal.accounts.models import District, FormerName, Organisation, OrganisationStatus, Reorganisation, Succession, Word
from portal.journal.services import record, record_many, refuse_stale
from portal.kit.namesakes import refuse_namesake, same
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn
from portal.kit.words import day

Kind = Reorganisation.Kind
CONTACTS = ("address", "phone", "email", "site")
CORE = ("name", "short_name", "kind", "levels", "inn", "opened")
NOT_YOURS = "Сведения об организации вносят методист, начальник управления и её руководитель."
ONLY_CONTACTS = "Руководитель организации исправляет её адрес, телефон, почту и сайт; остальное вносит методист района."
SAME_NAME = "Организация с таким кратким названием в районе уже есть."
FAR = "Дата дальше чем через год: проверьте её."
OPENERS = "Организации открывает методист или начальник управления района."


class Entry(NamedTuple):
    """A row of a list to be opened: its number in the list, what `open_organisation` takes, and the first day."""

    number: int
    data: Mapping[str, Any]
    on: dt.date | None


class InRow(Refusal):
    """One row of a list cannot be done, therefore none is; `number` says which."""

    def __init__(self, number: int, sentence: str) -> None:
        super().__init__(sentence)
        self.number = number


def too_far(on: dt.date) -> bool:
    """Nobody opens a school more than a year ahead: it is a misprint."""
    return on > today() + dt.timedelta(days=366)


@transaction.atomic
def open_organisation(*, data: Mapping[str, Any], on: dt.date, act: str, district: District, by: Any, again: str = "") -> Organisation:
    """Открыть организацию: `data` holds CONTACTS and CORE but `opened`, which is `on`. Raises Refusal for a short name in use or a missing act.

    Raises Namesake for a name that differs from another one's in signs only, unless `again` names that one.
    """
    if not by.has_perm("accounts.reorganise", district):
        raise Refusal(OPENERS)
    _act(act)
    if too_far(on):
        raise Refusal(FAR, field="on")
    in_turn("organisation", district.pk)
    made = Organisation(district=district, opened=on, **data)
    _saved(made, again=again)
    _happened(Kind.OPENED, made, on, act, {"opened": made.pk})
    record(verb="открыл(а) организацию", obj=made, by=by, after={"name": made.name, "opened": on.isoformat(), "act": act.strip()})
    return made


@transaction.atomic
def open_listed(*, entries: Sequence[Entry], act: str, district: District, by: Any) -> list[Organisation]:
    """Открыть организации списком, all or none, each as `open_organisation` does. Raises Refusal, or InRow for a row that cannot be done.

    A name that differs in signs only is the same one: nobody looks at five hundred rows as closely as at a form.
    """
    if not by.has_perm("accounts.reorganise", district):
        raise Refusal(OPENERS)
    if not entries:
        raise Refusal("Отметьте хотя бы одну строку.")
    _act(act)
    in_turn("organisation", district.pk)
    taken = {same(name) for both in Organisation.objects.filter(district=district).values_list("name", "short_name") for name in both}
    made = []
    for one in entries:
        keys = {same(one.data["name"]), same(one.data["short_name"])} - {""}
        if keys & taken:
            raise InRow(one.number, "Организация с таким названием в районе уже есть.")
        taken |= keys
        made.append(_checked(one, district))
    return _opened(made, act.strip(), by)


def _checked(one: Entry, district: District) -> Organisation:
    """The row of the list as an organisation that may be saved; what the database alone can refuse is asked of all at once."""
    if one.on is None:
        raise Refusal("Укажите дату: она есть не в каждой строке.", field="on")
    if too_far(one.on):
        raise InRow(one.number, FAR)
    made = Organisation(district=district, opened=one.on, **one.data)
    try:
        made.full_clean(exclude=["district"], validate_unique=False, validate_constraints=False)
    except ValidationError as wrong:
        raise InRow(one.number, " ".join(wrong.messages)) from wrong
    return made


def _opened(made: list[Organisation], act: str, by: Any) -> list[Organisation]:
    """All in a few statements: five hundred rows do not keep the district's others waiting."""
    try:
        with transaction.atomic():
            Organisation.objects.bulk_create(made)
    except IntegrityError as wrong:
        raise Refusal(SAME_NAME) from wrong
    events = [Reorganisation(district_id=one.district_id, kind=Kind.OPENED, on=cast(dt.date, one.opened), act=act, moved={"opened": one.pk}) for one in made]
    Reorganisation.objects.bulk_create(events)
    pairs = zip(events, made, strict=True)
    Succession.objects.bulk_create(Succession(district_id=one.district_id, reorganisation=event, successor=one) for event, one in pairs)
    told = [(one, None, {"name": one.name, "opened": one.opened.isoformat() if one.opened else None, "act": act}) for one in made]
    record_many(verb="открыл(а) организацию", about=told, by=by)
    return made


@transaction.atomic
def edit_organisation(*, organisation: Organisation, changes: Mapping[str, Any], seen: int, by: Any, again: str = "") -> Organisation:
    """Исправить сведения: a head changes the contacts of her own place, the district's staff everything; a name here is a misprint mended.

    Raises Refusal when somebody was faster, for a name in use, or for what is not hers to change; Namesake as for a new one.
    """
    fresh = _locked(organisation, by, "accounts.edit_organisation")
    if set(changes) - set(CONTACTS) and not by.has_perm("accounts.reorganise", fresh):
        raise Refusal(ONLY_CONTACTS)
    refuse_stale(fresh, seen)
    before = {name: _plain(getattr(fresh, name)) for name in changes}
    after = {name: _plain(value) for name, value in changes.items()}
    if before != after:
        for name, value in changes.items():
            setattr(fresh, name, value)
        _saved(fresh, again=again if {"name", "short_name"} & changes.keys() else None)
        record(verb="изменил(а) сведения об организации", obj=fresh, by=by, before=before, after=after)
    return fresh


@transaction.atomic
def rename(*, organisation: Organisation, name: str, short_name: str, on: dt.date, act: str, seen: int, by: Any, again: str = "") -> Reorganisation:
    """Переименовать с даты: the former name is kept with its last day, so pages and reports about an earlier date still say it. Namesake as for a new one."""
    fresh = _locked(organisation, by, "accounts.reorganise")
    refuse_stale(fresh, seen)
    _act(act)
    _may_be_renamed_on(fresh, on)
    name, short_name = " ".join(name.split()), " ".join(short_name.split())
    if (name, short_name) == (fresh.name, fresh.short_name):
        raise Refusal("Это название у организации уже есть: переименовывать не во что.", field="name")
    was = {"name": fresh.name, "short_name": fresh.short_name}
    former = FormerName.objects.create(district=fresh.district, organisation=fresh, until=on - dt.timedelta(days=1), act=act.strip(), **was)
    fresh.name, fresh.short_name = name, short_name
    _saved(fresh, again=again)
    now = {"name": name, "short_name": short_name}
    made = _happened(Kind.RENAMED, fresh, on, act, {"renamed": {"former": former.pk, "was": was, "became": now}})
    record(verb="переименовал(а) организацию", obj=fresh, by=by, before=was, after={**now, "act": act.strip()})
    return made


def _may_be_renamed_on(place: Organisation, on: dt.date) -> None:
    if on > today():
        raise Refusal("Новое название вносят, когда оно уже действует: дата не позже сегодняшней.", field="on")
    if place.opened and on <= place.opened:
        raise Refusal(f"Организация открыта {day(place.opened)}: дата должна быть позже.", field="on")
    if place.closed and place.closed <= on:
        raise Refusal(f"Организация закрыта с {day(place.closed)}.", field="on")
    last = place.former_names.order_by("until").last()
    if last and on <= last.until + dt.timedelta(days=1):
        raise Refusal(f"Название уже меняли с {day(last.until + dt.timedelta(days=1))}: дата должна быть позже.", field="on")


@transaction.atomic
def add_status(
    *, organisation: Organisation, status: str, since: dt.date, until: dt.date | None = None, act: str = "", seen: int, by: Any
) -> OrganisationStatus:
    """Внести статус (словарь org_flags) со сроком. Raises Refusal for an unknown one and when the same status lasts on those dates."""
    fresh = _locked(organisation, by, "accounts.reorganise")
    refuse_stale(fresh, seen)
    if not Word.objects.filter(dictionary="org_flags", code=status, active=True).exists():
        raise Refusal("Выберите статус из списка.", field="status")
    _in_order(since, until)
    made = OrganisationStatus(district=fresh.district, organisation=fresh, status=status, since=since, until=until, act=act.strip())
    _saved(made)
    record(verb="внёс(ла) статус организации", obj=fresh, by=by, after=_status(made))
    return made


@transaction.atomic
def end_status(*, status: OrganisationStatus, until: dt.date, by: Any) -> OrganisationStatus:
    """Закончить статус: `until` is its last day. Raises Refusal for one that has ended or a day before it began."""
    place = _locked(status.organisation, by, "accounts.reorganise")
    fresh = _status_row(status)
    if fresh.until and fresh.until <= until:
        raise Refusal(f"Этот статус уже закончился {day(fresh.until)}.", field="until")
    _in_order(fresh.since, until)
    before = _status(fresh)
    fresh.until = until
    _saved(fresh)
    record(verb="закончил(а) статус организации", obj=place, by=by, before=before, after=_status(fresh))
    return fresh


@transaction.atomic
def remove_status(*, status: OrganisationStatus, by: Any) -> None:
    """Убрать статус, внесённый по ошибке; the journal keeps what it was."""
    place = _locked(status.organisation, by, "accounts.reorganise")
    fresh = _status_row(status)
    record(verb="убрал(а) статус, внесённый по ошибке", obj=place, by=by, before=_status(fresh), after={})
    fresh.delete()


def _in_order(since: dt.date, until: dt.date | None) -> None:
    """Asked before the database compares terms: a term turned round is no range to it."""
    if until and until < since:
        raise Refusal("Дата «по» раньше даты «с».", field="until")


def _status_row(status: OrganisationStatus) -> OrganisationStatus:
    fresh = OrganisationStatus.objects.select_for_update(of=("self",)).filter(pk=status.pk).first()
    if fresh is None:
        raise Refusal("Этот статус уже убрали. Обновите страницу.")
    return fresh


def _status(row: OrganisationStatus) -> dict[str, Any]:
    name = Word.objects.filter(dictionary="org_flags", code=row.status).values_list("name", flat=True).first() or row.status
    return {"статус": name, "since": row.since.isoformat(), "until": row.until.isoformat() if row.until else None, "act": row.act}


def _locked(organisation: Organisation, by: Any, may: str) -> Organisation:
    fresh = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation.pk).first()
    if fresh is None:
        raise Refusal("Такой организации в вашем районе нет.")
    if not by.has_perm(may, fresh):
        raise Refusal(NOT_YOURS)
    return fresh


def _act(act: str) -> None:
    if not act.strip():
        raise Refusal("Укажите основание: номер и дату акта.", field="act")


def _happened(kind: str, place: Organisation, on: dt.date, act: str, moved: dict[str, Any]) -> Reorganisation:
    """The event in the organisation's life; one that was opened had no predecessor."""
    made = Reorganisation.objects.create(district=place.district, kind=kind, on=on, act=act.strip(), moved=moved)
    before = place if kind == Kind.RENAMED else None
    Succession.objects.create(district=place.district, reorganisation=made, predecessor=before, successor=place)
    return made


def _saved(row: Model, *, again: str | None = None) -> None:
    """Saved, or the constraint's own sentence; a race that the check could not see is refused by the database. `again`: see `_ask`."""
    place = isinstance(row, Organisation)
    field, taken = ("short_name", SAME_NAME) if place else ("", "В эти даты уже есть другая запись: обновите страницу и проверьте сроки.")
    try:
        row.full_clean(exclude=["district"])
        if isinstance(row, Organisation):
            _ask(row, again)
        with transaction.atomic():
            row.save()
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages)) from wrong
    except IntegrityError as wrong:
        raise Refusal(taken, field=field) from wrong


def _ask(place: Organisation, again: str | None) -> None:
    """Raise Refusal when the short name is another one's, Namesake when a name is in all but its signs; `again` is None where that is not asked."""
    others = Organisation.objects.filter(district=place.district_id).exclude(pk=place.pk)
    if others.filter(short_name=place.short_name).exists():
        raise Refusal(SAME_NAME, field="short_name")
    if again is None:
        return
    in_turn("organisation", place.district_id)
    refuse_namesake(
        others.exclude(closed__lte=today()), place, again, begins="Организация с таким названием уже есть", called=lambda one: (one.name, one.short_name),
        address=lambda one: reverse("organisations:organisation", args=[one.pk]), note=lambda one: ", ".join(filter(None, (one.short_name, one.address))),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """A value as the journal's JSON keeps it."""
    return value.isoformat() if isinstance(value, dt.date) else value
