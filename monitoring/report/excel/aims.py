"""«Факт и цель»: a native chart of all shares beside their targets, and what the native charts have in common."""

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.pagebreak import Break

from monitoring.report.excel.page import Page
from monitoring.report.pictures import aimed
from monitoring.report.structure import PERCENT, Report
from portal.kit import spreadsheet

FACT_COLOUR, TARGET_COLOUR, GRID_COLOUR = "2F6DB5", "C2570C", "DDE4EC"
TITLE_LENGTH = 110
WIDTH, ROW = 26.0, 0.95  # centimetres: the chart's width, what one indicator takes of its height
HEADINGS = ("Код", "Показатель", "Факт", "Цель")


def draw_aims(page: Page, report: Report) -> None:
    """A small table of the shares that have a fact and a target, and its chart, each on a sheet of paper of its own."""
    rows = aimed(report)
    if len(rows) < 2:
        return
    page.sheet.row_breaks.append(Break(id=page.row - 1))
    head = page.row
    for column, words in enumerate(HEADINGS, 1):
        spreadsheet.fill(page.sheet.cell(head, column), words)
        spreadsheet.dress_header(page.sheet.cell(head, column))
    page.row += 1
    for row in rows:
        page.put(1, row.code)
        page.put(2, row.name)
        page.put_figure(3, row.fact, PERCENT)
        page.put_figure(4, row.target, PERCENT)
        page.end_row()
    page.sheet.row_breaks.append(Break(id=page.row))
    page.sheet.add_chart(_chart(page, head, len(rows)), f"A{page.row + 2}")


def _chart(page: Page, head: int, count: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.gapWidth, chart.overlap, chart.width, chart.height = "bar", 50, 0, WIDTH, 3 + ROW * count
    chart.title = small_title("Доли: факт и цель, %")
    chart.add_data(Reference(page.sheet, min_col=3, max_col=4, min_row=head, max_row=head + count), titles_from_data=True)
    chart.set_categories(Reference(page.sheet, min_col=1, min_row=head + 1, max_row=head + count))
    for series, colour in zip(chart.series, (FACT_COLOUR, TARGET_COLOUR), strict=True):
        series.graphicalProperties.solidFill = colour
        series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    dress(chart, "0\\ %")
    chart.y_axis.scaling.min, chart.x_axis.scaling.orientation = 0, "maxMin"  # the first indicator on top
    chart.y_axis.crosses = "max"  # and the scale below
    return chart


def dress(chart: BarChart, number_format: str) -> None:
    """Axes that are seen, a quiet grid, the legend below; a filter over the table does not empty the picture."""
    chart.legend.position, chart.legend.overlay = "b", False
    chart.visible_cells_only = False
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
    chart.y_axis.number_format = number_format
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID_COLOUR))


def small_title(text: str) -> Title:
    """The chart's title in small bold letters, cut when it is long."""
    text = spreadsheet.clean(text)
    text = text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1] + "…"
    small = CharacterProperties(sz=1000, b=True, latin=Font(typeface=spreadsheet.FAMILY))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=small), r=[RegularTextRun(rPr=small, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)
