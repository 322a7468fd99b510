"""What a file is by its first bytes, whatever its name says; all that is no table is refused with a way out."""

from typing import Literal, NoReturn

from portal.kit.refusal import Refusal

SAVE_AS = "Откройте её в Excel или LibreOffice, выберите «Файл → Сохранить как → Книга Excel (*.xlsx)» и загрузите полученный файл."
STREAMS = 512 * 1024  # how far an old Office file is searched for the names of its streams

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
PAGES = (b"<!doctype html", b"<html", b"<head", b"<table", b"<meta")


def kind_of(data: bytes) -> Literal["zip", "text"]:
    """«zip» for packages (.xlsx, .ods), «text» for what may be CSV; Refusal for the rest."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip():
        _refuse("Файл пуст.")
    if data.startswith(b"PK"):
        return "zip"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        _refuse_ole(data)
    if head.startswith(b"%pdf"):
        _refuse("Это PDF, а не таблица. Загрузите сам файл Excel, из которого он напечатан.")
    if data.startswith(PICTURES) or data[8:12] == b"WEBP":
        _refuse("Это картинка, а не таблица. Загрузите файл Excel (*.xlsx) или CSV.")
    if head.startswith(b"{\\rtf"):
        _refuse("Это текстовый документ (RTF), а не таблица. Перенесите список в Excel и сохраните как .xlsx.")
    _refuse_markup(head)
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        _refuse("Это архив. Распакуйте его и загрузите сам файл Excel.")
    return "text"


def _refuse_markup(head: bytes) -> None:
    if head.startswith(PAGES) or (head.startswith(b"<?xml") and b"<html" in head):
        _refuse(f"Это веб-страница, сохранённая под именем таблицы (так выгружают некоторые программы). {SAVE_AS}")
    if head.startswith((b"<?xml", b"<")):
        _refuse(f"Это файл XML, а не книга Excel. {SAVE_AS.replace('её', 'его', 1)}")


def _refuse_ole(data: bytes) -> NoReturn:
    """Old Office container: either an encrypted .xlsx, or .xls, or .doc."""
    names = data[:STREAMS] + data[-STREAMS:]
    if "EncryptedPackage".encode("utf-16-le") in names:
        _refuse("Файл защищён паролем. Снимите пароль (Файл → Сведения → Защита книги → Зашифровать с использованием пароля) и сохраните снова.")
    if "WordDocument".encode("utf-16-le") in names:
        _refuse("Это документ Word, а не таблица. Перенесите список в Excel и сохраните как .xlsx.")
    _refuse(f"Это книга старого формата .xls. {SAVE_AS}")


def _refuse(sentence: str) -> NoReturn:
    raise Refusal(sentence, field="file")
