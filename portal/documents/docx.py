"""Word documents: A4, one serif face, tables with a repeated heading, links; what a district prints, signs and keeps."""

import io
from collections.abc import Sequence
from typing import Any

import segno
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from portal.kit.spreadsheet import clean

FACE, SIZE = "Times New Roman", 12
MARGINS = {"top_margin": 2, "bottom_margin": 2, "left_margin": 2.5, "right_margin": 1.5}  # centimetres: ГОСТ Р 7.0.97-2016


def new_paper(*, title: str, author: str) -> Any:
    """An empty A4 document with the portal's habits; its own words say what it is and in which language."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for name, width in MARGINS.items():
        setattr(section, name, Cm(width))
    style: Any = made.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    style.paragraph_format.space_after = Pt(4)
    properties = made.core_properties
    properties.title, properties.author, properties.language = clean(title)[:250], clean(author)[:250], "ru-RU"
    _page_numbers(section)
    return made


def add_line(paper: Any, text: str, *, bold: bool = False, centred: bool = False, size: int = SIZE, before: int = 0, keep: bool = False) -> Any:
    """A paragraph; `before` is the space above it in points, `keep` holds it on the page of what follows."""
    made = paper.add_paragraph()
    run = made.add_run(clean(text))
    run.bold, run.font.size = bold, Pt(size)
    made.paragraph_format.space_before, made.paragraph_format.keep_with_next = Pt(before), keep
    if centred:
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return made


def add_table(paper: Any, headings: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float], *, counts: bool = False) -> Any:
    """A ruled table, its heading repeated on every page; a cell is a text, or a (text, address) link. Widths are centimetres.

    `counts`: the last column holds numbers, the last row is their sum.
    """
    made = paper.add_table(rows=1, cols=len(headings))
    made.style, made.autofit = "Table Grid", False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)  # what LibreOffice reads; Word reads the cells' own
    for cell, text in zip(made.rows[0].cells, headings, strict=True):
        _put(cell, text, bold=True)
        _shade(cell)
    _mark(made.rows[0], "w:tblHeader")
    for row in rows:
        line = made.add_row()
        _mark(line, "w:cantSplit")
        for cell, value in zip(line.cells, row, strict=True):
            _put(cell, value)
    if counts:
        _count(made)
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    return made


def add_qr(paper: Any, address: str) -> None:
    """The QR code of an address, three centimetres wide."""
    picture = io.BytesIO()
    segno.make_qr(address, error="m").save(picture, kind="png", scale=6, border=2)
    picture.seek(0)
    paper.add_picture(picture, width=Cm(3))


def bytes_of(paper: Any) -> bytes:
    """The document as a file's content."""
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def add_link(paragraph: Any, text: str, address: str, *, size: int = SIZE) -> None:
    """A link that a reader can press."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.underline = Pt(size), True
    link.append(run._r)
    paragraph._p.append(link)


def _put(cell: Any, value: Any, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    if isinstance(value, tuple):
        add_link(paragraph, *value, size=10)
        return
    run = paragraph.add_run(clean(str(value)))
    run.bold, run.font.size = bold, Pt(10)


def _count(table: Any) -> None:
    for row in table.rows[1:]:
        row.cells[-1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for cell in table.rows[-1].cells:
        cell.paragraphs[0].runs[0].bold = True


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "E3EAF3")
    cell._tc.get_or_add_tcPr().append(shade)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _page_numbers(section: Any) -> None:
    """The page's number at the foot, as a field that Word counts itself."""
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)
