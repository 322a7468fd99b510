"""How figures are written in the tables of the measurements."""

import platform

from portal.kit.periods import today
from portal.site.bench.clock import Moment, cores


def comma(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def pair(moment: Moment, digits: int) -> str:
    """By the wall's clock and by the processor's."""
    return f"{comma(moment.wall, digits)} / {comma(moment.cpu, digits)}"


def ground() -> str:
    """When and on what it was measured."""
    return f"Прогон {today():%d.%m.%Y}; Python {platform.python_version()}, {platform.machine()}, {cores()}."
