"""Bar charts: columns by year, rows by organisation, parts of a whole."""

from collections.abc import Sequence

from portal.kit.charts.axes import Axis, aim_across, aim_of, upright
from portal.kit.charts.canvas import PHONE, SOFT, TARGET, WIDTH, Canvas, Chart, Series, Value, cut, legend_height, scale, shown, table_of, told, wide, wrapped

LINE = 16


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
    field = upright(labels, series, unit, digits, target, width)
    thick = min(54.0, field.slot * 0.76 / max(1, len(series)))
    floor = field.axis.at(0)
    for index, one in enumerate(series):
        for place, (label, value) in enumerate(zip(labels, one.values, strict=True)):
            x = field.middle(place) + (index - len(series) / 2) * thick
            if value is None:
                field.canvas.text(x + thick / 2, floor - 6, "—", anchor="middle", colour=SOFT, size=12)
                continue
            y = field.axis.at(value)
            tip = f"{one.name}, {label}: {shown(value, unit, digits)}"
            field.canvas.bar(x + 1, min(y, floor), thick - 2, abs(floor - y), series=index, tip=tip)
            words = shown(value, "", digits)
            if wide(words, 12) <= thick + 10:
                field.canvas.text(x + thick / 2, min(y, floor) - 5, words, anchor="middle", size=12, weight="600")
    aim_across(field, target)
    return Chart(title, field.canvas.svg(title, told(labels, series, unit, digits)), *table_of(labels, series, unit, digits, first))


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
) -> Chart:
    """Lying bars grouped by label (an organisation), one per series; long names wrap into two lines, on a phone's picture they stand above their bars."""
    names, aim = [one.name for one in series], aim_of(target, unit, digits)
    marks = scale([*(value for one in series for value in one.values), target])
    top = legend_height(names, width, aim) + 8
    thick, room = 18 if len(series) == 1 else 14, _names(width)
    lines = max((len(wrapped(label, room - 12)) for label in labels), default=1)
    above = LINE + 2 if width <= PHONE else 0
    slot = above + thick * len(series) + 12 if above else max(lines * LINE + 6, thick * len(series) + 12)
    floor = top + slot * len(labels)
    canvas = Canvas(floor + 26, width)
    axis = Axis(marks, room, width - 16 - wide(shown(marks[-1], unit, digits), 12))
    if top > 8:
        canvas.legend(names, 14, aim)
    for mark in marks:
        x = axis.at(mark)
        canvas.mark(x, top, x, floor, zero=mark == 0)
        canvas.text(x, floor + 18, shown(mark, unit if not above else ""), anchor="middle", colour=SOFT, size=12)
    for place, label in enumerate(labels):
        middle = top + slot * (place + 0.5) + above / 2
        if above:
            canvas.text(room + 4, top + slot * place + LINE, cut(label, width - room - 8))
        else:
            _name(canvas, label, middle, axis.start)
        for index, one in enumerate(series):
            y = middle + (index - len(series) / 2) * thick + 1
            _lying(canvas, axis, y, thick - 2, index, label, one, one.values[place], unit, digits)
    if target is not None:
        canvas.line(axis.at(target), top, axis.at(target), floor, css="ch-target", colour=TARGET, dash="6 4", thick=2)
    return Chart(title, canvas.svg(title, told(labels, series, unit, digits)), *table_of(labels, series, unit, digits, first))


def _names(width: int) -> float:
    """Pixels for the names of rows; a phone's picture has none beside the bars."""
    return 8.0 if width <= PHONE else min(230.0, width * 0.36)


def _name(canvas: Canvas, label: str, middle: float, room: float) -> None:
    """A row's name, in one or two lines, right beside the axis."""
    lines = wrapped(label, room - 12)
    for number, words in enumerate(lines):
        canvas.text(room - 10, middle + 4.5 + (number - (len(lines) - 1) / 2) * LINE, words, anchor="end")


def _lying(canvas: Canvas, axis: Axis, y: float, thick: float, index: int, label: str, one: Series, value: Value, unit: str, digits: int | None) -> None:
    zero = axis.at(0)
    if value is None:
        canvas.text(zero + 6, y + thick - 3, shown(None), colour=SOFT, size=12)
        return
    end = axis.at(value)
    canvas.bar(min(zero, end), y, abs(end - zero), thick, series=index, tip=f"{label}, {one.name}: {shown(value, unit, digits)}")
    canvas.text(max(zero, end) + 6, y + thick / 2 + 4, shown(value, unit, digits), size=12, weight="600")


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
        _name(canvas, label, middle, axis.start)
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
