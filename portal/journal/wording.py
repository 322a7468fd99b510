"""How keys and values of the journal's JSON read to a person."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.apps import apps

from portal.kit.words import snils

NOT_FIELDS = {
    "where": "куда",
    "deficits": "дефициты",
    "steps": "шагов",
    "function": "трудовая функция",
    "filter": "отбор",
    "params": "параметры",
    "reorganisation": "реорганизация",
    "move": "кадровое событие",
}
UNNAMED = "сведения"  # no name of the code is shown to people; a test of the house finds who writes such a one
EMPTY = (None, "")
SHORT = {"up": "выше", "down": "ниже", True: "да", False: "нет", None: "—", "": "—"}

DICTIONARY = re.compile(r"\s*\(словарь (\w+)\)")  # how the name of a field says whose codes it keeps


@cache
def field_of(kind: str, name: str, keys: frozenset[str]) -> Any:
    """The field that a key of the journal means, by its name or its words.

    A deed tells of its object or of a part that has its journal (a step of a route, a fact of a card): of the model whose fields most of the keys are.
    """
    app, _, model = kind.partition(".")

    def known(one: Any) -> tuple[int, bool]:
        names = {field.name for field in one._meta.concrete_fields} | {str(field.verbose_name) for field in one._meta.concrete_fields}
        return len(names.intersection(keys)), one._meta.model_name == model

    there = sorted(apps.get_app_config(app).get_models(), key=known, reverse=True) if app in apps.app_configs else []
    fields = (field for one in there for field in one._meta.concrete_fields)
    return next((field for field in fields if name in (field.name, field.verbose_name) and re.search("[а-яё]", str(field.verbose_name))), None)


def worded(field: Any, value: Any, words: Mapping[str, str]) -> str:
    """A value of the journal's JSON as a person reads it; `words` are those of the field's dictionary."""
    if isinstance(value, list):
        return ", ".join(worded(getattr(field, "base_field", None), one, words) for one in value) or "—"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {worded(None, one, {})}" for key, one in value.items()) or "—"
    for stored, said in getattr(field, "flatchoices", ()):
        if stored == value:
            return str(said)
    if isinstance(value, bool | None) or (isinstance(value, str) and value in SHORT):  # 1 is «да» to Python
        return SHORT[value]
    text = snils(str(value)) if getattr(field, "name", "") == "snils" else str(value)
    if text in words:
        return words[text]
    return f"{text[8:10]}.{text[5:7]}.{text[:4]}" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def label(key: str, field: Any) -> str:
    """What a key is called: by its field, by the journal's own words, or by nothing that tells of the code."""
    return DICTIONARY.sub("", str(field.verbose_name) if field else NOT_FIELDS.get(key, key if re.search("[а-яё]", key) else UNNAMED))


def dictionary(key: str, field: Any) -> str:
    """Whose codes stand under the key; empty when they are no codes."""
    found = DICTIONARY.search(str(field.verbose_name) if field else key)
    return found[1] if found else ""
