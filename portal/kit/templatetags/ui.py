"""Template vocabulary of the portal: icons, Russian words, fields and components with a body."""

import json
import uuid
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, FileField, PasswordInput, RadioSelect
from django.template.base import Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.kit import pager, words
from portal.kit.listing import TYPED
from portal.kit.picking import PickMany
from portal.kit.widgets import control_class, quick

register = template.Library()
FORM_KEY = "form_key"
LARGE = 150  # percent: letters that leave no room for a table of several columns
KINDS: dict[str, Any] = {
    "single": CheckboxInput,
    "many": (CheckboxSelectMultiple, RadioSelect),
    "folded": PickMany,
}  # drawn otherwise than a line with its label

LOOK = {
    "size": ("100", "125", "150", "200"),
    "scheme": ("normal", "white", "black", "blue", "beige", "green"),
    "spacing": ("normal", "wide", "wider"),
    "images": ("on", "off"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of static/icons.svg; decoration for screen readers unless a label is given."""
    href = f"{_sprite()}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


@cache
def _sprite() -> str:
    """The address of the sprite, asked for once: a page names dozens of icons."""
    return static("icons.svg")


@register.simple_tag
def look_attrs(look: object) -> SafeString:
    """Attributes of <html> for the version for the visually impaired; anything unknown falls back to the plain look."""
    return SafeString(" ".join(format_html('data-{}="{}"', key, _chosen(look, key)) for key in LOOK))


@register.simple_tag
def look_width(look: object, pixels: int, large: int = 0) -> str:
    """The media query of a narrow layout; larger text needs the wider screen, and CSS alone cannot know the chosen size.

    `large`: the width instead of `pixels` for letters of 150 % and more, on a screen only: paper keeps its tables.
    """
    size = int(_chosen(look, "size"))
    wide = large and size >= LARGE
    return f"{'screen and ' if wide else ''}(max-width: {(large if wide else pixels) * size / 100 - 0.02:.2f}px)"


def _chosen(look: object, key: str) -> str:
    value = str(look.get(key, "")) if isinstance(look, Mapping) else ""
    return value if value in LOOK[key] else LOOK[key][0]


@register.filter
def ru_date(value: Any, style: str = "") -> str:
    """31.12.2021; `ru_date:"long"` → 31 декабря 2021 г.; `ru_date:"time"` → 31.12.2021 14:05."""
    return words.day(value, style)


@register.filter
def snils(value: str) -> str:
    """112-233-445 95."""
    return words.snils(value or "")


@register.filter
def number(value: object, digits: int | None = None) -> str:
    """1 234,5; `number:0` fixes the digits after the comma; None → нет данных."""
    return words.decimal(value, digits)


@register.filter
def percent(value: object, digits: int = 1) -> str:
    """18 → 18,0 %; None → нет данных."""
    return words.percent(value, digits)


@register.filter
def plural(value: int, forms: str) -> str:
    """`5|plural:"человек,человека,человек"` → 5 человек."""
    return words.counted(int(value or 0), forms.split(","))


@register.filter
def form(value: int, forms: str) -> str:
    """`1|form:"новое,новых,новых"` → новое: the word alone, where the number stands by itself."""
    return words.plural_form(int(value or 0), forms.split(","))


@register.filter
def years(code: str) -> str:
    """A school year in type: {{ row.period|years }} → «2020–2021»."""
    return words.years(code)


@register.filter
def person(who: object) -> str:
    """Иванова А. П."""
    return words.short_name(who)


@register.filter
def person_full(who: object) -> str:
    """Иванова Анна Петровна."""
    return words.full_name(who)


@register.filter
def keeps_no_password(form: Any) -> bool:
    """Does the form, shown again after a mistake, come back with its passwords empty?"""
    return any(isinstance(one.widget, PasswordInput) and not one.widget.render_value for one in form.fields.values())


@register.filter
def lost_file(form: Any) -> bool:
    """Was a file chosen in the form that is shown again after a mistake? No browser lets a page keep it."""
    return any(form.files.get(form.add_prefix(name)) for name, one in form.fields.items() if isinstance(one, FileField))


@register.filter
def tied(text: object) -> str:
    """`{{ place.address|tied }}`: no line ends with «г.» or begins with the number of a house."""
    return words.tied(str(text))


@register.filter
def quoted(name: object) -> str:
    """д/с № 1 «Якорёк» → «д/с № 1 „Якорёк“»."""
    return words.quoted(name)


@register.filter
def gendered(text: str, who: object) -> str:
    """`"не был(а)"|gendered:teacher` → не была."""
    return words.gendered(text, who)


@register.filter
def initials(who: object) -> str:
    """ИА, for an avatar."""
    return words.initials(who)


@register.filter
def as_json(value: Any) -> str:
    """Data for a script, to stand in a `data-` attribute: the policy allows nothing inline, and the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.simple_tag
def period(since: Any, until: Any) -> str:
    """01.09.2020 – 31.08.2021."""
    return words.period(since, until)


@register.simple_tag(takes_context=True)
def kept_keys(context: Context, form: BaseForm) -> SafeString:
    """Hidden fields for what the address says beside the form's own conditions (order, columns, group, rows per page), so that a search keeps it."""
    query = context["request"].GET
    pairs = [(key, value) for key, values in query.lists() if key not in form.fields and key != "page" and not key.endswith(TYPED) for value in values if value]
    return format_html_join("", '<input type="hidden" name="{}" value="{}" data-passing>', pairs)


@register.simple_tag(takes_context=True)
def conditions(context: Context, form: BaseForm) -> dict[str, Any]:
    """The conditions of a filter beside its search: `first` ones, those its form calls `further`, and whether the address sets one of these."""
    names = getattr(form, "further", ())
    fields = [one for one in form.visible_fields() if one.name != "q"]
    query = context["request"].GET
    return {
        "first": [one for one in fields if one.name not in names],
        "further": [one for one in fields if one.name in names],
        "open": any(value for name in names for value in query.getlist(name)),
    }


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """A whole form field: label, control, help, errors. Options become attributes of the control (`hx_post=…` → hx-post).

    `label=` and `help=` replace the form's own words; `hide_label=True` keeps the label for screen readers only.
    """
    widget = bound.field.widget
    label = options.pop("label", bound.label)
    help_text = options.pop("help", bound.help_text)
    hide_label = options.pop("hide_label", False)
    attrs = {key.replace("_", "-"): value for key, value in options.items()}
    attrs["class"] = f"{widget.attrs.get('class', '')} {control_class(widget, bool(bound.errors))}".strip()
    shown = {
        "control": bound.as_widget(quick(widget), attrs=attrs),
        "label": label,
        "help": help_text,
        "hide_label": hide_label,
        "required": bound.field.required,
        "kind": next((kind for kind, widgets in KINDS.items() if isinstance(widget, widgets)), ""),
        "key": bound.auto_id,
        "target": bound.id_for_label,
        "described": bound.aria_describedby if isinstance(widget, KINDS["many"]) else None,
        "errors": format_html_join(" ", "{}", ((one,) for one in bound.errors)),
    }
    draw = _empty_field if not bound.errors and bound.value() in (None, "", [], False) else _field
    return draw(*((name, type(value), value) for name, value in shown.items()))


def _field(*shown: tuple[str, type, Any]) -> SafeString:
    return get_template("ui/field.html").template.render(Context({name: value for name, _, value in shown}))  # type: ignore[attr-defined]


# A field in which nothing stands says the same to everybody, so it is drawn once for a process; what somebody has typed is never kept.
# The types belong to the key: the same letters as safe HTML and as plain text are drawn differently.
_empty_field = lru_cache(maxsize=500)(_field)


@register.simple_tag(takes_context=True)
def form_key(context: Context) -> SafeString:
    """The secret of one showing of a form: sent twice, by two clicks or on a bad line, the form is done once. Stands beside the token.

    For who works in several districts it also says in which the form was opened: another window may have changed over meanwhile.
    """
    request = context.get("request")
    several = len(getattr(getattr(request, "user", None), "district_ids", ())) > 1
    here = getattr(request, "district", None) if several else None
    return format_html('<input type="hidden" name="{}" value="{}{}">', FORM_KEY, uuid.uuid4().hex, f"-{here.pk}" if here else "")


@register.simple_tag
def hidden(bound: BoundField) -> SafeString:
    """A hidden field of a form, drawn without a template."""
    return bound.as_widget(quick(bound.field.widget))


class Wrap(Node):
    """A component with a body: renders templates/ui/<name>.html with the body as `slot` and the options as variables."""

    def __init__(self, name: str, options: dict[str, Any], body: NodeList) -> None:
        self.name, self.options, self.nodelist = name, options, body

    def render(self, context: Context) -> SafeString:
        """The component's HTML; the body sees the page's variables, the options only the component."""
        given = {key: value.resolve(context) for key, value in self.options.items()}
        return _part(context, self.name, given | {"slot": self.nodelist.render(context)})


@register.simple_tag(takes_context=True, name="ui")
def part(context: Context, name: str, **given: Any) -> SafeString:
    """`{% ui "stat" label="Педагоги" value=n|number %}`: a component that sees only what it is given (and the request)."""
    return _part(context, name, given)


def _part(context: Context, name: str, given: dict[str, Any]) -> SafeString:
    """Render templates/ui/<name>.html with these variables alone, so that the page's own `title` or `url` cannot leak in."""
    chosen = context.template.engine.get_template(f"ui/{name}.html")  # type: ignore[union-attr]
    frame = {key: context.get(key) for key in ("request", "csrf_token", "user", "print_at_most")}
    return chosen.render(context.new(frame | given))


@register.tag
def wrap(parser: Parser, token: Token) -> Wrap:
    """`{% wrap "card" title="Шаги" %} … {% endwrap %}`."""
    bits = token.split_contents()
    if len(bits) < 2:
        raise template.TemplateSyntaxError('wrap: назовите компонент, например {% wrap "card" %}')
    options = token_kwargs(bits[2:], parser)
    body = parser.parse(("endwrap",))
    parser.delete_first_token()
    return Wrap(bits[1].strip("\"'"), options, body)


@register.simple_tag(takes_context=True)
def page_links(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Where the pager leads: see `portal.kit.pager`."""
    return pager.links(page, context["request"].GET)
