"""What a merging did, told from what it remembered."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from portal.kit.words import day
from teachers.models import Merging, Teacher


@dataclass(frozen=True)
class Told:
    """Counts of moved rows by kind, counts of facts that both cards had, fields that changed (label, was, became), a sentence of access."""

    moved: list[tuple[str, int]]
    same: list[tuple[str, int]]
    fields: list[tuple[str, str, str]]
    access: str


def told_of(merging: Merging) -> Told:
    """No query."""
    trace: dict[str, Any] = merging.moved or {}
    moved = Counter[str]()
    for label, ids in trace.get("moved", {}).items():
        moved[_plural(label.rpartition(".")[0])] += len(ids)
    if papers := trace.get("documents"):
        moved[_plural("documents.numbereddocument")] += len(papers)
    same = Counter(_plural(label) for label, _ in trace.get("dropped", []))
    card = trace.get("card", {"was": {}, "became": {}})
    fields = [(label_of(name), _said(name, card["was"][name]), _said(name, value)) for name, value in card["became"].items()]
    return Told(list(moved.items()), list(same.items()), fields, _access(trace.get("account", {})))


def label_of(name: str) -> str:
    """A field of the card as people call it."""
    field: Any = Teacher._meta.get_field(name)
    return str(field.verbose_name)


def _access(account: dict[str, Any]) -> str:
    if account.get("access", {}).get("ended"):
        return "Доступ второй учётной записи в этом районе закрыт."
    if account.get("now") and account["now"] == account.get("duplicate"):
        return "Учётная запись перешла к оставшейся карточке."
    return ""


def _plural(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name_plural)


def _said(name: str, value: Any) -> str:
    field: Any = Teacher._meta.get_field(name)
    if field.choices:
        return str(dict(field.choices).get(value, value))
    made = field.to_python(value) if value not in (None, "") else None
    return (day(made) if hasattr(made, "isoformat") else str(made)) if made is not None else "—"
