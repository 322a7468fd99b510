"""Shapes of input: an appointment, a word of a dictionary, a network and its agreements."""

import datetime as dt
import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.webauthn import forms as keys
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from portal.accounts.models import Agreement, Appointment, District, Invitation, Network, Organisation, Role
from portal.accounts.models.districts import ZONES
from portal.accounts.services import Person
from portal.accounts.services.agreements import AgreementData
from portal.accounts.services.invitations import Offer
from portal.kit.dates import DateField
from portal.kit.mail import MailField
from portal.kit.periods import today
from portal.kit.seeking import SeekingField

DEPUTISED = (Role.METHODIST, Role.DEPARTMENT_HEAD, Role.SCHOOL_HEAD, Role.COORDINATOR)


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def place_field(**given: Any) -> SeekingField:
    """An organisation out of those that the form offers, however many they are."""
    return SeekingField(
        Organisation.objects.none(), url=reverse_lazy("organisations:choices"), names=("short_name", "name", "address"), **{"label": "Организация", **given}
    )


def search() -> forms.CharField:
    """Above the lists of «Доступ»."""
    return forms.CharField(label="Фамилия, имя или почта", required=False, widget=forms.TextInput(attrs={"type": "search"}))


class PostFilter(forms.Form):
    """Отбор назначений."""

    q = search()
    role = forms.ChoiceField(label="Роль", required=False, choices=[("", "Все"), *Role.choices])
    ended = forms.BooleanField(label="Показать и закончившиеся", required=False)


class InvitationFilter(forms.Form):
    """Отбор приглашений."""

    q = search()
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Все"), *Invitation.State.choices])


class AppointmentForm(forms.Form):
    """Кого, в какой роли, где и на какой срок назначают."""

    email = MailField(label="Электронная почта", help_text="По этому адресу человек входит на портал и получает приглашение.")
    last_name = forms.CharField(label="Фамилия", max_length=80)
    first_name = forms.CharField(label="Имя", max_length=80)
    patronymic = forms.CharField(label="Отчество", max_length=80, required=False)
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
    instead_of = forms.ModelChoiceField(
        Appointment.objects.none(),
        label="Исполняет обязанности за",
        required=False,
        empty_label="никого не замещает",
        help_text="На время отпуска или болезни. Права действуют только в указанные дни, поэтому нужна дата «по».",
        error_messages={"invalid_choice": "Этого назначения больше нет. Выберите из списка."},
    )

    def __init__(self, *args: Any, district: District | None, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district = district
        absent: Any = self.fields["instead_of"]
        absent.queryset = Appointment.objects.lasting().filter(district=district, role__in=set(roles) & set(DEPUTISED), instead_of__isnull=True)
        absent.queryset = absent.queryset.select_related("user").order_by("user__last_name", "user__first_name", "pk") if district else absent.queryset.none()
        same: Any = self.fields["same"]  # the confirmation is of one address: another one is asked about anew
        same.choices = [(self.data.get("email", "").strip().lower(), "Да, это тот же человек")]
        self.fields["role"].choices = [pair for pair in Role.choices if pair[0] in roles]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.open_on(today()).filter(district=district)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") in (Role.TEACHER, Role.SCHOOL_HEAD) and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "Для этой роли нужно указать организацию.")
        absent = data.get("instead_of")
        if absent and (data.get("role"), data.get("organisation")) != (absent.role, absent.organisation):
            self.add_error("instead_of", "Роль и организация должны быть теми же, что у замещаемого.")
        since, until = data.get("since"), data.get("until")
        if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
            self.add_error("until", "Дата «по» раньше даты «с».")
        return data

    def ask_same(self) -> None:
        """Show the box by which the giver confirms whose address it is."""
        same: Any = self.fields["same"]
        same.widget = forms.CheckboxSelectMultiple(choices=same.choices)

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("email", "last_name", "first_name", "patronymic")})

    def offer(self) -> Offer:
        """What the person is to get."""
        return Offer(**{name: self.cleaned_data[name] for name in ("role", "organisation", "since", "until", "act")})


class HeadForm(forms.Form):
    """Первый начальник управления в районе."""

    email = MailField(label="Почта начальника", help_text="На неё уйдёт приглашение.")
    last_name = forms.CharField(label="Фамилия начальника", max_length=80)
    first_name = forms.CharField(label="Имя начальника", max_length=80)
    patronymic = forms.CharField(label="Отчество начальника", max_length=80, required=False)

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("email", "last_name", "first_name", "patronymic")})


class DistrictForm(HeadForm):
    """Новый район и его первый начальник."""

    FACTS = ("name", "genitive", "region", "code", "service_name", "service_short", "authority", "time_zone")
    name = forms.CharField(label="Название района", max_length=200)
    genitive = forms.CharField(label="Чего (родительный падеж)", max_length=200, help_text="Например: Советско-Гаванского района.")
    region = forms.CharField(label="Регион", max_length=120)
    code = forms.SlugField(label="Код", max_length=50, help_text="Латиницей, для ссылок и файлов: sovgavan.")
    service_name = forms.CharField(label="Методическая служба", max_length=300)
    service_short = forms.CharField(label="Служба кратко", max_length=60, help_text="Например: ИМЦ.")
    authority = forms.CharField(label="Орган управления образованием", max_length=300)
    time_zone = forms.ChoiceField(label="Часовой пояс", choices=list(ZONES.items()), initial="Europe/Moscow")
    field_order = (*FACTS, "last_name", "first_name", "patronymic", "email")

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.FACTS}


class WordForm(forms.Form):
    """Слово словаря."""

    name = forms.CharField(label="Название", max_length=500)
    active = forms.BooleanField(label="Используется", required=False)


class NetworkForm(forms.Form):
    """Методическая сеть."""

    name = forms.CharField(label="Название сети", max_length=200)
    lead = forms.ModelChoiceField(
        District.objects.all(), label="Ведущий район", empty_label="выберите район", help_text="Его ресурсный центр (КРЦ) видит сводку районов сети."
    )


class AgreementForm(forms.Form):
    """Соглашение: стороны, номер и сроки, как на бумаге."""

    network = forms.ModelChoiceField(Network.objects.all(), label="Сеть", empty_label="выберите сеть")
    member = forms.ModelChoiceField(District.objects.all(), label="Район", required=False, empty_label="не район портала")
    partner = forms.CharField(label="Партнёр", max_length=200, required=False, help_text="Название организации, если это не район портала.")
    number = forms.CharField(label="Номер", max_length=40, required=False, help_text="Нужен для подписания.")
    since = DateField(label="Действует с", widget=date_input(), initial=today)
    until = DateField(label="Действует по", widget=date_input(), required=False, help_text="Последний день включительно. Пусто — без срока.")

    def __init__(self, *args: Any, kept: Agreement | None = None, **kwargs: Any) -> None:
        """`kept`: an agreement that is there already; its sides stay."""
        super().__init__(*args, **kwargs)
        self.kept = kept
        for name in ("network", "member", "partner") if kept else ():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.kept and bool(data.get("member")) == bool(data.get("partner")) and not self.errors:
            self.add_error("member", "Выберите район или впишите партнёра: что-то одно.")
        since, until = data.get("since"), data.get("until")
        if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
            self.add_error("until", "Дата «по» раньше даты «с».")
        return data

    def agreement(self) -> AgreementData:
        sides = {"network": self.kept.network, "member": None, "partner": self.kept.partner} if self.kept else {}
        return AgreementData(**{**self.cleaned_data, **sides})


class AgreementFilter(forms.Form):
    """Отбор соглашений."""

    q = forms.CharField(label="Район, партнёр, сеть или номер", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *Agreement.State.choices])

    def value(self, name: str) -> str:
        """The chosen value when it is a valid one, else an empty string."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class SignedField(forms.Field):
    """What a device has signed, as JSON (WebAuthn): an object that is small, shallow and can be kept.

    Anybody may send anything here, and Django's own field answers only to bad JSON: not to nesting and not to numbers of thousands of digits.
    """

    widget = forms.HiddenInput
    default_error_messages = {"required": "Устройство не подтвердило ключ. Попробуйте ещё раз."}
    LONGEST, BRACKETS = 16_000, 60  # a real one: up to about six thousand characters and five brackets

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if not text or len(text) > self.LONGEST or text.count("[") + text.count("{") > self.BRACKETS:
            return None
        try:
            found = json.loads(text)
            kept = json.dumps(found, allow_nan=False, ensure_ascii=False)
            kept.encode()  # half of a surrogate pair and U+0000 are what PostgreSQL cannot keep
        except ValueError:
            return None
        return found if isinstance(found, dict) and "\\u0000" not in kept else None


class _Signed(forms.Form):
    """The library hands what was sent to `fido2` as it came, and that falls over whatever is not as it expects."""

    credential = SignedField()

    def clean(self) -> dict[str, Any]:
        with _not_believed():
            return super().clean() or {}


class _Asked(_Signed):
    def clean_credential(self) -> Any:
        with _not_believed():
            return super().clean_credential()  # type: ignore[misc]


@contextmanager
def _not_believed() -> Iterator[None]:
    """What cannot be read is what the device has not confirmed; the library's own word for that is of a code that nobody typed."""
    unread = ValidationError(SignedField.default_error_messages["required"], code="incorrect_code")
    try:
        yield
    except ValidationError as wrong:
        raise unread if wrong.code == unread.code else wrong from wrong
    except (AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError, struct.error) as wrong:
        raise unread from wrong


class AddKeyForm(_Signed, keys.AddWebAuthnForm):
    """Новый ключ доступа."""


class KeyForm(_Asked, keys.AuthenticateWebAuthnForm):
    """Ключ доступа после пароля."""


class KeyLoginForm(_Asked, keys.LoginWebAuthnForm):
    """Вход по ключу доступа без пароля."""


class KeyAgainForm(_Asked, keys.ReauthenticateWebAuthnForm):
    """Ключ доступа ещё раз, перед важным делом."""
