"""What arrives as text from addresses and forms: whole numbers, and characters that no person types."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def number(raw: str) -> int | None:
    """A whole number as typed, at most nine digits; None for anything else («²» is a digit to Python and no number)."""
    raw = raw.strip()
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None


def numbers(raw: Iterable[str]) -> set[int]:
    """The whole numbers among the texts: ids ticked in a form."""
    return {found for one in raw if (found := number(one)) is not None}


class NoZeroBytes:
    """Refuses the character U+0000: no text of a person holds it and PostgreSQL cannot keep or compare it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Raises BadRequest, which is shown as the page 400."""
        given = [request.path, *(text for data in (request.GET, request.POST) for key, values in data.lists() for text in (key, *values))]
        if any("\x00" in str(text) for text in given):
            raise BadRequest("Недопустимый знак в адресе или форме.")


def seen_in(data: Mapping[str, Any]) -> int:
    """What the page was shown with (`journal.services.seen_of`); a form that carries nothing has seen nothing."""
    return number(str(data.get("seen", ""))) or 0
