"""PDF documents from the portal's own templates: PT Sans and PT Serif, A4, page n of m, nothing fetched from anywhere.

A document extends ``documents/pdf/paper.html``. Short ones go through ``render_pdf``; one with long tables is given to
``render_long_pdf`` in bounded parts, because WeasyPrint keeps the layout of everything it renders in memory.
"""

import io
import mimetypes
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, Fit, IndirectObject, NameObject, StreamObject, TextStringObject
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

_LETTER = r"(?:&#?\w+;|[^\s<>&])"
LONG_RUN = re.compile(rf"<(title|style)\b.*?</\1>|<[^>]*>|{_LETTER}{{40}}(?={_LETTER}{{20}})", re.DOTALL)
FOOTER_LENGTH = 100  # characters that fit into one line of the bottom margin


class BundledOnly(URLFetcher):  # type: ignore[misc]
    """Gives a template the files of ``static/`` that ship with the portal and refuses every other address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file's bytes. Raises ValueError for anything that is not a bundled file."""
        path = bundled_path(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def bundle() -> Path:
    """The folder whose files documents may show; addresses in templates are relative to it: ``src="emblem.svg"``."""
    return (Path(settings.BASE_DIR) / "static").resolve()


def bundled_path(url: str) -> Path:
    """The bundled file that an address means; links and «..» are followed before the check. Raises ValueError."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or not path.is_relative_to(bundle()) or not path.is_file():
        raise ValueError("a document may only show files that ship with the portal")
    return path


def render_pdf(template: str, context: Mapping[str, Any] | None = None) -> bytes:
    """A whole PDF of a template; pages are numbered «стр. 1 из 3» by the paper's own margin boxes."""
    return _pdf(render_to_string(template, dict(context or {})))


def breakable(html: str) -> str:
    """The page with a place to break in every run of more than sixty letters without a space, outside of tags.

    At every line WeasyPrint measures all the rest of such a run: twenty thousand letters took it fifty seconds,
    with the breaks one.
    """
    return LONG_RUN.sub(lambda match: match[0] if match[0].startswith("<") else f"{match[0]}<wbr>", html)


def _pdf(html: str) -> bytes:
    written: bytes = HTML(string=breakable(html), base_url=f"{bundle().as_uri()}/", url_fetcher=BundledOnly()).write_pdf()
    return written


def render_long_pdf(parts: Iterable[tuple[str, Mapping[str, Any]]], *, title: str, author: str = "", footer: str = "") -> bytes:
    """One PDF of many parts (template, context), each starting a page of its own and rendered on its own.

    Parts are taken one at a time, so a generator keeps memory at the size of the largest part. The page numbers and
    the ``footer`` are laid over the joined pages, when their number is known. Without parts there is no page.
    """
    book = PdfWriter()
    head: IndirectObject | None = None
    for template, context in parts:
        part = PdfReader(io.BytesIO(render_pdf(template, {**context, "unnumbered": True})))
        since = len(book.pages)
        book.append(part, import_outline=False)
        found = _list_chapters(book, part, part.outline, since, head)
        head = head or found
    _lay_numbers(book, footer)
    book.add_metadata({"/Title": title, "/Author": author, "/Producer": "WeasyPrint"})
    book.root_object[NameObject("/Lang")] = TextStringObject("ru")
    book.compress_identical_objects()
    file = io.BytesIO()
    book.write(file)
    return file.getvalue()


def _list_chapters(book: PdfWriter, part: PdfReader, items: Sequence[Any], since: int, parent: IndirectObject | None) -> IndirectObject | None:
    """The part's headings in the book's own outline, under the title that the first part begins with; gives the first one."""
    first = last = None
    for item in items:
        if isinstance(item, list):
            _list_chapters(book, part, item, since, last or parent)
            continue
        place = since + (part.get_destination_page_number(item) or 0)
        last = book.add_outline_item(title=item.title, page_number=place, parent=parent, fit=Fit.xyz(item.left, item.top))
        first = first or last
    return first


def _lay_numbers(book: PdfWriter, footer: str) -> None:
    if not book.pages:
        return
    footer = footer if len(footer) <= FOOTER_LENGTH else f"{footer[: FOOTER_LENGTH - 1]}…"
    numbers = render_pdf("documents/pdf/numbers.html", {"pages": range(len(book.pages)), "footer": footer})
    for page, number in zip(book.pages, PdfReader(io.BytesIO(numbers)).pages, strict=True):
        _lay_over(book, page, number)


def _lay_over(book: PdfWriter, page: PageObject, number: PageObject) -> None:
    """Draws one page over another as a form; pypdf's own ``merge_page`` parses both, which takes seconds and memory."""
    form = _stream(number.get_contents().get_data())  # type: ignore[union-attr]  # WeasyPrint always writes contents
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): number.mediabox,
            NameObject("/Resources"): number["/Resources"].clone(book),
        }
    )
    name = f"/Number{page.page_number}"  # pages of one part share their resources
    resources = cast(DictionaryObject, page["/Resources"].get_object())
    forms = cast(DictionaryObject, resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object())
    forms[NameObject(name)] = book._add_object(form)
    around = [book._add_object(_stream(content)) for content in (b"q\n", f"\nQ q {name} Do Q\n".encode())]
    page[NameObject("/Contents")] = ArrayObject([around[0], page.raw_get("/Contents"), around[1]])


def _stream(data: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream.flate_encode()
