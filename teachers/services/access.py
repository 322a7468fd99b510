"""Access of the register's people: inviting them, tying the account to the card, closing access with the work."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from portal.accounts.models import Appointment, District, Invitation, Organisation, Role
from portal.accounts.rules import APPOINTED_BY_METHODIST, roles_to_give
from portal.accounts.selectors.namesakes import namesake_of, posts_by_name
from portal.accounts.services import Person, invite
from portal.accounts.services.invitations import Offer
from portal.accounts.services.people import close
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Employment, Teacher
from teachers.selectors.access import invitable
from teachers.selectors.people import main_job

KEPT = ("role", "organisation_id", "since", "until", "act", "instead_of_id")  # of an appointment that a move ended
NAMESAKE, ON_CARD = "Доступ уже есть у человека с тем же именем", "Он это или другой, решают на карточке: «Пригласить»."
AT_ONCE = 500  # people in one press: the page answers within seconds


@transaction.atomic
def invite_teacher(*, teacher: Teacher, email: str = "", act: str = "", sending: str = "", another: bool = False, by: Any) -> Invitation:
    """Пригласить педагога из реестра, into the main place of work; an address typed here is kept on the card.

    Raises Refusal when she has an account, no address or no work today, the address is somebody else's, or (unless `another`) a namesake has access.
    """
    fresh = Teacher.objects.shown().select_for_update(of=("self",), no_key=True).select_related("user", "district").filter(pk=teacher.pk).first()
    if fresh is None:
        raise Refusal("Этой карточки больше нет.")
    if not invitable(fresh):
        closed = fresh.user and not fresh.user.is_active
        raise Refusal("Учётная запись педагога закрыта: приглашение её не откроет." if closed else "У педагога уже есть учётная запись.", field="email")
    address = (email or fresh.email).strip().lower()
    if not address:
        raise Refusal("Укажите электронную почту: приглашение уходит на неё.", field="email")
    twin = Teacher.objects.shown().filter(user__email__iexact=address).exclude(pk=fresh.pk).first()
    if twin:
        raise Refusal(f"Этот адрес уже у другого педагога: {twin.short_name}.", field="email")
    job = main_job(fresh, today())
    if job is None:
        raise Refusal("Сегодня педагог нигде не работает: приглашать некуда.")
    person = Person(address, fresh.last_name, fresh.first_name, fresh.patronymic)
    offer = Offer(role=Role.TEACHER, organisation=job.organisation, act=act, card=fresh.pk)
    made = invite(person=person, offer=offer, district=fresh.district, by=by, sending=sending, another=another)
    if fresh.email != address:
        record(verb="изменил(а) карточку", obj=fresh, by=by, before={"email": fresh.email}, after={"email": address})
        fresh.email = address
        fresh.save(update_fields=["email"])
    return made


@dataclass(frozen=True)
class Invited:
    """What came of many invitations: who was invited, who was not and why; `sending` is the code by which they are found and revoked together."""

    made: list[Invitation]
    refused: list[tuple[Teacher, str]]
    sending: str


class Mistyped(Refusal):
    """Addresses that were typed for these people and are refused; `wrong` says of each person's id why. Nobody has been invited."""

    def __init__(self, wrong: dict[int, str]) -> None:
        super().__init__("Не все вписанные адреса годятся: никто не приглашён.")
        self.wrong = wrong


@transaction.atomic
def invite_many(*, teachers: Iterable[Teacher], addresses: Mapping[int, str] | None = None, by: Any) -> Invited:
    """Пригласить многих: each on her own, so that one wrong address of a card does not keep the others waiting.

    `addresses`: typed here for those whose cards have none, by id; each is kept on the card. Raises Refusal above `AT_ONCE`, Mistyped when one of these is refused.
    """
    typed, wrong = addresses or {}, dict[int, str]()
    people = list(teachers)
    if len(people) > AT_ONCE:
        raise Refusal(f"За один раз можно пригласить не больше {AT_ONCE} человек. Отберите, например, одну организацию.")
    done = Invited([], [], get_random_string(12))
    homes = District.objects.filter(pk__in={one.district_id for one in people})
    known = {home.pk: posts_by_name([one for one in people if one.district_id == home.pk], home) for home in homes}
    for teacher in people:
        if namesake := namesake_of(teacher, known[teacher.district_id], but=teacher.user_id):
            done.refused.append((teacher, f"{NAMESAKE}: {namesake}. {ON_CARD}"))
            continue
        try:
            made = invite_teacher(teacher=teacher, email=typed.get(teacher.pk, ""), sending=done.sending, another=True, by=by)
        except Refusal as refusal:
            done.refused.append((teacher, str(refusal)))
            if teacher.pk in typed and refusal.field == "email":
                wrong[teacher.pk] = str(refusal)
        else:
            if made.sending == done.sending:
                done.made.append(made)
            else:  # somebody has invited her since the page was opened
                done.refused.append((teacher, "Приглашение уже ждёт ответа."))
    if wrong:
        raise Mistyped(wrong)
    return done


def link_invited(invitation: Invitation) -> None:
    """The account of an accepted invitation becomes the card's, unless the card has got another owner since."""
    if invitation.card is None or Teacher.objects.filter(user=invitation.user_id).exists():
        return
    card = Teacher.objects.shown().filter(pk=invitation.card, user__isnull=True).first()
    if card:
        card.user_id = invitation.user_id
        card.save(update_fields=["user"])
        record(verb="связал(а) учётную запись с карточкой", obj=card, by=invitation.user)


@dataclass(frozen=True)
class Shift:
    """What a move did to access: appointments as they were before it, and one that it made."""

    ended: list[Appointment]
    made: Appointment | None = None
    last: dt.date | None = None  # the day that the terms were set to

    def kept(self) -> dict[str, Any]:
        """For the move's own record, so that undoing it gives access back."""
        facts = [{name: getattr(one, name) for name in ("pk", *KEPT)} for one in self.ended]
        last = self.last.isoformat() if self.last else None
        return {"ended": json.loads(json.dumps(facts, default=str)), "made": self.made.pk if self.made else None, "last": last}


def give_back_access(*, kept: dict[str, Any], teacher: Teacher, by: Any, why: str = "отменено кадровое событие") -> None:
    """Вернуть доступ, который закрыло отменённое событие (`why`), unless somebody has given her the same post since or ended this one by hand.

    A post of the service comes back only by somebody who may give it.
    """
    if not kept or teacher.user_id is None:
        return
    made = Appointment.objects.filter(pk=kept["made"], user=teacher.user_id).first()
    if made:
        record(verb="отменил(а) назначение", obj=made, by=by, comment=why)
        made.delete()
    may_give = {*APPOINTED_BY_METHODIST, *roles_to_give(by, teacher.district)}
    for facts in kept["ended"]:
        known = {name: facts[name] for name in ("role", "organisation_id")}
        same = Appointment.objects.filter(user=teacher.user_id, district=teacher.district_id, **known)
        if same.exclude(pk=facts["pk"]).lasting().exists():
            continue
        left = same.filter(pk=facts["pk"]).first()
        if facts["role"] not in may_give or not _untouched(left, facts, kept.get("last")):
            continue
        found = left or Appointment(user_id=teacher.user_id, district_id=teacher.district_id)
        for name in KEPT:
            field: Any = Appointment._meta.get_field(name.removesuffix("_id"))
            setattr(found, name, field.to_python(facts[name]))
        found.save()
        record(verb="вернул(а) назначение", obj=found, by=by, after={"until": facts["until"]}, comment=why)


def _untouched(left: Appointment | None, facts: dict[str, Any], last: str | None) -> bool:
    """The post is as the event left it: with its last day, or gone because it had not begun by then. Whoever ended it by hand meant it."""
    if last is None:  # an event of the time before this was kept
        return left is not None
    return facts["since"] > last if left is None else str(left.until) == last


def close_access(*, teacher: Teacher, last_day: dt.date, by: Any, left: Iterable[int] = ()) -> Shift:
    """Закрыть доступ с увольнением: what was given for places where she no longer works; without any work left also as a teacher and mentor.

    A last day that is today or past closes it with the next request, a later one sets the end of the term. Waiting invitations die too.
    `left`: ids of places where she was to work later and will not.
    """
    lasting = Employment.objects.on(last_day + dt.timedelta(days=1)).filter(teacher=teacher)
    working = list(lasting.values_list("organisation_id", flat=True))
    worked = Employment.objects.filter(teacher=teacher).exclude(organisation__in=working).values_list("organisation_id", flat=True)
    gone_from = {*worked, *left} - set(working)
    if not working:
        Invitation.objects.open().filter(card=teacher.pk).update(revoked_at=timezone.now())
    if teacher.user_id is None:
        return Shift([])
    gone = Q(organisation__in=gone_from) if working else Q(organisation__in=gone_from) | Q(role__in=(Role.TEACHER, Role.MENTOR))
    posts = Appointment.objects.lasting().filter(gone, user=teacher.user_id, district=teacher.district_id)
    now = teacher.district.today
    last = last_day if last_day > now else now - dt.timedelta(days=1)
    ending = [post for post in posts if post.until is None or post.until > last]
    before = [copy(post) for post in ending]
    for post in ending:
        close(appointment=post, last=last, by=by)
    return Shift(before, last=last)


def move_access(*, teacher: Teacher, to: Organisation, on: dt.date, act: str, by: Any, left: Iterable[int] = ()) -> Shift:
    """Перенести доступ with a transfer: the old place's ends, a teacher's begins at the new one; a head's does not follow her. `left` as in `close_access`."""
    if teacher.user_id is None:
        return Shift([])
    closed = close_access(teacher=teacher, last_day=on - dt.timedelta(days=1), by=by, left=left)
    ended = closed.ended
    facts = {"user_id": teacher.user_id, "district_id": teacher.district_id, "role": Role.TEACHER, "organisation": to}
    if not any(post.role in (Role.TEACHER, Role.SCHOOL_HEAD) for post in ended) or Appointment.objects.lasting().filter(**facts).exists():
        return closed
    made = Appointment.objects.create(**facts, since=max(on, teacher.district.today), act=act)
    record(verb="назначил(а)", obj=made, by=by, after={"role": made.role, "since": made.since.isoformat(), "act": act})
    return Shift(ended, made, closed.last)
