"""The document of a report: every part is there, as text, on numbered pages."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pypdf import PdfReader

from monitoring.report import pdf, shown
from monitoring.report.pdf import write_pdf
from monitoring.report.structure import Report

from .report_samples import any_report, awkward_texts, empty_report, report_of


def read(report: Report) -> tuple[PdfReader, list[str]]:
    reader = PdfReader(io.BytesIO(write_pdf(report)))
    return reader, [page.extract_text() for page in reader.pages]


@pytest.fixture(scope="module")
def document() -> tuple[PdfReader, list[str]]:
    return read(report_of(8, 5))


def test_front_page_has_head_table_signature_and_number(document):
    front = " ".join(document[1][0].split())
    for words in (
        "Советско-Гаванский муниципальный район",
        "Информационно-методический центр Управления образования",
        "Отчёт по показателям за 2020-2021 учебный год",
        "№ СГ-2021/0017",
        "31 августа 2021",
        "Начальник Управления образования",
        "Л. В. Соколова",
        "подпись",
        "https://portal.example/check/SG-2021-0017/",
        "Составил: Миронова Ольга Сергеевна",
        "Р-01",
        "цель достигнута",
        "не задана",
    ):
        assert words in front


def test_figures_have_a_decimal_comma(document):
    report = report_of(8, 5)
    front = document[1][0].replace("\u00a0", " ")
    assert f"{report.rows[0].fact:.1f} %".replace(".", ",") in front
    assert f"{report.rows[0].numerator} из {report.rows[0].denominator}" in " ".join(front.split())


def test_appendices_follow_in_order(document):
    text = "\n".join(document[1][1:])
    headings = re.findall(r"Приложение \d\. [А-Яа-я ]+", text)
    assert headings == [
        "Приложение 1. Динамика по годам",
        "Приложение 2. Показатели по организациям",
        "Приложение 3. Что западает",
        "Приложение 4. Как считали",
    ]
    assert "Итого по району" in text
    assert "считать некого" in text
    assert "ниже района" in text
    assert "Числитель" in text
    assert "карточки педагогов, журналы событий" in text


def test_every_page_is_numbered_and_named(document):
    reader, texts = document
    assert [re.search(r"стр\. (\d+) из (\d+)", text).groups() for text in texts] == [(str(n), str(len(texts))) for n in range(1, len(texts) + 1)]
    assert all("Отчёт № СГ-2021/0017" in text for text in texts)
    assert reader.metadata.title == "Отчёт по показателям за 2020-2021 учебный год. Советско-Гаванский муниципальный район"


def test_parts_can_be_found_in_the_outline(document):
    titles = [entry.title for entry in document[0].outline if not isinstance(entry, list)]
    assert titles[0] == "Отчёт по показателям за 2020-2021 учебный год"
    assert "Приложение 4. Как считали" in titles


def test_empty_report_is_one_page_without_appendices():
    _, (page,) = read(empty_report())
    assert "За этот период показателей нет" in page
    assert "Проект отчёта" in page
    assert "Приложени" not in page
    assert "стр. 1 из 1" in page


def test_long_tables_are_cut_into_bounded_parts():
    report = report_of(60, 12)
    parts = list(pdf._parts(report))
    for template, context in parts:
        rows = sum(len(table.rows) for table in context.get("tables", []))
        rows += sum(len(item.indicators) for item in context.get("organisations", []))
        assert rows <= pdf.ROWS, template
    tables = [table for _, context in parts for table in context.get("tables", [])]
    assert [table.code for table in tables if table.ended] == [row.code for row in report.rows]
    assert sum(len(table.rows) for table in tables) == 60 * 12


def test_a_table_longer_than_a_part_goes_on_under_its_heading():
    (table,) = [shown.organisation_table(table) for table in report_of(10, 1).organisations]
    pieces = [piece for group in shown.pieces([table], 4) for piece in group]
    assert [(len(piece.rows), piece.continued, piece.ended) for piece in pieces] == [(4, False, False), (4, True, False), (2, True, True)]


# Shrinking a failure would render hundreds of documents.
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])


@QUICK
@given(any_report)
def test_any_report_makes_a_document(report):
    reader = PdfReader(io.BytesIO(write_pdf(report)), strict=True)
    forms = [[name for name in page["/Resources"]["/XObject"] if name.startswith("/Number")] for page in reader.pages]
    assert all(f"/Number{n}" in names for n, names in enumerate(forms))


@QUICK
@given(awkward_texts.filter(lambda text: text.isprintable() and text.isascii() and 0 < len(text) < 60 and text == " ".join(text.split())))
def test_names_are_printed_as_they_are_typed(name):
    report = dataclasses.replace(empty_report(), head_name=name, head_post="Начальник")
    _, texts = read(report)
    assert name.replace(" ", "") in re.sub(r"\s", "", texts[0])
