"""Whatever joins a sentence with a name, it leaves for people with one full stop: as a refusal, a message, a toast, a notice."""

import json

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import RequestFactory

from portal.accounts.models import District, Role
from portal.journal.models import Notice
from portal.journal.services import notify
from portal.kit.pages import toast
from portal.kit.refusal import Refusal
from portal.kit.telling import Storage
from tests import factories

JOINED, TOLD = "Запись удалена: Белова О. И..", "Запись удалена: Белова О. И."


def test_a_refusal() -> None:
    assert str(Refusal(JOINED)) == TOLD


def test_a_message(rf: RequestFactory, settings: object) -> None:
    assert settings.MESSAGE_STORAGE == "portal.kit.telling.Storage"  # type: ignore[attr-defined]
    request = rf.get("/")
    request.session = {}  # type: ignore[assignment]
    request._messages = Storage(request)  # type: ignore[attr-defined]
    messages.success(request, JOINED)
    assert [str(one) for one in get_messages(request)] == [TOLD]


def test_a_toast() -> None:
    assert json.loads(toast(HttpResponse(), JOINED)["HX-Trigger"])["portal:toast"]["text"] == TOLD


def test_a_notice(district: District) -> None:
    who = factories.user(Role.METHODIST, district)
    notify(user=who, text=JOINED, key="k")
    assert Notice.objects.get().text == TOLD


def test_the_bell_says_how_many_are_new_in_the_right_form(district: District) -> None:
    who = factories.user(Role.METHODIST, district)
    said = []
    for n in range(5):
        notify(user=who, text="Новость", key=f"k{n}")
        page = factories.client(who).get("/help/").text
        said.append(page.split('masthead-count">')[1].split("</span>")[0].replace('<span class="visually-hidden">', ""))
    assert said == ["1 новое", "2 новых", "3 новых", "4 новых", "5 новых"]
