"""Shapes of input: an event, a community, a programme, a deed on a date."""

import datetime as dt
from typing import Any

from django import forms

from communities.models import Community, Event, Membership
from communities.selectors.circles import KINDS
from communities.selectors.events import FORMATS, LEVELS, topics
from communities.selectors.practices import BANKS
from communities.services import CommunityData, EventData, PracticeData, ProgrammeData
from portal.accounts.forms import place_field
from portal.accounts.models import District, Organisation
from portal.kit.dates import DateField, DateTimeField
from portal.kit.namesakes import AgainForm, NewForm
from portal.kit.periods import today
from teachers.forms.offers import DistrictForm, audience_field, functions_field
from teachers.services.changes import said

LONGEST_EVENT = dt.timedelta(days=366)


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TopicInput(forms.TextInput):
    """A text with the topics already in use as suggestions; the list itself is written by the page."""

    def __init__(self) -> None:
        super().__init__(attrs={"list": "topics", "autocomplete": "off"})


class TopicForm(DistrictForm):
    """A form of the district with the topics already in use as suggestions."""

    def topics(self) -> list[str]:
        """Suggestions for the topic."""
        return topics()


class EventForm(TopicForm):
    """Карточка события; the version says which state of it the page was opened on."""

    dictionaries = (FORMATS, LEVELS)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="Название", max_length=300)
    format = forms.ChoiceField(label="Формат")
    starts_at = DateTimeField(label="Начало", widget=time_input())
    ends_at = DateTimeField(label="Окончание", widget=time_input())
    mode = forms.ChoiceField(label="Как проходит", choices=Event.Mode.choices)
    place = forms.CharField(label="Место или ссылка", max_length=300, required=False)
    capacity = forms.IntegerField(label="Мест", min_value=1, max_value=5000, required=False, help_text="Пусто — без ограничения.")
    hours = forms.IntegerField(label="Часов", min_value=1, max_value=200, required=False)
    level = forms.ChoiceField(label="Уровень")
    topic = forms.CharField(label="Тема-метка", max_length=60, required=False, widget=TopicInput())
    functions = functions_field()
    audience = audience_field()
    organiser = place_field(label="Организатор", required=False, empty_label="не указан")
    community = forms.ModelChoiceField(
        Community.objects.none(), label="Сообщество", required=False, empty_label="нет", help_text="Если это заседание сообщества."
    )
    shared = forms.BooleanField(
        label="Открыть партнёрам сети",
        required=False,
        help_text="Событие увидят педагоги районов, с которыми есть действующее соглашение, и смогут записаться.",
    )
    about = forms.CharField(label="Программа", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, district=district, **kwargs)
        self.choose("format", self.words.choices(FORMATS))
        self.choose("level", self.words.choices(LEVELS))
        self.among("organiser", Organisation.objects.filter(district=district).open_on(today()))
        self.among("community", Community.objects.filter(district=district, state__in=[Community.State.PROJECT, Community.State.ACTIVE]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "Окончание раньше начала: проверьте дату и время.")
        elif starts and ends and ends - starts > LONGEST_EVENT:
            self.add_error("ends_at", "Событие длиннее года: проверьте дату окончания.")
        return data

    def differences(self, fresh: Event) -> list[tuple[str, str, str]]:
        """(field, what stands now, what is typed here) wherever they differ; call on a valid form."""
        rows = [(name, getattr(fresh, name), value) for name, value in self.cleaned_data.items() if name != "version"]
        return [(str(self.fields[name].label), self._words(name, now), self._words(name, typed)) for name, now, typed in rows if now != typed]

    def _words(self, name: str, value: Any) -> str:
        pairs: dict[str, str] = dict(getattr(self.fields[name], "choices", ()) if name in ("format", "level", "mode") else ())
        return pairs.get(value) or said(Event, {name: value}).popitem()[1] or "—"

    def at_version(self, version: int) -> "EventForm":
        """The same typed text, as if the page had been opened on the newer version."""
        typed: Any = self.data
        data = typed.copy()
        data["version"] = str(version)
        return EventForm(data, district=self.district)

    def event(self) -> EventData:
        return EventData(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class CommunityForm(AgainForm, TopicForm):
    """Карточка сообщества."""

    field_order = ("name", "again")
    dictionaries = (KINDS,)
    name = forms.CharField(label="Название", max_length=300)
    kind = forms.ChoiceField(label="Вид")
    since = DateField(label="Работает с", widget=date_input(), initial=today)
    until = DateField(label="Работает по", widget=date_input(), required=False, help_text="Пусто — без срока.")
    topic = forms.CharField(label="Тема-метка", max_length=60, required=False, widget=TopicInput())
    platform = forms.CharField(label="Площадка", max_length=120, required=False, help_text="Например: очно, Сферум.")
    functions = functions_field()
    audience = audience_field()
    shared = forms.BooleanField(label="Открыть партнёрам сети", required=False)
    about = forms.CharField(label="О сообществе", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, district=district, **kwargs)
        self.choose("kind", self.words.choices(KINDS))

    def clean(self) -> dict[str, Any]:
        return _dates_in_order(self, super().clean() or {})

    def community(self) -> CommunityData:
        return CommunityData(**self.told())


class NewCommunityForm(NewForm, CommunityForm):
    """Новое сообщество."""


class ProgrammeForm(AgainForm, DistrictForm):
    """Карточка программы стажировки."""

    field_order = ("name", "again")
    name = forms.CharField(label="Название", max_length=300)
    code = forms.CharField(label="Код", max_length=20, required=False)
    organisation = place_field(label="Стажировочная площадка")
    hours = forms.IntegerField(label="Часов", min_value=1, max_value=2000)
    since = DateField(label="Работает с", widget=date_input(), initial=today)
    until = DateField(label="Работает по", widget=date_input(), required=False, help_text="Пусто — без срока.")
    functions = functions_field()
    audience = audience_field()
    shared = forms.BooleanField(label="Открыть партнёрам сети", required=False)

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, district=district, **kwargs)
        self.among("organisation", Organisation.objects.filter(district=district).open_on(today()))

    def clean(self) -> dict[str, Any]:
        return _dates_in_order(self, super().clean() or {})

    def programme(self) -> ProgrammeData:
        return ProgrammeData(**self.told())


class NewProgrammeForm(NewForm, ProgrammeForm):
    """Новая программа."""


class PracticeForm(NewForm, TopicForm):
    """Карточка практики; authors are named on its page. What it is called stands in its title."""

    field_order = ("title", "again")
    anyway, named = "Всё равно внести", "title"
    dictionaries = (BANKS, LEVELS)
    title = forms.CharField(label="Название", max_length=300)
    bank = forms.ChoiceField(label="Банк")
    level = forms.ChoiceField(label="Уровень")
    topic = forms.CharField(label="Тема-метка", max_length=60, required=False, widget=TopicInput())

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, district=district, **kwargs)
        self.choose("bank", self.words.choices(BANKS))
        self.choose("level", self.words.choices(LEVELS))
        self.initial.update(bank="best_practice", level="mun")

    def practice(self) -> PracticeData:
        return PracticeData(**self.told())


class DateForm(forms.Form):
    """A deed on a date."""

    on = DateField(label="Дата", widget=date_input(), initial=today)
    comment = forms.CharField(label="Пояснение", required=False, max_length=1000)


class NothingForm(forms.Form):
    """Открытие записи на многие события: nothing to be typed."""


class ReasonForm(forms.Form):
    """Отмена многих событий: одна причина, её прочтут участники."""

    comment = forms.CharField(
        label="Причина", max_length=200, help_text="Эту причину прочтут все, кто записан.", widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Напишите причину: без неё участники не поймут, почему событие отменено."},
    )  # fmt: skip


class BeginForm(forms.Form):
    """Since when."""

    since = DateField(label="С какой даты", widget=date_input(), initial=today)


class JoinForm(BeginForm):
    """In which role and since when people join a community."""

    role = forms.ChoiceField(label="Роль", choices=Membership.MemberRole.choices, initial=Membership.MemberRole.MEMBER)


class LeaveForm(forms.Form):
    """Выбытие из сообщества."""

    until = DateField(label="Дата выбытия", widget=date_input(), initial=today)
    product = forms.CharField(label="Продукт деятельности", required=False, max_length=300, help_text="Что создано и защищено за время участия.")


def _dates_in_order(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    since, until = data.get("since"), data.get("until")
    if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
        form.add_error("until", "Дата «по» раньше даты «с».")
    return data
