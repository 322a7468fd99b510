"""A zip of XML parts (.xlsx, .ods) that may be hostile: how much may come out of it is decided before anything does."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NoReturn
from xml.parsers import expat

from portal.kit.refusal import Refusal
from portal.kit.workbook.book import BROKEN, too_big
from portal.kit.workbook.signs import SAVE_AS

MOST_PARTS = 3_000
MOST_PART, MOST_OPENED = 48_000_000, 96_000_000  # bytes of XML
MOST_ELEMENTS = 1_200_000  # of all parts; a list of 10 000 people in 15 columns has 310 000
TOO_MUCH = "слишком много данных: больше, чем занимает список на 20 000 строк"
CHUNK = 1 << 16
DEEPEST = 64  # levels of elements; real files have ten
LONGEST_TOKEN = 1_000_000  # bytes of one tag; texts come in pieces
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, KeyError)


class Package:
    """The parts of a file by name; each is read in pieces, all together within one limit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts = {one.filename.lstrip("/").lower(): one for one in archive.infolist()}
        self._left, self._elements = MOST_OPENED, MOST_ELEMENTS

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def names(self) -> list[str]:
        return list(self._parts)

    @property
    def is_ods(self) -> bool:
        return "mimetype" in self and b"opendocument.spreadsheet" in self.head("mimetype")

    def head(self, name: str) -> bytes:
        """The first bytes of a small part."""
        return next(self.pieces(name), b"")

    def pieces(self, name: str, sheet: str = "") -> Iterator[bytes]:
        """A part piece by piece. The archive never gives more than the size it declares, so that size is the bound."""
        part = self._parts.get(name.lower())
        if part is None:
            raise Refusal(BROKEN, field="file")
        self._left -= part.file_size
        if part.file_size > MOST_PART or self._left < 0:
            raise too_big(sheet, TOO_MUCH)
        try:
            with self._archive.open(part) as opened:
                while piece := opened.read(CHUNK):
                    yield piece
        except UNREADABLE as wrong:
            raise Refusal(BROKEN, field="file") from wrong

    def spend(self, elements: int, sheet: str) -> None:
        """So many elements of a part are read; Refusal when that is more than a list of people can need."""
        self._elements -= elements
        if self._elements < 0:
            raise too_big(sheet, "слишком много ячеек, заполненных или размеченных")

    def parse(
        self, name: str, start: Callable[..., Any], end: Callable[..., Any] | None = None, text: Callable[..., Any] | None = None, sheet: str = ""
    ) -> None:
        """Give the elements of an XML part to the callbacks; a document type (entities, outside files) is refused."""
        parser = plain_parser(*self._guarded(start, end, sheet), text)
        given = 0
        try:
            for piece in self.pieces(name, sheet):
                parser.Parse(piece, False)
                given += len(piece)
                if given - parser.CurrentByteIndex > LONGEST_TOKEN:  # the parser would read it anew with every piece
                    raise Refusal(BROKEN, field="file")
            parser.Parse(b"", True)
        except expat.ExpatError as wrong:
            raise Refusal(BROKEN, field="file") from wrong

    def _guarded(self, start: Callable[..., Any], end: Callable[..., Any] | None, sheet: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """The callbacks with a limit on elements (time) and on how deep they lie in each other (memory)."""
        depth = 0

        def opened(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.spend(1, sheet)
            if depth > DEEPEST:
                raise Refusal(BROKEN, field="file")
            start(name, attributes)

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(name)

        return opened, closed


def plain_parser(start: Callable[..., Any], end: Callable[..., Any] | None, text: Callable[..., Any] | None) -> Any:
    """A parser that refuses a document type and knows no other limit: those are its caller's."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: Any) -> NoReturn:
    raise Refusal("В файле есть посторонние вставки XML, такие файлы не читаются. Сохраните таблицу заново в Excel как .xlsx и загрузите.", field="file")


def open_package(data: bytes) -> Package:
    """The zip's list of parts, checked; Refusal for bombs, passwords, macros and documents of other kinds."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except UNREADABLE as wrong:
        raise Refusal(BROKEN, field="file") from wrong
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise Refusal("Это архив со множеством файлов, а не книга Excel. Распакуйте его и загрузите сам файл.", field="file")
    if sum(one.file_size for one in parts) > MOST_OPENED or any(one.file_size > MOST_PART for one in parts):
        raise too_big("", TOO_MUCH)  # also in parts that nobody reads: the file is kept, and searched when a person is erased
    if any(one.flag_bits & 1 for one in parts):
        raise Refusal("Файл защищён паролем. Снимите пароль и загрузите снова.", field="file")
    package = Package(archive)
    _refuse_others(package)
    return package


def _refuse_others(package: Package) -> None:
    names = package.names()
    bases = {posixpath.basename(one) for one in names}
    if any(base.startswith("vbaproject") for base in bases) or any(one.startswith(("basic/", "xl/macrosheets/")) for one in names):
        raise Refusal("В файле есть макросы, такие файлы не принимаются. Сохраните его как «Книга Excel (*.xlsx)» без макросов.", field="file")
    if "xl/workbook.bin" in names:
        raise Refusal(f"Это двоичная книга Excel (.xlsb). {SAVE_AS}", field="file")
    if "word/document.xml" in names:
        raise Refusal("Это документ Word, а не таблица. Перенесите список в Excel и сохраните как .xlsx.", field="file")
    if package.is_ods:
        return
    if "[content_types].xml" not in names:
        raise Refusal("Это архив или документ другого вида, а не книга Excel. Загрузите файл .xlsx, .ods или .csv.", field="file")
