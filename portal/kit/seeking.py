"""One of many rows: a select while they are dozens; of more a line to type in, which says what fits."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.kit.finding import holding
from portal.kit.picking import MOST
from portal.kit.widgets import QuickInput, QuickSelect
from portal.kit.words import natural

NAMED = 5  # rows that a refusal names
NOTHING = "Такого нет: начните вводить название и выберите подсказку."


class SeekingSelect(forms.Select):
    """Drawn as its field says; see `SeekingField`."""

    field: Any = None

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """A select, or a line whose suggestions the portal finds while somebody types (`lists.js`)."""
        rows = self.field.first()
        given = {**self.attrs, **(attrs or {})}
        if len(rows) <= MOST:
            empty = [("", self.field.empty_label)] if self.field.empty_label is not None else []
            pairs = [*empty, *((self.field.prepare_value(one), self.field.label_from_instance(one)) for one in rows)]
            return QuickSelect(choices=pairs).render(name, value, given)
        key = f"{given.get('id') or f'id_{name}'}_found"
        given |= {
            "class": str(given.get("class", "")).replace("form-select", "form-control"),
            "list": key,
            "autocomplete": "off",
            "data-seek": str(self.field.url),
        }
        line = QuickInput().render(name, self.field.typed(value), {"placeholder": self.field.hint, **given})
        return format_html('{}<datalist id="{}"></datalist>', line, key)


class SeekingField(forms.ModelChoiceField):
    """A row by its key from a select, or by its name as typed, where a select would hold more than `picking.MOST`.

    `names` are the fields that hold the name, the first of them as it is shown; `url` gives options by `?q=`.
    """

    widget = SeekingSelect
    hint, narrower = "Начните вводить название", "Введите название полностью."

    def __init__(self, queryset: Any, *, url: Any, names: tuple[str, ...], **given: Any) -> None:
        self.url, self.names = url, names
        super().__init__(queryset, **given)
        self.widget.field = self

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        copied = super().__deepcopy__(memo)
        copied.widget.field = copied
        return copied

    def first(self) -> list[Any]:
        """All of the rows in the order of lists, «СШ № 2» before «СШ № 10»; or one more than a select may hold."""
        return sorted(self.rows.all()[: MOST + 1], key=lambda one: natural(self.label_from_instance(one)))

    @property
    def rows(self) -> Any:
        """The rows that may be chosen; a form sets them."""
        return self.queryset

    def typed(self, value: Any) -> str:
        """What stands in the line: the name of the row whose key the form brought, else what was typed."""
        text = str(value or "")
        row = self.rows.filter(pk=text).first() if text.isdecimal() and not isinstance(value, str) else None
        return self.label_from_instance(row) if row else text

    def to_python(self, value: Any) -> Any:
        """By the key; where a name is typed, by the whole name, else by words that only one row holds."""
        if isinstance(value, str) and (text := " ".join(value.split())) and len(self.first()) > MOST:
            return self._named(text)
        return super().to_python(value)

    def _named(self, text: str) -> Any:
        exact = list(self.rows.filter(**{self.names[0]: text})[:2])
        found = exact if len(exact) == 1 else list(holding(self.rows, text, *self.names)[: NAMED + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.error_messages.get("unknown", NOTHING), code="unknown")
        some = "; ".join(self.label_from_instance(one) for one in found[:NAMED])
        raise ValidationError(f"Подходит несколько: {some}{' и другие' if len(found) > NAMED else ''}. {self.narrower}", code="several")
