"""A refusal is a sentence: what cannot be done, said in plain Russian beside the thing."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.addresses import ours
from portal.kit.sentences import sentence_of
from portal.kit.words import stopped

WORDS = ("comment", "text", "goal")  # fields in which people write at length
CLASHES = ("40P01", "40001")  # deadlock, serialization failure: the database has ended one of two deeds so that the other goes on
AT_ONCE = "Кто-то менял то же самое в ту же секунду. Повторите."


class Refusal(Exception):
    """Cannot be done; `str(refusal)` is the sentence for the person. `field` names the input it belongs to."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(stopped(sentence))
        self.field = field


class RefusalMiddleware:
    """Shows a refusal that no view caught: a fragment for htmx, a whole page (409) otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, IntegrityError):
            exception = _refused(exception) or exception
        if not isinstance(exception, Refusal):
            return None
        return refused(request, str(exception), written(request))


def refused(request: HttpRequest, sentence: str, typed: list[str]) -> HttpResponse:
    """A fragment for htmx, else a whole page with the typed words to copy."""
    if getattr(request, "htmx", None):
        response = render(request, "ui/refusal.html", {"sentence": sentence}, status=409)
        response["HX-Retarget"], response["HX-Reswap"] = "#refusals", "innerHTML"
        return response
    context = {"sentence": sentence, "typed": typed, "back_url": ours(request.headers.get("Referer", ""), request)}
    return render(request, "errors/409.html", context, status=409)


def clashed(fault: BaseException | None) -> bool:
    """Whether the database has ended this deed in favour of another one: repeated, it will succeed."""
    return isinstance(fault, OperationalError) and getattr(fault.__cause__, "sqlstate", "") in CLASHES


def refuse_clash(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Around each statement of a request: a clash inside a service is a refusal like another, so that the form stands again with what was typed.

    Not outside any block of a service: there the transaction is lost, and no page can be read in it.
    """
    try:
        return execute(sql, params, many, context)
    except OperationalError as fault:
        if clashed(fault) and any(connection.savepoint_ids):
            raise Refusal(AT_ONCE) from fault
        raise


def _refused(fault: IntegrityError) -> Refusal | None:
    """What the database has refused, because somebody was faster, in the constraint's own words; None for a constraint that has none: that is a fault of ours.

    The service's own block has put back all that it wrote; where there was none the transaction is lost, and no page can be read in it.
    """
    sentence = sentence_of(getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) or "")
    return Refusal(sentence) if sentence and not connection.needs_rollback else None


def written(request: HttpRequest) -> list[str]:
    """The words that a person has written in the refused form: they are shown again, to be copied."""
    return [text for name in WORDS if (text := str(request.POST.get(name, "")).strip())]
