"""The operator's texts of consent: drafts, preview, publishing."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from portal.accounts.models import ConsentText
from portal.accounts.selectors.consents import asked_anew
from portal.accounts.services import consents
from portal.kit.access import require
from portal.kit.dates import DateField
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import counted, day

DRAFT = "Черновик видят только операторы, и сохранение никого не спрашивает. После публикации портал спросит заново"
LEFT = "Кто не согласится, увидит только свои данные; тех, кто уже вошёл, портал не прервёт."
PEOPLE = ("человека", "человек", "человек")  # «спросит 21 человека», «спросит 3 человек»


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    """Слова новой редакции."""

    class Meta:
        model = ConsentText
        fields = ["title", "text", "changed"]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}
        help_texts = {
            "text": "Пустая строка начинает новый абзац. Что обязательно: кто обрабатывает, цель, перечень данных и действий, срок, как отозвать (152-ФЗ, ст. 9, ч. 4).",
            "changed": "Одним предложением: его увидит каждый, кого портал попросит согласиться заново.",
        }


class PublishForm(forms.Form):
    """С какого дня действует."""

    published_on = DateField(label="Действует с", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def texts(request: HttpRequest) -> HttpResponse:
    """Every edition and the draft, if there is one."""
    require(request.user, "accounts.operate")
    rows = list(ConsentText.objects.order_by("kind", "-version"))
    draft = next((one for one in rows if one.published_on is None), None)
    return show(request, "accounts/consent_texts.html", {"title": "Тексты согласия", "rows": rows, "draft": draft})


def text_new(request: HttpRequest) -> HttpResponse:
    """A draft of the next edition, begun from the words of the last one."""
    require(request.user, "accounts.operate")
    last = ConsentText.objects.filter(published_on__isnull=False).order_by("-version").first()
    form = TextForm(request.POST or None, initial={"title": last.title, "text": last.text} if last else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = consents.draft_text(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Черновик сохранён. Прочтите его так, как увидят люди, и опубликуйте.")
            return redirect("accounts:consent_text", pk=made.pk)
    context = {"title": "Новая редакция согласия", "form": form, "asks": f"{DRAFT} {_everybody()}.", "breadcrumbs": _trail("Новая редакция")}
    return show(request, "accounts/consent_text_form.html", context, status=422 if form.errors else 200)


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as people see it; a draft may be published from here."""
    require(request.user, "accounts.operate")
    found = get_object_or_404(ConsentText, pk=pk)
    form = PublishForm(request.POST or None, initial={"published_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            consents.publish_text(text=found, on=form.cleaned_data["published_on"], by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            on = form.cleaned_data["published_on"]
            messages.success(request, f"Опубликовано. С {day(on)} при следующем входе портал спросит заново {_everybody()}.")
            return redirect("accounts:consent_texts")
    context = {"title": str(found), "text": found, "form": form, "breadcrumbs": _trail(f"Редакция {found.version}")}
    context["asks"] = (
        "" if found.published_on else f"Со дня «действует с» при следующем входе портал спросит заново {_everybody()} — всех, у кого есть доступ. {LEFT}"
    )
    return show(request, "accounts/consent_text.html", context, status=422 if form.errors else 200)


def text_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Words of a draft; a published text is shown, never edited."""
    require(request.user, "accounts.operate")
    found = get_object_or_404(ConsentText, pk=pk)
    if found.published_on:
        raise Refusal(f"Редакция {found.version} опубликована и больше не меняется: люди согласились именно с этими словами. Составьте новую.")
    form = TextForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        consents.edit_text(text=found, title=data["title"], body=data["text"], changed=data["changed"], by=request.user)
        messages.success(request, "Черновик сохранён.")
        return redirect("accounts:consent_text", pk=pk)
    context = {"title": "Черновик согласия", "form": form, "asks": f"{DRAFT} {_everybody()}.", "breadcrumbs": _trail("Черновик")}
    return show(request, "accounts/consent_text_form.html", context, status=422 if form.errors else 200)


def _everybody() -> str:
    """Whom a new edition asks, counted."""
    return counted(asked_anew(), PEOPLE)


def _trail(here: str) -> list[dict[str, str]]:
    return [{"label": "Тексты согласия", "url": reverse("accounts:consent_texts")}, {"label": here}]
