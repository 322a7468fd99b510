"""Inviting from the register: one person from her card, many from the list of those without access."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.forms import another_field, place_field
from portal.accounts.middleware import current_district, require_here
from portal.accounts.models import District, Organisation
from portal.journal.middleware import nothing_done
from portal.kit.addresses import leading_back, list_behind, with_conditions
from portal.kit.listing import held
from portal.kit.mail import MailField
from portal.kit.many import Plan, listed
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.typed import numbers
from portal.kit.words import counted
from teachers import services
from teachers.forms.addresses import AddressesForm
from teachers.models import Teacher
from teachers.selectors import bulk
from teachers.selectors.access import Tally, by_name, tally, tally_of, with_waiting, without_access
from teachers.selectors.people import main_job
from teachers.services.access import AT_ONCE, Invited, Mistyped
from teachers.views.common import read_card

PEOPLE = ("человек", "человека", "человек")
READY = ("приглашение готово", "приглашения готовы", "приглашений готово")
NOBODY = "Отметьте тех, кого приглашаете: пока не отмечен никто."
PASSED_BY = "Из отмеченных приглашать пока некого: доступ уже есть, приглашение ждёт ответа или доступ есть у тёзки. Тёзку приглашают с карточки."


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
    """The ticked ones (teacher=…), or those of a preview: whom it would invite (ready=…) of whom it was asked about (who=…)."""
    ids = numbers(request.POST.getlist("teacher")) or numbers(request.POST.get("ready", "").split(","))
    found = plan_of(request, ids, here)
    if not found.ready:
        nothing_done(request)
        messages.warning(request, PASSED_BY if ids else NOBODY)
        return redirect(_back(request))
    if request.POST.get("deed") == "send":
        return _send(request, found, here)
    return preview(request, found, ids, _back(request), _trail(), title="Проверьте, кого приглашаете")


def plan_of(request: HttpRequest, ids: Iterable[int], here: District) -> Plan:
    """Who can be invited, those without an address among them, and who is passed by."""
    asked = list(ids)
    people = bulk.chosen(request.user, asked, today())
    return bulk.plan(people, len(asked), bulk.cannot_invite(people, here), district=here)


def form_of(plan: Plan, data: Any = None) -> AddressesForm:
    return AddressesForm(data, people=[one for one in plan.ready if not one.email], beside=[one for one in plan.ready if one.email])


def preview(
    request: HttpRequest,
    plan: Plan,
    who: Iterable[int],
    back: str,
    trail: list[dict[str, str]],
    *,
    title: str,
    form: AddressesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Whom it would invite by which address, a field for each who has none, who is passed by and why."""
    too_many = len(plan.ready) > AT_ONCE
    context = {
        "title": title,
        "plan": plan,
        "ready": [one for one in plan.ready if one.email],
        "form": form or (None if too_many else form_of(plan)),
        "too_many": f"За один раз можно пригласить не больше {AT_ONCE} человек. Отберите, например, одну организацию." if too_many else "",
        "most": AT_ONCE,
        "asked_about": listed(list(who)),
        "going": listed([one.pk for one in plan.ready]),
        "cards": [(pk, name) for (pk, why), (name, _) in zip(plan.passed, plan.skipped, strict=False) if why.endswith(bulk.TO_CARD)],
        "back": back,
        "breadcrumbs": trail,
    }
    return show(request, "teachers/invite_preview.html", context, status=status)


def _send(request: HttpRequest, plan: Plan, here: District) -> HttpResponse:
    """Invite, or show the same page again with what was typed and what is wrong with it."""
    form = form_of(plan, request.POST)
    if form.is_valid():
        typed = form.typed()
        going = [one for one in plan.ready if one.email or one.pk in typed]
        if not going:
            form.add_error(None, "Приглашать пока некого: впишите хотя бы один адрес.")
        else:
            try:
                done = services.invite_many(teachers=going, addresses=typed, by=request.user)
            except Mistyped as mistyped:
                form.refuse(mistyped.wrong)
            else:
                return _sent(request, done, len(plan.ready) - len(going))
    if form.errors and not form.non_field_errors():
        form.add_error(None, "Никто не приглашён: исправьте отмеченные адреса. Всё, что вы вписали, осталось на месте.")
    who = numbers(request.POST.get("who", "").split(",")) or [one.pk for one in plan.ready]
    return preview(request, plan_of(request, who, here), who, _back(request), _trail(), title="Проверьте, кого приглашаете", form=form, status=422)


def _sent(request: HttpRequest, done: Invited, mute: int) -> HttpResponse:
    if not done.made:
        nothing_done(request)
    else:
        left = f" Без почты пропущено: {counted(mute, PEOPLE)}." if mute else ""
        messages.success(request, f"{counted(len(done.made), READY)}. Письма уйдут в течение нескольких минут.{left}")
    for teacher, why in done.refused[:20]:
        messages.warning(request, f"{teacher.short_name} — не приглашён(а). {why}")
    back = _back(request)
    return redirect(leading_back(f"{reverse('accounts:invitations')}?sending={done.sending}", back) if done.made else back)


def _back(request: HttpRequest) -> str:
    return list_behind(request, "teachers:invite", "teachers:list", "routes:board", "routes:missing")


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
