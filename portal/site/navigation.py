"""The side navigation: which rooms each role needs, in the order of her day."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.accounts.models import Role

R = Role
STAFF = (R.METHODIST, R.DEPARTMENT_HEAD)
# (label, url name, icon, roles); an empty tuple of roles means everybody
ITEMS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Главная", "site:home", "home", ()),
    ("Моя самооценка", "teachers:assessment", "clipboard-check", (R.TEACHER,)),
    ("Мой маршрут (ИОМ)", "routes:mine", "route", (R.TEACHER,)),
    ("Маршруты", "routes:board", "route", (*STAFF, R.SCHOOL_HEAD, R.MENTOR, R.EXPERT)),
    ("Педагоги", "teachers:list", "users", (*STAFF, R.SCHOOL_HEAD)),
    ("События", "communities:events", "calendar-event", (*STAFF, R.TEACHER, R.SCHOOL_HEAD, R.MENTOR)),
    ("Сообщества", "communities:list", "users-group", (*STAFF, R.TEACHER, R.SCHOOL_HEAD)),
    ("Конкурсы", "contests:list", "trophy", (*STAFF, R.TEACHER, R.SCHOOL_HEAD)),
    ("Показатели", "monitoring:indicators", "chart-bar", STAFF),
    ("Отчёты", "monitoring:reports", "file-spreadsheet", STAFF),
    ("Сводка сети", "monitoring:network", "topology-star", (R.COORDINATOR,)),
    ("Доступ", "accounts:people", "key", (*STAFF, R.OPERATOR)),
    ("Районы", "accounts:districts", "building-community", (R.OPERATOR,)),
    ("Словари", "accounts:dictionaries", "book", (R.METHODIST, R.OPERATOR)),
    ("Журнал действий", "journal:list", "history", (R.DEPARTMENT_HEAD, R.OPERATOR)),
    ("Помощь", "site:help", "help", ()),
)


@dataclass(frozen=True)
class Item:
    """One line of the navigation."""

    label: str
    url: str
    icon: str
    active: bool


def navigation(request: HttpRequest) -> list[Item]:
    """The items for the user's roles today; the one whose address the page lies under is active."""
    roles = {post.role for post in request.user.posts}  # type: ignore[union-attr]
    items = []
    for label, name, icon, wanted in ITEMS:
        if not wanted or roles & set(wanted):
            try:
                items.append((label, reverse(name), icon))
            except NoReverseMatch:
                continue
    best = max((url for _, url, _ in items if request.path.startswith(url)), key=len, default="")
    return [Item(label, url, icon, url == best) for label, url, icon in items]
