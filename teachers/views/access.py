"""Inviting from the register: one person from her card, many from the list of those without access."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.forms import another_field, place_field
from portal.accounts.middleware import current_district, require_here
from portal.accounts.models import District, Organisation
from portal.accounts.selectors.namesakes import namesake_of, posts_by_name
from portal.journal.middleware import nothing_done
from portal.kit.addresses import leading_back, list_behind, with_conditions
from portal.kit.listing import held
from portal.kit.mail import MailField
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.typed import numbers
from portal.kit.words import counted
from teachers import services
from teachers.models import Teacher
from teachers.selectors.access import Tally, by_name, tally, tally_of, with_invitations, with_waiting, without_access
from teachers.selectors.people import main_job
from teachers.views.common import read_card

READY = ("приглашение готово", "приглашения готовы", "приглашений готово")
NOBODY = "Отметьте тех, кого приглашаете: пока не отмечен никто."
NO_MAIL = "Приглашать некого: у отмеченных не указана почта, приглашение уже отправлено, вход на портал уже есть или доступ есть у тёзки (тёзку приглашают с карточки)."


class WhoForm(forms.Form):
    """Отбор тех, у кого нет доступа."""

    q = forms.CharField(label="Поиск по ФИО", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    organisation = place_field(required=False, empty_label="Все")

    def __init__(self, *args: Any, user: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user).filter(district=district).open_on(today())  # type: ignore[attr-defined]


class OneForm(forms.Form):
    """Почта того, кого приглашают."""

    email = MailField(label="Электронная почта", help_text="На неё уйдёт ссылка. Адрес сохранится в карточке.")
    act = forms.CharField(label="Основание (приказ)", max_length=200, required=False)
    another = another_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["another"].about(self.data.get("email", ""))  # type: ignore[attr-defined]


def invite(request: HttpRequest) -> HttpResponse:
    """The list, then (POST) the preview of whom the ticked ones are, then (POST «send») the invitations."""
    require_here(request, "accounts.appoint")
    here = current_district(request)
    if request.method == "POST":
        return _chosen(request, here)
    form = WhoForm(request.GET, user=request.user, district=here)
    told, found = _found(here, today(), form)
    page = page_of(ByKeys(found, with_waiting(today()), total=told.total), request, 100)
    context = {
        "title": "Пригласить из реестра",
        "form": form,
        "tally": told,
        "page": page,
        "back": with_conditions(reverse("teachers:invite"), request.GET.urlencode()),
        "breadcrumbs": _trail(),
    }
    return show(request, "teachers/invite.html", context, part="table")


def _found(here: District, on: dt.date, form: WhoForm) -> tuple[Tally, Any]:
    """How many they are, and what finds them. What nobody has narrowed yet is opened most, and found without putting thousands in order."""
    clean = form.cleaned_data if form.is_valid() else {}
    asked: dict[str, Any] = {"words": clean.get("q", ""), "organisation": clean.get("organisation")}
    if form.errors or any(asked.values()):
        rows = held(form, without_access(here.pk, on, **asked))
        return tally_of(rows), rows
    told = tally(here.pk, on)
    return told, by_name(here.pk, on, told.total)


def _chosen(request: HttpRequest, here: District) -> HttpResponse:
    ids = numbers(request.POST.getlist("teacher"))
    rows = list(with_invitations(without_access(here.pk, today()).filter(pk__in=ids), today()))
    known = posts_by_name(rows, here)
    for row in rows:
        row.namesake = namesake_of(row, known, but=row.user_id)  # type: ignore[attr-defined]
    ready = [row for row in rows if row.email and not row.invited and not row.namesake]  # type: ignore[attr-defined]
    back = list_behind(request, "teachers:invite", "teachers:list", "routes:board", "routes:missing")
    if not ready:
        nothing_done(request)
        messages.warning(request, NO_MAIL if ids else NOBODY)
        return redirect(back)
    if request.POST.get("deed") != "send":
        others = [row for row in rows if row not in ready]
        context = {"title": "Проверьте, кого приглашаете", "ready": ready, "others": others, "back": back, "breadcrumbs": _trail()}
        return show(request, "teachers/invite_preview.html", context)
    done = services.invite_many(teachers=ready, by=request.user)
    if not done.made:
        nothing_done(request)
    else:
        messages.success(request, f"{counted(len(done.made), READY)}. Письма уйдут в течение нескольких минут.")
    for teacher, why in done.refused[:20]:
        messages.warning(request, f"{teacher.short_name} — не приглашён(а). {why}")
    return redirect(leading_back(f"{reverse('accounts:invitations')}?sending={done.sending}", back) if done.made else back)


def invite_one(request: HttpRequest, pk: int) -> HttpResponse:
    """From a person's card."""
    teacher = read_card(request, pk, may="accounts.appoint", within=Teacher.objects.all())
    form = OneForm(request.POST or None, initial={"email": teacher.email})
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            made = services.invite_teacher(teacher=teacher, email=data["email"], act=data["act"], another=bool(data["another"]), by=request.user)
        except Refusal as refusal:
            if refusal.field == "another":
                form.fields["another"].ask()  # type: ignore[attr-defined]
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"{teacher.short_name}: приглашение готово, письмо уйдёт в течение минуты.")
            return redirect("accounts:invitation", pk=made.pk)
    trail = [{"label": "Педагоги", "url": reverse("teachers:list")}, {"label": teacher.short_name, "url": reverse("teachers:card", args=[pk])}]
    context = {"title": "Приглашение на портал", "teacher": teacher, "job": main_job(teacher, today()), "form": form}
    return show(request, "teachers/invite_one.html", context | {"breadcrumbs": [*trail, {"label": "Приглашение"}]}, status=422 if form.errors else 200)


def _trail() -> list[dict[str, str]]:
    return [{"label": "Приглашения", "url": reverse("accounts:invitations")}, {"label": "Пригласить из реестра"}]
