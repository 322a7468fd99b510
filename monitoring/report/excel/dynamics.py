"""«Динамика»: facts and targets by year, and a native chart of every indicator that has facts."""

import re
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart import Series as ChartSeries
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.pagebreak import Break

from monitoring.report.excel.aims import FACT_COLOUR, TARGET_COLOUR, draw_aims, dress, small_title
from monitoring.report.excel.page import HEADING_ROW, MUTED, PLAIN, Page
from monitoring.report.pictures import worth_drawing
from monitoring.report.structure import PERCENT, Point, Report, Series

FIRST_YEAR = 5  # column E
WIDTH, HEIGHT, ROWS, ROW_HEIGHT = 13.4, 7.6, 16, 15.0  # of a chart: centimetres, the rows it covers, their points
CHARTS_IN_HEIGHT = 2  # charts one below another on a sheet of paper
HALF = 72.0  # characters in half the width of the sheet
NOTE = "Пустая ячейка — за этот год нет данных."


def write_dynamics(book: Workbook, report: Report) -> Page:
    """Two rows per indicator (факт, цель) with a column per year; the charts stand below the table."""
    years = years_of(report.dynamics)
    width = max(12.0, (HALF - 18) / max(1, len(years)))
    columns = [("Код", 14.0), ("Показатель", HALF - 14), ("Ед. изм.", 9.0), ("Ряд", 9.0)]
    runs = {point.label for series in report.dynamics for point in series.points if point.running}
    page = Page(book, "Динамика", report, [*columns, *((Point(year, running=year in runs).title, width) for year in years)])
    drawn = [(series, _write_series(page, series, years)) for series in report.dynamics]
    page.filter_rows()
    if years:
        page.put(1, NOTE, font=MUTED, align=PLAIN).border = None
        page.row += 2
        _draw_charts(page, [(series, row) for series, row in drawn if worth_drawing(series)], len(years))
    draw_aims(page, report)
    return page


def years_of(dynamics: Sequence[Series]) -> list[str]:
    """The years of which anything is known, in order: «2019», «2019-2020», «2020»."""
    labels = {point.label for series in dynamics for point in series.points if point.fact is not None or point.target is not None}
    return sorted(labels, key=lambda label: ([int(digits) for digits in re.findall(r"[0-9]+", label)[:2]], label))


def _write_series(page: Page, series: Series, years: Sequence[str]) -> int:
    """Writes both rows and tells the row of the facts."""
    points = {point.label: point for point in series.points}
    for kind in ("факт", "цель"):
        for column, text in enumerate((series.code, series.name, series.unit, kind), 1):
            page.put(column, text, font=MUTED if kind == "цель" else None)
        for column, year in enumerate(years, FIRST_YEAR):
            point = points.get(year, Point(year))
            _put_point(page, column, point.fact if kind == "факт" else point.target, series.unit)
        page.end_row()
    return page.row - 2


def _put_point(page: Page, column: int, value: Decimal | None, unit: str) -> None:
    """An absent value leaves the cell empty: any text there would be drawn as zero."""
    page.put_figure(column, value, unit, "")


def _draw_charts(page: Page, drawn: Sequence[tuple[Series, int]], years: int) -> None:
    if not drawn:
        return
    page.sheet.row_breaks.append(Break(id=page.row - 2))  # an empty row above: the frame at the very edge would print on both sheets
    for number, (series, row) in enumerate(drawn):
        line, side = divmod(number, 2)
        top = page.row + line * ROWS
        if side == 0 and line and line % CHARTS_IN_HEIGHT == 0:
            page.sheet.row_breaks.append(Break(id=top - 2))
        page.sheet.add_chart(_chart(page, series, row, years), f"{'AC'[side]}{top}")
    for row in range(page.row, page.row + -(-len(drawn) // 2) * ROWS):
        page.sheet.row_dimensions[row].height = ROW_HEIGHT
    page.row += -(-len(drawn) // 2) * ROWS + 1


def _chart(page: Page, series: Series, row: int, years: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.gapWidth, chart.width, chart.height = "col", 60, WIDTH, HEIGHT
    chart.title = small_title(f"{series.code}. {series.name}, {series.unit}")
    chart.append(_facts(page, row, years))
    dress(chart, "0\\ %" if series.unit == PERCENT else "General")
    chart.y_axis.scaling.min = 0 if _never_negative(series) else None
    if any(point.target is not None for point in series.points):
        chart += _targets(page, row + 1, years)
    return chart


def _never_negative(series: Series) -> bool:
    return all((figure or 0) >= 0 for point in series.points for figure in (point.fact, point.target))


def _row_series(page: Page, row: int, years: int) -> ChartSeries:
    """A series over one row of the table, named by its «Ряд» cell, with the years of the heading as categories."""
    last = FIRST_YEAR + years - 1
    series = ChartSeries(Reference(page.sheet, FIRST_YEAR, row, last, row), title_from_data=False)
    series.tx = SeriesLabel(strRef=StrRef(f=f"{quote_sheetname(page.name)}!$D${row}"))
    labels = Reference(page.sheet, FIRST_YEAR, HEADING_ROW, last, HEADING_ROW)
    series.cat = AxDataSource(strRef=StrRef(f=str(labels)))
    return series


def _facts(page: Page, row: int, years: int) -> ChartSeries:
    facts = _row_series(page, row, years)
    facts.graphicalProperties.solidFill = FACT_COLOUR
    facts.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    return facts


def _targets(page: Page, row: int, years: int) -> LineChart:
    targets = _row_series(page, row, years)
    targets.smooth = False
    targets.graphicalProperties.line = LineProperties(solidFill=TARGET_COLOUR, w=22_000, prstDash="sysDash")
    targets.marker = Marker(symbol="diamond", size=7, spPr=GraphicalProperties(solidFill=TARGET_COLOUR))
    line = LineChart()
    line.append(targets)
    return line
