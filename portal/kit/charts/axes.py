"""The field that bars and lines stand on: value axis upright or lying, grid, target line."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.kit.charts.canvas import SOFT, TARGET, Canvas, Series, Value, legend_height, scale, shown, wide, wrapped

TALL = 230  # pixels of the upright field; a picture of half a page is lower


@dataclass(frozen=True)
class Axis:
    """A ruler from a value to a pixel."""

    marks: Sequence[float]
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where the value lies."""
        low, high = self.marks[0], self.marks[-1]
        return self.start + (value - low) / (high - low) * (self.end - self.start)


@dataclass(frozen=True)
class Field:
    """An upright field: values go up, labels stand below in equal slots."""

    canvas: Canvas
    axis: Axis
    left: float
    slot: float

    def middle(self, place: int) -> float:
        """The middle of a label's slot."""
        return self.left + self.slot * (place + 0.5)


def aim_of(target: Value, unit: str, digits: int | None) -> str:
    """The target's line in the legend."""
    return "" if target is None else f"Цель {shown(target, unit, digits)}"


def upright(labels: Sequence[str], series: Sequence[Series], unit: str, digits: int | None, target: Value, width: int) -> Field:
    """A drawn field with grid, labels and legend, ready for columns or lines."""
    names, aim = [one.name for one in series], aim_of(target, unit, digits)
    marks = scale([*(value for one in series for value in one.values), target])
    top = legend_height(names, width, aim) + 20
    tall = min(TALL, width * 0.41)
    left = 12 + max(wide(shown(mark, unit), 12) for mark in marks)
    field = Field(Canvas(top + tall + 42, width), Axis(marks, top + tall, top), left, (width - left - 8) / max(1, len(labels)))
    if top > 20:
        field.canvas.legend(names, 14, aim)
    for mark in marks:
        y = field.axis.at(mark)
        field.canvas.mark(left, y, width, y, zero=mark == 0)
        field.canvas.text(left - 8, y + 4, shown(mark, unit), anchor="end", colour=SOFT, size=12)
    for place, label in enumerate(labels):
        for number, words in enumerate(wrapped(label, field.slot - 6, 2, 12)):
            field.canvas.text(field.middle(place), top + tall + 18 + number * 15, words, anchor="middle", colour=SOFT, size=12)
    return field


def aim_across(field: Field, target: Value) -> None:
    """The dashed target line of an upright field."""
    if target is not None:
        y = field.axis.at(target)
        field.canvas.line(field.left, y, field.canvas.width, y, css="ch-target", colour=TARGET, dash="6 4", thick=2)
