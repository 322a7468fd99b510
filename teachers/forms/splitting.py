"""Shape of input: who of an organisation goes where, one by one or many at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.models import Organisation
from portal.kit.typed import number, numbers
from portal.kit.words import counted
from teachers.forms.organisations import act_field
from teachers.selectors.sharing import FEW, Member, Members

STAYS = "0"
PEOPLE = ("человек", "человека", "человек")


@dataclass(frozen=True)
class Line:
    """Один человек на странице: куда назначен, отмечен ли, виден ли при поиске."""

    who: Member
    where: str
    ticked: bool
    shown: bool


@dataclass(frozen=True)
class Lines:
    """Группа на странице; `going`: how many of them have a new place."""

    key: int
    label: str
    lines: list[Line]
    open: bool

    @property
    def going(self) -> int:
        return sum(one.where != STAYS for one in self.lines)

    @property
    def shown(self) -> bool:
        return any(one.shown for one in self.lines)


class SplitForm(forms.Form):
    """Второй шаг разделения: кто куда, и закрывается ли сама организация.

    Without a script the ticked are given a place, and people are found, by sending the form: `again` is the same form with what was chosen.
    """

    q = forms.CharField(required=False)
    place = forms.CharField(required=False)
    close = forms.BooleanField(label="Сама организация закрывается", required=False, help_text="Тогда новое место нужно назначить каждому.")
    act = act_field()

    def __init__(self, data: Mapping[str, Any] | None, *, groups: Sequence[Members], successors: Sequence[Organisation], **given: Any) -> None:
        super().__init__(data, **given)
        self.members, self.successors, self.said = groups, {one.pk: one for one in successors}, ""
        self.where = [(STAYS, "остаётся"), *((str(one.pk), one.short_name) for one in successors)]
        for one in self.everybody:
            self.fields[f"to-{one.pk}"] = forms.ChoiceField(label=one.full_name, choices=self.where, required=False)

    @property
    def everybody(self) -> list[Member]:
        return [one for group in self.members for one in group.people]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if left := self._ticked():
            raise ValidationError(f"Отмечено и не назначено: {counted(len(left), PEOPLE)}. Выберите место и нажмите «Назначить» или снимите отметки.")
        return data

    def people(self) -> dict[int, Organisation]:
        """Teacher id → where she goes; those who stay are left out."""
        given = ((int(name[3:]), number(str(value or STAYS))) for name, value in self.cleaned_data.items() if name.startswith("to-"))
        return {pk: self.successors[place] for pk, place in given if place in self.successors}

    def again(self) -> "SplitForm":
        """The form anew, nothing judged: with the ticked given their place when that was asked."""
        kept: dict[str, Any] = {name: self[name].value() for name in self.fields}
        ticked, place, said = self._ticked(), str(kept["place"] or ""), ""
        if "put" in self.data:
            said = "" if ticked else "Никто не отмечен."
            if ticked and place not in dict(self.where):
                said = "Выберите, куда переходят отмеченные."
            elif ticked:
                kept |= {f"to-{pk}": place for pk in ticked}
                said, ticked = f"Назначено: {counted(len(ticked), PEOPLE)} — {dict(self.where)[place]}.", set()
        form = SplitForm(None, groups=self.members, successors=list(self.successors.values()), initial=kept | {"who": ticked})
        form.said = said
        return form

    def _ticked(self) -> set[int]:
        """Whose box was ticked: their own, their group's or that of all who are shown."""
        if not self.is_bound:
            return set(self.initial.get("who", ()))
        data: Any = self.data
        shown = [one.pk for one in self.everybody if one.holds(self._words)]
        whole = numbers(data.getlist("group"))
        groups = {one.pk for key, group in enumerate(self.members) if key in whole for one in group.people}
        return {one.pk for one in self.everybody} & (numbers(data.getlist("who")) | ((groups | set(shown if "all" in data else ())) & set(shown)))

    @property
    def _words(self) -> str:
        return str(self["q"].value() or "")

    @property
    def groups(self) -> list[Lines]:
        """What the page shows."""
        ticked, few = self._ticked(), len(self.everybody) <= FEW
        return [self._lines(key, group, ticked, few=few) for key, group in enumerate(self.members)]

    def _lines(self, key: int, group: Members, ticked: set[int], *, few: bool) -> Lines:
        lines = [Line(one, self._chosen(one), one.pk in ticked, one.holds(self._words)) for one in group.people]
        return Lines(key, group.label, lines, few or bool(self._words) or any(one.ticked for one in lines))

    def _chosen(self, one: Member) -> str:
        value = str(self[f"to-{one.pk}"].value() or STAYS)
        return value if value in dict(self.where) else STAYS

    @property
    def going(self) -> int:
        return sum(self._chosen(one) != STAYS for one in self.everybody)

    @property
    def staying(self) -> int:
        return len(self.everybody) - self.going

    @property
    def parts(self) -> list[tuple[str, str, int]]:
        """How many go to each place: its key, name and they."""
        counts = Counter(self._chosen(one) for one in self.everybody)
        return [(code, name, counts[code]) for code, name in self.where if code != STAYS]

    @property
    def ticked(self) -> int:
        return len(self._ticked())
