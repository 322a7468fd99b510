"""Giving and ending access; keeping districts and dictionaries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse

from portal.accounts.models import Appointment, District, Organisation, User, Word
from portal.accounts.rules import roles_to_give
from portal.journal.services import notify, record, refuse_stale
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal


@dataclass(frozen=True)
class Person:
    """Who is invited, as typed."""

    email: str
    last_name: str
    first_name: str
    patronymic: str = ""


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: str,
    district: District | None,
    organisation: Organisation | None = None,
    since: dt.date,
    until: dt.date | None = None,
    act: str = "",
    by: Any,
) -> Appointment:
    """Назначить: an account is made for a new address and invited by mail; a known one gets a further appointment.

    Raises Refusal when the dates are reversed, the role needs an organisation, the same appointment is already in force,
    or the address belongs to somebody of another district whose name was not given right.
    """
    if role not in roles_to_give(by, district):
        raise Refusal("Назначать на эту роль вам не разрешено.", field="role")
    _take_turns(person.email)
    user, new = _account(person, district)
    appointment = Appointment(user=user, role=role, district=district, organisation=organisation, since=since, until=until, act=act)
    _validate(appointment)
    if Appointment.objects.in_force(since).filter(user=user, role=role, district=district, organisation=organisation).exists():
        raise Refusal("У этого человека уже есть такое назначение, и оно действует.")
    appointment.save()
    record(
        verb="назначил(а)", obj=appointment, by=by, after={"role": role, "since": since.isoformat(), "until": until.isoformat() if until else None, "act": act}
    )
    if new and district:
        notify(
            user=user,
            text="Вас пригласили на портал методической службы. Задайте пароль по ссылке.",
            url=invitation_url(user),
            key="invitation",
            district_id=district.pk,
        )
    return appointment


def _take_turns(email: str) -> None:
    """One appointment of a person at a time, until the transaction ends: a double click must find the first click's row.

    Not a row lock: the account may not be there yet, or be one that the wall lets only be read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts.appoint', hashtext(%s)))", [email.strip().lower()])


def _account(person: Person, district: District | None) -> tuple[User, bool]:
    """The account with this address, made when there is none; one address is one person in every district."""
    before, same = wall.current(), User.objects.filter(email__iexact=person.email.strip())
    seen = same.exists()
    with wall.scope(before.districts, user=before.user, signin=True, common=before.common):
        known = same.first()
        if known and not seen and _called(known) != _called(person):  # who knows an address alone does not learn whose it is
            raise Refusal("Этот адрес на портале занят другим человеком. Проверьте адрес, фамилию и имя.", field="email")
        if known:
            return known, False
        user = User(
            email=person.email.strip().lower(), last_name=person.last_name, first_name=person.first_name, patronymic=person.patronymic, home_district=district
        )
        user.set_unusable_password()
        user.save()
        return user, True


def _called(who: User | Person) -> tuple[str, ...]:
    """Surname and first name as one compares them by eye."""
    return tuple(" ".join(part.split()).casefold().replace("ё", "е") for part in (who.last_name, who.first_name))


def _validate(appointment: Appointment) -> None:
    try:
        appointment.full_clean(exclude=["user", "district"])
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages)) from wrong


def invitation_url(user: User) -> str:
    """The one-time address where the invited person sets a password; it expires and dies with its use."""
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)})


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: dt.date | None = None, by: Any) -> Appointment:
    """Закончить назначение; access ends with the next request. Raises Refusal for one's own or an already ended one."""
    fresh = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if fresh.user_id == by.pk:
        raise Refusal("Своё назначение закончить нельзя: попросите коллегу или оператора.")
    last = (on or today()) - dt.timedelta(days=1)
    if fresh.until and fresh.until <= last:
        raise Refusal("Это назначение уже закончилось.")
    before = {"until": fresh.until.isoformat() if fresh.until else None}
    fresh.until = max(last, fresh.since)
    if fresh.since > last:  # it had not begun: no day of it may remain
        record(verb="отменил(а) назначение", obj=fresh, by=by, before=before)
        fresh.delete()
        return fresh
    fresh.save(update_fields=["until"])
    record(verb="закончил(а) назначение", obj=fresh, by=by, before=before, after={"until": fresh.until.isoformat()})
    return fresh


@transaction.atomic
def set_district_state(*, district: District, state: str, by: Any) -> District:
    """Открыть или приостановить район: people of a frozen one keep their accounts and see nothing."""
    fresh = District.objects.select_for_update().get(pk=district.pk)
    before = fresh.state
    if before == state:
        return fresh
    fresh.state = state
    fresh.save(update_fields=["state"])
    record(
        verb="приостановил(а) район" if state == District.State.FROZEN else "открыл(а) район",
        obj=fresh,
        by=by,
        before={"state": before},
        after={"state": state},
    )
    return fresh


@transaction.atomic
def edit_word(*, word: Word, name: str, active: bool, by: Any, seen: int | None = None) -> Word:
    """Поправить слово словаря. Only words «по памяти» may be renamed: the others are quoted from their source."""
    name = name.strip()
    if not name:
        raise Refusal("Название не может быть пустым.", field="name")
    if not word.from_memory and name != word.name:
        raise Refusal("Это слово взято из источника дословно; изменить можно только слова с пометкой «по памяти».", field="name")
    word = Word.objects.select_for_update().get(pk=word.pk)
    refuse_stale(word, seen)
    before = {"name": word.name, "active": word.active}
    word.name, word.active = name, active
    word.save(update_fields=["name", "active"])
    record(verb="изменил(а) слово словаря", obj=word, by=by, before=before, after={"name": name, "active": active})
    return word


def set_look(*, user: User, look: dict[str, str]) -> None:
    """Запомнить версию для слабовидящих; unknown values are dropped."""
    user.look = clean_look(look)
    user.save(update_fields=["look"])


LOOKS = {
    "size": ("100", "125", "150", "200"),
    "scheme": ("normal", "white", "black", "blue", "beige", "green"),
    "spacing": ("normal", "wide", "wider"),
    "images": ("on", "off"),
}


def clean_look(look: dict[str, str]) -> dict[str, str]:
    """Only known settings with known values."""
    return {name: look[name] for name, options in LOOKS.items() if look.get(name) in options and look[name] != options[0]}
