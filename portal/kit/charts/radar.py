"""The profile: values on the spokes of a wheel, for deficits by labour function."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from portal.kit.charts.canvas import AXIS, COLOURS, GRID, SOFT, WIDTH, Canvas, Chart, Series, legend_height, shown, table_of, told, wrapped
from portal.kit.charts.lines import DASHES


@dataclass(frozen=True)
class Wheel:
    """The wheel's place on the canvas and the number of its spokes."""

    canvas: Canvas
    x: float
    y: float
    radius: float
    count: int

    def spot(self, place: int, share: float) -> tuple[float, float]:
        """A point on a spoke, `share` of the radius from the centre; the first spoke points up."""
        angle = 2 * math.pi * place / self.count - math.pi / 2
        return self.x + self.radius * share * math.cos(angle), self.y + self.radius * share * math.sin(angle)


def radar(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    top: float,
    unit: str = "",
    digits: int | None = None,
    first: str = "Функция",
    width: int = WIDTH,
) -> Chart:
    """A wheel with one spoke per label from 0 to `top`; needs three labels, with fewer use `rows`. None leaves its corner out.

    Raises ValueError for fewer than three labels.
    """
    if len(labels) < 3:
        raise ValueError("профиль рисуют хотя бы по трём осям")
    names = [one.name for one in series]
    above, radius = legend_height(names, width), width * 0.21
    wheel = Wheel(Canvas(above + 2 * radius + 92, width), width / 2, above + 44 + radius, radius, len(labels))
    if above:
        wheel.canvas.legend(names, 14)
    _rings(wheel, top)
    for place, label in enumerate(labels):
        _spoke(wheel, place, label)
    for index, one in enumerate(series):
        _shape(wheel, index, one, labels, top, unit, digits)
    return Chart(title, wheel.canvas.svg(title, told(labels, series, unit, digits)), *table_of(labels, series, unit, digits, first))


def _rings(wheel: Wheel, top: float) -> None:
    """Rings with their values along the first spoke; whole levels (1…6) get a ring each."""
    rings = int(top) if float(top).is_integer() and 2 <= top <= 6 else 4
    for ring in range(1, rings + 1):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (wheel.spot(place, ring / rings) for place in range(wheel.count)))
        wheel.canvas.put("polygon", "ch-grid", points=points, fill="none", stroke=AXIS if ring == rings else GRID)
        wheel.canvas.text(wheel.x + 5, wheel.y - wheel.radius * ring / rings + 12, shown(top * ring / rings), colour=SOFT, size=11)


def _spoke(wheel: Wheel, place: int, label: str) -> None:
    """A spoke and its name outside the wheel, away from the centre, in up to three lines."""
    wheel.canvas.line(wheel.x, wheel.y, *wheel.spot(place, 1))
    x, y = wheel.spot(place, 1.07)
    side = x - wheel.x
    if abs(side) < 12:
        lines = wrapped(label, wheel.canvas.width * 0.6, 2, 12)
        anchor, start = "middle", y - (len(lines) - 1) * 15 if y < wheel.y else y + 10
    else:
        lines = wrapped(label, wheel.canvas.width - x if side > 0 else x, 3, 12)
        anchor, start = ("start" if side > 0 else "end"), y + 4 - (len(lines) - 1) * 7.5
    for number, words in enumerate(lines):
        wheel.canvas.text(x, start + number * 15, words, anchor=anchor, size=12)


def _shape(wheel: Wheel, index: int, one: Series, labels: Sequence[str], top: float, unit: str, digits: int | None) -> None:
    """One series: an outline with a faint filling and a dot per spoke."""
    known = [(labels[place], value, wheel.spot(place, value / top)) for place, value in enumerate(one.values) if value is not None]
    colour = COLOURS[index % len(COLOURS)]
    wheel.canvas.put(
        "polygon", f"ch-area ch-{index}", points=" ".join(f"{x:.1f},{y:.1f}" for _, _, (x, y) in known), fill=colour, fill_opacity=0.14,
        stroke=colour, stroke_width=2.5, stroke_linejoin="round", stroke_dasharray=DASHES[index % len(DASHES)],
    )  # fmt: skip
    for label, value, (x, y) in known:
        tip = f"<title>{escape(f'{one.name}, {label}: {shown(value, unit, digits)}')}</title>"
        wheel.canvas.put("circle", f"ch-fill ch-{index}", tip, cx=x, cy=y, r=4, fill=colour)
