"""«Мои персональные данные»: consent, who looked, everything about me, erasure. Each person sees her own."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.models import ConsentText, PersonalCopy
from portal.accounts.selectors.consents import agreed_texts, consents_of, operators, published
from portal.accounts.services import consents
from portal.journal.selectors import KINDS
from portal.kit.access import NOT_FOUND
from portal.kit.addresses import ours
from portal.kit.pages import page_of, show
from portal.kit.refusal import Refusal
from portal.site.personal import copying
from portal.site.personal.looking import days, looked
from teachers.selectors.personal import subject_of

TABS = (
    ("consent", "site:my_data", "Согласие"),
    ("looked", "site:looked", "Кто смотрел"),
    ("copy", "site:my_copy", "Всё обо мне"),
    ("erasure", "site:my_erasure", "Удаление"),
)


def page(tab: str, **more: Any) -> dict[str, Any]:
    """The context that each tab needs."""
    tabs = [{"label": label, "url": reverse(name), "active": code == tab} for code, name, label in TABS]
    return {"title": "Мои персональные данные", "tabs": tabs, **more}


def me(request: HttpRequest) -> Any:
    """The signed-in person as the subject of data."""
    return subject_of(account=request.user.pk)


def my_data(request: HttpRequest) -> HttpResponse:
    """Which text, when given, how; the texts by edition; a new edition that waits for an answer."""
    user: Any = request.user
    rows, due = list(consents_of(user)), consents.due(user)
    context = page("consent", rows=rows, texts=published(), due=due, why=consents.why_due(due, rows) if due else "", where=request.district)  # type: ignore[attr-defined]
    context |= {"operators": operators(user.district_ids)}
    context |= {"agreed": any(one.withdrawn_at is None for one in rows)}
    context |= {"next": ours(request.GET.get("next", ""), request), "works_on": consents.works_on(user, request.session.get(consents.EDITION))}
    return show(request, "site/personal/consent.html", context)


def consent_text(request: HttpRequest, pk: int) -> HttpResponse:
    """One published text, word for word."""
    found = ConsentText.objects.filter(pk=pk, published_on__isnull=False).first()
    if found is None:
        raise Http404(NOT_FOUND)
    user: Any = request.user
    trail = [{"label": "Мои персональные данные", "url": reverse("site:my_data")}, {"label": f"Редакция {found.version}"}]
    return show(request, "site/personal/text.html", {"title": found.title, "text": found, "operators": operators(user.district_ids), "breadcrumbs": trail})


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """Consent to the newest text, in every district that the person works in; GET leads to where it is given."""
    if request.method != "POST":
        return redirect("site:my_data")
    user: Any = request.user
    text = consents.agree(user=user, text=request.POST.get("text", ""), ticked=bool(request.POST.get("agreed")))
    messages.success(request, f"Согласие дано: {text}. Спасибо.")
    return redirect(ours(request.POST.get("next", ""), request) or "site:my_data")


@reauthentication_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """What will happen is said first; the page itself asks for the password or the second step anew."""
    user: Any = request.user
    if not agreed_texts(user):
        raise Refusal("Действующего согласия нет: отзывать нечего.")
    trail = [{"label": "Мои персональные данные", "url": reverse("site:my_data")}, {"label": "Отзыв согласия"}]
    if request.method == "POST":
        consents.withdraw(user=user, session=request.session.session_key)
        messages.success(request, "Согласие отозвано. Рабочие разделы портала закрыты; эта страница и ваши права остались за вами.")
        return redirect("site:my_data")
    context = {"title": "Отзыв согласия", "breadcrumbs": trail, "ends": consents.ENDS, "stays": consents.STAYS}
    return show(request, "site/personal/withdraw.html", context)


def looked_at(request: HttpRequest) -> HttpResponse:
    """Who read, took away and changed my data; ?kind= narrows."""
    kind = request.GET.get("kind", "")
    rows: Any = page_of(looked(me(request), kind), request, 50)
    kinds = [
        {"label": "Всё", "url": "?", "active": kind not in KINDS},
        *({"label": label, "url": f"?kind={code}", "active": code == kind} for code, label in KINDS.items()),
    ]
    return show(request, "site/personal/looked.html", page("looked", page=rows, days=days(list(rows.object_list)), kinds=kinds), part="table")


def my_copy(request: HttpRequest) -> HttpResponse:
    """The last copies of everything; a POST asks for a new one."""
    user: Any = request.user
    if request.method == "POST":
        copying.request_copy(user=user)
        messages.success(request, "Готовим архив и PDF. Обычно это занимает меньше минуты; они появятся на этой странице.")
        return redirect("site:my_copy")
    rows = list(PersonalCopy.objects.filter(user=user)[:5])
    waiting = next((one for one in rows if one.state in (PersonalCopy.State.QUEUED, PersonalCopy.State.WORKING)), None)
    return show(request, "site/personal/copy.html", page("copy", rows=rows, waiting=waiting, kept=copying.KEPT.days), part="copies")


def copy_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """My archive or my PDF; nobody else's exists for me."""
    found = PersonalCopy.objects.filter(user=request.user, pk=pk).first()  # type: ignore[misc]
    stored = {"zip": found.file, "pdf": found.paper}.get(kind) if found else None
    if not stored or not stored.storage.exists(str(stored.name)):
        raise Http404("Этой копии больше нет: она хранится неделю. Запросите новую.")
    return FileResponse(stored.open("rb"), as_attachment=True, filename=f"vse-obo-mne-{timezone.localdate():%Y-%m-%d}.{kind}")
