"""All that is written in a file of tables, wherever it stands there: for finding whose names it holds, not for taking values.

More is read than a table has: notes, headings of the page, names of sheets, who saved the book, links. Texts of one cell are one text, however many
runs and references they are written in.
"""

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_plus
from xml.parsers import expat

from portal.kit.refusal import Refusal
from portal.kit.workbook.book import BROKEN
from portal.kit.workbook.package import Package, open_package, plain_parser
from portal.kit.workbook.text import MARKS, decoded

PARTS = (".xml", ".rels", ".vml")
WHOLE = {"si", "c", "p", "table-cell", "covered-table-cell", "row", "table-row", "text", "comment", "div", "definedName", "v", "f"}  # what ends a text
SHAPE = {"r", "s", "t", "spans", "ht", "style", "ref"}  # attributes that a cell or a row has: a hundred thousand of them, and no name among them
APART = re.compile(r'[;,|"\t\r\n]+')  # what stands between the surname and the name when each has a cell
TAGS = re.compile(r"(?:<[^<>]*>|[;,\t\r\n])+")
CODINGS = ("utf-8", "cp1251", "cp866")


def texts_of(data: bytes) -> Iterator[str]:
    """Texts of a file one part at a time, cells in a row as one line. Refusal for what no bound lets read, and for files inside the file."""
    if not data.startswith(b"PK"):
        marked = any(data.startswith(mark) for mark, _ in MARKS)
        yield from (APART.sub(" ", text) for text in ([decoded(data)] if marked else [data.decode(one, "ignore") for one in CODINGS]))
        return
    package = open_package(data)
    for name in package.names():
        if "/embeddings/" in f"/{name}":
            raise Refusal(BROKEN, field="file")
        if name.endswith(PARTS):
            yield from _of_part(package, name)


def _of_part(package: Package, name: str) -> list[str]:
    """What the parser gives: elements one after another, and the attributes. A part that is not well formed is read as it stands."""
    pieces, told = list[str](), list[str]()
    content = b"".join(package.pieces(name))

    def start(_: str, attributes: dict[str, str]) -> None:
        told.extend(unquote_plus(value) for key, value in attributes.items() if key not in SHAPE)

    def end(name: str) -> None:
        if name.rpartition(":")[2] in WHOLE:
            pieces.append(" ")

    try:
        plain_parser(start, end, pieces.append).Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        coding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        return [html.unescape(TAGS.sub(" ", content.decode(coding, "ignore")))]
    return [APART.sub(" ", "".join(pieces)), "\n".join(told)]
