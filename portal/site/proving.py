"""«Подтвердите, что это вы»: for which deed, and where its «Отмена» leads back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from portal.accounts.models import District, Role


@dataclass(frozen=True)
class Proving:
    """What the person is about to do, and the page that the deed stands on."""

    deed: str
    back: str
    room: str


# the deed's address → (the deed, the page that it stands on, what that page is called, does the page take the deed's parameters)
DEEDS = {
    "site:withdraw": ("Вы отзываете согласие на обработку персональных данных", "site:my_data", "Мои персональные данные", False),
    "site:decide_erasure": ("Вы принимаете решение об удалении персональных данных", "site:erasure", "Требование об удалении", True),
    "accounts:reset_second_step": ("Вы сбрасываете второй шаг входа другому человеку", "accounts:appointment", "Назначение", True),
    "accounts:download_handover": ("Вы скачиваете все данные района", "accounts:districts", "Районы", False),
    "site:removal": ("Вы удаляете район со всеми его данными", "accounts:district", "Район", True),
}


def proving(request: HttpRequest) -> Proving | None:
    """For the pages that ask for the password, a code or a key once more; None on every other page."""
    if not request.path.endswith("/reauthenticate/"):
        return None
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    try:
        found: Any = resolve(urlsplit(wanted).path)
    except (Resolver404, ValueError):
        found = None
    if found is None or found.view_name not in DEEDS:
        return Proving("Вы меняете способы входа", reverse("accounts:profile"), "Мои данные и вход")
    deed, page, room, same = DEEDS[found.view_name]
    return Proving(deed, reverse(page, kwargs=found.kwargs if same else None), _district(request, found.kwargs) if page == "accounts:district" else room)


def _district(request: HttpRequest, named: dict[str, Any]) -> str:
    """The name of the district that the deed is about, for its keeper only."""
    user: Any = request.user
    found = District.objects.filter(pk=named["pk"]).first() if user.is_authenticated and user.holds(Role.OPERATOR) else None
    return found.name if found else "Район"
