"""Sign-in by invitation only, and nothing but sign-in."""

import datetime as dt
import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Appointment, District, User
from portal.accounts.models.people import steps_of
from portal.accounts.selectors import in_time_of
from portal.accounts.selectors.consents import agreed_in
from portal.accounts.selectors.security import needs_second_step
from portal.journal.models import SUSPENDED, Notice
from portal.kit import sealing, wall
from portal.kit.mail import is_plain
from portal.kit.periods import portal_day
from portal.kit.prepared import Prepared
from portal.kit.refusal import Refusal

log = logging.getLogger(__name__)
NO_MAIL = "Письмо не ушло: почтовый сервер не отвечает. Попробуйте через несколько минут или попросите помощи у методиста района."
UNREADABLE = "Портал не может прочесть сохранённый ключ второго шага, поэтому код проверить нельзя. Сообщите об этом оператору портала."
WAYS = {"reauthenticate": "паролем", "mfa_reauthenticate": "кодом из приложения или запасным кодом", "mfa_reauthenticate:webauthn": "ключом доступа"}


class InvitationOnly(DefaultAccountAdapter):
    """Nobody registers by themselves: an account is made by the service that invites."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Эта учётная запись закрыта. Обратитесь в методическую службу района.",
        "email_password_mismatch": "Почта или пароль неверны. Проверьте раскладку и клавишу Caps Lock.",
        "enter_current_password": "Введите нынешний пароль: этот не подошёл.",
        "incorrect_code": "Код не подошёл. Введите тот, который приложение показывает сейчас.",
        "incorrect_password": "Пароль не подошёл.",
        "invalid_password_reset": "Ссылка больше не действует. Запросите новую.",
        "rate_limited": "Слишком много попыток подряд. Подождите несколько минут и повторите.",
        "too_many_login_attempts": "Слишком много неудачных попыток входа. Подождите пять минут или задайте новый пароль: ссылка «Забыли пароль?» ниже.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """All sessions have ended: through the door to the home page, not to the same form again."""
        return reverse("site:home")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The library's ways to prove again who sits here, named in our words."""
        return [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises Refusal when the mail server fails, which the person who waits for the letter must know."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as fault:
            log.warning("Письмо «%s» не ушло: %s", template_prefix, fault)
            raise Refusal(NO_MAIL) from fault

    def send_notification_mail(self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None) -> None:
        """A letter about what is done already; a silent mail server is logged and stops nothing.

        The library calls this after the commit, when the request is gone, so the letter is written without it.
        """
        about = {"timestamp": timezone.now(), "reset_url": f"{settings.PUBLIC_URL}{reverse('account_reset_password')}"}
        home = home_of(user)
        about["clocks"] = home.clocks if home else "Москва (МСК)"
        with in_time_of(home):
            subject, body = (render_to_string(f"{template_prefix}_{part}.txt", about).strip() for part in ("subject", "message"))
        try:
            EmailMessage(subject, body, to=[user.email]).send()
        except (OSError, SMTPException) as fault:
            log.warning("Письмо «%s» не ушло: %s", template_prefix, fault)


def home_of(user: Any) -> District | None:
    """The district by whose clocks a letter tells the time; asked without a request, therefore by the person's own door in the wall."""
    with wall.scope(user=user.pk):
        post = Appointment.objects.in_force().filter(user=user, district__isnull=False).select_related("district").order_by("pk").first()
    return post.district if post else None


class SecondStep(DefaultMFAAdapter):
    """Codes and keys after the password, said in the portal's words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Вашей роли нужен второй шаг входа: сначала подключите другой.",
        "cannot_generate_recovery_codes": "Сначала подключите приложение с кодами или ключ доступа: запасные коды заменяют их.",
        "incorrect_code": InvitationOnly.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """Sealed for the database; its backups tell nobody how to make codes."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises Refusal when no key of the settings opens what is kept: a page says so, and the log names the variable."""
        try:
            return sealing.unseal(encrypted_text)
        except sealing.Unreadable as fault:
            log.warning("Ключ второго шага не читается: проверьте переменные SECOND_STEP_KEY и SECOND_STEP_OLD_KEYS")
            raise Refusal(UNREADABLE) from fault

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return super().generate_authenticator_name(user, type).replace("Ключ №", "Ключ № ")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays while a role of its owner needs it."""
        user: Any = authenticator.user
        return not (settings.SECOND_STEP and needs_second_step(user)) or steps_of(user).exclude(pk=authenticator.pk).exists()

    def _get_site_name(self) -> str:
        """What the device shows beside the key."""
        return settings.MFA_TOTP_ISSUER


class OuterDoor(DefaultSocialAccountAdapter):
    """Sign-in through a regional service (OpenID Connect): opens only for those who have come in by invitation before."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody unknown to the portal is tied to the account with the address that the service says it has verified, or sent away."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        verified = [one.email for one in sociallogin.email_addresses if one.verified is True and is_plain(one.email)]
        user = User.objects.filter(email__iexact=verified[0], is_active=True).first() if verified else None
        if user is None or not user.has_usable_password():  # an account that waits for its invitation has not agreed to anything yet
            raise ImmediateHttpResponse(render(request, "account/outer_unknown.html", status=403))
        sociallogin.connect(request, user)


def posts_of(user_id: int, at: dt.datetime, day: dt.date) -> QuerySet[Appointment]:
    """The appointments that give somebody rights at the moment, each with the person, her unread notices, second step and consent."""
    read = ~SUSPENDED | IsNull(OuterRef("district"), True)  # an operator's post is in no district; `Notice.visible_to` says the same
    unread = Notice.objects.filter(read, user=OuterRef("user")).unread().order_by().values("user").annotate(n=Count("pk")).values("n")
    brought = {
        "unread": Coalesce(Subquery(unread), 0),
        "second_step": Exists(steps_of(OuterRef("user"))),
        "agreed": agreed_in(OuterRef("user"), OuterRef("district"), day),
    }
    return Appointment.objects.giving_rights(user_id, at).select_related("user", "district").annotate(**brought)


POSTS = Prepared(posts_of, user_id=int, at=dt.datetime, day=dt.date)


class SignIn(AuthenticationBackend):
    """Knows who somebody is and gives no rights: those come from appointments, through `rules`, never from flags and groups."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def get_user(self, user_id: int) -> User | None:
        """The person, the appointments that give her rights and the number of unread notices in one query, which every page needs."""
        posts = POSTS.ask(user_id=user_id, at=timezone.now(), day=portal_day())
        if not posts:
            return super().get_user(user_id)
        user = posts[0].user
        user.posts, user.unread, user.second_step = posts, max(one.unread for one in posts), posts[0].second_step
        user.agreed = all(one.agreed for one in posts if one.district_id)
        return user if self.user_can_authenticate(user) else None
