"""What a page says of the deed that led to it, with the way to undo it."""

from django.contrib import messages
from django.http import HttpRequest


def undoable(request: HttpRequest, text: str, url: str) -> None:
    """«Записано …» with «Отменить» beside it, a POST to `url`: for where the page of the deed's own thing is not to be opened any more."""
    messages.success(request, text, extra_tags=url)
