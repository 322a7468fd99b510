"""What stands above the lists: search and choices. A wrong value narrows nothing and breaks nothing."""

from typing import Any

from django import forms

from communities.models import Event, Practice
from communities.selectors.circles import KINDS, CircleQuery
from communities.selectors.events import FORMATS, LEVELS, EventQuery, months, topics
from communities.selectors.practices import BANKS
from communities.selectors.standing import COMMUNITY_CHOICES, EVENT_CHOICES
from portal.accounts.selectors import lexicon


def search(label: str, hint: str) -> forms.CharField:
    """The search field of a list."""
    return forms.CharField(label=label, required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "placeholder": hint}))


class ListFilter(forms.Form):
    """A filter that keeps the tab in the address."""

    def set_choices(self, name: str, pairs: list[tuple[str, str]], empty: str) -> None:
        field: Any = self.fields[name]
        field.choices = [("", empty), *pairs]

    def value(self, name: str) -> str:
        """The chosen value when it is a valid one, else an empty string."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class EventFilter(ListFilter):
    """Отбор событий."""

    when = forms.CharField(required=False, widget=forms.HiddenInput)
    q = search("Событие, место или тема", "Например: семинар")
    format = forms.ChoiceField(label="Формат", required=False)
    mode = forms.ChoiceField(label="Как проходит", required=False, choices=[("", "Любое"), *Event.Mode.choices])
    topic = forms.ChoiceField(label="Тема", required=False)
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *EVENT_CHOICES])
    month = forms.ChoiceField(label="Месяц", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.words = lexicon(FORMATS)
        self.set_choices("format", self.words.choices(FORMATS), "Любой")
        self.set_choices("topic", [(topic, topic) for topic in topics()], "Любая")
        self.set_choices("month", months(), "Любой")

    def query(self, when: str, sort: str) -> EventQuery:
        return EventQuery(when=when, sort=sort, words=self.value("q"), **{name: self.value(name) for name in ("format", "mode", "topic", "state", "month")})


class CircleFilter(ListFilter):
    """Отбор сообществ."""

    q = search("Сообщество или тема", "Например: наставники")
    kind = forms.ChoiceField(label="Вид", required=False)
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *COMMUNITY_CHOICES])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.words = lexicon(KINDS)
        self.set_choices("kind", self.words.choices(KINDS), "Любой")

    def query(self, sort: str) -> CircleQuery:
        return CircleQuery(words=self.value("q"), kind=self.value("kind"), state=self.value("state"), sort=sort)


class ProgrammeFilter(ListFilter):
    """Отбор программ стажировок."""

    q = search("Программа или площадка", "Например: компетенции")
    open = forms.ChoiceField(label="Работает", required=False, choices=[("", "Любая"), ("yes", "работает сейчас"), ("no", "закрыта")])


class PracticeFilter(ListFilter):
    """Отбор банка практик."""

    q = search("Практика или автор", "Например: профориентация")
    bank = forms.ChoiceField(label="Банк", required=False)
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *Practice.State.choices])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.words = lexicon(BANKS, LEVELS)
        self.set_choices("bank", self.words.choices(BANKS), "Любой")
