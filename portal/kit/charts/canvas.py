"""What every chart is made of: escaped SVG pieces, a readable scale, the legend, the words for screen readers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2s
from html import escape

from django.utils.safestring import SafeString

from portal.kit.words import NBSP, NO_DATA, decimal

Value = float | int | None
COLOURS = ("#1d5fa8", "#d9822b", "#2a8f6a", "#8a5fc2", "#64748b", "#b8434e")
INK, SOFT, GRID, AXIS, TARGET, PAPER = "#1b2733", "#4b5a6b", "#dde4ec", "#8795a6", "#a62525", "#ffffff"
FONT = 13
LETTER = 0.56  # mean width of a letter in ems, on the wide side
WIDTH = 720  # pixels of a chart across the page; 480 suits half a page
PHONE = 340  # pixels of a chart that a phone shows whole


@dataclass(frozen=True)
class Series:
    """One named row of values; None means «нет данных» and draws nothing."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Chart:
    """A finished picture with its words: `svg` for page and PDF, `head` and `rows` for the table beside it; `phone`: the same picture, PHONE wide."""

    title: str
    svg: SafeString
    head: list[str]
    rows: list[list[str]] = field(default_factory=list)
    phone: SafeString | None = None


def shown(value: Value, unit: str = "", digits: int | None = None) -> str:
    """A value as a label: «18,5 %», «12», «нет данных»."""
    if value is None:
        return NO_DATA
    return decimal(value, digits) + (NBSP + unit if unit else "")


def wide(text: str, size: float = FONT) -> float:
    """About how many pixels a text takes."""
    return len(text) * size * LETTER


def cut(text: str, width: float, size: float = FONT) -> str:
    """The text, ended with «…» when it is wider than `width` pixels."""
    fits = max(1, int(width / (size * LETTER)))
    return text if len(text) <= fits else text[: fits - 1].rstrip(" ,.«(") + "…"


def wrapped(text: str, width: float, most: int = 2, size: float = FONT) -> list[str]:
    """The text in at most `most` lines of `width` pixels, broken between words; the last one is cut."""
    lines: list[str] = []
    words = text.replace("№ ", f"№{NBSP}").split(" ")
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and wide(f"{line} {words[0]}", size) <= width:
            line = f"{line} {words.pop(0)}"
        lines.append(cut(line, width, size))
    return [*lines, cut(" ".join(words), width, size)] if words else lines


def scale(values: Sequence[Value], parts: int = 5) -> list[float]:
    """Round marks from 0 (or below, for negatives) that cover the values: [0, 5, 10, 15, 20]."""
    known = [float(value) for value in values if value is not None]
    top, low = max([0.0, *known]), min([0.0, *known])
    span = top - low if top - low > 1e-9 else 1.0
    step = 10 ** math.floor(math.log10(span / parts))
    step *= next(times for times in (1, 2, 2.5, 5, 10) if span / (step * times) <= parts)
    first, last = math.floor(low / step), math.ceil(top / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


class Canvas:
    """Collects the pieces of one SVG picture; all texts are escaped here and nowhere else."""

    def __init__(self, height: float, width: float) -> None:
        self.width, self.height, self.parts = width, height, list[str]()

    def put(self, tag: str, css: str, body: str | None = None, **attrs: object) -> None:
        """One element; underscores in attribute names become dashes, numbers are rounded to a tenth."""
        pairs = "".join(f' {key.replace("_", "-")}="{escape(_plain(value))}"' for key, value in attrs.items() if value is not None)
        named = f' class="{css}"' if css else ""
        self.parts.append(f"<{tag}{named}{pairs}/>" if body is None else f"<{tag}{named}{pairs}>{body}</{tag}>")

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK, size: float = FONT, weight: str | None = None) -> None:
        """A line of text whose baseline lies at y. What is usual is said once, by the picture (`svg`)."""
        said = {"fill": (colour, INK), "font_size": (size, FONT), "text_anchor": (anchor, "start")}
        self.put("text", "", escape(words), x=x, y=y, font_weight=weight, **{name: one for name, (one, usual) in said.items() if one != usual})

    def label(self, x: float, y: float, words: str, *, anchor: str = "start", across: bool = False) -> None:
        """The number of a bar; `across`: a line runs through it, so it stands on a piece of paper of its own."""
        if across:
            long = wide(words, 12)
            self.put("rect", "ch-paper", x=x - 2 - (long / 2 if anchor == "middle" else 0), y=y - 11, width=long + 4, height=14, fill=PAPER)
        self.text(x, y, words, anchor=anchor, size=12, weight="600")

    def line(self, x1: float, y1: float, x2: float, y2: float, *, css: str = "ch-grid", colour: str = GRID, dash: str | None = None, thick: float = 1) -> None:
        """A straight line."""
        self.put("line", css, x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=thick, stroke_dasharray=dash)

    def mark(self, x1: float, y1: float, x2: float, y2: float, *, zero: bool) -> None:
        """A line of the grid; the one at zero is stronger."""
        self.line(x1, y1, x2, y2, css="ch-axis" if zero else "ch-grid", colour=AXIS if zero else GRID)

    def bar(self, x: float, y: float, width: float, height: float, *, series: int, tip: str) -> None:
        """A filled bar with a tooltip, which a phone would not show; corners slightly rounded."""
        body = f"<title>{escape(tip)}</title>" if self.width > PHONE else None
        self.put("rect", f"ch-fill ch-{series}", body, x=x, y=y, width=max(width, 0), height=max(height, 0), rx=2, fill=COLOURS[series % len(COLOURS)])

    def inside(self, x: float, y: float, words: str, *, series: int) -> None:
        """A number written on a bar, white on the dark colours and dark on the light ones."""
        self.put("text", "ch-inside", escape(words), x=x, y=y, fill=INK if series % len(COLOURS) == 1 else PAPER, font_size=12, text_anchor="middle")

    def legend(self, names: Sequence[str], y: float, target: str = "") -> None:
        """Names of the series with their colours, wrapped into as many lines as needed; `legend_height` says how tall."""
        for index, (x, row, name) in enumerate(legend_places(names, self.width, target)):
            base = y + row * 22
            if target and index == len(names):
                self.line(x, base - 4, x + 18, base - 4, css="ch-target", colour=TARGET, dash="5 3", thick=2)
            else:
                self.put("rect", f"ch-fill ch-{index}", x=x, y=base - 11, width=14, height=14, rx=2, fill=COLOURS[index % len(COLOURS)])
            self.text(x + 24, base + 1, name, colour=SOFT)

    def svg(self, title: str, words: str) -> SafeString:
        """The whole picture, named and described for screen readers."""
        body = "".join(self.parts)
        uid = blake2s(f"{title}{body}".encode(), digest_size=5).hexdigest()
        css = "ch-phone" if self.width <= PHONE else "ch-narrow" if self.width < 600 else "ch-wide"
        return SafeString(
            f'<svg class="{css}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_plain(self.width)} {_plain(self.height)}" '
            f'role="img" aria-labelledby="t{uid} d{uid}" font-family="PT Sans, Arial, sans-serif" font-size="{FONT}" fill="{INK}">'
            f'<title id="t{uid}">{escape(title)}</title><desc id="d{uid}">{escape(words)}</desc>{body}</svg>'
        )


def _plain(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def legend_places(names: Sequence[str], width: float, target: str = "") -> list[tuple[float, int, str]]:
    """Where each name of the legend stands: x, row, the name cut to the width."""
    places: list[tuple[float, int, str]] = []
    x, row = 0.0, 0
    for name in [*names, *([target] if target else [])]:
        label = cut(name, width - 40)
        if x and x + 24 + wide(label) > width:
            x, row = 0.0, row + 1
        places.append((x, row, label))
        x += 24 + wide(label) + 20
    return places


def legend_height(names: Sequence[str], width: float, target: str = "") -> float:
    """Height of the legend in pixels; a single series without a target needs none."""
    if len(names) < 2 and not target:
        return 0
    return 22 * (legend_places(names, width, target)[-1][1] + 1) + 6


def table_of(labels: Sequence[str], series: Sequence[Series], unit: str, digits: int | None, first: str) -> tuple[list[str], list[list[str]]]:
    """The same data as a table: headings and rows of ready text."""
    head = [first, *(one.name for one in series)]
    return head, [[label, *(shown(one.values[row], unit, digits) for one in series)] for row, label in enumerate(labels)]


def told(labels: Sequence[str], series: Sequence[Series], unit: str, digits: int | None) -> str:
    """The picture in words for screen readers, short: the first forty values."""
    pairs = [f"{one.name}, {label}: {shown(value, unit, digits)}" for one in series for label, value in zip(labels, one.values, strict=True)]
    more = f"; и ещё {len(pairs) - 40} в таблице" if len(pairs) > 40 else ""
    return "; ".join(pairs[:40]) + more + "."
