"""Compiling indicators against the same sums by hand: time as a ratio, memory, growth with the number of districts."""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import connection

from monitoring.models import Indicator
from monitoring.selectors.compiled import compile_indicators
from portal.kit import wall
from portal.kit.periods import Period, years_before
from portal.site.bench import clock
from portal.site.bench.by_hand import BY_HAND

PERIOD = Period("school", 2023)
RUNS = 9
MOST_RATIO, MOST_MEMORY = 1.5, 300


@dataclass(frozen=True)
class CompileFigures:
    """Seconds of both ways over the same districts, whether the sums agree, peak memory of a process that only compiles (MB)."""

    districts: int
    teachers: int
    ours: float
    by_hand: float
    ratio: float  # the median of the pairs' ratios
    equal: bool
    memory: int

    @property
    def faults(self) -> list[str]:
        """Limits that it does not keep."""
        said = ((self.ratio > MOST_RATIO, "время"), (self.memory > MOST_MEMORY, "память"), (not self.equal, "суммы"))
        return [words for over, words in said if over]


def measure(ids: list[int]) -> CompileFigures:
    """Both ways in turn, medians; the memory is taken in a process of its own."""
    with wall.scope(ids):
        indicators = list(Indicator.objects.filter(code__in=BY_HAND))
        ours, hand = compiled_sums(indicators, ids), sums_by_hand()
        pairs = clock.paired(partial(compiled_sums, indicators, ids), sums_by_hand, RUNS)
    teachers = sum(number for (code, part, _, _), number in hand.items() if (code, part) == ("PR-01", 1))
    took = [clock.median([pair[way] for pair in pairs]).wall / 1000 for way in (0, 1)]
    ratio = clock.median([one / other for one, other in pairs]).wall
    return CompileFigures(len(ids), teachers, took[0], took[1], ratio, ours == hand, alone(ids))


Sums = dict[tuple[str, int, int, int | None], int]  # (code, 0 numerator | 1 denominator, district, organisation) → number


def compiled_sums(indicators: list[Indicator], ids: list[int]) -> Sums:
    compiled = compile_indicators(PERIOD, ids, indicators)
    found: Sums = {}
    for indicator in indicators:
        for district in ids:
            formula = compiled.formulas[district, indicator.pk]
            for part, key in enumerate((formula.numerator, formula.denominator)):
                for place, number in (compiled.counts[key].get(district, {}) if key else {}).items():
                    found[indicator.code, part, district, place] = number
    return found


def sums_by_hand() -> Sums:
    on = PERIOD.as_of
    values = {"from": PERIOD.starts, "on": on, "young": years_before(on, 35), "novice": years_before(on, 3), "three": years_before(on, 3)}
    found: Counter[tuple[str, int, int, int | None]] = Counter()
    with connection.cursor() as cursor:
        for code, parts in BY_HAND.items():
            for part, sql in enumerate(parts):
                if sql:
                    cursor.execute(sql, values)
                    for district, place, number in cursor.fetchall():
                        found[code, part, district, place] += number
    return dict(found)


def alone(ids: list[int]) -> int:
    """Peak memory in MB of a fresh process that compiles these districts once."""
    code = "import json,sys; from portal.site.bench.compiling import peak; print(peak(json.loads(sys.argv[1])))"
    command = [sys.executable, "-c", f"import django; django.setup(); {code}", json.dumps(ids)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR, env=_environment())
    return int(done.stdout.strip().splitlines()[-1])


def _environment() -> dict[str, str]:
    return dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}


def peak(ids: list[int]) -> int:
    """Compile and tell this process's peak memory in MB."""
    with wall.scope(ids):
        compile_indicators(PERIOD, ids)
    return clock.peak_memory()
