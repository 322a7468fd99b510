"""Shapes of input: organisations entered by a pasted list."""

import datetime as dt
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from portal.kit.dates import DateField
from portal.kit.mail import MailField
from portal.kit.namesakes import same
from portal.kit.pasted import text_of
from portal.kit.typed import numbers
from teachers.forms.organisations import act_field, date_input, inn_of
from teachers.intake.listed import Pasted, kinds_of, read_list
from teachers.intake.places import LEGAL
from teachers.intake.words import Lexicon, quoted
from teachers.selectors.listed import Kind
from teachers.services.organisations import FAR, Entry, too_far

MOST, LONGEST = 500, 150_000  # rows, characters
QUOTED, SHORT = re.compile('([^«"]*)(?:«(.+)»|"(.+)")'), 120
NEW, KNOWN, WRONG = "new", "known", "wrong"
REPEATS = "Повторяет строку"


class RowForm(forms.Form):
    """One row of the list."""

    name = forms.CharField(label="Название", max_length=300, required=False)
    short_name = forms.CharField(label="Краткое название", max_length=SHORT, required=False)
    kind = forms.CharField(label="Вид", required=False)
    address = forms.CharField(label="Адрес", max_length=300, required=False)
    phone = forms.CharField(label="Телефон", max_length=60, required=False)
    email = MailField(label="Почта", required=False)
    site = forms.URLField(label="Сайт", required=False, assume_scheme="https")
    inn = forms.CharField(label="ИНН", required=False)
    on = DateField(label="Дата открытия", required=False)
    more = forms.CharField(required=False)

    def __init__(self, data: Mapping[str, str], kinds: Lexicon) -> None:
        super().__init__(data)
        self.kinds = kinds

    def clean_kind(self) -> str:
        text = self.cleaned_data["kind"]
        if not text:
            raise forms.ValidationError("не указан.")
        if code := self.kinds.find(text):
            return code
        near = ", ".join(self.kinds.near(text))
        raise forms.ValidationError(f"{quoted(text)} в словаре нет.{f' Похоже: {near}.' if near else ''}")

    def clean_inn(self) -> str:
        return inn_of(self.cleaned_data["inn"])

    def clean_on(self) -> dt.date | None:
        on: dt.date | None = self.cleaned_data["on"]
        if on and too_far(on):
            raise forms.ValidationError(FAR)
        return on

    def clean_more(self) -> str:
        if self.cleaned_data["more"]:
            raise forms.ValidationError(f"лишнее в конце строки: {quoted(self.cleaned_data['more'])}.")
        return ""

    def clean(self) -> dict[str, Any]:
        """Either name stands for the other one: «МБОУ «СШ № 5»» is «СШ № 5» in lists."""
        data = super().clean() or {}
        name, short = data.get("name", ""), data.get("short_name", "")
        if not (name or short) and not {"name", "short_name"} & self.errors.keys():
            self.add_error("name", "не указано.")
        data |= {"name": name or short, "short_name": short or short_of(name)}
        if len(data["short_name"]) > SHORT and "short_name" not in self.errors:
            self.add_error("short_name", "впишите его: полное длиннее 120 знаков.")
        return data

    def said(self) -> str:
        """Everything wrong with the row, each thing with its column."""
        return " ".join(f"{self.fields[name].label or 'Столбцы'}: {found[0]}" for name, found in self.errors.items())


def short_of(name: str) -> str:
    """What stands in quotes after a legal form («МБОУ «СШ № 5»», but «Детский сад «Солнышко»» whole), or at the end of a name too long for lists."""
    found = QUOTED.fullmatch(name)
    if found and (len(name) > SHORT or all(LEGAL.fullmatch(word) for word in found[1].lower().split())):
        return found[2] or found[3]
    return name


@dataclass(frozen=True)
class Listed:
    """A row as the preview shows it."""

    number: int
    data: dict[str, Any]  # what the row gave; of a wrong row as typed
    kind: str
    state: str
    why: str = ""
    chosen: bool = False

    def entry(self, levels: list[str], on: dt.date | None) -> Entry:
        """What the service opens; `on` is the day of rows that say none."""
        given = {name: value for name, value in self.data.items() if name not in ("on", "more")}
        return Entry(self.number, given | {"levels": levels}, self.data["on"] or on)


class ListForm(forms.Form):
    """Список организаций, и с какого дня и каким актом они открыты."""

    text = forms.CharField(
        label="Список", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Одна строка — одна организация: вставьте строки, скопированные из Excel. Первая строка может называть столбцы, тогда их порядок любой. "
        "Без неё порядок такой: название, вид, краткое название, адрес, телефон, e-mail, дата открытия. Пустое в конце можно не вставлять.",
        error_messages={"required": "Вставьте хотя бы одну строку."},
    )  # fmt: skip
    on = DateField(
        label="Открыты с", required=False, widget=date_input(),
        help_text="Для строк, где даты нет. Показатели и отчёты видят организацию с этого дня: точной даты нет — впишите ту, раньше которой они не понадобятся.",
    )  # fmt: skip
    act = act_field()

    def __init__(self, data: QueryDict | None, *, saving: bool) -> None:
        """`saving`: what is asked of the deed only must be there."""
        super().__init__(data)
        self.fields["act"].required = saving

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        count = len(read_list(text).rows)
        if count > MOST:
            raise forms.ValidationError(f"За один раз — не больше {MOST} строк, а вставлено {count}. Разделите список.")
        if not count:
            raise forms.ValidationError("В списке только заголовок: вставьте хотя бы одну строку.")
        return text


@dataclass(frozen=True)
class Preview:
    """What would come of the list. `mark` changes with the text: rows are ticked by their numbers."""

    pasted: Pasted
    rows: list[Listed]
    mark: str
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def chosen(self) -> list[Listed]:
        return [one for one in self.rows if one.chosen]

    def left(self) -> str:
        """The rows that are still to be entered, as text: wrong ones and those that were not ticked."""
        kept = [cells for one, cells in zip(self.rows, self.pasted.cells, strict=True) if one.state != KNOWN and not one.chosen]
        return text_of([self.pasted.heading, *kept] if self.pasted.heading else kept, self.pasted.between) if kept else ""


def preview(text: str, kinds: Mapping[str, Kind], known: Mapping[str, str], asked: QueryDict, faults: Mapping[int, str]) -> Preview:
    """Each row with what would become of it. `known`: folded name → the district's organisation; `faults`: what the deed has refused, by row."""
    pasted, words, seen = read_list(text), kinds_of({code: one.name for code, one in kinds.items()}), dict[str, int]()
    mark = f"{zlib.crc32(text.encode()):x}"
    ticked = numbers(asked.getlist("row")) if asked.get("mark") == mark else None
    rows = list[Listed]()
    for number, given in enumerate(pasted.rows, 1):
        form = RowForm(given, words)
        wrong = "" if form.is_valid() else form.said()
        data: dict[str, Any] = form.cleaned_data if not wrong else dict.fromkeys(form.fields, "") | given
        above = 0 if wrong or given.get("short_name") else _other_kind(data, seen, rows)
        if above:
            data["short_name"] = data["name"]
        keys = {same(one) for one in (data.get("name", ""), data.get("short_name", "")) if one}
        state, why = _judged(wrong or faults.get(number, ""), keys, seen, known)
        if above and not why:
            why = f"Краткое название — полное: покороче оно как в строке {above}."
        elif why.startswith(REPEATS) and not given.get("short_name") and same(data["name"]) not in seen:
            why += " Краткое название то же: если это другая организация, впишите ей своё."
        chosen = state == NEW and (ticked is None or number in ticked)
        kind = kinds[data["kind"]].name if not wrong else given.get("kind", "")
        rows.append(Listed(number, data, kind, state, why, chosen))
        seen |= dict.fromkeys(keys - seen.keys(), number)
    return Preview(pasted, rows, mark, {state: sum(one.state == state for one in rows) for state in (NEW, KNOWN, WRONG)})


def _other_kind(data: Mapping[str, Any], seen: Mapping[str, int], rows: Sequence[Listed]) -> int:
    """The row above that has the short name which was made for this one, when that one is of another kind: МБОУ «Радуга» and МБДОУ «Радуга» are two."""
    above = 0 if same(data["name"]) in seen or len(data["name"]) > SHORT else seen.get(same(data["short_name"]), 0)
    return above if above and rows[above - 1].data["kind"] != data["kind"] else 0


def _judged(wrong: str, keys: set[str], seen: Mapping[str, int], known: Mapping[str, str]) -> tuple[str, str]:
    """The state of a row, and why so. A name of signs alone folds to nothing and is nobody's namesake."""
    if here := next((known[key] for key in keys if key and key in known), ""):
        return KNOWN, f"В районе уже есть {quoted(here)}."
    if wrong:
        return WRONG, wrong
    if above := next((seen[key] for key in keys if key and key in seen), 0):
        return WRONG, f"{REPEATS} {above}."
    return NEW, ""
