"""«Справка для аттестации»: its numbers equal the facts, both files say the same, each fact is checked at its own address."""

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from portal.accounts.models import District, Organisation, Role
from portal.documents.models import DocumentLine, NumberedDocument
from portal.documents.services import revoke
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.site.certificate import SECTIONS, WIDTHS, certificates, docx_of, issue_certificate, paper_of, pdf_of
from portal.site.growth import growth_of
from teachers.models import Award, Course, Teacher
from tests import factories

SINCE = dt.date(2024, 1, 1)


@pytest.fixture
def school(district: District) -> Organisation:
    return factories.organisation(district)


@pytest.fixture
def own(district: District, school: Organisation) -> Teacher:
    """Two courses (one before the period), an attended event and one she missed, an award."""
    who = factories.teacher(district, school, user=factories.user(Role.TEACHER, district, organisation=school))
    for name, on in (("Старая программа", dt.date(2023, 5, 5)), ("Новая программа", dt.date(2025, 5, 5))):
        Course.objects.create(district=district, teacher=who, programme=name, provider="ИРО", hours=36, finished_on=on, document="77-5")
    factories.attendance(factories.event(district, title="Семинар наставников"), who)
    factories.attendance(factories.event(district, title="Пропущенный семинар"), who, status="absent")
    Award.objects.create(district=district, teacher=who, name="Почётная грамота", awarded_on=dt.date(2025, 10, 5))
    return who


def made(who: Teacher) -> NumberedDocument:
    return issue_certificate(teacher=who, since=SINCE, until=today(), by=who.user)


def test_its_facts_are_those_of_the_journal_of_growth(own: Teacher) -> None:
    document = made(own)
    every = [one for year in growth_of(own).years for one in year.entries if one.kind in SECTIONS and one.on >= SINCE]
    kept = document.lines.values_list("number", "section", "title")
    assert [number for number, _, _ in kept] == list(range(1, len(every) + 1))
    assert sorted(title for _, _, title in kept) == sorted(one.title for one in every)
    assert document.title.endswith("3\u00a0факта")
    assert Deed.objects.about(own).get(verb="составил(а) справку для аттестации").comment.startswith(f"№ {document.number}")


def test_pdf_and_word_say_the_same(own: Teacher) -> None:
    paper = paper_of(made(own), own)
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(paper))).pages)
    word: Any = Document(io.BytesIO(docx_of(paper)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for text in ("Новая программа", "Семинар наставников", "Почётная грамота"):
        assert text in pdf
        assert any(text in cell for cell in cells)
    for text in ("Старая программа", "Пропущенный семинар"):
        assert text not in pdf
        assert not any(text in cell for cell in cells)
    assert all([round(column.width.cm, 1) for column in table.columns] == list(WIDTHS) for table in word.tables[1:])
    links = {one.target_ref for one in word.part.rels.values() if one.is_external}
    assert {line.check_url for _, found in paper.sections for line in found} | {paper.document.check_url} == links
    assert paper.document.number in pdf
    assert any(paper.document.number in line.text for line in word.paragraphs)


def test_the_same_facts_on_the_same_day_are_the_same_document(own: Teacher, district: District) -> None:
    first = made(own)
    assert made(own) == first
    Award.objects.create(district=district, teacher=own, name="Благодарность", awarded_on=dt.date(2025, 11, 5))
    second = made(own)
    assert second != first
    assert certificates(own).count() == 2
    revoke(document=second, reason="Ошибка", by=own.user)
    assert made(own) != second


def test_a_later_change_of_facts_changes_no_issued_paper(own: Teacher) -> None:
    document = made(own)
    Award.objects.filter(teacher=own).delete()
    assert "Почётная грамота" in [line.title for _, found in paper_of(document, own).sections for line in found]


def test_a_fact_is_checked_by_anybody_with_the_link_and_by_nobody_with_the_number(own: Teacher) -> None:
    document = made(own)
    line = document.lines.get(title="Новая программа")
    visitor = factories.client()
    page = visitor.get(reverse("documents:check_line", args=[document.code, line.number]))
    assert page.status_code == 200
    assert "Новая программа" in page.text
    assert own.full_name not in page.text
    assert visitor.get(reverse("documents:check_line", args=[document.number, line.number])).status_code == 404
    assert visitor.get(reverse("documents:check_line", args=[document.code, 99])).status_code == 404
    by_number = visitor.get(reverse("documents:check", args=[document.number]))
    assert by_number.status_code == 200
    assert "Новая программа" not in by_number.text


def test_the_wall_opens_the_lines_of_the_checked_document_alone(own: Teacher, foreign: District) -> None:
    document = made(own)
    with wall.scope([foreign.pk]):
        assert not DocumentLine.objects.exists()
    with wall.scope(check=document.code):
        assert DocumentLine.objects.count() == 3
    with wall.scope(check=document.number):
        assert not DocumentLine.objects.exists()


def test_the_page_previews_and_issues(own: Teacher, district: District, school: Organisation) -> None:
    address = reverse("site:certificate", args=[own.pk])
    head = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=school))
    page = head.get(f"{address}?since=2024-01-01&until={today()}")
    assert page.context["total"] == 3
    assert head.post(address, {"since": "2024-01-01", "until": str(today())}).status_code == 302
    document = certificates(own).get()
    for kind in ("pdf", "docx"):
        assert head.get(reverse("site:certificate_file", args=[own.pk, document.pk, kind])).status_code == 200
    assert Deed.objects.about(own).filter(verb="скачал(а) справку для аттестации").count() == 1
    assert head.get(f"{address}?since=2026-02-01&until=2026-01-01").context["form"].errors
    nothing = head.post(address, {"since": "2000-01-01", "until": "2000-02-01"})
    assert nothing.status_code == 422
    assert "фактов на портале нет" in nothing.text


def test_a_stranger_gets_no_certificate(own: Teacher, district: District) -> None:
    document = made(own)
    file = reverse("site:certificate_file", args=[own.pk, document.pk, "pdf"])
    colleague = factories.user(Role.TEACHER, district)
    chief = factories.user(Role.DEPARTMENT_HEAD, district)
    assert [factories.client(one).get(file).status_code for one in (colleague, chief)] == [404, 403]
    with pytest.raises(Refusal, match="составляет сам педагог"):
        issue_certificate(teacher=own, since=SINCE, until=today(), by=chief)
    other = factories.teacher(district, user=factories.user(Role.TEACHER, district))
    assert factories.client(other.user).get(reverse("site:certificate_file", args=[other.pk, document.pk, "pdf"])).status_code == 404
