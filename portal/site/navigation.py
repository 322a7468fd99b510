"""The side navigation: which rooms each role needs, in the order of her day."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse

from portal.accounts.models import Role

R = Role
STAFF = (R.METHODIST, R.DEPARTMENT_HEAD)
# section → (label, url name, icon, roles); an empty tuple of roles means everybody
Line = tuple[str, str, str, tuple[str, ...]]
SECTIONS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    ("", (("Главная", "site:home", "home", ()),)),
    (
        "Профессиональный рост",
        (
            ("Моя самооценка", "teachers:assessment", "clipboard-check", (R.TEACHER,)),
            ("Мой маршрут (ИОМ)", "routes:mine", "route", (R.TEACHER,)),
            ("Моя карточка", "teachers:mine", "user-circle", (R.TEACHER,)),
            ("Маршруты", "routes:board", "route", (*STAFF, R.SCHOOL_HEAD, R.MENTOR, R.EXPERT)),
            ("Предложения КПК", "teachers:offers", "school", (*STAFF, R.TEACHER, R.SCHOOL_HEAD)),
            ("Педагоги", "teachers:list", "users", (*STAFF, R.SCHOOL_HEAD)),
            ("Загрузка из файлов", "teachers:intakes", "file-spreadsheet", (*STAFF, R.SCHOOL_HEAD)),
            ("Организации", "organisations:list", "building", (*STAFF, R.SCHOOL_HEAD)),
            ("КПК педагогов", "teachers:courses", "books", (*STAFF, R.SCHOOL_HEAD)),
            ("Аттестация", "teachers:attestation", "certificate", (*STAFF, R.SCHOOL_HEAD)),
            ("Предложения педагогов", "teachers:proposals", "checklist", (R.METHODIST, R.SCHOOL_HEAD)),
        ),
    ),
    (
        "События и сообщества",
        (
            ("События", "communities:events", "calendar-event", (*STAFF, R.TEACHER, R.SCHOOL_HEAD, R.MENTOR)),
            ("Сообщества", "communities:list", "users-group", (*STAFF, R.TEACHER, R.SCHOOL_HEAD)),
            ("Конкурсы", "contests:list", "trophy", (*STAFF, R.TEACHER, R.SCHOOL_HEAD)),
        ),
    ),
    (
        "Результаты",
        (
            ("Показатели", "monitoring:indicators", "chart-bar", STAFF),
            ("Отчёты", "monitoring:reports", "file-spreadsheet", STAFF),
            ("Документы службы", "monitoring:papers", "file-text", STAFF),
            ("Сводка сети", "monitoring:network", "topology-star", (R.COORDINATOR,)),
        ),
    ),
    (
        "Управление",
        (
            ("Доступ", "accounts:people", "key", (*STAFF, R.OPERATOR)),
            ("Районы", "accounts:districts", "building-community", (R.OPERATOR,)),
            ("Соглашения", "accounts:agreements", "topology-star", (R.OPERATOR,)),
            ("Тексты согласия", "accounts:consent_texts", "file-text", (R.OPERATOR,)),
            ("Сроки хранения", "site:retention", "clock", (R.OPERATOR,)),
            ("Словари", "accounts:dictionaries", "book", (R.METHODIST, R.OPERATOR)),
            ("Ступени карьеры", "teachers:steps", "trending-up", (R.METHODIST,)),
            ("Требования об удалении", "site:erasures", "trash", (*STAFF, R.OPERATOR)),
            ("Журнал действий", "journal:list", "history", (R.DEPARTMENT_HEAD, R.OPERATOR)),
        ),
    ),
    (
        "Справка",
        (
            ("Кто есть кто", "accounts:who", "users", tuple(role for role in R if role != R.OPERATOR)),
            ("Помощь", "site:help", "help", ()),
        ),
    ),
)

# pages whose address does not say where they belong
BELONG = {
    "accounts:second_step": "accounts:people",
    "accounts:word": "accounts:dictionaries",
    "communities:event_people": "teachers:list",
    "communities:teacher_panel": "teachers:list",
    "contests:teacher_panel": "teachers:list",
    "monitoring:organisation_panel": "organisations:list",
    "routes:mentor_new": "teachers:list",
    "routes:organisation_panel": "organisations:list",
    "routes:teacher_panel": "teachers:list",
    "site:certificate": "teachers:list",
    "site:growth": "teachers:list",
    "site:removal": "accounts:districts",
}
REMINDED = {  # one page reminds for two boards
    "course": "teachers:courses",
    "grade": "teachers:attestation",
}
OWN = ("accounts:profile", "accounts:lists", "journal:notices", "site:my_data")  # one's own account lies in no section


@dataclass(frozen=True)
class Item:
    """One line of the navigation."""

    label: str
    url: str
    icon: str
    active: bool


@dataclass(frozen=True)
class Section:
    """Lines under one heading."""

    label: str
    items: list[Item]


# What is still open to who has not set up the second step, and to who has not agreed to the newest text or has taken the consent back.
SECOND_STEP: tuple[Line, ...] = (("Второй шаг входа", "mfa_index", "shield-check", ()),)
CONSENT: tuple[Line, ...] = (("Мои персональные данные", "site:my_data", "shield-check", ()), ("Помощь", "site:help", "help", ()))


def closed(request: HttpRequest) -> tuple[Line, ...]:
    """The only lines left of the menu while the middleware leads every other page away; none when nothing is closed."""
    return SECOND_STEP if getattr(request, "second_step_due", False) else CONSENT if getattr(request, "consent_waits", False) else ()


def navigation(request: HttpRequest) -> list[Section]:
    """The sections for the user's roles in the district that she works in now; the line whose address the page lies under is active."""
    if left := closed(request):
        return [Section("", [Item(label, (url := _address(name)), icon, url == request.path) for label, name, icon, _ in left])]
    here = (None, getattr(request.district, "pk", None))  # type: ignore[attr-defined]
    roles = {post.role for post in request.user.posts if post.district_id in here}  # type: ignore[union-attr]
    open_to_them = [(heading, [line for line in lines if not line[3] or roles & set(line[3])]) for heading, lines in SECTIONS]
    found = [(heading, [(label, url, icon) for label, name, icon, _ in lines if (url := _address(name))]) for heading, lines in open_to_them]
    active = _marked(request, [url for _, lines in found for _, url, _ in lines])
    return [Section(heading, [Item(label, url, icon, url == active) for label, url, icon in lines]) for heading, lines in found if lines]


def _marked(request: HttpRequest, menu: list[str]) -> str:
    """The line that the page lies under: the first of its places that the menu has, of several lines the nearest."""
    for place in _places(request, menu):
        if lines := [url for url in menu if place == url or (url != "/" and place.startswith(url))]:
            return max(lines, key=len)
    return ""


def _places(request: HttpRequest, menu: list[str]) -> list[str]:
    """Where the page belongs, the likeliest first. Whoever has no list of people or of routes is on her own card or route."""
    name, path, alone = request.resolver_match.view_name if request.resolver_match else "", request.path_info, _address("routes:board") not in menu
    if request.path.startswith(tuple(map(_address, OWN))):
        return []
    board = request.POST.get("board") or request.GET.get("board", "") if name == "teachers:remind" else ""
    known = REMINDED.get(board) or BELONG.get(name, "")
    before = [_address(known)] if known else [_address("routes:mine")] if alone and path.startswith("/routes/") else []
    after = [_address("teachers:mine")] if alone and path.startswith(("/teachers/", "/growth/")) else []
    return [*before, request.path, *after]


def _address(name: str) -> str:
    return _found(name, get_script_prefix())


@cache
def _found(name: str, prefix: str) -> str:
    """The address of a page below the portal's own prefix, or nothing while its app has none; the same all the time the portal runs."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
