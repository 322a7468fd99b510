"""Shapes of input: who is appointed or invited, who deputises, and the conditions of the lists under «Доступ»."""

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse_lazy

from portal.accounts.forms.fields import date_input, place_field, search
from portal.accounts.models import Appointment, District, Invitation, Organisation, Role, User
from portal.accounts.selectors.access import colleagues
from portal.accounts.services import Person
from portal.accounts.services.invitations import Offer
from portal.kit.dates import DateField
from portal.kit.mail import MailField
from portal.kit.periods import today
from portal.kit.seeking import SeekingField
from portal.kit.words import day

NEWCOMER = ("email", "last_name", "first_name", "patronymic")
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


class AppointmentForm(forms.Form):
    """Кого, в какой роли, где и на какой срок назначают."""

    colleague = ColleagueField(label="Коллега, у которого доступ уже есть", required=False, empty_label="нет, это новый человек")
    email = MailField(label="Электронная почта", required=False, help_text="На неё уйдёт приглашение, по ней человек будет входить на портал.")
    last_name = _name("Фамилия")
    first_name = _name("Имя")
    patronymic = _name("Отчество, если есть")
    same = forms.MultipleChoiceField(
        label="Почта и имя не сходятся",
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": "Почта изменилась: подтвердите ещё раз."},
    )
    role = forms.ChoiceField(label="Роль")
    organisation = place_field(
        empty_label="Не выбрана",
        required=False,
        help_text="Нужна педагогу и руководителю организации.",
        error_messages={"invalid_choice": "Такой организации в этом районе нет. Выберите из списка."},
    )
    since = DateField(label="С", widget=date_input(), initial=today)
    until = DateField(label="По", required=False, widget=date_input(), help_text="Пусто — без срока.")
    act = forms.CharField(label="Основание (приказ)", max_length=200, required=False)

    def __init__(self, *args: Any, district: District | None, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district = district
        if district:
            self.fields["colleague"].queryset = colleagues(district)  # type: ignore[attr-defined]
        else:  # operators are of no district
            del self.fields["colleague"]
        same: Any = self.fields["same"]  # the confirmation is of one address: another one is asked about anew
        same.choices = [(self.data.get("email", "").strip().lower(), "Да, это тот же человек")]
        self.fields["role"].choices = [pair for pair in Role.choices if pair[0] in roles]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.open_on(today()).filter(district=district)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") in (Role.TEACHER, Role.SCHOOL_HEAD) and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "Для этой роли нужно указать организацию.")
        self._one_person(bool(data.get("colleague")) or "colleague" in self.errors, data)
        _in_order(self, data)
        return data

    def _one_person(self, known: bool, data: dict[str, Any]) -> None:
        """Either a colleague, and then what is typed of a newcomer is left aside, or all that a newcomer needs."""
        for name in NEWCOMER:
            if known:
                self.errors.pop(name, None)
            elif name in NEEDED and not data.get(name) and name not in self.errors:
                self.add_error(name, NEEDED[name])

    def ask_same(self) -> None:
        """Show the box by which the giver confirms whose address it is."""
        same: Any = self.fields["same"]
        same.widget = forms.CheckboxSelectMultiple(choices=same.choices)

    def newcomer(self) -> list[Any]:
        """The fields that are filled in for somebody who is not in the list."""
        return [self[name] for name in NEWCOMER]

    def further(self) -> list[Any]:
        return [one for one in self.visible_fields() if one.name not in (*NEWCOMER, "colleague")]

    def person(self) -> Person:
        known = self.cleaned_data.get("colleague")
        return person_of(known) if known else Person(**{name: self.cleaned_data[name] for name in NEWCOMER})

    def offer(self) -> Offer:
        """What the person is to get."""
        return Offer(**{name: self.cleaned_data[name] for name in ("role", "organisation", "since", "until", "act")})


class DeputyForm(forms.Form):
    """Кто исполняет обязанности и в какие дни; the post itself says the role and the place."""

    colleague = ColleagueField(label="Кто исполняет обязанности", empty_label="выберите")
    since = DateField(label="С", widget=date_input(), initial=today)
    until = DateField(label="По", widget=date_input(), help_text="Последний день включительно: права действуют только в эти дни.")
    act = forms.CharField(label="Основание (приказ)", max_length=200, required=False)

    def __init__(self, *args: Any, post: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        colleague: Any = self.fields["colleague"]
        colleague.queryset = colleagues(post.district).exclude(pk=post.user_id) if post.district else User.objects.none()

    def clean(self) -> dict[str, Any]:
        """Everything wrong with the days at once; `appoint` says the same to whoever comes otherwise."""
        data = super().clean() or {}
        _in_order(self, data)
        since, until, post = data.get("since"), data.get("until"), self.post
        if isinstance(since, dt.date) and since < post.since:
            self.add_error("since", f"Должность, которую замещают, занята с {day(post.since)}: раньше замещать некого.")
        if isinstance(until, dt.date) and post.until and until > post.until:
            self.add_error("until", f"Должность, которую замещают, занята по {day(post.until)}: позже замещать некого.")
        return data


def person_of(user: User) -> Person:
    return Person(user.email, user.last_name, user.first_name, user.patronymic)


def _in_order(form: forms.Form, data: dict[str, Any]) -> None:
    since, until = data.get("since"), data.get("until")
    if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
        form.add_error("until", "Дата «по» раньше даты «с».")
