"""Private files and numbered documents: checked by content, numbered without gaps or doubles, verifiable by anybody."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from portal.accounts.models import District, Role
from portal.documents import services
from portal.documents.models import NumberedDocument, StoredFile
from portal.documents.selectors import checked
from portal.kit import wall
from portal.kit.refusal import Refusal
from tests import factories


def picture(kind: str = "PNG") -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(body, kind)
    return body.getvalue()


def office(*names: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return body.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (picture("PNG"), "image"),
        (picture("JPEG"), "image"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (office("xl/workbook.xml", "xl/vbaProject.bin"), ""),
        (b"\x89PNG\r\n\x1a\nbroken", ""),
        (b"PK\x03\x04broken", ""),
        (b"<html><script>", ""),
        (b"MZ\x90", ""),
    ],
    ids=["pdf", "png", "jpeg", "docx", "xlsx", "macros", "broken png", "broken zip", "html", "exe"],  # not of the bytes: a zip holds the time of day
)
def test_recognise_reads_the_content_not_the_name(data: bytes, kind: str) -> None:
    assert services.recognise(data)[0] == kind


def test_store_file_refuses_a_script_named_pdf(district: District) -> None:
    with pytest.raises(Refusal, match="по содержанию это не PDF"):
        services.store_file(name="справка.pdf", content=b"<script>", by=None, district_id=district.pk, allowed=["pdf"])
    assert not StoredFile.objects.exists()


def test_store_file_refuses_an_empty_one(district: District) -> None:
    with pytest.raises(Refusal, match="пустой"):
        services.store_file(name="a.pdf", content=b"", by=None, district_id=district.pk)


def test_store_file_refuses_a_huge_upload_before_reading_it(district: District, settings: object) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.UPLOAD_LIMIT_MB = 1  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match="больше 1 МБ"):
        services.store_file(name="a.pdf", content=SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 1_100_000), by=None, district_id=district.pk)


def test_stored_file_lies_under_a_name_that_says_nothing(district: District, tmp_path: object, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    stored = services.store_file(name="../../etc/Справка Ивановой.pdf", content=b"%PDF-1.7", by=None, district_id=district.pk)
    assert stored.name == "Справка Ивановой.pdf"
    assert "Иванов" not in stored.file.name
    assert b"".join(services.serve(stored).streaming_content) == b"%PDF-1.7"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("справка.PDF", "справка.PDF"),
        ("справка.html", "справка.pdf"),
        ("приказ № 12.2021", "приказ № 12.2021.pdf"),
        ("..\\..\\.hta", "hta.pdf"),
        ("\x00\n", "файл.pdf"),
        ("а" * 300, "а" * 190 + ".pdf"),
    ],
)
def test_the_ending_of_a_name_follows_the_content(name: str, kept: str) -> None:
    assert services.clean_name(name, "application/pdf") == kept


def test_store_file_refuses_a_picture_that_unpacks_to_a_bomb(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MAX_PIXELS", 63)
    with pytest.raises(Refusal, match="слишком велико"):
        services.store_file(name="скан.png", content=picture(), by=None, district_id=district.pk)


def kept_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_committed_file_keeps_no_mark_and_outlives_the_sweep(district: District, store: Path, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        stored = services.store_file(name="a.pdf", content=b"%PDF-1.7", by=None, district_id=district.pk)
    assert kept_in(store) == [stored.file.name]
    assert services.sweep_files(older=dt.timedelta(0)) == 0
    assert kept_in(store) == [stored.file.name]


def test_a_file_of_a_rolled_back_transaction_is_swept(district: District, store: Path) -> None:
    with transaction.atomic():
        services.store_file(name="a.pdf", content=b"%PDF-1.7", by=None, district_id=district.pk)
        transaction.set_rollback(True)
    assert len(kept_in(store)) == 2  # the file and its mark
    assert services.sweep_files() == 0  # the transaction might still be open
    assert services.sweep_files(older=dt.timedelta(0)) == 1
    assert kept_in(store) == []


def test_a_file_whose_process_died_after_the_commit_stays(district: District, store: Path) -> None:
    stored = services.store_file(name="a.pdf", content=b"%PDF-1.7", by=None, district_id=district.pk)  # the test's transaction never commits
    assert services.sweep_files(older=dt.timedelta(0)) == 0
    assert kept_in(store) == [stored.file.name]


def issue(district: District) -> NumberedDocument:
    return services.issue(kind="Отчёт", series="ОТЧ", title="Показатели за 2021 год", holder="Управление образования", obj=district, by=None)


def test_numbers_go_one_after_another(district: District) -> None:
    first, second = issue(district), issue(district)
    assert int(second.number.split("-")[2]) == int(first.number.split("-")[2]) + 1


def test_anybody_checks_a_document_by_number_or_code_and_sees_no_other(district: District) -> None:
    document, _other = issue(district), issue(district)
    visitor = factories.client()
    for key in (document.number, document.code):
        page = visitor.get(f"/check/{key}/")
        assert page.status_code == 200
        assert "Документ действителен" in page.content.decode()
    with wall.scope(check=document.code):
        assert list(NumberedDocument.objects.all()) == [document]


def test_a_revoked_document_is_said_to_be_revoked(district: District) -> None:
    document = issue(district)
    services.revoke(document=document, reason="Ошибка в периоде", by=None)
    page = factories.client().get(f"/check/{document.code}/").content.decode()
    assert "Документ аннулирован" in page
    assert "действителен" not in page


def test_revoke_needs_a_reason_and_happens_once(district: District) -> None:
    document = issue(district)
    with pytest.raises(Refusal, match="почему"):
        services.revoke(document=document, reason=" ", by=None)
    services.revoke(document=document, reason="Ошибка", by=None)
    with pytest.raises(Refusal, match="уже аннулирован"):
        services.revoke(document=document, reason="Ещё раз", by=None)


def test_numbers_are_not_tried_in_turn_but_a_code_is_always_answered(district: District) -> None:
    document, visitor = issue(district), factories.client()
    keys = [document.number, *(f"НЕТ-{number}" for number in range(29))]
    assert [visitor.get(f"/check/{key}/").status_code for key in keys] == [200, *[404] * 29]
    stopped = visitor.get(f"/check/{document.number}/")
    assert stopped.status_code == 429
    assert "перебора номеров" in stopped.content.decode()
    assert document.holder not in stopped.content.decode()
    assert visitor.get(f"/check/{document.code}/").status_code == 200
    assert visitor.get("/check/НЕТ-1/", REMOTE_ADDR="192.0.2.7").status_code == 404  # another address is another person


def test_an_unknown_number_gets_a_sentence(db: None) -> None:
    page = factories.client().get("/check/НЕТ-1/")
    assert page.status_code == 404
    assert "Такого документа нет" in page.content.decode()
    assert checked("") is None


def test_a_visitor_without_an_account_is_sent_to_the_sign_in(district: District) -> None:
    factories.user(Role.METHODIST, district)
    assert factories.client().get("/people/").status_code == 302


def test_a_text_is_told_to_be_none_of_the_kinds(district: District) -> None:
    with pytest.raises(Refusal, match=r"это ни Excel .XLSX., ни таблица ODS, ни таблица CSV"):
        services.store_file(name="список.txt", content=b"\x00\x01\x02", by=None, district_id=district.pk, allowed=("xlsx", "ods", "csv"))
