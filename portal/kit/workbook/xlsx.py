"""Books of Excel: the parts of an .xlsx around its sheets (names, shared texts, date formats)."""

import posixpath
import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from portal.kit.refusal import Refusal
from portal.kit.workbook.book import BROKEN, LONGEST, Book, Sheet, Tally, too_big
from portal.kit.workbook.counted import Counted, read_counted
from portal.kit.workbook.package import Package
from portal.kit.workbook.sheet import Shared, read_sheet

MOST_SHEETS, MOST_TEXTS, MOST_STYLES = 200, 600_000, 70_000
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # Excel's own numbers of date formats
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
DATE_LETTERS = re.compile(r"[dmyhsдмгчс]", re.IGNORECASE)


def open_xlsx(package: Package, name: str, counted: Counted | None = None) -> Book:
    """Visible sheets are read at once, so whatever is wrong with them is said at once; hidden ones when asked for.

    With `counted` (as far as that says, and by its way) visible ones; raises Doubt where their bytes do not allow it.
    """
    main = _main_part(package)
    book = _Book()
    package.parse(main, start=book.start)
    if len(book.sheets) > MOST_SHEETS:
        raise Refusal("В файле больше 200 листов. Оставьте только лист со списком сотрудников.", field="file")
    targets = _relations(package, main)
    shared = _shared(package, targets, book.since_1904)
    sheets, tally = [], Tally()
    for title, relation, hidden in book.sheets:
        kind, part = targets.get(relation, ("", ""))
        if kind == "worksheet" and part in package:
            read = partial(read_sheet, package, part, title, shared, tally)
            if counted and not hidden:
                read = partial(read_counted, package, part, title, shared, tally, counted)
            sheet = Sheet(title, hidden, read)
            sheets.append(sheet)
            if not hidden:
                _ = sheet.content
    return Book(name, sheets)


def local(name: str) -> str:
    """An element's name without its prefix."""
    return name.rpartition(":")[2]


def _main_part(package: Package) -> str:
    for kind, part in _relations(package, "").values():
        if kind == "officeDocument" and part in package:
            return part
    if "xl/workbook.xml" in package:
        return "xl/workbook.xml"
    raise Refusal("Это документ другого вида, а не книга Excel. Загрузите файл .xlsx, .ods или .csv.", field="file")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, part) of a part of the package."""
    folder, base = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    relations = posixpath.join(folder, "_rels", f"{base}.rels")
    if relations in package:
        package.parse(relations, start=start)
    return found


@dataclass
class _Book:
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    since_1904: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", "")[:100], relation, attributes.get("state", "visible") != "visible"))


def _shared(package: Package, targets: dict[str, tuple[str, str]], since_1904: bool) -> Shared:
    parts = {kind: part for kind, part in targets.values() if part in package}
    texts, styles = _Texts(), _Styles()
    if "sharedStrings" in parts:
        package.parse(parts["sharedStrings"], start=texts.start, end=texts.end, text=texts.text)
    if "styles" in parts:
        package.parse(parts["styles"], start=styles.start, end=styles.end)
    return Shared(texts.found, styles.dates(), since_1904)


class _Texts:
    """Shared texts: plain or of several runs; phonetic hints are no part of them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._open = self._phonetic = False

    def start(self, name: str, _: Any) -> None:
        tag = local(name)
        if tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "t":
            self._open = not self._phonetic

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "t":
            self._open = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            self.found.append("".join(self._pieces)[:LONGEST])
            if len(self.found) > MOST_TEXTS:
                raise too_big("", "слишком много текста")

    def text(self, piece: str) -> None:
        if self._open:
            self._pieces.append(piece)


class _Styles:
    """Which cell styles show a number as a date."""

    def __init__(self) -> None:
        self._formats: dict[str, str] = {}
        self._cells: list[str] = []
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:200]
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            self._cells.append(attributes.get("numFmtId", "0"))
        if len(self._cells) + len(self._formats) > MOST_STYLES:
            raise Refusal(BROKEN, field="file")

    def end(self, name: str) -> None:
        if local(name) == "cellXfs":
            self._inside = False

    def dates(self) -> set[str]:
        """Numbers of the styles, as cells write them."""
        return {str(at) for at, code in enumerate(self._cells) if self._is_date(code)}

    def _is_date(self, code: str) -> bool:
        if code in self._formats:
            first = QUOTED.sub("", self._formats[code].partition(";")[0])
            return "general" not in first.lower() and "основной" not in first.lower() and bool(DATE_LETTERS.search(first))
        return code.isdecimal() and int(code[:9]) in DATE_FORMATS
