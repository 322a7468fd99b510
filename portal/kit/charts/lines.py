"""Lines through the years: how values move, with gaps where there is no data."""

from collections.abc import Sequence
from html import escape

from portal.kit.charts.axes import Field, aim_across, upright
from portal.kit.charts.canvas import COLOURS, PAPER, WIDTH, Chart, Series, Value, shown, table_of, told

DASHES = (None, "7 4", "2 4", "10 3 2 3", "5 5", "1 3")


def lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    digits: int | None = None,
    target: Value = None,
    first: str = "Период",
    width: int = WIDTH,
) -> Chart:
    """One line per series over the labels; series differ by dash as well as by colour; single points are shown too."""
    field = upright(labels, series, unit, digits, target, width)
    aim_across(field, target)
    for index, one in enumerate(series):
        for run in _runs(one.values):
            points = " ".join(f"{field.middle(place):.1f},{field.axis.at(one.values[place] or 0):.1f}" for place in run)
            field.canvas.put(
                "polyline", f"ch-line ch-{index}", points=points, fill="none", stroke=COLOURS[index % len(COLOURS)],
                stroke_width=2.5, stroke_linejoin="round", stroke_dasharray=DASHES[index % len(DASHES)],
            )  # fmt: skip
    for index, one in enumerate(series):
        for place, value in enumerate(one.values):
            if value is not None:
                _point(field, index, place, value, f"{one.name}, {labels[place]}: {shown(value, unit, digits)}")
    if len(series) == 1:
        _numbers(field, series[0], digits, target)
    return Chart(title, field.canvas.svg(title, told(labels, series, unit, digits)), *table_of(labels, series, unit, digits, first))


def _runs(values: Sequence[Value]) -> list[list[int]]:
    """Unbroken stretches of known values, as positions."""
    runs: list[list[int]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if len(run) > 1]


def _point(field: Field, index: int, place: int, value: float, tip: str) -> None:
    """A marker with a tooltip."""
    colour = COLOURS[index % len(COLOURS)]
    mark = {"cx": field.middle(place), "cy": field.axis.at(value), "r": 4.5, "fill": PAPER, "stroke": colour, "stroke_width": 2.5}
    field.canvas.put("circle", "ch-mark", f"<title>{escape(tip)}</title>", **mark)


def _numbers(field: Field, one: Series, digits: int | None, target: Value) -> None:
    """A lone series gets its numbers above its points; of several series the table tells them."""
    aim = None if target is None else field.axis.at(target)
    for place, value in enumerate(one.values):
        if value is not None:
            y = field.axis.at(value) - 11
            field.canvas.label(field.middle(place), y, shown(value, "", digits), anchor="middle", across=aim is not None and y - 13 < aim < y + 5)
