"""Requirements to erase personal data: asked by the person or recorded from paper, decided by the head or the operator."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.accounts.middleware import current_district
from portal.accounts.models import Erasure
from portal.accounts.services import erasures as services
from portal.journal.selectors import history
from portal.kit import wall
from portal.kit.access import fetch, require
from portal.kit.dates import DateField
from portal.kit.pages import page_of, show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.site.personal import erasing, naming
from portal.site.views.personal import me, page
from teachers.models import Teacher
from teachers.selectors.personal import subject_of
from teachers.views.common import read_card

OPERATORS = (
    "Учётная запись оператора принадлежит порталу, а не району, поэтому требование здесь не подают. Роль оператора снимает другой оператор: «Доступ» → "
    "«Закончить». Если оператор один, он сначала назначает второго. Записи журнала о ваших действиях остаются: по закону они нужны дольше."
)
FROM_OUTSIDE = (
    "Сейчас у вас нет доступа ни в одном районе, а требование решает район, который хранит ваши данные. Подайте его письменно в управление образования: "
    "методист запишет его на портале, срок ответа тот же."
)
TRAIL = {"label": "Требования об удалении", "url": "/erasures/"}


class PaperForm(forms.Form):
    """Требование, которое поступило письменно."""

    asked_on = DateField(label="Когда поступило", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    text = forms.CharField(label="Что написано", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Входящий номер, суть.")


class RefuseForm(forms.Form):
    """Отказ с основанием."""

    reason = forms.CharField(label="По какому закону данные нужно сохранить", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def my_erasure(request: HttpRequest) -> HttpResponse:
    """What an erasure would do to my data; a POST asks for it."""
    user: Any = request.user
    if request.method != "POST" and request.district is None:  # type: ignore[attr-defined]
        rows = list(Erasure.objects.filter(user=user)[:10])
        return show(request, "site/personal/erasure.html", page("erasure", rows=rows, shut=_who_decides(request)))
    district = current_district(request)
    with wall.scope([district.pk], user=user.pk):  # what another district keeps of her is that one's
        who = me(request)
        stays = erasing.works_elsewhere(who, district)
        lines = erasing.preview(who, district, stays=stays)
    if request.method == "POST":
        services.ask_erasure(who=who, person=erasing.person_of(who), district=district, by=user, text=request.POST.get("text", "")[:2000])
        messages.success(request, "Требование записано. Начальник управления ответит в срок, который указан ниже; ответ придёт уведомлением.")
        return redirect("site:my_erasure")
    rows = list(Erasure.objects.filter(user=user)[:10])
    waiting = next((one for one in rows if one.state == Erasure.State.ASKED), None)
    context = page("erasure", rows=rows, waiting=waiting, lines=lines, stays=stays, law=services.WHICH_LAW)
    return show(request, "site/personal/erasure.html", context)


def _who_decides(request: HttpRequest) -> str:
    """Where somebody who works in no district now turns with such a requirement."""
    if request.user.has_perm("accounts.operate"):
        return OPERATORS
    names = ", ".join(one.district.name for one in getattr(request, "suspended", []))
    return f"{names}: район приостановлен. {FROM_OUTSIDE}" if names else FROM_OUTSIDE


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    services.take_back(erasure=fetch(Erasure, pk, user=request.user), by=request.user)
    messages.success(request, "Требование отозвано.")
    return redirect("site:my_erasure")


def erasures(request: HttpRequest) -> HttpResponse:
    """Requirements of the district by their term; the operator sees all districts'."""
    require(request.user, "accounts.see_erasures")
    rows = Erasure.objects.visible_to(request.user).select_related("district", "decided_by")
    context = {
        "title": "Требования об удалении",
        "page": page_of(rows, request),
        "law": services.WHICH_LAW,
        "everywhere": request.user.has_perm("accounts.operate"),
    }
    return show(request, "site/erasures.html", context, part="table")


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """A requirement that came in writing, about the person of a card."""
    teacher = read_card(request, pk, may="accounts.record_erasure", within=Teacher.objects.select_related("district"))
    form = PaperForm(request.POST or None, initial={"asked_on": today()})
    if request.method == "POST" and form.is_valid():
        who, data = subject_of(card=teacher.pk), form.cleaned_data
        try:
            made = services.ask_erasure(who=who, person=teacher.full_name, district=teacher.district, by=request.user, way=Erasure.Way.PAPER, **data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Требование записано.")
            return redirect("site:erasure", pk=made.pk)
    context = {
        "title": f"Требование об удалении: {teacher.short_name}",
        "form": form,
        "law": services.WHICH_LAW,
        "breadcrumbs": [TRAIL, {"label": "Письменное"}],
    }
    return show(request, "site/erasure_form.html", context, status=422 if form.errors else 200)


def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """One requirement: term, preview of what goes and stays, decision, history."""
    require(request.user, "accounts.see_erasures")
    found = fetch(Erasure, pk, user=request.user, within=Erasure.objects.select_related("district", "decided_by", "by"))
    may = request.user.has_perm("accounts.decide_erasure", found) and found.user_id != request.user.pk
    open_now = found.state in (Erasure.State.ASKED, Erasure.State.FAILED)
    with wall.scope([found.district_id], user=request.user.pk, common=wall.current().common):  # counts for an operator, who sees no rows
        asked = _beforehand(found) if open_now else {}
    context = {
        "title": str(found),
        "erasure": found,
        **asked,
        "done": erasing.told(found.counts),
        "may": may and open_now,
        "form": RefuseForm(),
        "law": services.WHICH_LAW,
        "deeds": history(found),
        "breadcrumbs": [TRAIL, {"label": f"№ {found.pk}"}],
    }
    return show(request, "site/erasure.html", context)


def _beforehand(found: Erasure) -> dict[str, Any]:
    """What the decision will do, said before it."""
    who = subject_of(card=found.card, account=found.user_id)
    words, stays = naming.words_for(who, found.district), erasing.works_elsewhere(who, found.district)
    return {"lines": erasing.preview(who, found.district, stays=stays), "stays": stays, "words": words, "texts": naming.found_in_texts(words, found.district)}


@reauthentication_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """POST «erase» or «refuse»; the password or the second step is asked anew. A GET (back from that question) shows the requirement."""
    found = fetch(Erasure, pk, user=request.user, may="accounts.decide_erasure", within=Erasure.objects.select_related("district"))
    if request.method != "POST":
        return redirect("site:erasure", pk=pk)
    if request.POST.get("decision") == "refuse":
        services.refuse_erasure(erasure=found, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, "Отказ записан, человек прочтёт его на своей странице.")
        return redirect("site:erasure", pk=pk)
    with wall.scope([found.district_id], user=request.user.pk, common=True):
        who = subject_of(card=found.card, account=found.user_id)
        words = naming.words_for(who, found.district)
    services.decide_erasure(erasure=found, words=words, elsewhere=erasing.works_elsewhere(who, found.district), by=request.user)
    messages.success(request, "Принято. Данные удалит фоновая работа в течение минуты.")
    return redirect("site:erasure", pk=pk)
