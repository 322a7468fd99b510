"""What stands above the lists: search and choices. A wrong value holds nobody (`portal.kit.listing.held`)."""

import datetime as dt
from typing import Any

from django import forms

from communities.models import Event, Practice
from communities.selectors.circles import KINDS, CircleQuery
from communities.selectors.events import FORMATS, LEVELS, MANY, EventQuery, months, offered
from communities.selectors.practices import BANKS
from communities.selectors.standing import COMMUNITY_CHOICES, EVENT_CHOICES
from portal.accounts.selectors import lexicon
from portal.kit.dates import DateField, in_order
from portal.kit.listing import apart, told
from portal.kit.periods import today
from portal.kit.picking import ManyField
from portal.kit.widgets import QuickSelect


def search(label: str, hint: str) -> forms.CharField:
    """The search field of a list."""
    return forms.CharField(label=label, required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "placeholder": hint}))


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


# a tab of the calendar → how it is called, and in which states no event of it can be
NEVER: dict[str, tuple[str, frozenset[str]]] = {
    "soon": ("Предстоящие", frozenset({"unmarked"})),
    "past": ("Прошедшие", frozenset({"planned", "announced", "going"})),
    "waiting": ("Ждут отметки", frozenset({"planned", "announced", "held", "cancelled"})),
}


def _first_of(month: str) -> dt.date | None:
    """The first day of «2021-03», one of the months to choose from."""
    return dt.date(int(month[:4]), int(month[5:]), 1) if month else None


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
    """Отбор событий: any of several values, all of the conditions. A condition that can be asked no more holds nothing."""

    further = ("mode", "level", "organiser", "state", "since", "until")
    when = forms.CharField(label="", required=False, widget=forms.HiddenInput)
    q = search("Событие, место или тема", "Например: семинар")
    formats = ManyField(label="Формат", empty="Любой")  # «format» in an address is the kind of a file
    mode = ManyField(label="Как проходит", empty="Любое", choices=Event.Mode.choices)
    topic = ManyField(label="Тема", empty="Любая")
    level = ManyField(label="Уровень", empty="Любой")
    organiser = ManyField(label="Организатор", empty="Любой")
    community = ManyField(label="Сообщество", empty="Любое")
    state = ManyField(label="Состояние", empty="Любое", choices=EVENT_CHOICES)
    month = forms.ChoiceField(label="Месяц", required=False, widget=QuickSelect)
    since = DateField(label="С", required=False, widget=day_input())
    until = DateField(label="По", required=False, widget=day_input())

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.words, had = offered()
        for name, pairs in {"formats": self.words.choices(FORMATS), "level": self.words.choices(LEVELS), **had}.items():
            field: Any = self.fields[name]
            field.choices = pairs
        self.set_choices("month", months(), "Любой")

    def clean(self) -> None:
        in_order(self)
        self._apart()

    def _apart(self) -> None:
        """Conditions that no event can meet together."""
        given = self.cleaned_data
        when = given.get("when") or "soon"
        title, never = NEVER.get(when, ("", frozenset[str]()))
        states, month, until = set(given.get("state") or ()), _first_of(given.get("month") or ""), given.get("until")
        if states and states <= never:
            apart(self, "state", f"На вкладке «{title}» событий в таком состоянии не бывает. Уберите состояние или откройте «Все».")
        if month and until and until < month:
            apart(self, "until", "Раньше выбранного месяца. Уберите месяц или исправьте дату.")
        for name, first, tabs in (("month", month, ("past", "waiting")), ("since", given.get("since"), ("past",))):
            if first and first > today() and when in tabs:
                apart(self, name, f"Ещё не наступило, а вкладка «{title}» — о том, что уже началось. Откройте «Предстоящие» или «Все».")

    def query(self, when: str, sort: str, *, by_month: bool = False) -> EventQuery:
        """The conditions, the tab and the order as the calendar takes them."""
        self.is_valid()
        given = self.cleaned_data
        many: dict[str, Any] = {several: given.get(one) or () for several, one in {**MANY, "formats": "formats", "states": "state"}.items()}
        days: dict[str, Any] = {name: given.get(name) for name in ("since", "until")}
        return EventQuery(when=when, sort=sort, words=self.value("q"), month=self.value("month"), by_month=by_month, nobody=bool(self.errors), **many, **days)

    def told(self) -> list[str]:
        """The chosen conditions in words, for a file and the journal."""
        self.is_valid()
        return told(self)


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
