"""A refusal is a sentence: what cannot be done, said in plain Russian beside the thing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

WORDS = ("comment", "text", "goal")  # fields in which people write at length


class Refusal(Exception):
    """Cannot be done; `str(refusal)` is the sentence for the person. `field` names the input it belongs to."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class RefusalMiddleware:
    """Shows a refusal that no view caught: a fragment for htmx, a whole page (409) otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if getattr(request, "htmx", None):
            response = render(request, "ui/refusal.html", {"sentence": str(exception)}, status=409)
            response["HX-Retarget"], response["HX-Reswap"] = "#refusals", "innerHTML"
            return response
        context = {"sentence": str(exception), "typed": _typed(request), "back_url": _came_from(request)}
        return render(request, "errors/409.html", context, status=409)


def _typed(request: HttpRequest) -> list[str]:
    """The words that a person has written in the refused form: they are shown again, to be copied."""
    return [text for name in WORDS if (text := str(request.POST.get(name, "")).strip())]


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the form stood on."""
    address = request.headers.get("Referer", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else ""
