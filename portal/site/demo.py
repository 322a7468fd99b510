"""The demo's people: who can be entered as with one click. Outside the demo mode there are none."""

from dataclasses import dataclass

from django.conf import settings

from portal.accounts.models import District, Role, User
from portal.kit import wall

LABELS = {
    "teacher": "Педагог",
    "school": "Руководитель школы",
    "methodist": "Методист",
    "head": "Начальник управления",
    "mentor": "Наставник",
    "expert": "Эксперт",
    "coordinator": "Координатор сети",
    "operator": Role.OPERATOR.label,
}


@dataclass(frozen=True)
class Account:
    """A button: whom to enter as."""

    email: str
    label: str


@dataclass(frozen=True)
class Place:
    """A district with its demo people, in the order of `LABELS`."""

    district: str
    accounts: list[Account]


def demo_places() -> list[Place]:
    """Districts with demo accounts in the order in which they were opened, the operator last; empty outside the demo mode. Two queries."""
    if not settings.DEMO:
        return []
    names = dict(District.objects.order_by("pk").values_list("code", "name"))
    with wall.scope(signin=True):
        emails = set(User.objects.filter(demo=True, is_active=True).values_list("email", flat=True))
    by_code: dict[str, list[Account]] = {code: [] for code in [*names, ""]}
    for prefix, label in LABELS.items():
        for email in sorted(email for email in emails if email.startswith(f"{prefix}@")):
            code = email.partition("@")[2].removesuffix(".example")
            by_code[code if code in names else ""].append(Account(email, label))
    return [Place(names.get(code, "Портал"), accounts) for code, accounts in by_code.items() if accounts]


def demo_user(email: str) -> User | None:
    """The demo account with this address; None outside the demo mode."""
    if not settings.DEMO:
        return None
    with wall.scope(signin=True):
        return User.objects.filter(email=email, demo=True, is_active=True).first()
