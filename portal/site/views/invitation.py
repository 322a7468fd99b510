"""The page behind an invitation's link: for a newcomer a password and consent, for somebody known a sign-in and consent."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts import services
from portal.accounts.models import ConsentText, Invitation, User
from portal.accounts.selectors.consents import operators
from portal.accounts.services.entry import must_prove, obstacle
from portal.accounts.services.invitations import NO_SUCH, current_text, find
from portal.kit import wall
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from portal.kit.words import day
from portal.site.views.public import BACKEND
from teachers.services import link_invited

PASSWORD: dict[str, Any] = {"widget": forms.PasswordInput(attrs={"autocomplete": "new-password"}), "strip": False, "max_length": 4096}


class AcceptForm(forms.Form):
    """Пароль и согласие."""

    password1 = forms.CharField(label="Придумайте пароль", help_text="Не короче восьми знаков; не только цифры и не слово из словаря.", **PASSWORD)
    password2 = forms.CharField(label="Пароль ещё раз", **PASSWORD)
    text = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agreed = forms.BooleanField(label="Я прочитал(а) и согласен (согласна)", required=False)

    def __init__(self, *args: Any, known: bool, text: ConsentText | None, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial["text"] = text.pk if text else None
        for name in ("password1", "password2") if known else ():
            del self.fields[name]
        if text is None:
            del self.fields["agreed"]

    def clean(self) -> dict[str, Any]:
        """Everything that is wrong with the passwords at once: whoever mends one finds no second refusal behind it."""
        data = super().clean() or {}
        if first := data.get("password1"):
            try:
                validate_password(first, self.user)
            except forms.ValidationError as weak:
                self.add_error("password1", weak)
        if first and data.get("password2") and first != data["password2"]:
            self.add_error("password2", "Пароли не совпали.")
        return data


@login_not_required
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Read it, accept it; a link that no longer works says why."""
    found = find(key)
    refused = NO_SUCH if found is None else obstacle(found)
    if found is None or refused:
        return show(request, "site/invitation.html", {"title": "Приглашение на портал", "refused": refused}, status=404 if found is None else 410)
    me: Any = request.user
    known, stranger = not must_prove(found.user), me.is_authenticated and me.pk != found.user_id
    text = current_text()
    form = AcceptForm(request.POST or None, known=known, text=text, user=found.user)
    if request.method == "POST" and not stranger and form.is_valid():
        try:
            return _accepted(request, key, form.cleaned_data, known)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            form.data = {**form.data.dict(), "text": text.pk if text else ""}  # type: ignore[attr-defined]  # a newer edition is what stands on the page now
    context = {"invitation": found, "place": _place(found), "known": known, "stranger": stranger, "text": text, "operators": _operators(found), "form": form}
    return show(request, "site/invitation.html", {"title": "Приглашение на портал"} | context, status=422 if form.errors else 200)


def _accepted(request: HttpRequest, key: str, data: dict[str, Any], known: bool) -> HttpResponse:
    me: Any = request.user
    agreed = data["text"] if data.get("agreed") else None
    done = services.accept(key=key, agreed=agreed, password=data.get("password1", ""), by=me if me.is_authenticated else None)
    with wall.scope([done.district_id], user=done.user_id, signin=True):
        link_invited(done)
        if not known:
            login(request, done.user, backend=BACKEND)
            services.note_session(request)
    opens = f"Доступ откроется {day(done.since)}." if done.since > done.district.today else "Доступ открыт."
    other = " Между районами переходят в меню с вашим именем, вверху справа." if known and set(me.district_ids) - {done.district_id} else ""
    messages.success(request, f"Приглашение принято: {done.title.lower()}, {done.district}. {opens}{other}" if known else f"Добро пожаловать! {opens}")
    return redirect("site:home")


def _operators(found: Invitation) -> list[dict[str, str]]:
    with wall.scope([found.district_id]):
        return operators([found.district_id])


def _place(found: Invitation) -> str:
    """Where the access is for; an organisation lies behind the wall."""
    with wall.scope([found.district_id]):
        return str(found.organisation or found.district)
