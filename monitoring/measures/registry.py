"""The named measures: (period, params) → facts. A measure reads only the parameters that it names."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from monitoring.measures.facts import Facts
from portal.kit.periods import Period

Key = tuple[str, str]  # (measure code, the parameters it reads as JSON): equal keys count the same rows


@dataclass(frozen=True)
class Params:
    """Typed reading of an indicator's parameters (JSON); a missing one takes the measure's own default."""

    values: Mapping[str, Any]

    def texts(self, name: str) -> list[str]:
        """A list of codes; empty means «любые»."""
        return [str(one) for one in self.values.get(name) or ()]

    def text(self, name: str, default: str = "") -> str:
        return str(self.values.get(name) or default)

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name)
        return default if value in (None, "") else int(value)  # type: ignore[arg-type]

    def rows(self, name: str) -> list[dict[str, str]]:
        return [dict(one) for one in self.values.get(name) or ()]


@dataclass(frozen=True)
class Measure:
    """A way to count: `code`, `name` as a methodist reads it, and the names of the parameters that it uses."""

    code: str
    name: str
    uses: tuple[str, ...]
    make: Callable[[Period, Params], Facts]

    def facts(self, period: Period, params: Mapping[str, Any]) -> Facts:
        return self.make(period, Params(params))

    def key(self, params: Mapping[str, Any]) -> Key:
        return self.code, json.dumps({name: params[name] for name in self.uses if params.get(name)}, sort_keys=True, ensure_ascii=False)


MEASURES: dict[str, Measure] = {}


def measure(code: str, name: str, *uses: str) -> Callable[[Callable[[Period, Params], Facts]], Callable[[Period, Params], Facts]]:
    """Name a function as a measure."""

    def enter(make: Callable[[Period, Params], Facts]) -> Callable[[Period, Params], Facts]:
        MEASURES[code] = Measure(code, name, uses, make)
        return make

    return enter


def measure_of(code: str) -> Measure:
    """The measure with the code; KeyError with a readable text for a passport that names an unknown one."""
    if code not in MEASURES:
        raise KeyError(f"Меры «{code}» нет")
    return MEASURES[code]


def facts_by(key: Key, period: Period) -> Facts:
    """The facts that a key names."""
    return measure_of(key[0]).facts(period, json.loads(key[1]))
