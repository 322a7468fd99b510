"""«Справка для аттестации»: all confirmed facts of a period by sections, each numbered and checked at its own address; nothing is typed in."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.selectors import lexicon
from portal.documents.docx import add_line, add_link, add_qr, add_table, bytes_of, new_paper
from portal.documents.models import DocumentLine, NumberedDocument
from portal.documents.pdf import render_pdf
from portal.documents.qr import qr_svg
from portal.documents.services import issue
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import counted, day, period
from portal.site.growth import growth_of
from teachers.models import Teacher
from teachers.selectors.card import CATEGORIES, POSITIONS, Grade, grades_of
from teachers.selectors.growth import Entry
from teachers.selectors.people import main_job

KIND, SERIES = "Справка для аттестации", "СПР"
SECTIONS = {
    "course": "Повышение квалификации",
    "grade": "Результаты аттестации",
    "event": "Участие в методических событиях",
    "contest": "Профессиональные конкурсы",
    "practice": "Практики в банке района",
    "internship": "Стажировки",
    "community": "Профессиональные сообщества",
    "mentoring": "Наставничество",
    "duty": "Дополнительные роли",
    "award": "Награды",
    "career": "Карьерный путь",
}
FACTS, YEARS = ("факт", "факта", "фактов"), ("год", "года", "лет")
WIDTHS = (1.2, 2.7, 10.3, 2.8)
Sections = list[tuple[str, list[Entry]]]


def facts_of(teacher: Teacher, since: dt.date, until: dt.date) -> Sections:
    """Facts of the period by sections in their order, the oldest first: the entries of the journal of growth but a contest that is not summed up."""
    every = [one for year in growth_of(teacher).years for one in year.entries if one.kind in SECTIONS and one.confirmed and since <= one.on <= until]
    order = list(SECTIONS)
    every.sort(key=lambda one: (order.index(one.kind), one.on, one.title))
    return [(SECTIONS[kind], list(found)) for kind, found in groupby(every, key=lambda one: one.kind)]


@transaction.atomic
def issue_certificate(*, teacher: Teacher, since: dt.date, until: dt.date, by: Any) -> NumberedDocument:
    """Выдать справку: a number, and its facts as they are now. The same facts of the same period on the same day are the same document.

    Raises Refusal when the person may not, or there is no fact in the period.
    """
    card = Teacher.objects.shown().select_for_update(of=("self",)).filter(pk=teacher.pk).first()
    if card is None or not by.has_perm("teachers.certify", card):
        raise Refusal("Справку составляет сам педагог, руководитель его организации или методист района.")
    sections = facts_of(card, since, until)
    lines = [(section, one) for section, found in sections for one in found]
    if not lines:
        raise Refusal("За этот период подтверждённых фактов на портале нет. Выберите другой период.")
    title = f"Подтверждённые факты за период {period(since, until)}: {counted(len(lines), FACTS)}"
    known = _known(card, title, lines)
    if known:
        return known
    made = issue(kind=KIND, series=SERIES, title=title, holder=card.short_name, obj=card, by=by)
    DocumentLine.objects.bulk_create(
        DocumentLine(district_id=card.district_id, document=made, number=number, section=section, on=one.on, title=one.title, note=one.note)
        for number, (section, one) in enumerate(lines, 1)
    )
    record(verb="составил(а) справку для аттестации", obj=card, by=by, comment=f"№ {made.number}, {title}")
    return made


def _known(card: Teacher, title: str, lines: list[tuple[str, Entry]]) -> NumberedDocument | None:
    last = certificates(card).filter(issued_on=today(), title=title, revoked_on__isnull=True).first()
    if last is None:
        return None
    kept = list(last.lines.values_list("section", "on", "title", "note"))
    return last if kept == [(section, one.on, one.title, one.note) for section, one in lines] else None


def certificates(teacher: Teacher) -> QuerySet[NumberedDocument]:
    """Справки, выданные педагогу, the latest first."""
    return NumberedDocument.objects.filter(kind=KIND, object_type=Teacher._meta.label_lower, object_id=teacher.pk)


@dataclass(frozen=True)
class Paper:
    """The document as both files print it: built from what was kept at the issue, so that they cannot differ."""

    document: NumberedDocument
    full_name: str
    about: list[tuple[str, str]]
    service: str
    sections: list[tuple[str, list[DocumentLine]]]
    total: int


def paper_of(document: NumberedDocument, teacher: Teacher) -> Paper:
    """Its kept lines by sections; what is said of the person is true on the day of the issue."""
    lines = list(document.lines.all())
    for one in lines:
        one.document = document
    sections = [(section, list(found)) for section, found in groupby(lines, key=lambda one: one.section)]
    return Paper(document, teacher.full_name, _about(teacher, document.issued_on), document.district.service_name, sections, len(lines))


def _about(teacher: Teacher, on: dt.date) -> list[tuple[str, str]]:
    """What a commission asks of the person first: where she works and as what, her experience, her category."""
    words, job, years = lexicon(POSITIONS, CATEGORIES), main_job(teacher, on), teacher.experience(on)
    held = next((one for one in grades_of(teacher, on, words) if one.now), None)
    grade = ", ".join(filter(None, (held.name, f"с {day(held.awarded_on)}", _until(held), held.act))) if held else "нет"
    said = [
        ("Должность", words.name(POSITIONS, job.position) if job else ""),
        ("Место работы", job.organisation.name if job else ""),
        ("Педагогический стаж", counted(years, YEARS) if years is not None else ""),
        ("Квалификационная категория", grade),
    ]
    return [one for one in said if one[1]]


def _until(held: Grade) -> str:
    return f"действует по {day(held.valid_until)}" if held.valid_until else ""


def pdf_of(paper: Paper) -> bytes:
    """The PDF, with the QR code of its check page."""
    context = {"title": f"{KIND} № {paper.document.number}", "paper": paper, "qr": qr_svg(paper.document.check_url), "author": paper.service}
    return render_pdf("site/paper/certificate.html", context)


def docx_of(paper: Paper) -> bytes:
    """The same in Word, for a commission that wants to file or cut it."""
    document = paper.document
    made = new_paper(title=f"{KIND} № {document.number}", author=paper.service)
    add_line(made, paper.service, centred=True)
    add_line(made, "СПРАВКА ДЛЯ АТТЕСТАЦИИ", bold=True, centred=True, size=14, before=8)
    add_line(made, f"№ {document.number} от {day(document.issued_on)}", centred=True)
    add_line(made, paper.full_name, bold=True, before=8)
    for label, text in paper.about:
        add_line(made, f"{label}: {text}")
    add_line(made, f"{document.title}.", before=6)
    add_table(made, ["Раздел", "Фактов"], [*((section, len(found)) for section, found in paper.sections), ("Всего", paper.total)], (14, 3), counts=True)
    for section, found in paper.sections:
        add_line(made, section, bold=True, before=10, keep=True)
        rows = [(one.number, day(one.on), "\n".join(filter(None, (one.title, one.note))), ("проверить", one.check_url)) for one in found]
        add_table(made, ["№", "Дата", "Факт", "Проверка"], rows, WIDTHS)
    _foot(made, paper)
    return bytes_of(made)


def _foot(made: Any, paper: Paper) -> None:
    """How it is checked, and where it is signed."""
    check = add_line(made, "Подлинность справки проверяется по QR-коду или по адресу ", before=12, keep=True)
    add_link(check, paper.document.check_url, paper.document.check_url)
    check.add_run(f". Отдельный факт — по тому же адресу с номером факта на конце, например {paper.sections[0][1][0].check_url}")
    add_qr(made, paper.document.check_url)
    add_line(made, "Руководитель организации  ____________________  /____________________/", before=14)
