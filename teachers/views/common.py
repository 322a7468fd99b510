"""What the pages of one card share: tabs, the way back, the note that somebody read it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.middleware import may_here
from portal.documents.models import StoredFile
from portal.documents.services import serve
from portal.journal.services import read_all, record
from portal.kit.access import fetch
from teachers.models import Teacher
from teachers.rules import is_own
from teachers.selectors.twins import kept_of

READ = "открыл(а) карточку педагога"
READ_PROPOSAL = "открыл(а) карточку (предложение педагога)"
TOOK = "скачал(а) скан"
TABS = (
    ("card", "teachers:card", "Карточка"),
    ("record", "teachers:record", "Квалификация"),
    ("work", "teachers:work", "Работа"),
    ("growth", "site:growth", "Журнал роста"),
)


def follows_merging(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The old address of a merged card leads to the card that it became, for whoever may see that one."""

    @wraps(view)
    def following(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Http404:
            kept = kept_of(pk)
            if kept is None or not Teacher.objects.visible_to(request.user).filter(pk=kept).exists():
                raise
            return redirect(f"{request.resolver_match.view_name}", pk=kept)  # type: ignore[union-attr]

    return following


def read_card(request: HttpRequest, pk: int, *, may: str = "", within: Any = None) -> Teacher:
    """The card that the person may see, with its breaks; reading somebody else's is journalled.

    Every page with somebody's card goes through here, also the form of one event or a panel (a test holds it). Who may see the card is the door's
    own question; `may` is the lock, `within` other joins.
    """
    teacher = fetch(Teacher, pk, user=request.user, may=may, within=Teacher.objects.with_breaks() if within is None else within)
    note_reading(request, teacher)
    return teacher


def note_reading(request: HttpRequest, teacher: Teacher, verb: str = READ) -> bool:
    """Journal the reading unless the card is one's own; returns whether it is."""
    return not note_readings(request, [teacher], verb)


def note_readings(request: HttpRequest, teachers: Iterable[Teacher], verb: str = READ) -> list[Teacher]:
    """The same for several cards of one page; returns those that are not one's own."""
    others = [one for one in teachers if not is_own(request.user, one)]
    if others:
        read_all(objects=others, verb=verb, by=request.user)
    return others


def download_of(request: HttpRequest, teacher: Teacher, file: StoredFile) -> FileResponse:
    """Somebody's file, served; each time that another takes it is journalled with its name, for she is to see who did."""
    if not is_own(request.user, teacher):
        record(verb=TOOK, obj=teacher, by=request.user, comment=file.name)
    return serve(file)


def page(request: HttpRequest, teacher: Teacher, tab: str, **more: Any) -> dict[str, Any]:
    """The context that each tab of the card needs."""
    tabs = [{"label": label, "url": reverse(name, args=[teacher.pk]), "active": code == tab} for code, name, label in TABS]
    return {"title": teacher.full_name, "teacher": teacher, "tabs": tabs, "breadcrumbs": trail(request, teacher), **more}


def trail(request: HttpRequest, teacher: Teacher, here: str = "") -> list[dict[str, str]]:
    """The way back; a teacher has no list to go to."""
    start = [{"label": "Педагоги", "url": reverse("teachers:list")}] if may_here(request, "teachers.list") else [{"label": "Главная", "url": "/"}]
    card = {"label": teacher.short_name, "url": reverse("teachers:card", args=[teacher.pk])}
    return [*start, card, {"label": here}] if here else [*start, {"label": teacher.short_name}]
