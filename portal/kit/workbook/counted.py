"""A sheet whose elements are counted by its bytes: no call of Python for each, and after its first lines nothing need be built at all.

Counting is exact where every «<» begins a tag and every «>» ends one, as all programs write. Wherever that is not
certain, `Doubt` is raised and the file is read element by element: nothing is refused on a guess.
"""

from collections.abc import Iterator
from xml.parsers import expat

from portal.kit.refusal import Refusal
from portal.kit.workbook.book import BROKEN, MOST_CELLS, MOST_LINES, Content, Tally
from portal.kit.workbook.package import DEEPEST, Package, plain_parser
from portal.kit.workbook.sheet import Reader, Shared

LATE = 100_000  # elements of a sheet by which its thousandth line is due; else it is no such list, and reading it twice would be the longer way
ENOUGH = 1_000  # filled lines of a head: headings stand among the first hundred, and of two lists the longer one is told by a thousand


class Doubt(Exception):
    """What the bytes say is not certain."""


class Counted:
    """What has been seen of a whole book. With `head` sheets are built as far as their first lines only."""

    def __init__(self, *, head: bool) -> None:
        self.head, self.rows, self.elements = head, 0, 0

    def blocks(self, package: Package, part: str, title: str) -> Iterator[bytes]:
        """A part in blocks of whole tags, each counted before it is given: nothing grows while the parser waits for an end."""
        rest, depth = b"", 0
        for at, piece in enumerate(package.pieces(part, title)):
            if not at:
                declared, piece = _declaration(piece)
                yield declared
            text = rest + piece
            end = text.rfind(b"<")
            if end <= 0:  # one long text or tag, or very little altogether
                raise Doubt
            rest = text[end:]
            depth += self._count(package, text[:end], title)
            if not 0 <= depth <= DEEPEST:
                raise Doubt
            yield text[:end]
        self._count(package, rest, title)
        yield rest

    def _count(self, package: Package, block: bytes, title: str) -> int:
        """How much deeper the block ends than it begins."""
        tags, ends = block.count(b"<"), block.count(b"</")
        if tags != block.count(b">") or b"<!" in block or b"<?" in block or b"\0" in block:  # comments, CDATA, a «>» in a text, UTF-16
            raise Doubt
        package.spend(tags - ends, title)
        if self.head:  # whether lines and cells are too many can only be told by building them
            self.elements += tags - ends
            self.rows += block.count(b"<row") + block.count(b":row")
            if self.rows > MOST_LINES or self.elements > 2 * MOST_CELLS:  # a filled cell is two elements at least
                raise Doubt
        return tags - 2 * ends - block.count(b"/>")


def _declaration(piece: bytes) -> tuple[bytes, bytes]:
    """«<?xml …?>» and what follows; other encodings than the one that everybody writes are not counted."""
    if not piece.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        return b"", piece
    declared, mark, rest = piece.partition(b"?>")
    if b"encoding" in declared and b"utf-8" not in declared.lower():
        raise Doubt
    return declared + mark, rest


def read_counted(package: Package, part: str, title: str, shared: Shared, tally: Tally, counted: Counted) -> Content:
    """The filled rows of a sheet and its merged cells; of a head the first thousand or a few more, the rest being well formed."""
    reader, before = Reader(title, shared, tally), counted.elements
    parser = plain_parser(reader.start, reader.end, reader.pieces.append)
    building = True
    try:
        for block in counted.blocks(package, part, title):
            if building and counted.head:
                if len(reader.content.lines) >= ENOUGH:
                    building = False
                    parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
                elif counted.elements - before > LATE:
                    raise Doubt
            if not building and b"mergeCell" in block:  # they stand below the rows
                parser.StartElementHandler = reader.start
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as wrong:
        raise Refusal(BROKEN, field="file") from wrong
    reader.content.lines.sort(key=lambda line: line.number)
    return reader.content
