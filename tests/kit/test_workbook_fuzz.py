"""Whatever bytes arrive, reading ends with a book or with a refusal, never with another error, soon and in little memory."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kit.refusal import Refusal
from portal.kit.workbook import Book, open_book
from tests.kit.books import csv, ods, package, parts_of, raw_xlsx, xlsx

ODS = ods(
    '<table:table table:name="А"><table:table-row><table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'
)
SEEDS = [xlsx([["ФИО", "Пол"], ["Иванова", 1, 2.5, "=A1"]]), ODS, csv([["ФИО", "Пол"], ["Иванова", "ж"]], encoding="cp1251")]
HEADS = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml", b'sep=;\n"']
SNIPPETS = [
    "<", ">", "</", "/>", "&", "&amp;", "&#0;", "&#xD800;", "<![CDATA[", "<!--", "<!DOCTYPE x>", "<c ", "<c>", "</c>", "<row r='99999999999'>", "<row>", "</row>", "<v>", "</v>", "<v>1e999</v>", "<v>nan</v>",
    "<f>", "</f>", "<t>", "t='s'", "t='d'", "t='zzz'", "r='A0'", "r='ZZZ1'", "r=''", "s='99'", "s='-1'", "<mergeCell ref='A1:XFD1048576'/>", "<mergeCell ref='B2:A1'/>", "\ufffe", "\u202e", "²", "٣",
    "table:number-rows-repeated='1048576'", "table:number-columns-repeated='²'", "office:value='inf'", "office:date-value='9999-99-99'", "<table:table-row>", "</table:table>", "<table:table-cell>",
]  # fmt: skip
soon = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def ends_well(data: bytes, name: str = "x.xlsx") -> None:
    """A book whose every cell can be asked for, or a refusal with a sentence."""
    said = ""
    try:
        book = open_book(data, name)
        assert isinstance(book, Book)
        for sheet in book.sheets:
            for row in sheet.rows:
                assert all(len(cell.address) < 12 for cell in row)
    except Refusal as refusal:
        said = str(refusal)
    assert not said or said.endswith(".")


@soon
@given(st.sampled_from(HEADS), st.binary(max_size=2_000))
def test_any_bytes(head: bytes, rest: bytes):
    ends_well(head + rest)


@soon
@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-16", "cp1251"]))
def test_any_text(text: str, encoding: str):
    ends_well(text.encode(encoding, errors="ignore"), "x.csv")


@soon
@given(st.data())
def test_a_file_with_some_of_its_bytes_changed(data: st.DataObject):
    seed = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(seed) - 1))
        seed[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    ends_well(bytes(seed))


@soon
@given(st.data())
def test_a_package_whose_parts_were_tampered_with(data: st.DataObject):
    parts = parts_of(data.draw(st.sampled_from(SEEDS[:2])))
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(parts)))
        text = bytes(parts[name]) if isinstance(parts[name], bytes) else str(parts[name]).encode()
        at, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        parts[name] = text[:at] + data.draw(st.sampled_from(SNIPPETS)).encode() + text[data.draw(st.sampled_from([at, end])) :]
    if data.draw(st.booleans()):
        parts.pop(data.draw(st.sampled_from(sorted(parts))))
    ends_well(package(parts))


@soon
@given(st.lists(st.sampled_from(SNIPPETS), max_size=30))
def test_a_sheet_of_scraps(scraps: list[str]):
    ends_well(raw_xlsx("<sheetData>" + "".join(scraps) + "</sheetData>"))


MANY_ROWS = "<sheetData>" + "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 400_000)) + "</sheetData>"
HOSTILE = {
    "rows by the hundred thousand": lambda: raw_xlsx(MANY_ROWS),
    "sixty megabytes of zeros": lambda: raw_xlsx(b"0" * 60_000_000),
    "forty-seven megabytes of blanks": lambda: raw_xlsx("<sheetData/>" + " " * 47_000_000),
    "millions of empty elements": lambda: raw_xlsx("<a/>" * 5_000_000),
    "elements nested a million deep": lambda: raw_xlsx("<a>" * 5_000_000),
    "one endless attribute": lambda: raw_xlsx("<a b='" + "x" * 40_000_000),
    "a billion laughs": lambda: raw_xlsx("&j;", head="<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + n)} '{'&' + chr(97 + n) + ';'}'>" for n in range(9)) + "]>"),
    "one text in half a million cells": lambda: raw_xlsx(
        "<sheetData>" + ("<row>" + "<c t='s'><v>0</v></c>" * 250 + "</row>") * 2_000 + "</sheetData>", strings=f"<si><t>{'ж' * 40_000}</t></si>"
    ),
    "a cell of a million runs": lambda: raw_xlsx("<sheetData><row><c t='inlineStr'><is>" + "<t>ж</t>" * 1_000_000 + "</is></c></row></sheetData>"),
    "a value in the last cell": lambda: raw_xlsx('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    "ods of repeated rows": lambda: ods('<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="1024"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'),
    "twenty megabytes of quotes": lambda: b'"' * 19_000_000,
    "twenty megabytes of one line": lambda: b"x;" * 9_500_000,
    "a million lines of csv": lambda: "Иванова;учитель\n".encode("cp1251") * 1_000_000,
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_end_within_two_seconds_of_work(kind: str):
    data = HOSTILE[kind]()
    started = time.process_time()
    ends_well(data)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_take_bounded_memory(kind: str):
    """Measured by the system in a fresh process: what reading takes beyond the file itself, at its peak, in kilobytes."""
    code = """
import resource, sys
from portal.kit.refusal import Refusal
from portal.kit.workbook import open_book
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    open_book(data, "x")
except Refusal:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", code], input=HOSTILE[kind](), capture_output=True, check=True)
    assert int(done.stdout) < 150_000


def test_nothing_of_a_file_is_run_or_fetched():
    """A fresh process that forbids files, sockets and programs reads a book full of links and formulas."""
    code = """
import sys
data = sys.stdin.buffer.read()
from portal.kit.workbook import open_book
def forbid(event, args):
    if event in ("open", "socket.connect", "subprocess.Popen", "os.system", "exec", "compile"):
        raise RuntimeError(event)
open_book(data, "warm.xlsx")
sys.addaudithook(forbid)
print(len(open_book(data, "x.xlsx").sheets[0].lines))
"""
    data = xlsx([["ФИО", '=HYPERLINK("http://127.0.0.1/")', '=WEBSERVICE("http://127.0.0.1/")', "=cmd|' /C calc'!A0"]])
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    assert done.stdout.strip() == b"1"
