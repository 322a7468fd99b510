"""«Справка для аттестации»: its numbers equal the facts, both files say the same, each fact is checked at its own address."""

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from pypdf import PdfReader

from communities.models import Authorship, Event, Internship, Practice, Programme
from contests.models import Contest, Participation
from portal.accounts.models import District, Organisation, Role, Word
from portal.documents.models import DocumentLine, NumberedDocument
from portal.documents.services import revoke
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import counted
from portal.site.certificate import SECTIONS, WIDTHS, certificates, docx_of, facts_of, issue_certificate, paper_of, pdf_of
from portal.site.growth import growth_of
from teachers.models import Award, Course, Duty, Qualification, Teacher
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
    every = [one for year in growth_of(own).years for one in year.entries if one.kind in SECTIONS and one.confirmed and one.on >= SINCE]
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
    counts = word.tables[0].rows
    assert {row.cells[1].paragraphs[0].alignment for row in counts[1:]} == {WD_ALIGN_PARAGRAPH.RIGHT}
    assert [cell.paragraphs[0].runs[0].bold for row in counts[1:] for cell in row.cells] == [False] * 2 * (len(counts) - 2) + [True, True]
    links = {one.target_ref for one in word.part.rels.values() if one.is_external}
    assert {line.check_url for _, found in paper.sections for line in found} | {paper.document.check_url} == links
    assert paper.document.number in pdf
    assert any(paper.document.number in line.text for line in word.paragraphs)


def test_a_fact_says_what_a_commission_asks(own: Teacher, district: District, school: Organisation) -> None:
    """The level, the role, the hours, the number and term of the document: from the register, nothing typed in."""
    names = {"event_levels": {"mun": "муниципальный", "reg": "региональный"}, "event_formats": {"ef01": "семинар"}, "contest_results": {"winner": "победитель"}}
    names |= {"contest_roles": {"participant": "участник"}, "bank_kinds": {"best_practice": "Банк практик"}, "additional_roles": {"jury": "член жюри"}}
    for dictionary, words in names.items():
        Word.objects.bulk_create(Word(dictionary=dictionary, code=code, name=name) for code, name in words.items())
    Event.objects.filter(title="Семинар наставников").update(level="reg", hours=6, organiser=school)
    Award.objects.update(level="reg", act="приказ № 5")
    contest = Contest.objects.create(district=district, name="Учитель года", starts_on=SINCE, ends_on=SINCE, level="reg", state="finished")
    Participation.objects.create(district=district, contest=contest, teacher=own, result="winner", happened_on=SINCE)
    site = Programme.objects.create(district=district, name="Модуль", organisation=school, hours=36, since=SINCE)
    Internship.objects.create(district=district, programme=site, teacher=own, since=SINCE, completed_on=SINCE, state="completed")
    practice = Practice.objects.create(district=district, title="Проект", state="included", included_on=SINCE)
    Authorship.objects.create(district=district, practice=practice, teacher=own)
    Duty.objects.create(district=district, teacher=own, role="jury", since=SINCE, until=dt.date(2024, 5, 31), act="приказ № 7")
    Qualification.objects.create(district=district, teacher=own, category="first", awarded_on=SINCE, valid_until=dt.date(2029, 1, 1), act="приказ № 9")
    assert {one.title: one.note for _, found in facts_of(own, SINCE, today()) for one in found} == {
        "Новая программа": "ИРО, 36\u00a0ч, №\u00a077-5",
        "Результат аттестации: first": "приказ № 9 · действует по 01.01.2029",
        "Семинар наставников": f"семинар · уровень: региональный · участник · 6\u00a0ч · {school.short_name}",
        "Учитель года": "уровень: региональный · участник · победитель",
        "Практика включена в банк: Проект": "Банк практик · уровень: муниципальный",
        "Завершена стажировка: Модуль": f"36\u00a0ч · площадка {school.short_name}",
        "член жюри": "приказ № 7 · по 31.05.2024",
        "Почётная грамота": "уровень: региональный · приказ № 5",
    }


def test_a_contest_that_may_still_change_is_no_confirmed_fact(own: Teacher, district: District) -> None:
    """Nobody is certified what is not summed up or was cancelled; the journal of growth says so."""
    contest = Contest.objects.create(district=district, name="Учитель года", starts_on=SINCE, ends_on=SINCE, state="expertise")
    Participation.objects.create(district=district, contest=contest, teacher=own, result="winner", happened_on=SINCE)

    def found() -> tuple[int, int]:
        return sum(len(some) for _, some in facts_of(own, SINCE, today())), growth_of(own).total

    assert found() == (3, 6)
    Contest.objects.update(state="cancelled")
    assert found() == (3, 6)
    Contest.objects.update(state="finished")
    assert found() == (4, 6)


def test_the_paper_says_who_the_person_is_on_the_day_of_the_issue(own: Teacher, district: District, school: Organisation) -> None:
    Qualification.objects.create(district=district, teacher=own, category="first", awarded_on=SINCE, valid_until=dt.date(2099, 1, 1), act="приказ № 9")
    document = made(own)
    assert dict(paper_of(document, own).about) == {
        "Должность": "ped01",
        "Место работы": school.name,
        "Педагогический стаж": counted(own.experience(today()) or 0, ("год", "года", "лет")),
        "Квалификационная категория": "first, с 01.01.2024, действует по 01.01.2099, приказ № 9",
    }
    words: Any = Document(io.BytesIO(docx_of(paper_of(document, own))))
    pdf = PdfReader(io.BytesIO(pdf_of(paper_of(document, own)))).pages[0].extract_text()
    assert "Квалификационная категория: first" in pdf
    assert any("Квалификационная категория: first" in line.text for line in words.paragraphs)


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
