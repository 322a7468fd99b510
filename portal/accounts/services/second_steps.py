"""Second steps of signing in: as they are kept, and taken away from who has lost them."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse

from portal.accounts.models import Appointment, Role, User
from portal.accounts.rules import roles_to_give
from portal.accounts.services.security import end_sessions
from portal.journal.services import notify, record
from portal.kit import sealing, wall
from portal.kit.access import require
from portal.kit.refusal import Refusal

SEALED = ("secret", "seed")  # what makes the codes of an application, and the spare ones
NOTHING = "Второго шага у этого человека нет: сбрасывать нечего."


def why_not_reset(user: User, by: Any) -> str:
    """Why `by` may not take this person's second step away; empty when she may. A head has nobody of another district and no other head."""
    if user.pk == by.pk:
        return "Свой второй шаг входа сбросить нельзя: попросите оператора портала."
    if any(post.instead_of_id == user.pk for post in by.posts):
        return "Тому, кого вы замещаете, второй шаг входа сбрасывает оператор портала."
    posts = _posts(user)
    if not posts:
        return "У этого человека сейчас нет доступа к порталу."
    above = any(post.role == Role.DEPARTMENT_HEAD for post in posts) and not by.holds(Role.OPERATOR)
    if above or not all(by.has_perm("accounts.reset_second_step", post) and post.role in roles_to_give(by, post.district) for post in posts):
        return "Этому человеку второй шаг входа сбрасывает оператор портала."
    return ""


def may_reset(post: Appointment, by: Any) -> bool:
    """Is the deed offered beside the post? No query: what else may stand in the way is said where it leads."""
    if post.user_id == by.pk or (post.role == Role.DEPARTMENT_HEAD and not by.holds(Role.OPERATOR)):
        return False
    return by.has_perm("accounts.reset_second_step", post) and post.role in roles_to_give(by, post.district)


def nothing_to_reset(user: User) -> str:
    """A sentence for who has no second step; empty for who has one."""
    with wall.scope(user=user.pk, signin=True):
        return "" if Authenticator.objects.filter(user=user).exists() else NOTHING


@transaction.atomic
def reset_second_step(*, appointment: Appointment, reason: str, by: Any) -> User:
    """Сбросить второй шаг входа: codes, keys and spare codes go, all sessions end, and who needs the step sets it up with the next sign-in.

    Journalled in every district of the person. Raises Refusal for who may not, without a reason, and when there is nothing to take away.
    """
    require(by, "accounts.reset_second_step", appointment)
    user, reason = appointment.user, " ".join(reason.split())
    if refusal := why_not_reset(user, by):
        raise Refusal(refusal)
    if not reason:
        raise Refusal("Напишите, почему: причина останется в журнале.", field="reason")
    with wall.scope(user=user.pk, signin=True):
        if not Authenticator.objects.filter(user=user).delete()[0]:
            raise Refusal(NOTHING)
        end_sessions(user=user)
    told = {post.district_id: post for post in [*_posts(user), appointment]}
    homes = sorted(pk for pk in told if pk)
    with wall.scope(homes, user=user.pk, common=wall.current().common):
        deeds = [record(verb="сбросил(а) второй шаг входа", obj=post, by=by, comment=reason) for _, post in sorted(told.items(), key=lambda one: one[0] or 0)]
        if homes:
            notify(user=user, text=_news(by, reason), url=reverse("mfa_index"), key=f"second-step-{deeds[0].pk}", district_id=homes[0])
    if not homes:  # an operator is in no district, and a notice is
        transaction.on_commit(lambda: get_adapter().send_notification_mail("mfa/email/second_step_reset", user))
    return user


def _news(by: Any, reason: str) -> str:
    said = f"Второй шаг вашего входа сброшен, все сеансы завершены. Кто: {by.full_name}. Причина: {reason.rstrip('.')}."
    return f"{said} Войдите по паролю и подключите второй шаг заново. Не просили об этом — смените пароль и сообщите начальнику управления."


def _posts(user: User) -> list[Appointment]:
    """In every district, in force and ahead: the wall opens for this person's own rows."""
    with wall.scope(user=user.pk):
        return list(Appointment.objects.lasting().filter(user=user).select_related("district").order_by("pk"))


def reseal_second_steps() -> tuple[int, int]:
    """Seal with the newest key what is under an old one or open. Returns (how many were sealed anew, how many no key opens)."""
    with wall.scope(signin=True):
        kept = Authenticator.objects.select_for_update().filter(data__has_any_keys=SEALED).order_by("pk")
        done = [_resealed(one) for one in kept]
    return done.count(True), done.count(None)


def _resealed(one: Authenticator) -> bool | None:
    """Was it sealed anew? None when no key opens it, and it stays as it is for the day when the key is found."""
    name = next(name for name in SEALED if name in one.data)
    if sealing.fresh(one.data[name]):
        return False
    try:
        one.data[name] = sealing.seal(sealing.unseal(one.data[name]))
    except sealing.Unreadable:
        return None
    one.save(update_fields=["data"])
    return True
