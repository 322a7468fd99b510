"""What stands above the board and above «до 35 лет без ИОМ»: search and conditions that combine, several values of each."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.db.models import Value
from django.http import QueryDict

from portal.accounts.models import Appointment, Organisation, Role
from portal.kit.dates import NOT_A_DAY, DateField, in_order
from portal.kit.listing import GROUP, apart, told
from portal.kit.periods import today
from portal.kit.picking import ManyField
from portal.kit.prepared import Prepared
from portal.kit.widgets import QuickSelect
from portal.kit.words import natural, short_name
from routes.forms import date_input
from routes.models import Route
from routes.selectors.board import ME, NOBODY, BoardQuery
from routes.selectors.missing import YEAR, MissingQuery
from teachers.selectors.place_choice import FIELD, WORDS, Places, all_places, asked, choosing, closed_too, cut

PLACE = "place"
NOTHING = QueryDict()  # an address without conditions
ON_BOARD = (Role.METHODIST, Role.DEPARTMENT_HEAD, Role.SCHOOL_HEAD, Role.MENTOR, Role.EXPERT)  # as `routes.board` is given
MENTOR = [("", "Не важно"), ("yes", "есть"), ("no", "нет")]
STAGES = [("", "Любые"), ("young", "до 35 лет"), ("novice", "молодые специалисты (стаж до 3 лет)")]
WHO = [("", "до 35 лет"), ("novices", "молодые специалисты (стаж до 3 лет)"), ("both", "и те, и другие")]
S = Route.State
TABS: dict[str, tuple[str, set[str]]] = {"waiting": ("Ждут меня", {S.REVIEW, S.EXPERTISE}), "overdue": ("Просроченные", {S.ACTIVE})}
HELD = [("", "нет на эту дату"), (YEAR, "не было с начала учебного года")]
STARTED = [("", "Не важно"), ("no", "не составлен"), ("yes", "составлен, но не действует")]


class _Search(forms.Form):
    q = forms.CharField(label="Педагог", required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": "Любая часть имени"}))
    organisation = ManyField(label="Организация")

    def __init__(self, data: Any, *, user: Any, places: Places | None = None) -> None:
        """Whoever sees one organisation or none has nothing to choose from, but is told that another one asked for in the address is not there."""
        super().__init__(data)
        self.places = Places()
        if choosing(user, data):
            self.places = all_places(user, data, whole=data.get(GROUP) == PLACE) if places is None else places
            self.offer("organisation", self.places.offered(data), self.places.url)
        else:
            del self.fields["organisation"]

    def offer(self, name: str, choices: list[tuple[Any, str]], url: str = "") -> None:
        field: Any = self.fields[name]
        field.offer(choices, url)

    def value(self, name: str) -> Any:
        """A valid value, or nothing."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def shared(self, sort: str) -> dict[str, Any]:
        """What both lists are narrowed and ordered by. A condition that can be asked no more holds nobody, never everybody."""
        places = self.places if self.data.get(GROUP) == "place" else None
        chosen = tuple(int(one) for one in self.value("organisation") or ())
        return {
            "q": self.value("q"),
            "organisations": chosen,
            "mentor": self.value("mentor"),
            "sort": sort,
            "places": places,
            "nobody": bool(set(self.errors) - {"on"}),
        }

    def told(self) -> list[str]:
        """The chosen conditions in words, for a file and the journal."""
        self.is_valid()
        return told(self)


class BoardFilter(_Search):
    """Отбор маршрутов."""

    further = ("mentor", "stage", "due_from", "due_to")
    tab = forms.CharField(label="", required=False, widget=forms.HiddenInput)
    state = ManyField(label="Состояние", empty="Любое", choices=Route.State.choices)
    curator = ManyField(label="Куратор", empty="Любой")
    expert = ManyField(label="Эксперт", empty="Любой")
    mentor = forms.ChoiceField(label="Наставник", required=False, widget=QuickSelect, choices=MENTOR)
    stage = forms.ChoiceField(label="Возраст и стаж", required=False, widget=QuickSelect, choices=STAGES)
    due_from = DateField(label="Срок не раньше", required=False, widget=date_input())
    due_to = DateField(label="Срок не позже", required=False, widget=date_input())

    def __init__(self, data: Any, *, user: Any) -> None:
        places, people = _offered(user, data)
        super().__init__(data, user=user, places=places)
        for name, role in (("curator", Role.METHODIST), ("expert", Role.EXPERT)):
            me = [(ME, "я")] if user.holds(role) else []
            self.offer(name, [*me, (NOBODY, "не назначен"), *((pk, said) for pk, said in people[role] if pk != user.pk)])

    def clean(self) -> None:
        in_order(self, "due_from", "due_to")
        tab, states = TABS.get(self.cleaned_data.get("tab", ""), ("", set[str]())), set(self.cleaned_data.get("state") or ())
        if tab[0] and states and not states & tab[1]:
            apart(self, "state", f"На вкладке «{tab[0]}» маршрутов в таком состоянии не бывает. Уберите состояние или откройте другую вкладку.")

    def query(self, sort: str) -> BoardQuery:
        many: dict[str, Any] = {f"{name}s": self.value(name) or () for name in ("state", "curator", "expert")}
        due: dict[str, Any] = {name: self.value(name) or None for name in ("due_from", "due_to")}
        return BoardQuery(tab=self.value("tab"), stage=self.value("stage"), **many, **due, **self.shared(sort))


def _both(places: Any, districts: list[int]) -> Any:
    posts = Appointment.objects.filter(district__among=districts, role__in=[Role.METHODIST, Role.EXPERT]).order_by()
    people = posts.values_list("role", "user", "user__last_name", "user__first_name", "user__patronymic", Value(0))
    return places.values_list(Value(PLACE), "pk", "short_name", Value(""), Value(""), "rank").union(people)


def _of_districts(whole: bool) -> Prepared:
    return Prepared(
        lambda seen, districts: _both(asked(Organisation.objects.filter(district__among=seen), NOTHING, whole=whole), districts), seen=list, districts=list
    )


OF_DISTRICTS = {whole: _of_districts(whole) for whole in (False, True)}


def _places_and_people(user: Any, data: Any, districts: list[int], *, whole: bool) -> Any:
    """(kind, id, three names or a name, rank) of both. What staff choose from before they have chosen is asked most, and is prepared."""
    if user.whole and (whole or not (data.get(FIELD) or data.get(WORDS))):
        return OF_DISTRICTS[whole].ask(seen=user.whole, districts=districts)
    return _both(asked(Organisation.objects.visible_to(user), data, whole=whole), districts)


def _offered(user: Any, data: Any) -> tuple[Places, dict[str, list[tuple[int, str]]]]:
    """Places, methodists and experts of the districts whose board opens to the user, closed and former ones too: routes are still theirs. One query."""
    whole, districts = data.get(GROUP) == PLACE, user.districts_as(*ON_BOARD)
    listed: list[tuple[int, str, int]] = []
    found: dict[str, list[tuple[int, str]]] = {Role.METHODIST: [], Role.EXPERT: []}
    for kind, pk, *names, rank in _places_and_people(user, data, districts, whole=whole):
        if kind == PLACE:
            listed.append((pk, names[0], rank))
        else:
            found[kind].append((pk, short_name(SimpleNamespace(last_name=names[0], first_name=names[1], patronymic=names[2]))))
    return cut(listed, closed_too(), whole=whole), {kind: sorted(pairs, key=lambda one: (natural(one[1]), one[0])) for kind, pairs in found.items()}


class MissingFilter(_Search):
    """Отбор педагогов без маршрута."""

    further = ("held",)
    who = forms.ChoiceField(label="Кого показать", required=False, widget=QuickSelect, choices=WHO)
    held = forms.ChoiceField(label="Утверждённого маршрута", required=False, widget=QuickSelect, choices=HELD)
    started = forms.ChoiceField(label="Маршрут сегодня", required=False, widget=QuickSelect, choices=STARTED)
    mentor = forms.ChoiceField(label="Наставник", required=False, widget=QuickSelect, choices=MENTOR)
    on = DateField(label="На дату", required=False, widget=date_input(), error_messages={"invalid": NOT_A_DAY})

    def __init__(self, data: QueryDict, *, user: Any) -> None:
        """Without a date the field shows today, on which the list is then counted."""
        given = data.copy()
        given["on"] = given.get("on") or today().isoformat()
        super().__init__(given, user=user)

    def query(self, sort: str) -> MissingQuery:
        return MissingQuery(on=self.value("on") or today(), who=self.value("who"), held=self.value("held"), started=self.value("started"), **self.shared(sort))
