"""Lists as files: «Выгрузить в Excel» and CSV; and the habits that every workbook of the portal shares.

Text stays text whatever it begins with (a name like «=1+1» must not become a formula), numbers stay numbers, dates
stay dates. Files are written row by row into a temporary file, so a list of any length takes the same memory, and
are complete before the response starts (a streamed body would run after the district's scope has closed).
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.http import FileResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from portal.kit import sheetfile, words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TEXT = 32_767  # Excel's limit for one cell
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 has no place for these
IN_MEMORY = 2_000_000  # bytes of a file kept in memory before it goes to disk
SAMPLE = 200  # rows that column widths are measured on

DAY, MOMENT = "dd.mm.yyyy", "dd.mm.yyyy hh:mm"

LINE = Side(style="thin", color="C8D3E0")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
FAMILY, SIZE = "Arial", 10  # with Liberation Sans of the same metrics wherever there is no Arial


def font(*, bold: bool = False, color: str | None = None, size: int = SIZE) -> Font:
    """A font of the portal's workbooks."""
    return Font(name=FAMILY, size=size, bold=bold, color=color)


HEADER_FONT, HEADER_FILL = font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
TITLE_FONT, NOTE_FONT, BOLD = font(bold=True, size=14), font(color="5B6776"), font(bold=True)
HEADER_ALIGN = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAP = Alignment(vertical="top", wrap_text=True)
NUMERIC = Alignment(vertical="top", horizontal="right", indent=1)


@dataclass(frozen=True)
class Column:
    """A column of an export: its heading, and its width in characters when the contents should not decide it."""

    title: str
    width: float | None = None


def clean(text: str) -> str:
    """Text that XML can hold and a cell can carry."""
    text = UNPRINTABLE.sub("", text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula; leading blanks do not hide it."""
    return text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)


def fill(cell: Any, value: Any) -> None:
    """Put a value into an openpyxl cell: text as text, int and Decimal as numbers, dates as dates, None as empty."""
    if isinstance(value, datetime):
        cell.value, cell.number_format = _local(value), MOMENT
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DAY
    elif value is None or is_number(value):
        cell.value = value
    else:
        _fill_text(cell, clean(shown(value)))


def is_number(value: Any) -> bool:
    """Whether a value is printed to the right, as a figure."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _local(moment: datetime) -> datetime:
    """Excel has no time zones: the portal's own time, without the zone."""
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


def _fill_text(cell: Any, text: str) -> None:
    if not text:
        return
    cell.value = text
    cell.data_type = "s"  # openpyxl takes «=…» for a formula and «#N/A» for an error
    if is_formula_like(text):
        cell.quotePrefix = True


def shown(value: Any) -> str:
    """How a value reads in a text field: 31.12.2021; 7,5; «да»; None is an empty field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, date):
        return words.day(value, "time")
    return f"{value:f}".replace(".", ",") if isinstance(value, float | Decimal) else str(value)


def width_of(values: Iterable[Any], least: float = 8, most: float = 60) -> float:
    """A column's width in characters for its contents, by the longest line of each."""
    longest = (max(map(len, shown(value).split("\n"))) for value in values)
    return min(most, max(least, max(longest, default=0) * 1.1 + 2))


LINE_HEIGHT, TALLEST = 13.2, 409.0  # points: a line of text, and what Excel allows for a row


def lines_in(text: str, width: float) -> int:
    """How many lines a text takes in a column of ``width`` characters; a little too many rather than too few."""
    return sum(max(1, math.ceil(len(line) * 1.03 / max(1.0, width - 1))) for line in text.split("\n"))


def set_widths(sheet: Any, widths: Sequence[float]) -> None:
    """Widths of the first columns, in characters."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def set_print(sheet: Any, *, header_row: int, landscape: bool = True, title: str = "") -> None:
    """A4, fitted to the width, heading repeated on every sheet of paper, page numbers in the footer."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.oddFooter.left.text = clean(title).replace("&", "&&")[:120]
    sheet.oddFooter.right.text = "Страница &P из &N"


def prepare(book: Workbook, *, title: str, author: str, subject: str = "") -> None:
    """The workbook's font and the document's own words: title, author, language, the moment of making."""
    inside: Any = book  # openpyxl has no public door to the default font
    inside._named_styles["Normal"].font = inside._fonts[0] = font()
    properties = book.properties
    properties.title, properties.creator, properties.subject = clean(title), clean(author), clean(subject)
    properties.lastModifiedBy = clean(author)
    properties.language = "ru-RU"
    properties.created = properties.modified = timezone.now().replace(tzinfo=None)


TAB = 31  # characters that Excel allows


def sheet_name(title: str) -> str:
    """A title as Excel allows it on a tab: at most 31 characters, none of []:*?/\\ and no quote at an end."""
    words = re.sub(r"[\[\]:*?/\\]", " ", clean(title)).strip(" '")
    whole = words if len(words) <= TAB else words[: TAB + 1].rpartition(" ")[0] or words  # cut between words
    return whole[:TAB].strip(" '") or "Лист1"


def dress_header(cell: Any) -> None:
    """The look of a column's heading."""
    cell.font, cell.fill, cell.border, cell.alignment = HEADER_FONT, HEADER_FILL, BOX, HEADER_ALIGN


def export_xlsx(*, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], about: Sequence[str] = (), author: str = "") -> IO[bytes]:
    """A list as a workbook, written row by row; ``about`` are lines under the title (filters, date of the export).

    Gives an open binary file at its beginning. Rows may be any iterable; each is read once.
    """
    rows = iter(rows)
    sample = list(islice(rows, SAMPLE))
    look = sheetfile.Look(
        title=title, sheet=sheet_name(title), author=author, above=about, headings=[column.title for column in columns],
        widths=[_width(column, sample, at) for at, column in enumerate(columns)], landscape=len(columns) > 5,
    )  # fmt: skip
    file = _temporary()
    sheetfile.write(file, look, chain(sample, rows), sheetfile.Ways(clean, shown, is_formula_like))
    file.seek(0)
    return file


def _temporary() -> IO[bytes]:
    return cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))


def _width(column: Column, sample: list[Sequence[Any]], at: int) -> float:
    return column.width or width_of([column.title, *(row[at] for row in sample)], least=10)


def export_csv(*, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A list as CSV for Russian Excel: UTF-8 with BOM, semicolons, decimal comma; a text like a formula gets «'» first.

    Gives an open binary file at its beginning.
    """
    file = _temporary()
    file.writelines(_csv_lines(columns, rows))
    file.seek(0)
    return file


def _csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    yield "\ufeff".encode()
    for row in chain([[column.title for column in columns]], rows):
        writer.writerow([_csv_field(value) for value in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _csv_field(value: Any) -> str:
    text = UNPRINTABLE.sub("", shown(value))
    return f"'{text}" if isinstance(value, str) and is_formula_like(text) else text


def download(file: IO[bytes], name: str) -> FileResponse:
    """The file as an attachment; its name may be Russian. The response closes the file."""
    kind = XLSX if name.endswith(".xlsx") else "text/csv; charset=utf-8"
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)
