"""What is said to somebody whose work on the portal has ended."""

from typing import Any

from portal.accounts.models import Appointment
from portal.kit.periods import today
from portal.kit.words import day

ENDED = (
    "Ваша работа закончилась {}: карточка и рабочие страницы закрыты. Открытым остаётся то, что портал хранит о вас: раздел «Мои персональные данные» — "
    "согласие, кто смотрел ваши данные, копия «Всё обо мне». Если вы снова работаете, доступ даст руководитель организации или методист района."
)


def work_ended(user: Any) -> str:
    """When the last post of a person ended and what stays open to her; empty while she has a post, and where there was none. One query."""
    if user.posts or not user.pk:
        return ""
    last = Appointment.objects.filter(user=user.pk, until__isnull=False).order_by("-until").values_list("until", flat=True).first()
    return ENDED.format(day(last)) if last and last < today() else ""
