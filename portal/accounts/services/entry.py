"""Who may set the first password of an account: the owner of the mailbox; by a link handed over only where there is nothing else to enter."""

import hashlib
from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from portal.accounts.models import Appointment, District, Invitation, User
from portal.accounts.rules import roles_to_give
from portal.accounts.services.security import end_sessions
from portal.kit import wall
from portal.kit.refusal import Refusal

LETTER, HANDED = "portal.invitation.letter", "portal.invitation"
WHY_NOT = {
    Invitation.State.ACCEPTED: "Это приглашение уже принято. Войдите на портал по своей почте и паролю.",
    Invitation.State.REVOKED: "Это приглашение отозвано. Если доступ вам нужен, обратитесь в методическую службу района.",
    Invitation.State.EXPIRED: "Срок этого приглашения вышел. Попросите методическую службу района прислать его ещё раз.",
}
FROZEN = "Район приостановлен: принять приглашение сейчас нельзя. Обратитесь к оператору портала."
BY_LETTER = "По этой ссылке войти нельзя: принять приглашение может только владелец почты. Откройте ссылку из письма или попросите прислать его ещё раз."


def key_of(invitation: Invitation) -> str:
    """The key in the letter: made from the secret of the servers, so that it can be mailed again and is kept nowhere. It is shown on no page."""
    return _key(LETTER, invitation)


def handed_key_of(invitation: Invitation) -> str:
    """The key in the link that may be handed over: opens only an account that is new and has nothing else."""
    return _key(HANDED, invitation)


def _key(kind: str, invitation: Invitation) -> str:
    told = f"{invitation.pk}.{invitation.turn}" if invitation.turn else str(invitation.pk)
    return salted_hmac(kind, told, algorithm="sha256").hexdigest()


def hash_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def address_of(invitation: Invitation, key: str = "") -> str:
    """The whole link of the letter, or of another `key`."""
    return f"{settings.PUBLIC_URL}{reverse('site:invitation', args=[key or key_of(invitation)])}"


def links_for(rows: Iterable[Invitation], reader: Any) -> dict[int, str]:
    """Links to hand over: of waiting invitations, for who made them and may still give the role, to accounts that are new and have nothing else."""
    mine = [one for one in rows if one.state == Invitation.State.WAITING and one.by_id == reader.pk and one.role in roles_to_give(reader, one.district)]
    mine = [one for one in mine if one.handed_hash == hash_of(handed_key_of(one))]
    alone = _alone([one.user_id for one in mine])
    return {one.pk: address_of(one, handed_key_of(one)) for one in mine if one.user_id in alone}


def _alone(users: list[int]) -> set[int]:
    """Which accounts nobody has entered and nothing waits for but one invitation: no password, no post, no other invitation in any district."""
    if not users:
        return set()
    open_ones = Q(invitations__accepted_at__isnull=True, invitations__revoked_at__isnull=True)
    rows = User.objects.filter(~Exists(Appointment.objects.lasting().filter(user=OuterRef("pk"))), pk__in=users)
    with wall.scope(common=True, signin=True):
        return {one.pk for one in rows.annotate(waiting=Count("invitations", filter=open_ones)) if one.waiting == 1 and not one.has_usable_password()}


def must_prove(user: User) -> bool:
    """The one who comes sets a password: nobody has set one, or only somebody whose mailbox is not known to be this one."""
    return user.handed or not user.has_usable_password()


def obstacle(invitation: Invitation) -> str:
    """Why the link behind which this invitation was found does not work now; empty when it does."""
    if invitation.state in WHY_NOT:
        return WHY_NOT[invitation.state]
    if invitation.district.state != District.State.ACTIVE:
        return FROZEN
    if invitation.by_hand and must_prove(invitation.user) and not _alone([invitation.user_id]):
        return BY_LETTER
    return ""


def enter(invitation: Invitation, password: str, by: User | None) -> None:
    """The account is entered: with a new password, or by somebody who is signed in as its owner. Raises Refusal."""
    user = invitation.user
    if not user.is_active:
        raise Refusal("Эта учётная запись закрыта. Обратитесь в методическую службу района.")
    if not must_prove(user):
        if by is None or by.pk != user.pk:
            raise Refusal("Войдите под почтой, на которую пришло приглашение, и примите его.")
        return
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refusal(" ".join(weak.messages), field="password1") from weak
    user.set_password(password)
    if user.handed:
        forget_doors(user)
    user.handed = invitation.by_hand
    user.save(update_fields=["password", "handed"])


def forget_doors(user: User) -> None:
    """Whoever came in before the owner of the mailbox keeps no key: second steps, outer sign-ins and sessions end."""
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    end_sessions(user=user)


def prove_mailbox(sender: Any, user: User, **kwargs: Any) -> None:
    """A password set by the letter of «Забыли пароль?» proves the mailbox as an invitation's letter does."""
    if user.handed:
        forget_doors(user)
        user.handed = False
        user.save(update_fields=["handed"])
