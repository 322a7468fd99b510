"""Files for tests of reading: built here, so that each test shows what is in its file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl

XML = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(*sheets: Sequence[Sequence[Any]], dress: Callable[[Any], None] | None = None, titles: Sequence[str] = ()) -> bytes:
    """A workbook as Excel would save it; `dress` gets the openpyxl workbook for merging, hiding, formats."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet(titles[at] if at < len(titles) else f"Лист{at + 1}")
        for row in rows:
            sheet.append(list(row))
    if dress:
        dress(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def package(parts: dict[str, str | bytes], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of the parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, str | bytes]:
    """The parts of a zip, to be changed and packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def raw_xlsx(sheet: str | bytes, *, book: str = "", strings: str = "", styles: str = "", head: str = "") -> bytes:
    """A workbook whose sheet is the given XML: what no library would write."""
    body = sheet if isinstance(sheet, bytes) else f"{XML}{head}<worksheet {MAIN}>{sheet}</worksheet>"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'{XML}<Relationships><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book or f'{XML}<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="Лист1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships><Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{RELATIONS}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": body,
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f"{XML}<sst {MAIN}>{strings}</sst>"
    if styles:
        parts["xl/styles.xml"] = f"{XML}<styleSheet {MAIN}>{styles}</styleSheet>"
    return package(parts)


def ods(tables: str, *, styles: str = "") -> bytes:
    """A table of LibreOffice with the given XML inside its body."""
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'{XML}<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:draw="d">'
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def csv(rows: Iterable[Sequence[str]], *, separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "".join(separator.join(row) + "\r\n" for row in rows).encode(encoding)
