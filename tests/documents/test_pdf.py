"""PDF documents: Russian text comes out as text, fonts travel along, nothing is fetched from anywhere."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pypdf import PdfReader

from portal.documents import pdf, qr

PAPER = "documents/pdf/paper.html"
NUMBERS = "documents/pdf/numbers.html"


def pages_of(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


@pytest.fixture
def template(tmp_path, settings):
    """Writes a template of a test and gives its name."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]

    def write(body: str, name: str = "test.html") -> str:
        (tmp_path / name).write_text(f'{{% extends "{PAPER}" %}}{{% block body %}}{body}{{% endblock %}}', encoding="utf-8")
        return name

    return write


def test_render_pdf_numbers_its_pages(template):
    data = pdf.render_pdf(template("<p>Ёж и Щука</p><p style='break-before: page'>конец</p>"), {"title": "Справка"})
    first, second = pages_of(data)
    assert "Ёж и Щука" in first
    assert "стр. 1 из 2" in first
    assert "стр. 2 из 2" in second
    assert PdfReader(io.BytesIO(data)).metadata.title == "Справка"


def test_render_pdf_escapes_what_people_typed(template):
    (page,) = pages_of(pdf.render_pdf(template("<p>{{ name }}</p>"), {"name": '<b>Школа</b> & "Сад" {{ 1 }}'}))
    assert '<b>Школа</b> & "Сад" {{ 1 }}' in page


def test_a_word_without_end_neither_hangs_nor_runs_off_the_page(template):
    began = time.process_time()
    data = pdf.render_pdf(template("<div style='width: 20mm; overflow-wrap: anywhere'>{{ name }}</div>"), {"name": "Ж" * 20_000})
    assert sum(page.count("Ж") for page in pages_of(data)) == 20_000
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>слово слово</p>", "<p>слово слово</p>"),
        ("<p>" + "а" * 59 + "</p>", "<p>" + "а" * 59 + "</p>"),
        ("<p>" + "а" * 60 + "</p>", "<p>" + "а" * 40 + "<wbr>" + "а" * 20 + "</p>"),
        ("<p>" + "&quot;" * 60 + "</p>", "<p>" + "&quot;" * 40 + "<wbr>" + "&quot;" * 20 + "</p>"),
        ("<title>" + "а" * 90 + "</title>", "<title>" + "а" * 90 + "</title>"),
        ('<path d="' + "M" * 90 + '"/>', '<path d="' + "M" * 90 + '"/>'),
    ],
)
def test_breakable_touches_only_long_runs_of_text(html, expected):
    assert pdf.breakable(html) == expected


def test_fonts_are_embedded_paratype(template):
    data = pdf.render_pdf(template("<h1>Заголовок</h1><p>текст <b>жирный</b></p>"))
    fonts = [font for page in PdfReader(io.BytesIO(data)).pages for font in page["/Resources"]["/Font"].values()]
    descriptors = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert {re.sub(r"^[A-Z]{6}\+", "", str(one["/FontName"]).strip("/")) for one in descriptors} == {"PT-Sans", "PT-Sans-Bold", "PT-Serif-Bold"}
    assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)


def test_russian_text_comes_out_as_text(template):
    body = "<h1>Съёмка объёма, ЭЮЯ</h1><table><tr><th>Код №</th><td class='num'>7,0 %</td><td>−3,5 п. п.</td></tr></table>"
    (page,) = pages_of(pdf.render_pdf(template(body)))
    assert all(words in page for words in ("Съёмка объёма, ЭЮЯ", "Код №", "7,0 %", "−3,5 п. п."))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/a.png",
        "https://example.org/a.png",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "data:text/plain,a",
        "//example.org/a.png",
        "../manage.py",
        "..%2fmanage.py",
        "vendor",
    ],
)
def test_addresses_outside_the_bundle_are_refused(address, template, caplog):
    with caplog.at_level("CRITICAL", logger="weasyprint"):
        (page,) = pages_of(pdf.render_pdf(template(f'<p>текст</p><img src="{address}" alt="нет">')))
    assert "текст" in page
    with pytest.raises(ValueError, match="ship with the portal"):
        pdf.bundled_path(address if ":" in address else f"{pdf.bundle().as_uri()}/{address}")


def test_nothing_outside_is_ever_opened(template, monkeypatch, caplog):
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a document reached for the network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    styles = (
        '<link rel="stylesheet" href="http://127.0.0.1:1/a.css"><style>@import "file:///etc/hosts"; p { background: url(http://127.0.0.1:1/b.png) }</style>'
    )
    with caplog.at_level("CRITICAL", logger="weasyprint"):
        (page,) = pages_of(pdf.render_pdf(template(f"{styles}<p>цело</p><object data='file:///etc/passwd'></object>")))
    assert "цело" in page
    assert "root:" not in page


def test_a_link_out_of_the_bundle_is_refused(tmp_path, settings):
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.txt").write_text("тайна", encoding="utf-8")
    (tmp_path / "static" / "way.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "static" / "own.txt").write_text("свой", encoding="utf-8")
    settings.BASE_DIR = tmp_path
    assert pdf.bundled_path(f"{pdf.bundle().as_uri()}/own.txt").name == "own.txt"
    with pytest.raises(ValueError, match="ship with the portal"):
        pdf.bundled_path(f"{pdf.bundle().as_uri()}/way.txt")


def test_bundled_files_are_shown(template):
    data = pdf.render_pdf(template('<img src="emblem.svg" alt="" style="width: 20mm">'))
    assert (Path(settings.BASE_DIR) / "static" / "emblem.svg").exists()
    assert len(PdfReader(io.BytesIO(data)).pages[0].get_contents().get_data()) > 200


def test_render_long_pdf_counts_pages_over_all_parts(template):
    name = template("{% for n in lines %}<p style='break-before: page'>часть {{ part }} лист {{ n }}</p>{% endfor %}")
    parts = ((name, {"part": part, "lines": range(part)}) for part in (1, 3, 2))
    data = pdf.render_long_pdf(parts, title="Отчёт", author="ИМЦ", footer="Отчёт № 1")
    texts = pages_of(data)
    assert [re.search(r"стр\. (\d) из (\d)", text).groups() for text in texts] == [(str(n), "6") for n in range(1, 7)]
    assert "часть 2 лист 1" in texts[5]
    assert all("Отчёт № 1" in text for text in texts)
    reader = PdfReader(io.BytesIO(data))
    assert (reader.metadata.title, reader.metadata.author, reader.root_object["/Lang"]) == ("Отчёт", "ИМЦ", "ru")


def test_render_long_pdf_takes_one_part_at_a_time(template, monkeypatch):
    name, seen = template("<p>{{ n }}</p>"), []
    render = pdf.render_pdf
    monkeypatch.setattr(pdf, "render_pdf", lambda template, context: (seen.append(f"лист {context.get('n', '—')}"), render(template, context))[1])

    def parts():
        for n in range(3):
            seen.append(f"часть {n}")
            yield name, {"n": n}

    pdf.render_long_pdf(parts(), title="")
    assert seen == ["часть 0", "лист 0", "часть 1", "лист 1", "часть 2", "лист 2", "лист —"]


def test_render_long_pdf_cuts_a_footer_that_is_too_long(template):
    (text,) = pages_of(pdf.render_long_pdf([(template("<p>а</p>"), {})], title="", footer="Ж" * 500))
    assert "Ж" * (pdf.FOOTER_LENGTH - 1) + "…" in text
    assert "стр. 1 из 1" in text


def test_qr_code_is_the_picture_that_a_phone_reads():
    import segno

    svg = qr.qr_svg("https://portal.example/check/СГ-2021-0017/")
    matrix = [list(row) for row in segno.make_qr("https://portal.example/check/СГ-2021-0017/", error="m").matrix_iter(border=2)]
    drawn = [[0] * len(matrix) for _ in matrix]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        drawn[int(y)][int(x) : int(x) + int(run)] = [1] * int(run)
    assert drawn == [[int(bool(dark)) for dark in row] for row in matrix]
    assert "style" not in svg
    assert "class" not in svg


def test_qr_code_of_nothing_is_nothing():
    assert qr.qr_svg("") == ""


@effort(max_examples=20, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300))
def test_qr_code_takes_any_text_and_escapes_its_label(text):
    svg = qr.qr_svg(text, label=text)
    assert re.findall(r"</?\w+", svg) == ["<svg", "<rect", "<path", "</svg"]
