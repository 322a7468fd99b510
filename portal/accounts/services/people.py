"""Giving and ending access."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Appointment, District, Organisation, User
from portal.accounts.rules import roles_to_give
from portal.accounts.services.closing import end_with_place
from portal.accounts.services.deputising import at_home, deputies_after, place_of, refuse_deputy, tell_given, tell_over
from portal.journal.services import notify, record
from portal.kit import wall
from portal.kit.access import require
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from portal.kit.words import day, period

UNPROVEN = "Почта этого человека не подтверждена: он вошёл по ссылке, переданной из рук в руки. Пусть задаст пароль через «Забыли пароль?», и повторите."

SHORT = "начало действовать и закончено в первый же день: срок короче дня не хранится, поэтому в списке «Доступ» его нет"


@dataclass(frozen=True)
class Person:
    """Who is invited, as typed; each part is one line, since it stands in letters."""

    email: str
    last_name: str
    first_name: str
    patronymic: str = ""

    def __post_init__(self) -> None:
        for name, typed in vars(self).items():
            object.__setattr__(self, name, " ".join(typed.split()))


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
    instead_of: User | None = None,
    by: Any,
) -> Appointment:
    """Назначить at once; an account is made for a new address, whose owner comes in by `invitation_url`. Newcomers of a district are invited instead.

    `instead_of`: she deputises for somebody («исполняет обязанности»), only within the dates.
    Raises Refusal when the dates are reversed, the role needs an organisation, the same appointment is already in force,
    or the address belongs to somebody of another district whose name was not given right.
    """
    if role not in roles_to_give(by, district):
        raise Refusal("Назначать на эту роль вам не разрешено.", field="role")
    take_turns(person.email)
    user, _ = account_of(person, district)
    if user.handed:  # who came in by a link handed over may be anybody: more is given only through a letter
        raise Refusal(UNPROVEN, field="email")
    if instead_of:
        refuse_deputy(instead_of, user, role, district, organisation, since, until)
    facts: dict[str, Any] = {"user": user, "role": role, "district": district, "organisation": organisation}
    appointment = Appointment(**facts, since=since, until=until, act=act, instead_of=instead_of)
    end_with_place(appointment)
    until = appointment.until
    validate(appointment)
    if Appointment.objects.filter(**facts).filter(_overlapping(since, until)).exists():
        raise Refusal("У этого человека уже есть такое назначение на эти дни.")
    appointment.save()
    after = {"role": role, "since": since.isoformat(), "until": until.isoformat() if until else None, "act": act}
    record(verb="назначил(а)", obj=appointment, by=by, after=after | ({"instead_of": instead_of.full_name} if instead_of else {}))
    _tell(appointment)
    return appointment


def _tell(post: Appointment) -> None:
    """Who is appointed at once gets no invitation, and so this."""
    if post.instead_of_id:
        tell_given(post)
    elif post.district_id:
        act = f" Основание: {post.act}." if post.act else ""
        late = f" Доступ открыт {day(post.today)}: день «с» к тому времени прошёл." if post.since < post.today else ""
        with at_home(post):
            place = place_of(post) or post.district
            text = f"Вам дано назначение: {post.get_role_display().lower()}, {place}, {period(post.since, post.until)}.{act}{late}"
            notify(user=post.user, text=text, url=reverse("accounts:profile"), key=f"appointment-{post.pk}", district_id=post.district_id)


def _overlapping(since: dt.date, until: dt.date | None) -> Q:
    """Terms that share a day with this one."""
    begun = Q(since__lte=until) if until else Q()
    return begun & (Q(until__isnull=True) | Q(until__gte=since))


def take_turns(email: str) -> None:
    """One appointment of a person at a time, until the transaction ends: a double click must find the first click's row."""
    in_turn("accounts.appoint", email.strip().lower())


def account_of(person: Person, district: District | None) -> tuple[User, bool]:
    """The account with this address, made when there is none; one address is one person in every district. Raises Refusal for a closed one."""
    before, same = wall.current(), User.objects.filter(email__iexact=person.email.strip())
    seen = same.exists()
    with wall.scope(before.districts, user=before.user, signin=True, common=before.common):
        known = same.first()
        if known and not seen and called(known) != called(person):  # who knows an address alone does not learn whose it is
            raise Refusal("Этот адрес на портале занят другим человеком. Проверьте адрес, фамилию и имя.", field="email")
        if known and not known.is_active:  # nobody enters by it, whatever is given to it
            raise Refusal("Учётная запись с этим адресом закрыта. Укажите другой адрес.", field="email")
        if known:
            return known, False
        user = User(
            email=person.email.strip().lower(), last_name=person.last_name, first_name=person.first_name, patronymic=person.patronymic, home_district=district
        )
        user.set_unusable_password()
        user.save()
        return user, True


def called(who: User | Person) -> tuple[str, ...]:
    """Surname and first name as one compares them by eye."""
    return tuple(" ".join(part.split()).casefold().replace("ё", "е") for part in (who.last_name, who.first_name))


def validate(appointment: Appointment) -> None:
    try:
        with at_home(appointment):
            appointment.full_clean(exclude=["user", "district"])
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages)) from wrong


def invitation_url(user: User) -> str:
    """The one-time address where the invited person sets a password; it expires and dies with its use."""
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)})


@transaction.atomic
def deputise(*, post: Appointment, colleague: User, since: dt.date, until: dt.date, act: str = "", by: Any) -> Appointment:
    """Назначить исполняющего обязанности for a term: the same role and place, for somebody who has access to the district. Raises Refusal as `appoint` does."""
    require(by, "accounts.deputise", post)
    person = Person(colleague.email, colleague.last_name, colleague.first_name, colleague.patronymic)
    place = {"district": post.district, "organisation": place_of(post)}
    return appoint(person=person, role=post.role, **place, since=since, until=until, act=act, instead_of=post.user, by=by)  # type: ignore[arg-type]


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: dt.date | None = None, by: Any) -> Appointment:
    """Закончить назначение; access ends with the next request. Raises Refusal for one's own or an already ended one."""
    fresh = locked(Appointment.objects, appointment.pk)
    if fresh.user_id == by.pk:
        raise Refusal("Своё назначение закончить нельзя: попросите коллегу или оператора.")
    last = (on or fresh.today) - dt.timedelta(days=1)
    if fresh.until and fresh.until <= last:
        raise Refusal("Это назначение уже закончилось.")
    return close(appointment=fresh, last=last, by=by)


def close(*, appointment: Appointment, last: dt.date, by: Any) -> Appointment:
    """Set the last day of an appointment; its deputies' terms end with it. One that had not begun by then goes without a trace but the journal's.

    So does one that began today: kept for the day, it would give access until midnight. The journal says that it was in force.
    """
    for deputy in deputies_after(appointment, last):
        close(appointment=deputy, last=last, by=by)
    if appointment.instead_of_id:
        tell_over(appointment, last)
    before = {"until": appointment.until.isoformat() if appointment.until else None}
    if appointment.since > last:
        record(verb="отменил(а) назначение", obj=appointment, by=by, before=before, comment=SHORT if appointment.since == appointment.today else "")
        appointment.delete()
        return appointment
    appointment.until = last
    appointment.save(update_fields=["until"])
    record(verb="закончил(а) назначение", obj=appointment, by=by, before=before, after={"until": last.isoformat()})
    return appointment
