"""A list as an .xlsx file of one sheet, written as text row by row: an object per cell is what takes the time of general libraries.

What is written is the plainest form of ECMA-376 that Excel and LibreOffice open without repair: texts stand in their cells, styles are
a fixed table. Reports with charts and merged cells go through openpyxl. Why so: docs/decisions/0030-lists.md.
"""

import datetime as dt
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

TOP = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
AT_ONCE = 500  # rows put together before they are pressed
LEVEL = 1  # lists press well: a higher level doubles the time for a fifth of the size
REMEMBERED = 20_000  # cells of each kind whose text is kept: schools, posts and dates come again in every row
EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's dates from March 1900 on
FIRST_DAY = dt.date(1900, 3, 1)

SHORT = 1000
NOTABLE = re.compile("[^ -%'-;=?-~А-яЁё№«»—–]|^ *[-=+@]")  # what is cleaned or escaped, or begins as a formula does

PLAIN, TITLE, NOTE, HEAD, TEXT, NUMBER, DAY, MOMENT = range(8)
QUOTED = 8  # added to the style of a text that would read as a formula

_FONTS = (("", 10, ""), ("<b/>", 14, ""), ("", 10, "FF5B6776"), ("<b/>", 10, "FFFFFFFF"))
_EDGE = "".join(f'<{side} style="thin"><color rgb="FFC8D3E0"/></{side}>' for side in ("left", "right", "top", "bottom"))
_CELLS = (  # font, fill, border, number format, alignment
    (0, 0, 0, 0, ""),
    (1, 0, 0, 0, ""),
    (2, 0, 0, 0, ""),
    (3, 2, 1, 0, '<alignment horizontal="center" vertical="center" wrapText="1"/>'),
    (0, 0, 1, 0, '<alignment vertical="top" wrapText="1"/>'),
    (0, 0, 1, 0, '<alignment horizontal="right" vertical="top" indent="1"/>'),
    (0, 0, 1, 164, '<alignment vertical="top" wrapText="1"/>'),
    (0, 0, 1, 165, '<alignment vertical="top" wrapText="1"/>'),
)


@dataclass(frozen=True)
class Look:
    """What the file says beside its rows: lines above the table, headings, widths in characters, the sheet's name, who made it."""

    title: str
    sheet: str
    author: str
    above: Sequence[str]
    headings: Sequence[str]
    widths: Sequence[float]
    landscape: bool


@dataclass(frozen=True)
class Ways:
    """How texts are made: `clean` for what XML can hold, `shown` for values that are no text, `is_formula` for what a spreadsheet would count."""

    clean: Callable[[str], str]
    shown: Callable[[Any], str]
    is_formula: Callable[[str], bool]


def write(file: IO[bytes], look: Look, rows: Iterable[Sequence[Any]], ways: Ways) -> None:
    """Write the whole file; each row is read once and let go."""
    cells = _Cells(ways)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as package:
        package.writestr("[Content_Types].xml", _content_types())
        package.writestr(
            "_rels/.rels", _links(("officeDocument", LINKS, "xl/workbook.xml"), ("metadata/core-properties", f"{PACKAGE}/relationships", "docProps/core.xml"))
        )
        package.writestr("docProps/core.xml", _core(look, ways))
        package.writestr("xl/_rels/workbook.xml.rels", _links(("worksheet", LINKS, "worksheets/sheet1.xml"), ("styles", LINKS, "styles.xml")))
        package.writestr("xl/styles.xml", _styles())
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            last = _sheet(sheet, look, rows, cells)
        package.writestr("xl/workbook.xml", _workbook(look, last))


def letter(number: int) -> str:
    """1 → «A», 27 → «AA»."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class _Cells:
    """The text of a cell after its address: `after[type(value)][value]`. Texts, whole numbers and days are made once and then looked up."""

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self.after = _Kinds(self.made, {str: self.plain, int: _whole, dt.date: self.made, Decimal: self.made})

    def plain(self, value: str) -> str:
        """A text; nearly every one is written as it stands."""
        if value and len(value) < SHORT and not NOTABLE.search(value):
            return f'" s="{TEXT}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
        return self.text(self.ways.shown(value), TEXT)

    def made(self, value: Any) -> str:
        if value is None:
            return f'" s="{TEXT}"/>'
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            finite = isinstance(value, int) or math.isfinite(value)
            return f'" s="{NUMBER}"><v>{value}</v></c>' if finite else self.text(str(value), TEXT)
        if isinstance(value, dt.datetime):
            local = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
            seconds = local.hour * 3600 + local.minute * 60 + local.second
            return f'" s="{MOMENT}"><v>{(local.date() - EPOCH).days + seconds / 86400}</v></c>'
        if isinstance(value, dt.date) and value >= FIRST_DAY:
            return f'" s="{DAY}"><v>{(value - EPOCH).days}</v></c>'
        return self.text(self.ways.shown(value), TEXT)

    def text(self, value: str, style: int) -> str:
        words = self.ways.clean(value)
        if not words:
            return f'" s="{style}"/>'
        style += QUOTED if self.ways.is_formula(words) else 0
        return f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def _whole(value: int) -> str:
    return f'" s="{NUMBER}"><v>{value}</v></c>'


class _Kinds(dict[type, Any]):
    """How cells of each type of values are found."""

    def __init__(self, make: Callable[[Any], str], often: dict[type, Callable[[Any], str]]) -> None:
        super().__init__({kind: _Remembered(way) for kind, way in often.items()})
        self.make = make

    def __missing__(self, kind: type) -> Any:
        self[kind] = _Made(self.make)
        return self[kind]


class _Remembered(dict[Any, str]):
    """Cells by their value; a lookup that succeeds costs no call."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        self.make = make

    def __missing__(self, value: Any) -> str:
        text = self.make(value)
        if len(self) < REMEMBERED:
            self[value] = text
        return text


class _Made:
    """Cells that seldom come again (moments, fractions) or cannot be looked up."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        self.make = make

    def __getitem__(self, value: Any) -> str:
        return self.make(value)


def _sheet(stream: Any, look: Look, rows: Iterable[Sequence[Any]], cells: _Cells) -> int:
    """Returns the number of the last row."""
    width, head = max(1, len(look.headings)), len(look.above) + 2
    columns = "".join(f'<col min="{at}" max="{at}" width="{wide:.2f}" customWidth="1"/>' for at, wide in enumerate(look.widths, 1))
    stream.write(
        (
            f'{TOP}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">'
            f'<pane ySplit="{head}" topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="13.2"/>{f"<cols>{columns}</cols>" if columns else ""}<sheetData>'
        ).encode()
    )
    lines = [(look.title, TITLE), *((line, NOTE) for line in look.above)]
    stream.write("".join(f'<row r="{at}"><c r="A{at}{cells.text(line, style)}</row>' for at, (line, style) in enumerate(lines, 1)).encode())
    starts = [f'<c r="{letter(at)}' for at in range(1, len(look.headings) + 1)]
    stream.write(f'<row r="{head}">{"".join(f"{start}{head}{cells.text(one, HEAD)}" for start, one in zip(starts, look.headings, strict=True))}</row>'.encode())
    last = _body(stream, rows, cells, starts, head)
    footer = escape(cells.ways.clean(look.title).replace("&", "&&")[:120])
    stream.write(
        (
            f'</sheetData><autoFilter ref="A{head}:{letter(width)}{last}"/><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.7" header="0.3" footer="0.3"/>'
            f'<pageSetup paperSize="9" orientation="{"landscape" if look.landscape else "portrait"}" fitToWidth="1" fitToHeight="0"/>'
            f"<headerFooter><oddFooter>&amp;L{footer}&amp;RСтраница &amp;P из &amp;N</oddFooter></headerFooter></worksheet>"
        ).encode()
    )
    return last


def _body(stream: Any, rows: Iterable[Sequence[Any]], cells: _Cells, starts: Sequence[str], last: int) -> int:
    source, after = iter(rows), cells.after
    while piece := list(islice(source, AT_ONCE)):
        made: list[str] = []
        for row in piece:
            last += 1
            number = str(last)
            made.append(f'<row r="{number}">')
            made += [start + number + after[type(value)][value] for start, value in zip(starts, row, strict=True)]
            made.append("</row>")
        stream.write("".join(made).encode())
    return last


def _content_types() -> str:
    parts = (("/xl/workbook.xml", f"{KINDS}.sheet.main+xml"), ("/xl/worksheets/sheet1.xml", f"{KINDS}.worksheet+xml"), ("/xl/styles.xml", f"{KINDS}.styles+xml"), ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))  # fmt: skip
    said = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    return f'{TOP}<Types xmlns="{PACKAGE}/content-types">{default}{said}</Types>'


def _links(*targets: tuple[str, str, str]) -> str:
    said = "".join(f'<Relationship Id="rId{at}" Type="{base}/{kind}" Target="{target}"/>' for at, (kind, base, target) in enumerate(targets, 1))
    return f'{TOP}<Relationships xmlns="{PACKAGE}/relationships">{said}</Relationships>'


def _core(look: Look, ways: Ways) -> str:
    now = f'<dcterms:{{0}} xsi:type="dcterms:W3CDTF">{timezone.now():%Y-%m-%dT%H:%M:%SZ}</dcterms:{{0}}>'
    title, author = escape(ways.clean(look.title)), escape(ways.clean(look.author))
    return (
        f'{TOP}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f"{now.format('created')}{now.format('modified')}<dc:language>ru-RU</dc:language></cp:coreProperties>"
    )


def _workbook(look: Look, last: int) -> str:
    head, width = len(look.above) + 2, letter(max(1, len(look.headings)))
    sheet = escape("'" + look.sheet.replace("'", "''") + "'")
    return (
        f'{TOP}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name={quoteattr(look.sheet)} sheetId="1" r:id="rId1"/></sheets><definedNames>'
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{sheet}!$A${head}:${width}${last}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{sheet}!${head}:${head}</definedName></definedNames></workbook>'
    )


def _styles() -> str:
    fonts = "".join(
        f'<font>{bold}<sz val="{size}"/>{f"<color rgb={quoteattr(color)}/>" if color else ""}<name val="Arial"/></font>' for bold, size, color in _FONTS
    )
    fills = '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/></patternFill></fill>'
    cells = "".join(_style(*one, quoted=quoted) for quoted in (False, True) for one in _CELLS)
    formats = '<numFmts count="2"><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/><numFmt numFmtId="165" formatCode="dd.mm.yyyy hh:mm"/></numFmts>'
    return (
        f'{TOP}<styleSheet xmlns="{MAIN}">{formats}<fonts count="{len(_FONTS)}">{fonts}</fonts><fills count="3">{fills}</fills>'
        f'<borders count="2"><border><left/><right/><top/><bottom/></border><border>{_EDGE}</border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{2 * len(_CELLS)}">{cells}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _style(font: int, fill: int, border: int, form: int, alignment: str, *, quoted: bool) -> str:
    said = f'numFmtId="{form}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"{" quotePrefix=" + quoteattr("1") if quoted else ""}'
    return f'<xf {said} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
