"""Frozen dataclasses to plain JSON values and back, so that a signed report can lie in a JSONB column.

Decimals travel as strings (7.0 stays 7.0), dates as ISO 8601, tuples as lists.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def freeze(value: Any) -> Any:
    """Plain JSON value (dict, list, str, int, bool, None) of a dataclass tree."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: freeze(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [freeze(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def thaw(kind: type[T], data: Any) -> T:
    """The dataclass tree of ``kind`` from what ``freeze`` gave.

    Keys that ``kind`` no longer has are passed over and missing ones take their defaults, so that reports signed
    under an earlier release stay readable. Raises ValueError when the data is not such a tree.
    """
    try:
        thawed: T = _reader(cast(Any, kind))(data)
        return thawed
    except (TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _reader(next(arg for arg in args if arg is not types.NoneType))
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        inner = _reader(args[0])
        return lambda data: tuple(inner(item) for item in data)
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    return SCALARS.get(kind, kind)  # type: ignore[no-any-return]  # an enum reads itself


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}
    return lambda data: kind(**{name: read(data[name]) for name, read in readers.items() if name in data})


def _decimal(data: Any) -> Decimal:
    if not isinstance(data, str | int):
        raise TypeError(f"{data!r} is no exact number")
    return Decimal(data)


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(f"{data!r} is no text")
    return data


SCALARS: dict[Any, Callable[[Any], Any]] = {
    Decimal: _decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    str: _text,
    int: int,
}
