"""Every address of the portal, from the resolver, with sample objects for its parameters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

from tests.house.planting import Garden

OURS = ("site", "teachers", "organisations", "routes", "communities", "contests", "monitoring", "documents", "accounts", "journal")


@dataclass(frozen=True)
class Address:
    """A named address and the names of its parameters."""

    name: str
    parameters: tuple[str, ...]

    @property
    def app(self) -> str:
        """The room it belongs to; `allauth` for addresses of the library."""
        return self.name.partition(":")[0] if ":" in self.name else "allauth"


def addresses() -> list[Address]:
    """All named addresses, in the order of the resolver, each once."""
    return list(dict.fromkeys(_walk(get_resolver())))


def _walk(resolver: URLResolver, spaces: str = "", before: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        parameters = (*before, *_parameters(pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from _walk(pattern, inner, parameters)
        elif pattern.name:  # the library's redirects from its old addresses have none
            yield Address(f"{spaces}{pattern.name}", parameters)


def _parameters(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    inner = pattern.pattern
    return tuple(inner.regex.groupindex) if isinstance(inner, RegexPattern) else tuple(re.findall(r"<(?:\w+:)?(\w+)>", str(inner)))


def filled(name: str, sample: str, garden: Garden) -> str:
    """The address with its sample: «pk=route,step=step» or «code=word.dictionary» name planted objects, «key='abc'» is a value."""
    parts = dict(part.split("=", 1) for part in sample.split(",")) if sample != "-" else {}
    return reverse(name, kwargs={key: _value(text, garden) for key, text in parts.items()})


def _value(text: str, garden: Garden) -> Any:
    if text.startswith("'"):
        return text.strip("'")
    found, *rest = text.split(".")
    value = garden[found]
    for name in rest:
        value = getattr(value, name)
    return getattr(value, "pk", value)
