"""Reading files of tables: what comes out of a good file, and the sentence that every bad one gets."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest

from portal.kit.refusal import Refusal
from portal.kit.workbook import Cell, Fault, Merge, column_letter, column_number, open_book
from tests.kit.books import MAIN, RELATIONS, XML, csv, ods, package, parts_of, raw_xlsx, xlsx


def lines(data: bytes, name: str = "список.xlsx", at: int = 0):
    return [(line.number, line.values) for line in open_book(data, name).sheets[at].lines]


# Excel ---------------------------------------------------------------------------------------------------------------


def test_values_keep_their_kinds():
    row = ["Иванова", 12, 1.5, dt.date(1980, 3, 12), dt.datetime(2015, 9, 1, 8, 30), True, None, "  конец  "]
    assert lines(xlsx([row])) == [(1, ["Иванова", 12, 1.5, dt.date(1980, 3, 12), dt.date(2015, 9, 1), True, None, "конец"])]


def test_cells_carry_their_addresses_and_rows_keep_their_places():
    rows = list(open_book(xlsx([["ФИО"], [], [None, 5]]), "x").sheets[0].rows)
    assert rows == [[Cell("A1", "ФИО", "text")], [], [Cell("A3", None, "blank"), Cell("B3", 5, "number")]]


def test_a_formula_gives_the_value_kept_beside_it():
    sheet = '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"!"</f><v>2!</v></c><c r="C1" t="str"><f>""</f><v></v></c></row></sheetData>'
    assert lines(raw_xlsx(sheet)) == [(1, [2, "2!"])]


def test_a_formula_without_a_value_is_a_fault_of_its_cell():
    [(_, [_, fault])] = lines(xlsx([["x", "=CMD()"]]))
    assert isinstance(fault, Fault)
    assert fault.reason == "В ячейке формула, значение которой не сохранено"
    assert next(open_book(xlsx([["=1+1"]]), "x").sheets[0].rows)[0].kind == "fault"


def test_an_error_of_excel_is_a_fault_too():
    [(_, [fault])] = lines(raw_xlsx('<sheetData><row r="1"><c r="A1" t="e"><v>#REF!</v></c></row></sheetData>'))
    assert fault == Fault("В ячейке ошибка #REF!", "Исправьте формулу или впишите значение вместо неё")


def test_hidden_rows_are_read_and_marked_and_hidden_sheets_are_told_apart():
    def dress(book):
        book.worksheets[0].row_dimensions[2].hidden = True
        book.worksheets[1].sheet_state = "veryHidden"

    book = open_book(xlsx([["a"], ["b"]], [["c"]], dress=dress), "x")
    assert [(line.values, line.hidden) for line in book.sheets[0].lines] == [(["a"], False), (["b"], True)]
    assert [(sheet.hidden, [line.values for line in sheet.lines]) for sheet in book.sheets] == [(False, [["a"], ["b"]]), (True, [["c"]])]


def test_merged_cells_are_listed():
    book = open_book(xlsx([["Стаж", None], ["общий", "пед."]], dress=lambda book: book.worksheets[0].merge_cells("A1:B1")), "x")
    assert book.sheets[0].merges == [Merge(1, 0, 1, 1)]


def test_rich_texts_are_joined_without_phonetic_hints():
    strings = "<si><r><t>Ива</t></r><r><t>нова</t></r><rPh><t>!</t></rPh></si>"
    assert lines(raw_xlsx('<sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>М</t></is></c></row></sheetData>', strings=strings)) == [
        (1, ["Иванова", "М"])
    ]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("dd.mm.yyyy", dt.date(1980, 3, 12)),
        ('[$-419]d mmmm yyyy "г.";@', dt.date(1980, 3, 12)),
        ("ДД.ММ.ГГГГ", dt.date(1980, 3, 12)),
        ("0.00", 29292),
        ('0" дней"', 29292),
        ("[Red]0", 29292),
        ("General", 29292),
    ],
)
def test_a_number_is_a_date_when_its_format_says_so(code: str, value: object):
    styles = f"""<numFmts><numFmt numFmtId="170" formatCode='{code}'/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>"""
    assert lines(raw_xlsx('<sheetData><row r="1"><c r="A1" s="1"><v>29292</v></c></row></sheetData>', styles=styles)) == [(1, [value])]


def test_days_counted_from_1904_are_those_of_old_macs():
    book = f'{XML}<workbook {MAIN} xmlns:r="{RELATIONS}"><workbookPr date1904="1"/><sheets><sheet name="А" sheetId="1" r:id="r1"/></sheets></workbook>'
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    assert lines(raw_xlsx('<sheetData><row r="1"><c r="A1"><v>27830</v></c></row></sheetData>', book=book, styles=styles)) == [(1, [dt.date(1980, 3, 12)])]


def test_other_prefixes_and_missing_addresses_are_read():
    sheet = (
        f'{XML}<x:worksheet xmlns:x="{MAIN[7:-1]}"><x:sheetData><x:row><x:c t="b"><x:v>1</x:v></x:c><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert lines(raw_xlsx(sheet.encode())) == [(1, [True, 7])]


def test_a_stray_value_at_the_far_corner_costs_nothing():
    def dress(book):
        book.worksheets[0].cell(1_048_576, 16_384).value = "x"
        book.worksheets[0].cell(1_048_576, 1).value = "y"

    assert lines(xlsx([["ФИО"]], dress=dress)) == [(1, ["ФИО"]), (1_048_576, ["y"])]


@pytest.mark.parametrize(("at", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")])
def test_letters_of_columns(at: int, letter: str):
    assert (column_letter(at), column_number(letter)) == (letter, at)


# LibreOffice ---------------------------------------------------------------------------------------------------------


def test_ods_is_read_with_dates_numbers_and_repeated_cells():
    table = (
        '<table:table table:name="Кадры"><table:table-row><table:table-cell office:value-type="string"><text:p>ФИО</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1.5"><text:p>1,5</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        '<table:table-row table:visibility="collapse"><table:table-cell office:value-type="date" office:date-value="1980-03-12T00:00:00"><text:p>12.03.80</text:p>'
        "<office:annotation><text:p>заметка</text:p></office:annotation></table:table-cell></table:table-row></table:table>"
    )
    book = open_book(ods(table), "кадры.ods")
    assert [(line.number, line.hidden, line.values) for line in book.sheets[0].lines] == [(1, False, ["ФИО", 1.5, 1.5]), (5, True, [dt.date(1980, 3, 12)])]


def test_ods_hidden_sheets_and_merged_cells():
    styles = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    tables = (
        '<table:table table:name="А"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Стаж</text:p></table:table-cell>'
        '<table:covered-table-cell/></table:table-row></table:table><table:table table:name="Б" table:style-name="ta2"/>'
    )
    book = open_book(ods(tables, styles=styles), "x.ods")
    assert [(sheet.name, sheet.hidden, sheet.merges) for sheet in book.sheets] == [("А", False, [Merge(1, 0, 1, 1)]), ("Б", True, [])]


def test_ods_rows_repeated_a_million_times_are_refused():
    table = '<table:table table:name="А"><table:table-row table:number-rows-repeated="1048576"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
    with pytest.raises(Refusal, match="больше 20 000 заполненных строк"):
        open_book(ods(table), "x.ods")


# CSV -----------------------------------------------------------------------------------------------------------------

TABLE = [["ФИО", "Дата рождения", "Ставка"], ["Иванова Мария Петровна", "12.03.1980", "1,5"]]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "utf-16"])
def test_csv_in_every_encoding_and_with_every_separator(encoding: str, separator: str):
    assert lines(csv(TABLE, separator=separator, encoding=encoding), "список.csv") == [(1, TABLE[0]), (2, TABLE[1])]


def test_csv_with_commas_and_quotes():
    assert lines('ФИО,Ставка\n"Иванова, Мария","1,5"\n'.encode(), "x.csv") == [(1, ["ФИО", "Ставка"]), (2, ["Иванова, Мария", "1,5"])]


def test_csv_that_names_its_separator():
    assert lines("sep=,\nФИО,Пол\n".encode(), "x.csv") == [(1, ["ФИО", "Пол"])]


def test_csv_empty_lines_are_not_rows_but_count():
    assert lines("ФИО;Пол\r\n\r\n;;\r\nИванова;ж\r\n".encode(), "x.csv") == [(1, ["ФИО", "Пол"]), (4, ["Иванова", "ж"])]


def test_csv_of_empty_lines_without_end_is_refused_before_they_are_read():
    with pytest.raises(Refusal, match="больше 20 000 строк, считая пустые"):
        open_book(("ФИО;Пол;Школа;Класс\n" + ";;;\n" * 20_001).encode(), "x.csv")


@pytest.mark.parametrize("rest", [30, 30_000])
def test_csv_with_a_quote_left_open_is_told_so(rest: int):
    with pytest.raises(Refusal, match=r"Строка 2 .* не закрыта кавычка"):
        open_book(('ФИО;Пол\n"Иванова;ж\n' + "Петрова;ж\n" * rest).encode(), "x.csv")


# Refusals ------------------------------------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
GOOD = xlsx([["ФИО"]])
BOMB = b"0" * 60_000_000


def with_part(name: str, content: str | bytes = "x") -> bytes:
    return package({**parts_of(GOOD), name: content})


def encrypted_zip() -> bytes:
    data = bytearray(package({"a": "b"}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + offset] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Файл пуст"),
        (b" \r\n ", "Файл пуст"),
        (OLE + "Workbook".encode("utf-16-le"), r"старого формата \.xls.*Сохранить как"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "защищён паролем"),
        (OLE + "WordDocument".encode("utf-16-le"), "документ Word"),
        (b"%PDF-1.7\n...", "Это PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "Это картинка"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "Это картинка"),
        (b"{\\rtf1\\ansi}", "RTF"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "веб-страница"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><p>", "веб-страница"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "файл XML"),
        (b"Rar!\x1a\x07\x00", "Это архив"),
        (bytes(range(256)) * 20, "не похож ни на книгу Excel, ни на CSV"),
        (b"PK\x03\x04" + b"\0" * 100, "Файл повреждён"),
        (GOOD[: len(GOOD) // 2], "Файл повреждён"),
        (package({"readme.txt": "x"}), "архив или документ другого вида"),
        (package({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "документ другого вида"),
        (package({"[Content_Types].xml": "x", "word/document.xml": "x"}), "документ Word"),
        (with_part("xl/workbook.bin"), r"двоичная книга Excel \(\.xlsb\)"),
        (with_part("xl/vbaProject.bin"), "есть макросы"),
        (with_part("xl/macrosheets/sheet1.xml"), "есть макросы"),
        (encrypted_zip(), "защищён паролем"),
        (package({str(at): "" for at in range(3_001)}), "архив со множеством файлов"),
        (raw_xlsx(BOMB), "слишком много данных"),
        (package({**parts_of(xlsx([["ФИО"]])), "xl/media/a.xml": BOMB}), "слишком много данных"),  # a part that no table needs
        (raw_xlsx("<sheetData/>", strings=BOMB.decode()), "слишком много данных"),
        (raw_xlsx("<a/>" * 1_300_000), "слишком много ячеек"),
        (raw_xlsx("<a>" * 1_000_000), "Файл повреждён"),
        (raw_xlsx("<a b='" + "x" * 20_000_000), "Файл повреждён"),
        (raw_xlsx("<sheetData>", head="<!DOCTYPE x>"), "посторонние вставки XML"),
        (raw_xlsx("&lol;", head='<!DOCTYPE x [<!ENTITY l "lol"><!ENTITY lol "&l;&l;&l;">]>'), "посторонние вставки XML"),
        (raw_xlsx("&f;", head='<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'), "посторонние вставки XML"),
        (raw_xlsx("<sheetData><row>"), "Файл повреждён"),
        (raw_xlsx('<sheetData><row r="1"><c r="ЖЖ1"><v>1</v></c></row></sheetData>'), "Файл повреждён"),
        (raw_xlsx('<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>'), "Файл повреждён"),
        (
            raw_xlsx("<sheetData>" + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60_000)) + "</sheetData>"),
            "больше 20 000 заполненных строк",
        ),
        (csv([["x", "y"]] * 20_001), "больше 20 000 заполненных строк"),
        (csv([["1"] * 200] * 3_000), "больше 500 000 заполненных ячеек"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_plain_table_gets_a_sentence(data: bytes, sentence: str):
    with pytest.raises(Refusal, match=sentence) as refused:
        open_book(data, "список.xlsx")
    assert refused.value.field == "file"


def test_too_big_a_file_is_refused_by_its_size():
    with pytest.raises(Refusal, match="больше 20 МБ"):
        open_book(b"PK" + b"\0" * 20 * 1024 * 1024, "x.xlsx")


def test_the_name_of_the_file_decides_nothing():
    assert lines(GOOD, "список.csv") == lines(GOOD, "список") == [(1, ["ФИО"])]


def test_a_package_that_lies_about_sizes_gives_no_more_than_it_declares():
    data = bytearray(raw_xlsx("<sheetData/>" + " " * 5_000_000))
    name = b"xl/worksheets/sheet1.xml"
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(name))
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(Refusal, match="Файл повреждён"):
        open_book(bytes(data), "x.xlsx")


def test_stored_parts_are_read_as_well():
    assert lines(package(parts_of(GOOD), level=zipfile.ZIP_STORED)) == [(1, ["ФИО"])]


def test_a_sheet_that_is_not_there_is_refused():
    with pytest.raises(Refusal, match="нет листа «Кадры»"):
        open_book(GOOD, "x").sheet("Кадры")
