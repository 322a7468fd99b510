"""Bar charts: columns by year, rows by organisation, parts of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from portal.kit.charts.axes import Axis, aim_across, aim_of, upright
from portal.kit.charts.canvas import PHONE, SOFT, TARGET, WIDTH, Canvas, Chart, Series, Value, legend_height, scale, shown, table_of, told, wide, wrapped

LINE = 16
NAME_LINES = 5  # of a row's name; a longer one is cut


def columns(
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
    """Upright bars side by side for each label (a year, a state), values above them; `target` draws a dashed line."""
    upon = upright(labels, series, unit, digits, target, width)
    thick = min(54.0, upon.slot * 0.76 / max(1, len(series)))
    floor, numbers = upon.axis.at(0), []
    for index, one in enumerate(series):
        for place, (label, value) in enumerate(zip(labels, one.values, strict=True)):
            x = upon.middle(place) + (index - len(series) / 2) * thick
            if value is None:
                upon.canvas.text(x + thick / 2, floor - 6, "—", anchor="middle", colour=SOFT, size=12)
                continue
            y = upon.axis.at(value)
            tip = f"{one.name}, {label}: {shown(value, unit, digits)}"
            upon.canvas.bar(x + 1, min(y, floor), thick - 2, abs(floor - y), series=index, tip=tip)
            words = shown(value, "", digits)
            if wide(words, 12) <= thick + 10:
                numbers.append((x + thick / 2, min(y, floor) - 5, words))
    aim_across(upon, target)
    aim = upon.axis.at(target) if target is not None else None
    for x, y, words in numbers:
        upon.canvas.label(x, y, words, anchor="middle", across=aim is not None and y - 13 < aim < y + 5)
    return Chart(title, upon.canvas.svg(title, told(labels, series, unit, digits)), *table_of(labels, series, unit, digits, first))


def rows(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    digits: int | None = None,
    target: Value = None,
    first: str = "Организация",
    width: int = WIDTH,
    beside: Sequence[Value] = (),
) -> Chart:
    """Lying bars grouped by label (an organisation), one per series; long names wrap, on a phone's picture they stand above their bars.

    `beside`: values of the pictures that stand beside this one, so that they share a scale.
    """
    names, aim = [one.name for one in series], aim_of(target, unit, digits)
    marks = scale([*(value for one in series for value in one.values), target, *beside])
    top = legend_height(names, width, aim) + 8
    above, room = width <= PHONE, _names(width)
    named = [wrapped(label, width - room - 8 if above else room - 12, NAME_LINES) for label in labels]
    thick = 18 if len(series) == 1 else 14
    bars = thick * len(series) + 12
    heads = [len(lines) * LINE + 2 if above else 0 for lines in named]
    slots = [head + bars if above else max(len(lines) * LINE + 6, bars) for head, lines in zip(heads, named, strict=True)]
    starts = list(accumulate(slots, initial=top))
    middles = [start + head + (slot - head) / 2 for start, head, slot in zip(starts, heads, slots, strict=False)]
    floor = starts[-1]
    canvas = Canvas(floor + 26, width)
    axis = Axis(marks, room, width - 16 - wide(shown(marks[-1], unit, digits), 12))
    if top > 8:
        canvas.legend(names, 14, aim)
    _grid(canvas, axis, marks, (top, floor), "" if above else unit)
    for lines, middle, start in zip(named, middles, starts, strict=False):
        _above(canvas, lines, start, room) if above else _name(canvas, lines, middle, axis.start)
    lying = _Lying(canvas, axis, thick, unit, digits)
    for index, one in enumerate(series):
        for label, value, middle in zip(labels, one.values, middles, strict=True):
            lying.bar(middle + (index - len(series) / 2) * thick + 1, index, value, f"{label}, {one.name}")
    lying.aim(target, top, floor)
    return Chart(title, canvas.svg(title, told(labels, series, unit, digits)), *table_of(labels, series, unit, digits, first))


def _grid(canvas: Canvas, axis: Axis, marks: Sequence[float], between: tuple[float, float], unit: str) -> None:
    """Upright lines at the marks of a lying axis, from top to floor, with the marks' words under them."""
    top, floor = between
    for mark in marks:
        x = axis.at(mark)
        canvas.mark(x, top, x, floor, zero=mark == 0)
        canvas.text(x, floor + 18, shown(mark, unit), anchor="middle", colour=SOFT, size=12)


def _names(width: int) -> float:
    """Pixels for the names of rows; a phone's picture has none beside the bars."""
    return 8.0 if width <= PHONE else width * (0.42 if width > WIDTH else 0.38)


def _name(canvas: Canvas, lines: Sequence[str], middle: float, room: float) -> None:
    """A row's name, in as many lines as it took, right beside the axis."""
    for number, words in enumerate(lines):
        canvas.text(room - 10, middle + 4.5 + (number - (len(lines) - 1) / 2) * LINE, words, anchor="end")


def _above(canvas: Canvas, lines: Sequence[str], start: float, room: float) -> None:
    """A row's name over its bars."""
    for number, words in enumerate(lines, 1):
        canvas.text(room + 4, start + number * LINE, words)


@dataclass
class _Lying:
    """Lying bars: the bars first, then the target's line, then the numbers, so that the line goes through no number."""

    canvas: Canvas
    axis: Axis
    thick: float
    unit: str
    digits: int | None
    numbers: list[tuple[float, float, str]] = field(default_factory=list)

    def bar(self, y: float, index: int, value: Value, tip: str) -> None:
        zero, thick = self.axis.at(0), self.thick - 2
        if value is None:
            self.canvas.text(zero + 6, y + thick - 3, shown(None), colour=SOFT, size=12)
            return
        end, words = self.axis.at(value), shown(value, self.unit, self.digits)
        self.canvas.bar(min(zero, end), y, abs(end - zero), thick, series=index, tip=f"{tip}: {words}")
        self.numbers.append((max(zero, end) + 6, y + thick / 2 + 4, words))

    def aim(self, target: Value, top: float, floor: float) -> None:
        x = None if target is None else self.axis.at(target)
        if x is not None:
            self.canvas.line(x, top, x, floor, css="ch-target", colour=TARGET, dash="6 4", thick=2)
        for start, y, words in self.numbers:
            self.canvas.label(start, y, words, across=x is not None and start - 4 < x < start + wide(words, 12) + 2)


def stacked(
    title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str = "", digits: int | None = None, first: str = "Организация", width: int = WIDTH
) -> Chart:
    """One lying bar per label, made of the series' parts, with the total at its end; for counts and shares, never negative."""
    names = [one.name for one in series]
    totals = [sum(value or 0 for value in column) for column in zip(*(one.values for one in series), strict=True)]
    marks = scale(totals)
    top = legend_height(names, width) + 8
    slot, floor = 2 * LINE + 6, top + (2 * LINE + 6) * len(labels)
    canvas = Canvas(floor + 26, width)
    axis = Axis(marks, _names(width), width - 16 - wide(shown(max(totals, default=0), unit, digits), 12))
    canvas.legend(names, 14) if top > 8 else None
    for mark in marks:
        canvas.mark(axis.at(mark), top, axis.at(mark), floor, zero=mark == 0)
        canvas.text(axis.at(mark), floor + 18, shown(mark, unit), anchor="middle", colour=SOFT, size=12)
    for place, (label, total) in enumerate(zip(labels, totals, strict=True)):
        middle, sofar = top + slot * (place + 0.5), 0.0
        _name(canvas, wrapped(label, axis.start - 12), middle, axis.start)
        for index, one in enumerate(series):
            value = float(one.values[place] or 0)
            _part(canvas, axis, sofar, value, middle, index, f"{label}, {one.name}: {shown(one.values[place], unit, digits)}", shown(value, "", digits))
            sofar += value
        canvas.text(axis.at(total) + 6, middle + 4.5, shown(total, unit, digits), size=12, weight="600")
    return Chart(title, canvas.svg(title, told(labels, series, unit, digits)), *table_of(labels, series, unit, digits, first))


def _part(canvas: Canvas, axis: Axis, since: float, value: float, middle: float, index: int, tip: str, words: str) -> None:
    """One part of a stacked bar; its number is written inside when it fits."""
    if not value:
        return
    x, width = axis.at(since), axis.at(since + value) - axis.at(since)
    canvas.bar(x + 0.5, middle - 11, width - 1, 22, series=index, tip=tip)
    if wide(words, 12) + 8 <= width:
        canvas.inside(x + width / 2, middle + 4.5, words, series=index)
