"""Finding the one document that a visitor checks."""

from portal.documents.models import DocumentLine, NumberedDocument
from portal.kit import wall


def checked(key: str) -> NumberedDocument | None:
    """The document with this number or code, whatever its district; the wall lets exactly this row through."""
    key = key.strip()[:40]
    if not key:
        return None
    with wall.scope(check=key):
        return NumberedDocument.objects.select_related("district").filter(number=key).first() or (
            NumberedDocument.objects.select_related("district").filter(code=key).first()
        )


def checked_line(code: str, number: int) -> DocumentLine | None:
    """One fact of the document with this code (not its number, which can be guessed), whatever its district."""
    with wall.scope(check=code[:40]):
        return DocumentLine.objects.select_related("document__district").filter(document__code=code[:40], number=number).first()
