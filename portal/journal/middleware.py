"""One sending of a form is one deed: a second click, a second try on a bad line comes to what the first has made; decision 36."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from portal.journal.models import FormKey
from portal.kit.addresses import came_from
from portal.kit.refusal import refused
from portal.kit.templatetags.ui import FORM_KEY
from portal.kit.typed import number

SENT = "Эта форма уже отправлена. Чтобы сделать ещё раз, откройте её заново."
GONE = "Эта форма уже отправлена, а сделанное ею потом отменили или убрали. Чтобы сделать ещё раз, заполните её заново."
LED, NO_PAGE = "form_sent", (403, 404, 410)  # the session's note of where a second sending was led, and what a page that is no more answers
NOT_TYPED = "csrfmiddlewaretoken"
SIGN_IN = "/accounts/"
NOT_SAID = {NOT_TYPED, FORM_KEY, "seen", "version", "mark", "deed", "back"}
WORDY, MACHINE, CODE_IS_SHORT = re.compile(r"[а-яё\s]", re.IGNORECASE), re.compile(r"[0-9a-f-]+"), 20
ELSEWHERE = (
    "Форма открыта в районе «{}», а сейчас выбран «{}»: ничего не записано. Выберите прежний район вверху страницы, вернитесь к форме кнопкой «Назад»"
    " и отправьте её ещё раз, или откройте её заново здесь"
)


class FormKeyMiddleware:
    """Keeps the key of a form that was done, in the transaction of the deed; the same sending waits for it and is led to the same page.

    The key covers all that was typed: the page opened again by «Назад» and filled with something else is another sending.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kept: FormKey | None = getattr(request, "form_key", None)
        if kept is not None and response.status_code < 500:  # after a failure the whole transaction goes, and the key with it
            _keep(kept, _leads_to(response))
        return _onward(request, response) if request.method == "GET" and LED in request.session else response

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        """The redirect of the first sending, when there was one; else the view is asked."""
        if request.method != "POST" or not request.user.is_authenticated or not request.POST.get(FORM_KEY):
            return None
        if (opened := _opened_in(request)) is not None:
            return refused(request, ELSEWHERE.format(opened, request.district), _typed(request))  # type: ignore[attr-defined]
        mine: dict[str, Any] = {"user": request.user, "key": _digest(request)}
        row = FormKey(**mine)
        FormKey.objects.bulk_create([row], ignore_conflicts=True)  # waits while another request with this key is under way
        known = FormKey.objects.get(**mine)
        if not known.address:  # nobody but this transaction sees a key without an address
            request.form_key = known  # type: ignore[attr-defined]
            return None
        messages.info(request, SENT)
        request.session[LED] = {"to": known.address, "page": came_from(request)}
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": known.address})
        return HttpResponseRedirect(known.address)


def _opened_in(request: HttpRequest) -> Any:
    """The district that the form was opened in, when the person has changed over to another one in another window; else None."""
    told, here = number(request.POST[FORM_KEY].partition("-")[2]), getattr(request, "district", None)
    if told is None or here is None or told == here.pk:
        return None
    return type(here)._default_manager.filter(pk=told).first()


def _typed(request: HttpRequest) -> list[str]:
    """The words that were sent, in one piece to copy; codes, numbers of rows and days are quicker chosen anew."""
    texts = [text for name, values in request.POST.lists() if name not in NOT_SAID for text in values if _worth_copying(text.strip())]
    return ["\n".join(texts)] if texts else []


def _worth_copying(text: str) -> bool:
    return bool(WORDY.search(text)) or (len(text) > CODE_IS_SHORT and not MACHINE.fullmatch(text))


def nothing_done(request: HttpRequest) -> None:
    """Said by a view whose answer leads to another page although nothing was done: the same form may be sent again."""
    kept: FormKey | None = getattr(request, "form_key", None)
    if kept is not None:
        _keep(kept, "")
        request.form_key = None  # type: ignore[attr-defined]


def _onward(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Where the first sending has led may be no more (what it made was undone): then to the page that the form stood on."""
    led = request.session[LED]
    if urlsplit(led["to"]).path != request.path:
        return response
    del request.session[LED]
    if response.status_code not in NO_PAGE:
        return response
    list(get_messages(request))  # said on the page that nobody will see
    messages.info(request, GONE)
    return HttpResponseRedirect(led["page"] if urlsplit(led["page"]).path != request.path else "/")


def _digest(request: HttpRequest) -> str:
    """Of where the form was sent and of everything in it, the files too."""
    made = hashlib.sha256()
    for part in _parts(request):
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield request.get_full_path().encode()
    for name, values in sorted(request.POST.lists()):
        if name != NOT_TYPED:
            yield from (str(one).encode("utf-8", "surrogatepass") for one in (name, *values))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield f"{name}/{file.name}".encode("utf-8", "surrogatepass")  # type: ignore[attr-defined]
            yield from file.chunks()  # type: ignore[attr-defined]
            file.seek(0)  # type: ignore[attr-defined]


def _leads_to(response: HttpResponse) -> str:
    """A deed that is done leads to a page; a form shown again, a part of the page, or being asked for the password first is no end."""
    address = response.headers.get("HX-Redirect", "") or (response.headers.get("Location", "") if response.status_code in (302, 303) else "")
    return "" if address.startswith(SIGN_IN) else address


def _keep(kept: FormKey, address: str) -> None:
    if address:
        FormKey.objects.filter(pk=kept.pk).update(address=address)
    else:
        FormKey.objects.filter(pk=kept.pk).delete()
