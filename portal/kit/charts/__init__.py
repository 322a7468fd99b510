"""Charts drawn on the server as small SVG: one picture for the page, print and PDF.

    lines("Доля педагогов с ИОМ", ["2019", "2020", "2021"], [Series("Факт", [12.5, None, 18])], unit="%")

No inline styles (the content security policy forbids them): colours are presentation attributes, and the classes `ch-…`
let the contrast schemes repaint them. All words are escaped. None is «нет данных»: nothing is drawn and the table says so.
"""

from portal.kit.charts.bars import columns, rows, stacked
from portal.kit.charts.canvas import PHONE, WIDTH, Chart, Series
from portal.kit.charts.lines import lines
from portal.kit.charts.radar import radar

__all__ = ["PHONE", "WIDTH", "Chart", "Series", "columns", "lines", "radar", "rows", "stacked"]
