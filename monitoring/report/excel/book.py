"""The sheets of the workbook and the whole of it."""

import io

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill

from monitoring.report import figures
from monitoring.report.excel.cached import keep_values
from monitoring.report.excel.dynamics import write_dynamics
from monitoring.report.excel.page import (
    CENTRED,
    HEADING_ROW,
    MUTED,
    POINTS,
    SIGNED_FRACTION,
    SIGNED_WHOLE,
    Page,
    is_whole,
    place,
)
from monitoring.report.structure import (
    PERCENT,
    STATUS_WORDS,
    YES_NO,
    IndicatorRow,
    OrganisationRow,
    OrganisationTable,
    Report,
    Status,
)
from portal.kit import spreadsheet

COLOURS = {  # text and ground of the traffic light; each pair has a contrast of at least 5 : 1
    Status.OK: ("1E6B34", "E1F3E6"),
    Status.NEAR: ("7A4F00", "FFF1CF"),
    Status.LAG: ("9B1C1C", "FBE3E4"),
    Status.RUNNING: ("1F4E79", "E4EEF8"),
}
INDENTED = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=2)  # organisations under their indicator
TOTAL_FILL = PatternFill("solid", fgColor="EAF1F8")


def write_excel(report: Report) -> bytes:
    """The report as an xlsx file. Numbers are numbers, totals are formulas that give the report's own totals."""
    book = Workbook()
    book.remove(book.worksheets[0])
    spreadsheet.prepare(book, title=f"{report.title}. {report.district_name}", author=report.service_name, subject=place(report))
    pages = [
        write_indicators(book, report),
        write_organisations(book, report),
        write_dynamics(book, report),
        write_lagging(book, report),
        write_methods(book, report),
    ]
    book.calculation.fullCalcOnLoad = True
    file = io.BytesIO()
    book.save(file)
    return keep_values(file.getvalue(), [page.values for page in pages])


def write_indicators(book: Workbook, report: Report) -> Page:
    """«Показатели»: база, цель, факт, отклонение and состояние of every indicator, and the signature."""
    columns = [("Код", 14), ("Показатель", 62), ("Ед. изм.", 9), ("База", 13), ("Цель", 13), ("Факт", 13)]
    page = Page(book, "Показатели", report, [*columns, ("Отклонение от цели", 16), ("Состояние", 19)])
    for row in report.rows:
        _write_indicator(page, row)
    page.filter_rows()
    _colour_statuses(page, len(report.rows))
    _write_signature(page, report)
    return page


def _write_indicator(page: Page, row: IndicatorRow) -> None:
    page.put(1, row.code)
    page.put(2, row.name)
    page.put(3, row.unit, align=CENTRED)
    page.put_figure(4, row.base, row.unit, figures.NOBODY)
    page.put_figure(5, row.target, row.unit, figures.NO_TARGET)
    page.put_figure(6, row.fact, row.unit).font = spreadsheet.BOLD
    _put_deviation(page, row)
    page.put(8, row.status_text)
    page.end_row()


def _put_deviation(page: Page, row: IndicatorRow) -> None:
    """Percentage points as they are, not as fractions: «+3,0 п. п.»."""
    value = None if row.unit == YES_NO else row.deviation
    cell = page.put_figure(7, value, "", figures.NOBODY)
    if value is not None:
        signed = SIGNED_WHOLE if is_whole(value) else SIGNED_FRACTION
        cell.number_format = POINTS if row.unit == PERCENT else signed


def _colour_statuses(page: Page, count: int) -> None:
    first, last = HEADING_ROW + 1, HEADING_ROW + max(1, count)
    for status, (text, ground) in COLOURS.items():
        look = {"font": Font(color=text, bold=True), "fill": PatternFill(bgColor=ground, fill_type="solid")}
        said = f'$H{first}="{STATUS_WORDS[status]}"'
        if status == Status.RUNNING:  # «год идёт», or with the share of the plan
            said = f'OR({said},LEFT($H{first},5)="идёт,")'
        rule = FormulaRule(formula=[said], **look)
        page.sheet.conditional_formatting.add(f"H{first}:H{last}", rule)


def _write_signature(page: Page, report: Report) -> None:
    page.row += 1
    lines = [(report.head_post, "_" * 24, report.head_name)] if report.head_post or report.head_name else []
    lines += [("Составил", "", report.author)] if report.author else []
    lines += [("Проверить подлинность", "", report.check_url)] if report.check_url else []
    for what, line, who in lines:
        for column, text in ((2, what), (4, line), (6, who)):
            spreadsheet.fill(page.sheet.cell(page.row, column), text)
        page.row += 2


def write_organisations(book: Workbook, report: Report) -> Page:
    """«По организациям»: each indicator's heading with the total as a formula, its organisations folded under it."""
    columns = [("Код", 14), ("Показатель и его организации", 80), ("Ед. изм.", 9)]
    page = Page(book, "По организациям", report, [*columns, ("Числитель", 13), ("Знаменатель", 15), ("Значение", 13)])
    page.sheet.sheet_properties.outlinePr.summaryBelow = False
    for table in report.organisations:
        _write_total(page, table)
        for row in table.rows:
            _write_organisation(page, table, row)
    page.filter_rows()
    return page


def _write_total(page: Page, table: OrganisationTable) -> None:
    page.put(1, table.code)
    page.put(2, f"{table.name}. {figures.TOTAL}")
    page.put(3, table.unit, align=CENTRED)
    _put_sum(page, 4, table.numerator, len(table.rows))
    _put_sum(page, 5, table.denominator, len(table.rows), missing="")
    _put_total_value(page, table)
    for column in range(1, 7):
        cell = page.sheet.cell(page.row, column)
        cell.font, cell.fill = spreadsheet.BOLD, TOTAL_FILL
    page.end_row()


def _below(page: Page, letter: str, count: int) -> str:
    return f"{letter}{page.row + 1}:{letter}{page.row + count}"


def _put_sum(page: Page, column: int, value: int | None, count: int, missing: str = figures.NO_DATA) -> None:
    if value is None or not count:
        page.put_count(column, value, missing)
        return
    page.put_formula(column, f"=SUM({_below(page, 'DE'[column - 4], count)})", value, "")


def _put_total_value(page: Page, table: OrganisationTable) -> None:
    unit, count = figures.total_unit(table.unit), len(table.rows)
    if table.value is None or not count:
        page.put_figure(6, table.value, unit)
        return
    over, under = _below(page, "D", count), _below(page, "E", count)
    formula = f"=ROUND(SUM({over})/SUM({under}),3)" if unit == PERCENT else f"=SUM({over})"
    page.put_formula(6, formula, table.value, unit)


def _write_organisation(page: Page, table: OrganisationTable, row: OrganisationRow) -> None:
    given = row.numerator is not None
    page.put(1, table.code, font=MUTED)
    page.put(2, row.organisation, align=INDENTED)
    page.put(3, table.unit, font=MUTED, align=CENTRED)
    page.put_count(4, row.numerator)
    # Without a numerator the denominator stays out of the district's sum, so it must not stand in the summed column.
    page.put_count(5, row.denominator if given else None, "" if given else figures.NO_DATA)
    page.put_figure(6, row.value, table.unit, figures.NOBODY if figures.nobody(row) else figures.NO_DATA)
    page.end_row(level=1)


def write_lagging(book: Workbook, report: Report) -> Page:
    """«Что западает»: for every organisation the indicators below the district or the target."""
    columns = [("Организация", 52), ("Код", 14), ("Показатель", 62), ("Организация: факт", 14)]
    page = Page(book, "Что западает", report, [*columns, ("Район: факт", 14), ("Цель", 14), ("Вывод", 24)])
    for lagging in report.lagging:
        for weak in lagging.indicators:
            for column, text in enumerate((lagging.organisation, weak.code, weak.name), 1):
                page.put(column, text)
            page.put_figure(4, weak.value, weak.unit)
            page.put_figure(5, weak.district, weak.unit)
            page.put_figure(6, weak.target, weak.unit, figures.NO_TARGET)
            page.put(7, figures.weakness(weak))
            page.end_row()
    page.filter_rows()
    return page


def write_methods(book: Workbook, report: Report) -> Page:
    """«Как считали»: formula, what was counted, filters, date, version and source of every indicator."""
    columns = [("Код", 14), ("Показатель", 44), ("Формула", 22), ("Числитель", 40), ("Знаменатель", 32), ("Отбор", 28)]
    page = Page(book, "Как считали", report, [*columns, ("На дату", 12), ("Версия", 9), ("Источник", 48)])
    for method in report.methods:
        texts = (method.code, method.name, method.formula, method.numerator, method.denominator, method.filters)
        for column, value in enumerate((*texts, method.as_of, method.version, method.source), 1):
            page.put(column, value)
        page.end_row()
    page.filter_rows()
    return page
