"""Changed fields in the journal's words."""

import datetime as dt
from typing import Any

from django.db.models import Model

from portal.kit.words import day
from teachers.selectors import audience_words


def said(model: type[Model], values: dict[str, Any]) -> dict[str, str]:
    """Values under the Russian names of their fields, as the journal shows them."""
    labels = {name: str(getattr(model._meta.get_field(name), "verbose_name", name)) for name in values}
    return {labels[name]: audience_words(value) if name == "audience" else _shown(value) for name, value in values.items()}


def _shown(value: Any) -> str:
    if isinstance(value, dt.date):
        return day(value, "time" if isinstance(value, dt.datetime) else "")
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)
