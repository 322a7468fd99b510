"""Counting the elements of a sheet by its bytes: the same as reading it element by element, and a head refuses what the whole is refused for."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kit.refusal import Refusal
from portal.kit.workbook import _of_package, open_book, open_head
from portal.kit.workbook.book import BROKEN, Book, Merge
from portal.kit.workbook.counted import ENOUGH
from portal.kit.workbook.package import open_package
from tests.kit.books import MAIN, XML, raw_xlsx, xlsx
from tests.kit.test_workbook_fuzz import HOSTILE, SNIPPETS, soon

ROWS = 8 * ENOUGH
EVERY = [f'<row r="{number}"><c r="A{number}"><v>{number}</v></c><c r="C{number}" s="1"/></row>' for number in range(1, ROWS + 1)]
TALL = "".join(EVERY)


def found(read: Any, data: bytes) -> Any:
    """All that is read, or the sentence of the refusal."""
    try:
        return [(one.name, one.lines, one.merges) for one in read(data, "x.xlsx").sheets]
    except Refusal as refusal:
        return str(refusal)


def one_by_one(data: bytes, name: str) -> Book:
    return _of_package(open_package(data), name, None)


def test_a_head_has_the_first_lines_and_the_merged_cells_that_stand_below_all():
    rows = [["Стаж", None], ["общий", "пед."], *([number, number] for number in range(ROWS))]
    data = xlsx(rows, [["Кадры"]], dress=lambda book: book.worksheets[0].merge_cells("A1:B1"))
    head, whole = open_head(data, "x").sheets, open_book(data, "x").sheets
    assert len(whole[0].lines) == len(rows)
    assert ENOUGH <= len(head[0].lines) < 2 * ENOUGH
    assert head[0].lines == whole[0].lines[: len(head[0].lines)]
    assert head[0].merges == whole[0].merges == [Merge(1, 0, 1, 1)]
    assert head[1].lines == whole[1].lines


@pytest.mark.parametrize(
    "tail",
    [
        "<!-- <row> -->", "<![CDATA[<row><c><v>1</v></c></row>]]>", "<row><c t='inlineStr'><is><t>a > b</t></is></c></row>", "<?row <c> ?>",
        "<row><c t='inlineStr'><is><t>" + "ж" * 90_000 + "</t></is></c></row>", "<a>" * 60 + "</a>" * 60,
    ],
    ids=["comment", "cdata", "bracket in a text", "instruction", "long text", "deep"],
)  # fmt: skip
def test_unusual_writing_is_read_all_the_same(tail: str):
    data = raw_xlsx(f"<sheetData>{TALL}{tail}</sheetData>")
    assert found(open_book, data) == found(one_by_one, data)
    assert len(found(open_book, data)[0][1]) >= ROWS
    assert not isinstance(found(open_head, data), str)


def test_other_encodings_are_read_all_the_same():
    sheet = f"{XML.replace('UTF-8', 'UTF-16')}<worksheet {MAIN}><sheetData>{TALL}</sheetData></worksheet>"
    assert len(found(open_book, raw_xlsx(sheet.encode("utf-16")))[0][1]) == ROWS


@pytest.mark.parametrize(
    "tail",
    ["<row>", "<row><c><v>1</v></row>", "&none;", "<a>" * 70_000, "<row><c><v>1</v></c></row>" * 20_000, "<a/>" * 1_200_000],
    ids=["no end", "wrong end", "entity", "depth", "lines", "elements"],
)
def test_what_is_wrong_far_below_is_told_of_a_head_too(tail: str):
    data = raw_xlsx(f"<sheetData>{TALL}{tail}</sheetData>")
    assert isinstance(found(one_by_one, data), str)
    assert found(open_head, data) == found(open_book, data) == found(one_by_one, data)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_by_their_heads_as_soon(kind: str):
    data = HOSTILE[kind]()
    started = time.process_time()
    head = found(open_head, data)
    assert time.process_time() - started < 2
    assert head == found(open_book, data)


@settings(soon, max_examples=60)
@given(st.lists(st.sampled_from(SNIPPETS), max_size=6))
def test_scraps_after_many_rows(scraps: list[str]):
    data = raw_xlsx(f"<sheetData>{''.join(EVERY[:1_100])}{''.join(scraps)}</sheetData>")
    whole, head = found(one_by_one, data), found(open_head, data)
    assert found(open_book, data) == whole
    assert isinstance(head, str) == isinstance(whole, str) or whole == BROKEN
    assert not isinstance(head, str) or head == whole
