"""Moving the rows of a plan and putting them back, by ids; a row that goes is remembered whole, with what hangs on it."""

import datetime as dt
import json
from typing import Any

from django.apps import apps
from django.db import models

from portal.kit.refusal import Refusal
from teachers.models import Teacher
from teachers.selectors.merging import Part, sources

Trace = dict[str, Any]


def carry_out(parts: list[Part], kept: Teacher, duplicate: Teacher) -> Trace:
    """Change, drop, move; returns what was done as plain JSON."""
    trace: Trace = {"changed": [], "dropped": [], "pointed": [], "moved": {}}
    for part in parts:
        for row, became in part.change:
            stored = part.model._base_manager.get(pk=row.pk)
            was = {name: getattr(stored, name) for name in became}
            part.model._base_manager.filter(pk=row.pk).update(**became)
            trace["changed"].append([part.model._meta.label_lower, row.pk, was, became])
        for row, better in part.drop:
            trace["pointed"] += _point_elsewhere(row, better)
            trace["dropped"] += _whole(row)
            row.delete()
        for key in part.keys:
            ids = [one.pk for one in part.move if getattr(one, key.attname) == duplicate.pk]
            part.model._base_manager.filter(pk__in=ids).update(**{key.attname: kept.pk})
            if ids:
                trace["moved"][f"{part.model._meta.label_lower}.{key.attname}"] = ids
    done: Trace = json.loads(json.dumps(trace, default=_plain))
    return done


def put_back(trace: Trace, kept: Teacher, duplicate: Teacher) -> None:
    """Exactly what `carry_out` did, backwards."""
    for label, ids in trace["moved"].items():
        model, attname = _column(label)
        model._base_manager.filter(pk__in=ids, **{attname: kept.pk}).update(**{attname: duplicate.pk})
    for label, pk, was, _ in trace["changed"]:
        model = apps.get_model(label)
        model._base_manager.filter(pk=pk).update(**_values(model, was))
    for label, values in trace["dropped"]:
        model = apps.get_model(label)
        given = _values(model, values)
        model._base_manager.bulk_create([model(**given)])
        model._base_manager.filter(pk=given["id"]).update(**given)  # moments that a new row sets by itself
    for label, attname, pk, was in trace["pointed"]:
        apps.get_model(label)._base_manager.filter(pk=pk).update(**{attname: was})


def require_untouched(trace: Trace, kept: Teacher) -> None:
    """Raises Refusal when a moved or changed row is no more or stands otherwise, or a newer row of the card hangs on a moved one."""
    for label, ids in trace["moved"].items():
        model, attname = _column(label)
        gone = len(ids) - model._base_manager.filter(pk__in=ids, **{attname: kept.pk}).count()
        if gone:
            raise Refusal(f"Разъединить уже нельзя: после объединения записи удалили или перенесли — {model._meta.verbose_name_plural}: {gone}.")
    for label, pk, _, became in trace["changed"]:
        model = apps.get_model(label)
        if not model._base_manager.filter(pk=pk, **_values(model, became)).exists():
            raise Refusal(f"Разъединить уже нельзя: после объединения изменили или удалили запись — {model._meta.verbose_name}.")
    _nothing_hangs(trace)


def _nothing_hangs(trace: Trace) -> None:
    """A newer route of the kept card that rests on a self-assessment which would go back to the other card."""
    ours = {label.rpartition(".")[0]: ids for label, ids in trace["moved"].items()}
    owned = {model: keys for model, keys in sources().items() if model is not Teacher}
    for model in owned:
        label = model._meta.label_lower
        for key in model._meta.concrete_fields:
            target = key.related_model._meta.label_lower if key.many_to_one and key.related_model in owned else ""
            if target in ours:
                later = model._base_manager.filter(**{f"{key.attname}__in": ours[target]}).exclude(pk__in=ours.get(label, [])).first()
                if later:
                    raise Refusal(f"Разъединить уже нельзя: на перенесённом держится более позднее — {model._meta.verbose_name}: {later}.")


def _plain(value: Any) -> str:
    """A moment to the microsecond: what comes back is what went."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _column(label: str) -> tuple[Any, str]:
    name, _, attname = label.rpartition(".")
    return apps.get_model(name), attname


def _whole(row: models.Model) -> list[tuple[str, Trace]]:
    """The row and everything that would be deleted with it, parents first."""
    found = [(row._meta.label_lower, {one.attname: one.value_from_object(row) for one in row._meta.concrete_fields})]
    for relation in _relations(row):
        if relation.on_delete is models.CASCADE:
            for child in relation.related_model._base_manager.filter(**{relation.field.attname: row.pk}):
                found += _whole(child)
    return found


def _point_elsewhere(row: models.Model, better: models.Model) -> list[list[Any]]:
    """What only points to the row points to the better one: nothing of the person is lost."""
    done = []
    for relation in _relations(row):
        if relation.on_delete is not models.CASCADE:
            rows = relation.related_model._base_manager.filter(**{relation.field.attname: row.pk})
            done += [[relation.related_model._meta.label_lower, relation.field.attname, pk, row.pk] for pk in rows.values_list("pk", flat=True)]
            rows.update(**{relation.field.attname: better.pk})
    return done


def _relations(row: models.Model) -> list[Any]:
    return [one for one in row._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)]


def _values(model: Any, given: Trace) -> Trace:
    """Values of JSON as the fields keep them; a foreign key by its column."""
    by_column = {one.attname: one for one in model._meta.concrete_fields}
    return {
        name: by_column[name].target_field.to_python(value) if by_column[name].is_relation else by_column[name].to_python(value)
        for name, value in given.items()
    }
