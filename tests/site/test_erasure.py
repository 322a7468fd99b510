"""Erasing a person: nowhere any more, and not one number changed."""

import html
import io
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction
from openpyxl import Workbook
from pypdf import PdfReader

from monitoring.models import FrozenList, Report
from monitoring.selectors.reporting import freeze
from monitoring.services import building, reports
from portal.accounts.models import District, Erasure, Role, SavedList, User
from portal.accounts.services import erasures
from portal.documents.models import StoredFile
from portal.documents.services import store_file
from portal.journal.models import Deed, Notice
from portal.journal.services import record
from portal.kit import wall
from portal.kit.periods import school_year, today
from portal.kit.refusal import Refusal
from portal.site.base import indicators, words
from portal.site.personal import erasing, naming
from routes.models import Review, Route
from routes.services.notices import OVER
from teachers.models import Assessment, Course, Intake, IntakeRow, Proposal, Teacher
from teachers.selectors.personal import subject_of
from tests import factories
from tests.house.asking import Visitor
from tests.house.planting import Garden, plant
from tests.kit.books import csv, ods, package, parts_of, raw_xlsx, xlsx

WORD = "Козодоёва"
EMAIL, PHONE, SNILS = "kozodoeva@mail.example", "+79145550123", "11223344595"
CANARIES = ("озодоёв", "озодоев", "вламп", quote_plus("козодо"), quote_plus("Козодо"), EMAIL, "9145550123", SNILS, "112-233-445")
SPELLINGS = (
    "Козодоева Е.Т.",
    "КОЗОДОЁВА ЕВЛАМПИЯ ТИХОНОВНА",
    "вместе с козодоёвой",
    "Е.Т. Козодоевой",
    "козодоевой евлампии",
    "KOЗОДОЕВА E. Т.",
    "Козодоева\nЕвлампия",
    "Ко\u00adзодоёва\u200b и козодое\u0301ва Евлампия",
    unicodedata.normalize("NFD", "у Козодоёвой Евлампии"),
    "Козодоёва_Евлампия.pdf, №5Козодоёва2",
    "Козодоевой Е.\u202fТ.",
)
HEADS, CELLS = ["Фамилия", "Имя", "Отчество", "Дата рождения"], ["Козодоёва", "Евлампия", "Тихоновна", "03.02.1981"]
HIDDEN = "[\u00ad\u200b-\u200f\u2060\ufeff\u0301]"


def everything_stored() -> list[str]:
    """«table.column» and paths of files in which a canary is left: every column of every table, whatever wall it has."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        for table, column in cursor.fetchall():
            plain = f"""SELECT normalize(regexp_replace("{column}"::text, '{HIDDEN}', '', 'g'), NFC) AS text FROM "{table}\""""
            cursor.execute(
                f"SELECT one FROM unnest(%s::text[]) one WHERE EXISTS (SELECT FROM ({plain}) told WHERE text ILIKE '%%' || one || '%%')", [list(CANARIES)]
            )
            found += [f"{table}.{column}: {canary}" for (canary,) in cursor.fetchall()]
    for path in files():
        with default_storage.open(path) as kept:
            text = told(kept.read())
        found += [f"{path}: {canary}" for canary in CANARIES if canary in text]
    return found


def files(folder: str = "") -> list[str]:
    folders, names = default_storage.listdir(folder) if default_storage.exists(folder or ".") else ([], [])
    inner = [path for one in folders for path in files(f"{folder}{one}/")]
    return [*(f"{folder}{name}" for name in names), *inner]


def told(data: bytes) -> str:
    """What a person could read out of a file."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "\n".join(told(package.read(name)) for name in package.namelist())
    if data.startswith(b"%PDF") and len(data) > 200:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    read = "".join(data.decode(coding, "ignore") for coding in ("utf-8", "cp1251", "cp866"))
    return html.unescape(read) + html.unescape(re.sub("<[^>]*>", "", read))


def workbook(rows: list[list[str]]) -> bytes:
    made, file = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(file)
    return file.getvalue()


def loaded() -> dict[str, bytes]:
    """The same line in every encoding and form that an upload takes."""
    cell = '<c r="{at}{row}" t="inlineStr"><is>{text}</is></c>'

    def sheet(text: Any) -> bytes:
        rows = (
            f"<row>{''.join(cell.format(at='ABCD'[at], row=row, text=text(one)) for at, one in enumerate(cells))}</row>"
            for row, cells in ((1, HEADS), (2, CELLS))
        )
        return raw_xlsx(f"<sheetData>{''.join(rows)}</sheetData>")

    apart = "".join(f"<si><t>{one}</t></si>" for one in [CELLS[1], *HEADS, CELLS[2], "прочее", CELLS[0]])
    rows = [[1, 2, 3], [7, 0, 5]]
    shared = "".join("<row>" + "".join(f'<c t="s"><v>{one}</v></c>' for one in row) + "</row>" for row in rows)
    spans = "".join(f"<table:table-cell><text:p>{one[:3]}<text:span>{one[3:]}</text:span></text:p></table:table-cell>" for one in CELLS)
    return {
        "references.xlsx": sheet(lambda one: f"<t>{''.join(f'&#{ord(sign)};' for sign in one)}</t>"),
        "runs.xlsx": sheet(lambda one: f"<r><t>{one[:3]}</t></r><r><rPr><b/></rPr><t>{one[3:]}</t></r>"),
        "shared.xlsx": raw_xlsx(f"<sheetData>{shared}</sheetData>", strings=apart),
        "named.xlsx": xlsx([["ФИО"]], titles=["Козодоёва Евлампия"]),
        "spans.ods": package(parts_of(ods(f"<table:table><table:table-row>{spans}</table:table-row></table:table>")), level=zipfile.ZIP_STORED),
        "le.csv": b"\xff\xfe" + csv([HEADS, CELLS], encoding="utf-16-le"),
        "be.csv": b"\xfe\xff" + csv([HEADS, CELLS], encoding="utf-16-be"),
        "quoted.csv": csv([HEADS, [f'"{one}"' for one in CELLS]], separator="|", encoding="cp1251"),
        "dos.csv": csv([HEADS, [one.replace("ё", "е") for one in CELLS]], separator="\t", encoding="cp866"),
    }


@pytest.fixture
def garden(district: District, tmp_path: Path, settings: Any) -> Garden:
    """A district with one of everything, all texts of which say another word, and the person planted wherever she may stand."""
    settings.MEDIA_ROOT = str(tmp_path)
    with wall.scope(common=True):
        words.dictionaries()
        indicators.passports()
    made = plant(district, "Зимородкина")
    card, user = made["teacher"], made.people[Role.TEACHER]
    Teacher.objects.filter(pk=card.pk).update(
        last_name=WORD, first_name="Евлампия", patronymic="Тихоновна", snils=SNILS, phone=PHONE, email=EMAIL, topic=f"Тема {WORD}"
    )
    with wall.scope([district.pk], user=user.pk, signin=True):
        User.objects.filter(pk=user.pk).update(last_name=WORD, first_name="Евлампия", patronymic="Тихоновна", email=f"login-{EMAIL}")
    card.refresh_from_db()
    user.refresh_from_db()
    Erasure.objects.update(state="withdrawn", person=f"{WORD} Евлампия", text=f"о {WORD}")  # an older one
    _plant_everywhere(made, card, user)
    return made


def _plant_everywhere(garden: Garden, card: Teacher, user: User) -> None:
    methodist = garden.people[Role.METHODIST]
    for name in (
        "proposal",
        "review",
        "duty",
        "employment",
        "course",
        "step",
        "route",
        "membership",
        "document_line",
        "certificate",
        "invitation",
        "move",
        "award",
    ):
        row = garden[name]
        for one in row._meta.concrete_fields:
            if (
                one.get_internal_type() in ("CharField", "TextField")
                and not one.choices
                and not one.unique
                and (one.max_length or 999) > 60
                and one.name not in ("code", "number", "key_hash", "object_type", "subject")  # «предмет» is a word of a dictionary
            ):
                type(row).objects.filter(pk=row.pk).update(**{one.name: f"о {WORD[:-1]}ой {EMAIL}"})
    garden["proposal"].__class__.objects.filter(pk=garden["proposal"].pk).update(data={"email": ["", EMAIL]})
    record(verb="исправил(а) карточку", obj=card, by=methodist, before={"phone": ""}, after={"phone": PHONE}, comment=f"по просьбе {WORD}")
    record(verb="изменил(а) маршрут", obj=garden["event"], by=user, comment=f"{card.full_name} просила")
    Notice.objects.create(user=methodist, text=f"{card.short_name} отправила маршрут", key="k1")
    for number, text in enumerate(SPELLINGS):
        Notice.objects.create(user=methodist, text=f"Наставник {text}, школа № 3", key=f"spelled{number}")
        record(verb="внёс награду", obj=garden["event"], by=methodist, after={"name": text, "lines": [text]}, comment=text)
    SavedList.objects.create(district=card.district, user=methodist, page="teachers:list", name="её список", query=f"q={quote_plus('козодоев')}")
    data = workbook([["ФИО", "СНИЛС"], [card.full_name, SNILS]])
    load = Intake.objects.get(pk=garden["intake"].pk)
    stored = store_file(name=f"{WORD}.xlsx", content=data, by=methodist, district_id=card.district_id)
    Intake.objects.filter(pk=load.pk).update(file=stored, columns=[{"letter": "A", "title": "ФИО", "field": "name", "sample": card.full_name}])
    IntakeRow.objects.create(intake=load, number=77, verdict="refused", values={"last_name": WORD, "first_name": "Евлампия", "snils": SNILS})
    capital = ["КОЗОДОЕВА", "ЕВЛАМПИЯ", "ТИХОНОВНА"]
    unread = store_file(name="список.xlsx", content=workbook([["Фамилия", "Имя", "Отчество"], capital]), by=methodist, district_id=card.district_id)
    columns = [{"letter": "A", "title": "Фамилия", "field": "last_name", "sample": capital[0]}]
    never = Intake.objects.create(district=card.district, organisation=load.organisation, file=unread, on=load.on, by=methodist, columns=columns)
    IntakeRow.objects.create(intake=never, number=1, verdict="refused", values={"last_name": capital[0], "first_name": "Евлампия"})
    for name, content in loaded().items():
        stored = store_file(name=name, content=content, by=methodist, district_id=card.district_id, allowed=("xlsx", "ods", "csv"))
        told = [{"letter": "ABCD"[at], "title": HEADS[at], "field": "", "sample": CELLS[at]} for at in range(4)]
        Intake.objects.create(district=card.district, file=stored, on=load.on, by=methodist, columns=told if name != "shared.xlsx" else [])
    scan = StoredFile(district=card.district, name=f"{WORD}.pdf", content_type="application/pdf", size=9, sha256="0" * 64)
    scan.file.save("x", ContentFile(f"%PDF-1 {WORD}".encode()), save=False)
    scan.save()
    garden["course"].__class__.objects.filter(teacher=card).update(scan=scan)
    asked, _ = reports.request_report(period=school_year(), district=card.district, by=user, publish_it=False)
    claimed = reports.claim(asked.pk, card.district_id)
    assert claimed
    building.make(claimed, lambda percent, words: None)
    FrozenList.objects.create(
        district=card.district, report=garden["report"], uses=["x"], rows=[[1, "teacher", card.pk, card.full_name, 1, "СШ", "2026-01-01", "label", 1]]
    )


def numbers(district: District) -> object:
    found = freeze(district, school_year(), author="", say=lambda percent, words: None)
    return [(row.code, row.numerator, row.denominator) for row in found.report.rows], [(table.code, table.rows) for table in found.report.organisations]


def test_the_person_is_nowhere_and_the_numbers_are_where_they_were(garden: Garden, district: District, django_capture_on_commit_callbacks: Any) -> None:
    user, head = garden.people[Role.TEACHER], garden.people[Role.DEPARTMENT_HEAD]
    before, people, frozen = numbers(district), Assessment.objects.count(), [len(one.rows) for one in FrozenList.objects.order_by("pk")]
    deeds = Deed.objects.count()
    current = Route.objects.filter(teacher=garden["teacher"]).exclude(state__in=OVER)
    assert current.exists()
    assert len(everything_stored()) > 25
    who = subject_of(account=user.pk)
    made = erasures.ask_erasure(who=who, person=erasing.person_of(who), district=district, by=user)
    assert [line for line in erasing.preview(who, district, stays=False) if line.fate == "delete"]
    erasures.decide_erasure(erasure=made, words=naming.words_for(who, district), elsewhere=erasing.works_elsewhere(who, district), by=head)
    with django_capture_on_commit_callbacks(execute=True):
        assert erasing.perform(made.pk)
    with wall.scope([district.pk], user=user.pk, common=True, signin=True):
        assert everything_stored() == []
        assert numbers(district) == before
        assert Assessment.objects.count() == people
        assert not current.exists()
        assert Review.objects.filter(route__teacher=garden["teacher"], decision="прекращён", text__contains="152-ФЗ").exists()
        assert [len(one.rows) for one in FrozenList.objects.order_by("pk")] == frozen
        made.refresh_from_db()
        assert (made.state, made.person) == ("done", "Обезличено")
        assert Deed.objects.count() > deeds  # nothing was taken out of the journal, only the words
        assert set(Intake.objects.values_list("file__name", flat=True)) == {"файл удалён.csv"}
        assert not [column for one in Intake.objects.all() for column in one.columns if column["sample"]]
        assert Report.objects.filter(state="ready").exclude(excel=None).exclude(pdf=None).count() == 2
    visitor = Visitor(garden.people[Role.METHODIST])
    pages = visitor.walk(["/teachers/", f"/search/?q={WORD}", "/journal/", f"/teachers/intake/{garden['intake'].pk}/", "/monitoring/reports/"], limit=80)
    assert [one.address for one in pages if "озодоёв" in one.text and one.address != "/search/"] == []  # that page says again what was asked
    assert f"/teachers/{who.cards[0]}/" not in visitor.get(f"/search/?q={WORD}").text
    assert erasing.perform(made.pk) is False  # a second worker


def test_the_journals_door_opens_for_a_decided_erasure_only(district: District) -> None:
    """The application's role can cross out nothing by itself, and every use of the door leaves a deed."""
    card = factories.teacher(district)
    head, methodist = factories.user(Role.DEPARTMENT_HEAD, district), factories.user(Role.METHODIST, district)
    record(verb="открыл(а)", obj=card, by=methodist, comment="слова")
    who = subject_of(card=card.pk)
    made = erasures.ask_erasure(who=who, person=card.full_name, district=district, by=methodist)

    def cross_out() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT journal_forget(%s, %s, %s)", [made.pk, ["teachers.teacher"], [card.pk]])

    with pytest.raises(ProgrammingError, match="only by a decided erasure"), transaction.atomic():
        cross_out()
    erasures.decide_erasure(erasure=made, words=[], elsewhere=False, by=head)
    with wall.scope([factories.district("amursk").pk], common=True), transaction.atomic():
        cross_out()  # another district is open: the wall holds the owner's hand as well
    assert Deed.objects.about(card).get().comment == "слова"
    cross_out()
    assert Deed.objects.about(card).get().comment == ""
    assert Deed.objects.filter(verb__startswith="вычеркнул").exists()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Deed.objects.update(comment="")


def test_nobody_decides_of_herself_and_a_methodist_decides_nothing(district: District) -> None:
    head, methodist = factories.user(Role.DEPARTMENT_HEAD, district), factories.user(Role.METHODIST, district)
    card = factories.teacher(district, user=head)
    made = erasures.ask_erasure(who=subject_of(card=card.pk), person=card.full_name, district=district, by=head)
    page = factories.client(head).get(f"/erasures/{made.pk}/").content.decode()
    assert "Удалить данные</button>" not in page
    assert factories.client(methodist).get(f"/erasures/{made.pk}/decide/").status_code in (302, 403)
    with pytest.raises(Refusal, match="решает другой"):
        erasures.decide_erasure(erasure=made, words=[], elsewhere=False, by=head)
    assert erasures.due_after(today()) > today()
    assert Erasure.objects.get().state == "asked"


def test_the_preview_counts_files_and_says_what_becomes_of_one_and_of_many(district: District) -> None:
    user = factories.user(Role.TEACHER, district)
    card = factories.teacher(district, user=user)
    kept = {"district": district, "content_type": "application/pdf", "size": 4, "sha256": "0" * 64}
    scans = [StoredFile.objects.create(file=ContentFile(b"scan", name="scan"), name=f"{name}.pdf", **kept) for name in "ab"]
    for scan in (*scans, None):
        Course.objects.create(district=district, teacher=card, programme="Курс", provider="ХКИРО", hours=36, finished_on=today(), scan=scan)
    place = card.employments.get().organisation
    Proposal.objects.create(district=district, teacher=card, organisation=place, kind="course", scan=scans[0])  # where the first scan came from
    lines = {line.title: line for line in erasing.preview(subject_of(card=card.pk), district, stays=False)}
    files = lines[erasing.SCANS]
    assert (files.amount, files.becomes) == ("2\xa0файла", "удалятся")
    account = lines["Учётная запись"]
    assert (account.amount, account.becomes) == ("1\xa0запись", "останется без имени")
    assert account.why
    assert (lines["КПК"].amount, lines["КПК"].becomes) == ("3\xa0записи", "останутся без имени")
    with wall.scope([district.pk], user=user.pk):
        page = factories.client(user).get("/me/erasure/").text
    assert "2\xa0файла" in page
    assert "останется без имени" in page
