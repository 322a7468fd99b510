"""Shapes of input: who is appointed or invited, who deputises, and the conditions of the lists under «Доступ»."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy

from portal.accounts.forms.fields import another_field, date_input, place_field, same_field, search
from portal.accounts.models import Appointment, District, Invitation, Organisation, Role, User
from portal.accounts.selectors.access import colleagues
from portal.accounts.services import Person
from portal.accounts.services.invitations import Offer
from portal.kit.dates import DateField
from portal.kit.mail import MailField
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.seeking import SeekingField
from portal.kit.words import day

NEWCOMER = ("email", "last_name", "first_name", "patronymic")
ASKED = ("same", "another")
NOT_BEFORE = "Новому человеку доступ откроется не раньше дня, когда он примет приглашение."
NEEDED = {"email": "Впишите почту или выберите коллегу.", "last_name": "Впишите фамилию.", "first_name": "Впишите имя."}


class PostFilter(forms.Form):
    """Отбор назначений."""

    q = search()
    role = forms.ChoiceField(label="Роль", required=False, choices=[("", "Все"), *Role.choices])
    ended = forms.BooleanField(label="Показать и закончившиеся", required=False)


class InvitationFilter(forms.Form):
    """Отбор приглашений."""

    q = search()
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Все"), *Invitation.State.choices])


class ColleagueField(SeekingField):
    """Somebody who has access to the district: from a select, or by the name or the address as typed."""

    hint, narrower = "Начните вводить фамилию", "Впишите имя полностью или почту."

    def __init__(self, **given: Any) -> None:
        super().__init__(User.objects.none(), url=reverse_lazy("accounts:colleagues"), names=("last_name", "first_name", "patronymic", "email"), **given)
        self.error_messages |= {"unknown": "Такого человека с доступом к району нет: начните вводить фамилию и выберите подсказку."}
        self.error_messages |= {"invalid_choice": "У этого человека доступа к району больше нет. Выберите другого."}

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.email}"

    def _named(self, text: str) -> Any:
        """A suggestion ends with the address, which is one person's."""
        found = self.rows.filter(email__iexact=text.rsplit(" ", 1)[-1]).first() if "@" in text else None
        return found or super()._named(text.replace(",", " "))


def _name(label: str) -> forms.CharField:
    """Asked of a newcomer only, therefore by the form itself."""
    return forms.CharField(label=label, max_length=80, required=False)


class WhoForm(forms.Form):
    """Кого: a colleague from the list, or somebody new with address and name."""

    colleague = ColleagueField(label="Коллега, у которого доступ уже есть", required=False, empty_label="нет, это новый человек")
    email = MailField(label="Электронная почта", required=False, help_text="На неё уйдёт приглашение, по ней человек будет входить на портал.")
    last_name = _name("Фамилия")
    first_name = _name("Имя")
    patronymic = _name("Отчество, если есть")
    same, another = same_field(), another_field()

    def __init__(self, *args: Any, colleagues: QuerySet[User] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if colleagues is None:  # operators are of no district
            del self.fields["colleague"]
        else:
            self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]
        for name in ASKED:
            self.fields[name].about(self.data.get("email", ""))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either a colleague, and then what is typed of a newcomer is left aside, or all that a newcomer needs."""
        data = super().clean() or {}
        known = bool(data.get("colleague")) or "colleague" in self.errors
        for name in NEWCOMER:
            if known:
                self.errors.pop(name, None)
            elif name in NEEDED and not data.get(name) and name not in self.errors:
                self.add_error(name, NEEDED[name])
        _in_order(self, data)
        return data

    def refused(self, refusal: Refusal) -> None:
        """A refusal beside its field; what is wrong with somebody's address belongs to the colleague who was picked."""
        field = "colleague" if refusal.field == "email" and self.cleaned_data.get("colleague") else refusal.field
        if field in ASKED:  # the giver confirms who it is
            self.fields[field].ask()  # type: ignore[attr-defined]
        self.add_error(field if field in self.fields else None, str(refusal))

    def asked(self) -> dict[str, Any]:
        """What the giver has confirmed."""
        return {name: bool(self.cleaned_data[name]) for name in ASKED}

    def newcomer(self) -> list[Any]:
        """The fields that are filled in for somebody who is not in the list."""
        return [self[name] for name in NEWCOMER]

    def further(self) -> list[Any]:
        return [one for one in self.visible_fields() if one.name not in (*NEWCOMER, "colleague")]

    def person(self) -> Person:
        known = self.cleaned_data.get("colleague")
        return person_of(known) if known else Person(**{name: self.cleaned_data[name] for name in NEWCOMER})


class AppointmentForm(WhoForm):
    """Кого, в какой роли, где и на какой срок назначают."""

    role = forms.ChoiceField(label="Роль")
    organisation = place_field(
        empty_label="Не выбрана",
        required=False,
        help_text="Нужна педагогу и руководителю организации.",
        error_messages={"invalid_choice": "Такой организации в этом районе нет. Выберите из списка."},
    )
    since = DateField(label="С", widget=date_input(), initial=today, help_text=NOT_BEFORE)
    until = DateField(label="По", required=False, widget=date_input(), help_text="Пусто — без срока.")
    act = forms.CharField(label="Основание (приказ)", max_length=200, required=False)

    def __init__(self, *args: Any, district: District | None, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, colleagues=colleagues(district) if district else None, **kwargs)
        self.district = district
        self.fields["role"].choices = [pair for pair in Role.choices if pair[0] in roles]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.open_on(today()).filter(district=district)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("role") in (Role.TEACHER, Role.SCHOOL_HEAD) and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "Для этой роли нужно указать организацию.")
        return data

    def offer(self) -> Offer:
        """What the person is to get."""
        return Offer(**{name: self.cleaned_data[name] for name in ("role", "organisation", "since", "until", "act")})


class DeputyForm(WhoForm):
    """Кто исполняет обязанности и в какие дни; the post itself says the role and the place."""

    since = DateField(label="С", widget=date_input(), initial=today, help_text=NOT_BEFORE)
    until = DateField(label="По", widget=date_input(), help_text="Последний день включительно: права действуют только в эти дни.")
    act = forms.CharField(label="Основание (приказ)", max_length=200, required=False)

    def __init__(self, *args: Any, post: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, colleagues=colleagues(post.district).exclude(pk=post.user_id) if post.district else User.objects.none(), **kwargs)
        self.post = post
        self.fields["colleague"].url = f"{reverse_lazy('accounts:colleagues')}?post={post.pk}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Everything wrong with the days at once; `appoint` says the same to whoever comes otherwise."""
        data = super().clean()
        since, until, post = data.get("since"), data.get("until"), self.post
        if isinstance(since, dt.date) and since < post.since:
            self.add_error("since", f"Должность, которую замещают, занята с {day(post.since)}: раньше замещать некого.")
        if isinstance(until, dt.date) and post.until and until > post.until:
            self.add_error("until", f"Должность, которую замещают, занята по {day(post.until)}: позже замещать некого.")
        return data

    def term(self) -> dict[str, Any]:
        """The days and the act."""
        return {name: self.cleaned_data[name] for name in ("since", "until", "act")}


def person_of(user: User) -> Person:
    return Person(user.email, user.last_name, user.first_name, user.patronymic)


def _in_order(form: forms.Form, data: dict[str, Any]) -> None:
    since, until = data.get("since"), data.get("until")
    if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
        form.add_error("until", "Дата «по» раньше даты «с».")
