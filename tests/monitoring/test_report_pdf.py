"""The document of a report: every part is there, as text, on numbered pages."""

from __future__ import annotations

import dataclasses
import io
import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pypdf import PdfReader

from monitoring.report import figures, matrix, pdf
from monitoring.report.pdf import write_pdf
from monitoring.report.structure import Report, Status

from .report_samples import any_report, awkward_texts, empty_report, report_of


def read(report: Report) -> tuple[PdfReader, list[str]]:
    reader = PdfReader(io.BytesIO(write_pdf(report)))
    return reader, [page.extract_text() for page in reader.pages]


@pytest.fixture(scope="module")
def document() -> tuple[PdfReader, list[str]]:
    return read(report_of(8, 5))


def test_front_page_has_head_summary_and_table(document):
    front = " ".join(document[1][0].split())
    for words in (
        "Советско-Гаванский муниципальный район",
        "Информационно-методический центр Управления образования",
        "Отчёт по показателям за 2020–2021 учебный год",
        "№ СГ-2021/0017",
        "31 августа 2021",
        "Больше всего отстающих показателей",
        "Значения есть по 5 из 5 показателей",
        "Р-01",
        "цель достигнута",
        "не задана",
    ):
        assert words in front


def test_the_signed_part_ends_with_signature_number_and_what_is_appended(document):
    text = " ".join(" ".join(document[1]).split())
    signed = text[: text.index("Приложение 1.")]
    for words in (
        "Начальник Управления образования",
        "Л. В. Соколова",
        "подпись",
        "https://portal.example/check/SG-2021-0017/",
        "Составил: Миронова Ольга Сергеевна",
        "Приложения: 1. Показатели по организациям; 2. Как считали.",
    ):
        assert words in signed


def test_the_summary_names_what_lags():
    report = report_of(8, 5)
    lagging = dataclasses.replace(report.rows[0], fact=Decimal("30.0"), target=Decimal("50.0"), deviation=Decimal("-20.0"), status=Status.LAG)
    _, (front, *_) = read(dataclasses.replace(report, rows=(lagging, *report.rows[1:])))
    assert "30,0 % при цели 50,0 % (−20,0 п. п.)" in " ".join(front.split())


def test_a_year_without_data_says_so_and_draws_nothing():
    report = report_of(8, 5)
    rows = tuple(dataclasses.replace(row, fact=None, numerator=None, denominator=None, deviation=None, status=Status.NONE) for row in report.rows)
    bare = dataclasses.replace(report, rows=rows, organisations=(), dynamics=(), lagging=())
    text = " ".join(" ".join(read(bare)[1]).split())
    assert "Нет данных: за этот период район не вёл учёт на портале" in text
    assert "Приложение 1. Как считали" in text
    assert "0,0 %" not in text


def test_figures_have_a_decimal_comma(document):
    report = report_of(8, 5)
    front = document[1][0].replace("\u00a0", " ")
    assert f"{report.rows[0].fact:.1f} %".replace(".", ",") in front
    assert f"{report.rows[0].numerator} из {report.rows[0].denominator}" in " ".join(front.split())


def test_chapters_and_appendices_follow_in_order(document):
    text = "\n".join(document[1])
    headings = re.findall(r"Факт и цель|Динамика по годам|Что западает по организациям|Приложение \d\. [А-Яа-я ]+", text)
    assert headings == [
        "Факт и цель",
        "Динамика по годам",
        "Что западает по организациям",
        "Приложение 1. Показатели по организациям",
        "Приложение 2. Как считали",
    ]
    assert "Итого по району" in text
    assert "считать некого" in text
    assert "ниже района" in text
    assert "Числитель" in text
    assert "карточки педагогов, журналы событий" in text


def test_a_chart_that_runs_over_pages_is_named_on_each():
    """As many indicators as two pages of bars: the head of the chapter stands over the rest of them too, and once in the outline."""
    reader, pages = read(report_of(1, 100))
    named = [number for number, page in enumerate(pages) if "Факт и цель" in page]
    assert len(named) == 2
    assert named[1] == named[0] + 1 == next(number for number, page in enumerate(pages) if "Динамика по годам" in page)
    assert str(reader.outline).count("Факт и цель") == 1


def test_every_page_is_numbered_and_named(document):
    reader, texts = document
    assert [re.search(r"стр\. (\d+) из (\d+)", text).groups() for text in texts] == [(str(n), str(len(texts))) for n in range(1, len(texts) + 1)]
    assert all("Отчёт № СГ-2021/0017" in text for text in texts)
    assert reader.metadata.title == "Отчёт по показателям за 2020–2021 учебный год. Советско-Гаванский муниципальный район"


def test_chapters_can_be_found_in_the_outline(document):
    title, chapters = document[0].outline
    assert title.title == "Отчёт по показателям за 2020–2021 учебный год"
    assert [chapter.title for chapter in chapters][-2:] == ["Приложение 1. Показатели по организациям", "Приложение 2. Как считали"]


def test_empty_report_is_one_page_without_appendices():
    _, (page,) = read(empty_report())
    assert "За этот период показателей нет" in page
    assert "Проект отчёта" in page
    assert "Приложени" not in page
    assert "стр. 1 из 1" in page


def test_long_reports_are_cut_into_bounded_parts():
    report = report_of(130, 20)
    parts = list(pdf._parts(report))
    assert all(sum(block.rows for block in part["blocks"]) <= pdf.ROWS for _, part in parts)
    found = [block.words["matrix"] for _, part in parts for block in part["blocks"] if "matrix" in block.words]
    assert [len(one.lines) for one in found] == [60, 60, 10] * 3
    assert [one.total is not None for one in found] == [False, False, True] * 3
    assert [head[0] for one in found[::3] for head in one.heads] == [table.code for table in report.organisations]


def test_the_matrix_marks_what_lags_and_sorts_as_people_read():
    report = report_of(12, 2)
    (found,) = matrix.matrices(report)
    assert [line.name[-4:] for line in found.lines[:3]] == ["№ 1»", "№ 2»", "№ 3»"]
    assert found.lines[-1].name.endswith("№ 12»")
    weak = {(one.organisation, item.code) for one in report.lagging for item in one.indicators}
    assert {(line.name, head[0]) for line in found.lines for head, one in zip(found.heads, line.squares, strict=True) if one.weak} == weak != set()
    table = report.organisations[0]
    assert found.total.squares[0] == matrix.Square(figures.figure(table.value, "%"), f"{table.numerator} из\u00a0{table.denominator}")


def test_an_ordinary_district_takes_a_dozen_pages():
    reader, texts = read(report_of(24, 16))
    assert len(reader.pages) <= 12
    assert all(len(text) > 150 for text in texts)


# Shrinking a failure would render hundreds of documents.
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])


@pytest.mark.long
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
