"""Changed fields in the journal's words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from portal.journal.models import words_of
from portal.journal.wording import DICTIONARY
from portal.kit.words import day
from teachers.selectors import audience_words


def said(model: type[Model], values: dict[str, Any]) -> dict[str, str]:
    """Values in words under the Russian names of their fields, as the journal shows them: codes of dictionaries and choices by their words."""
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in values}
    kept = {name: found[1] for name, field in fields.items() if (found := DICTIONARY.search(str(getattr(field, "verbose_name", ""))))}
    words = words_of(set(kept.values()))
    return {
        DICTIONARY.sub("", str(getattr(fields[name], "verbose_name", name))): _shown(fields[name], name, value, words.get(kept.get(name, ""), {}))
        for name, value in values.items()
    }


def _shown(field: Any, name: str, value: Any, words: Mapping[str, str]) -> str:
    if name == "audience":
        return audience_words(value)
    if isinstance(value, dt.date):
        return day(value, "time" if isinstance(value, dt.datetime) else "")
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return ", ".join(words.get(one, str(one)) for one in value)
    if value in dict(field.flatchoices or ()):
        return str(dict(field.flatchoices)[value])
    return "" if value is None else words.get(str(value), str(value))
