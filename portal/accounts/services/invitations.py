"""Inviting by a one-time link: issue, send again, revoke, accept."""

import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from portal.accounts.models import Appointment, Consent, District, Invitation, Organisation, Role, User
from portal.accounts.rules import roles_to_give
from portal.accounts.selectors.consents import current_text
from portal.accounts.selectors.namesakes import namesake_of, posts_by_name
from portal.accounts.services.closing import end_with_place
from portal.accounts.services.deputising import at_home, place_of, refuse_deputy, tell_given
from portal.accounts.services.entry import enter, handed_key_of, hash_of, key_of, must_prove, obstacle
from portal.accounts.services.people import Person, account_of, appoint, called, take_turns, validate
from portal.journal.services import ask_mailbox_again, record, record_many
from portal.kit import wall
from portal.kit.access import require
from portal.kit.periods import portal_day
from portal.kit.refusal import Refusal
from portal.kit.turns import hold, in_turn, locked
from portal.kit.words import day

NO_SUCH = (
    "Такого приглашения нет. Если его присылали вам не раз, откройте последнее письмо: прежние ссылки больше не действуют."
    " Проверьте также, целиком ли скопирована ссылка, или попросите методическую службу прислать её ещё раз."
)


@dataclass(frozen=True)
class Offer:
    """What the invited person gets when she accepts."""

    role: str
    organisation: Organisation | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    act: str = ""
    card: int | None = None  # id of the teacher's card that the account will belong to
    instead_of: User | None = None  # she deputises for somebody, within the dates only


@transaction.atomic
def invite(*, person: Person, offer: Offer, district: District, by: Any, sending: str = "", another: bool = False) -> Invitation:
    """Пригласить: an account without a password is kept ready; what is offered begins when the person accepts.

    `sending` is one code for all that are sent together. Asking again for the same person changes nothing and returns the invitation that is open. Raises Refusal when the role is not the
    inviter's to give, the address belongs to somebody of another name, or the person has this access already; and, unless `another` says that it is not the same person,
    when somebody of her name has access by another address.
    """
    if offer.role not in roles_to_give(by, district) or offer.role == Role.OPERATOR:
        raise Refusal("Приглашать на эту роль вам не разрешено.", field="role")
    take_turns(person.email)
    user, _ = account_of(person, district)
    if called(user) != called(person):
        raise Refusal("Этот адрес на портале занят другим человеком. Проверьте адрес, фамилию и имя.", field="email")
    since = offer.since or district.today
    offer = replace(offer, since=since)
    has = Appointment.objects.in_force(max(since, district.today))
    if user.has_usable_password() and has.filter(user=user, role=offer.role, district=district, organisation=offer.organisation).exists():
        raise Refusal("У этого человека уже есть такой доступ.", field="email")
    waiting = Invitation.objects.open().filter(user=user, district=district).first()
    if waiting:
        return _same(waiting, offer)
    if not another and (known := namesake_of(person, posts_by_name([person], district), but=user.pk)):
        raise Refusal(
            f"Доступ уже есть у человека с тем же именем: {known}. Если это он, впишите эту почту. Если другой человек, подтвердите это.", field="another"
        )
    if offer.instead_of:
        refuse_deputy(offer.instead_of, user, offer.role, district, offer.organisation, since, offer.until)
    promised = Appointment(user=user, district=district, role=offer.role, organisation=offer.organisation, since=since, until=offer.until)
    end_with_place(promised)
    validate(promised)
    offer = replace(offer, until=promised.until)
    made = Invitation(user=user, district=district, by=by if isinstance(by, User) else None, sending=sending, **vars(offer))
    made.person, made.email = " ".join(filter(None, (user.last_name, user.first_name, person.patronymic))), user.email
    made.key_hash, made.expires_at = get_random_string(64), _term()
    made.save()
    made.key_hash, made.handed_hash = hash_of(key_of(made)), hash_of(handed_key_of(made))
    made.save(update_fields=["key_hash", "handed_hash"])
    ask_mailbox_again(district_id=district.pk, user_id=user.pk)
    after = {"role": offer.role, "until": offer.until.isoformat() if offer.until else None, "act": offer.act}
    record(verb="пригласил(а)", obj=made, by=by, after=after | ({"instead_of": offer.instead_of.full_name} if offer.instead_of else {}))
    return made


@transaction.atomic
def appoint_or_invite(
    *, person: Person, offer: Offer, district: District | None, same: bool = False, another: bool = False, by: Any
) -> Appointment | Invitation:
    """Who has access to the district already, and a mailbox that is known to be hers, is appointed at once, everybody else is invited.

    `same`: the giver has been told whose address it is, and says that it is this person; `another`: that a namesake with access is not. Raises Refusal as both do.
    """
    person = _owner(person, district, same)
    known = User.objects.filter(email__iexact=person.email.strip(), appointments__district=district).distinct().first()
    if district is None or offer.role == Role.OPERATOR or (known and not must_prove(known)):
        given: dict[str, Any] = {"role": offer.role, "organisation": offer.organisation, "until": offer.until, "act": offer.act, "instead_of": offer.instead_of}
        home = None if offer.role == Role.OPERATOR else district
        return appoint(
            person=person,
            district=home,
            since=offer.since or (district.today if district else portal_day()),
            by=by,
            **given,
        )
    return invite(person=person, offer=offer, district=district, by=by, another=another)


def _owner(person: Person, district: District | None, same: bool) -> Person:
    """The person as her account names her. Raises Refusal when the address belongs to another name, which only her own district is told."""
    account = User.objects.filter(email__iexact=person.email).first()
    if account is None or called(account) == called(person):
        return person
    if not account.appointments.filter(district=district).exists():
        raise Refusal("Этот адрес на портале занят другим человеком. Проверьте адрес, фамилию и имя.", field="email")
    if not same:
        raise Refusal(f"По этой почте входит {account.full_name}. Если это тот, кого вы назначаете, подтвердите; иначе исправьте почту.", field="same")
    return replace(person, last_name=account.last_name, first_name=account.first_name, patronymic=account.patronymic)


def _same(waiting: Invitation, offer: Offer) -> Invitation:
    """The open invitation, when it offers the same; another offer must not hide behind it."""
    asked = (offer.role, offer.organisation, offer.instead_of, *((offer.since, offer.until) if offer.instead_of else ()))
    if asked != (waiting.role, waiting.organisation, waiting.instead_of, *((waiting.since, waiting.until) if waiting.instead_of_id else ())):
        raise Refusal(f"Этот человек уже приглашён ({waiting.title.lower()}). Отзовите то приглашение или дождитесь ответа.", field="email")
    return waiting


def _term() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=settings.INVITATION_DAYS)


def _open(invitation: Invitation, by: Any) -> Invitation:
    """The locked row, while it is open and the role is this person's to give."""
    fresh = locked(Invitation.objects, invitation.pk)
    if fresh.role not in roles_to_give(by, fresh.district):
        raise Refusal("На эту роль приглашает начальник управления или оператор.")
    if fresh.state in (Invitation.State.ACCEPTED, Invitation.State.REVOKED):
        raise Refusal(f"Приглашение уже {fresh.state.label}.")
    return fresh


@transaction.atomic
def send_again(*, invitation: Invitation, by: Any) -> Invitation:
    """Отправить ещё раз: a new link with a new term, the links before it open nothing; the letter leaves with the next round."""
    fresh = _open(invitation, by)
    fresh.expires_at, fresh.sent_at, fresh.turn = _term(), None, fresh.turn + 1
    fresh.key_hash, fresh.handed_hash = hash_of(key_of(fresh)), hash_of(handed_key_of(fresh))  # they follow the servers' secret
    fresh.save(update_fields=["expires_at", "sent_at", "key_hash", "handed_hash", "turn"])
    ask_mailbox_again(district_id=fresh.district_id, user_id=fresh.user_id)
    record(verb="отправил(а) приглашение ещё раз", obj=fresh, by=by)
    return fresh


@transaction.atomic
def invite_again(*, invitation: Invitation, by: Any) -> Invitation:
    """Пригласить снова after it was revoked: the same offer in a new invitation. Raises Refusal as `invite` does, and when what was offered is over."""
    if invitation.state != Invitation.State.REVOKED:
        raise Refusal("Снова приглашают того, чьё приглашение отозвано.")
    if invitation.until and invitation.until < invitation.district.today:
        raise Refusal(f"Доступ предлагался по {day(invitation.until)}, эти дни прошли. Пригласите человека заново и укажите новый срок.")
    person = _invited(invitation)
    offer = Offer(**{one.name: getattr(invitation, one.name) for one in fields(Offer)})
    return invite(person=person, offer=offer, district=invitation.district, by=by, another=True)  # it was asked the first time


def _invited(invitation: Invitation) -> Person:
    """Who was invited, in the words of then: her account may stand behind another wall, and what it says now is not the inviter's to learn."""
    before = wall.current()
    with wall.scope(before.districts, user=before.user, signin=True, common=before.common):
        known = User.objects.get(pk=invitation.user_id)
    name = f"{known.last_name} {known.first_name}"
    if known.email != invitation.email or not invitation.person.startswith(name):
        raise Refusal("С тех пор имя или почта этого человека изменились. Пригласите его заново: впишите нынешние.")
    return Person(known.email, known.last_name, known.first_name, invitation.person.removeprefix(name))


@transaction.atomic
def revoke(*, invitation: Invitation, by: Any) -> Invitation:
    """Отозвать: the link stops working at once."""
    fresh = _open(invitation, by)
    fresh.revoked_at = timezone.now()
    fresh.save(update_fields=["revoked_at"])
    record(verb="отозвал(а) приглашение", obj=fresh, by=by)
    return fresh


@transaction.atomic
def revoke_sending(*, sending: str, by: Any) -> int:
    """Отозвать всё, что отправлено за один раз и ещё не принято; returns how many. Raises Refusal when nothing is left to revoke."""
    rows = Invitation.objects.visible_to(by).open().filter(sending=sending).exclude(sending="")
    found = list(rows.select_for_update(of=("self",)).select_related("district").order_by("pk"))
    may_give = {one: roles_to_give(by, one) for one in {row.district for row in found}}
    mine = [one for one in found if one.role in may_give[one.district]]
    if not mine:
        raise Refusal("Отзывать нечего: все приглашения этой рассылки уже приняты или отозваны.")
    Invitation.objects.filter(pk__in=[one.pk for one in mine]).update(revoked_at=timezone.now())
    record_many(verb="отозвал(а) приглашение", about=[(one, None, None) for one in mine], by=by, comment="вместе со всей рассылкой")
    return len(mine)


def find(key: str) -> Invitation | None:
    """The invitation behind either key, with its person and district; None when there is none. Opens the wall for this one look-up."""
    hashed = hash_of(key)
    with wall.scope(signin=True):
        found = Invitation.objects.filter(Q(key_hash=hashed) | Q(handed_hash=hashed)).select_related("user", "district", "instead_of").first()
    if found:
        found.by_hand = found.key_hash != hashed
    return found


@transaction.atomic
def accept(*, key: str, agreed: int | None, password: str = "", by: User | None = None) -> Invitation:
    """Принять: password (of a new account), consent with the text that was shown, and the appointment begins.

    `agreed` is the id of that text; `by` is the signed-in person, which somebody with a password must be. Raises Refusal when the
    invitation is used, revoked or over, its district is suspended, the link is not the letter's where it must be, the consent is missing or has
    a newer edition, or the password is too weak (field «password1»).
    """
    found = find(key)
    if found is None:
        raise Refusal(NO_SUCH)
    with wall.scope([found.district_id], user=found.user_id, signin=True):
        take_turns(found.email)
        hold(Organisation, *filter(None, [found.organisation_id]))  # before the invitation: who closes the place takes them in this order
        fresh = locked(Invitation.objects.select_related("user", "district", "instead_of"), found.pk)
        if hash_of(key) not in (fresh.key_hash, fresh.handed_hash):  # sent again since it was looked up
            raise Refusal(NO_SUCH)
        if fresh.organisation_id != found.organisation_id:
            raise Refusal("Приглашение только что изменилось: его организация реорганизована. Откройте ссылку ещё раз.")
        fresh.by_hand = found.by_hand
        if refusal := obstacle(fresh):
            raise Refusal(refusal)
        enter(fresh, password, by)
        _agree(fresh, agreed)
        fresh.accepted_at = timezone.now()
        fresh.save(update_fields=["accepted_at"])
        _appoint(fresh)
    return fresh


def _agree(invitation: Invitation, agreed: int | None) -> None:
    text = current_text()
    if text is None:
        return
    if agreed is None:
        raise Refusal("Без согласия на обработку персональных данных пользоваться порталом нельзя.", field="agreed")
    if agreed != text.pk:
        raise Refusal(f"Пока страница была открыта, вышла новая редакция согласия (действует с {day(text.published_on)}). Прочтите её ниже.", field="agreed")
    in_turn("accounts.consent", invitation.user_id)
    known = Consent.objects.filter(user=invitation.user, text=text, district=invitation.district, withdrawn_at__isnull=True).exists()
    if not known:
        Consent.objects.create(user=invitation.user, text=text, district=invitation.district, way=Consent.Way.PORTAL, given_at=timezone.now())


def _appoint(invitation: Invitation) -> None:
    """The appointment that was offered, from today at the earliest; one that is in force already is not doubled."""
    if invitation.until and invitation.until < invitation.district.today:
        raise Refusal("Срок доступа, на который вас приглашали, уже закончился. Обратитесь в методическую службу района.")
    offered = {"user": invitation.user, "role": invitation.role, "district": invitation.district, "organisation": invitation.organisation}
    if Appointment.objects.in_force().filter(**offered).exists():
        return
    made = Appointment(
        **offered, since=max(invitation.since, invitation.district.today), until=invitation.until, act=invitation.act, instead_of=invitation.instead_of
    )
    if made.instead_of:
        refuse_deputy(made.instead_of, made.user, made.role, made.district, made.organisation, made.since, made.until)
    end_with_place(made)
    validate(made)
    made.save()
    after = {"role": made.role, "since": made.since.isoformat(), "until": made.until.isoformat() if made.until else None, "act": made.act}
    record(verb="принял(а) приглашение", obj=made, by=invitation.user, after=after | ({"instead_of": made.instead_of.full_name} if made.instead_of else {}))
    if made.instead_of:
        tell_given(made)


@transaction.atomic
def deputise_newcomer(
    *, post: Appointment, person: Person, same: bool = False, another: bool = False, since: dt.date, until: dt.date, act: str = "", by: Any
) -> Appointment | Invitation:
    """Назначить исполняющим обязанности somebody who may be new to the portal: one letter invites her and says for whom she stands, in which days.

    Who turns out to have access already deputises at once. Raises Refusal as `appoint_or_invite` does.
    """
    require(by, "accounts.deputise", post)
    offer = Offer(post.role, place_of(post), since, until, act, instead_of=post.user)
    with at_home(post):  # an operator is in no district, and what she asks about and writes there stands behind its wall
        return appoint_or_invite(person=person, offer=offer, district=post.district, same=same, another=another, by=by)
