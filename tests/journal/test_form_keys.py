"""One sending of a form is one deed: three clicks at the same moment, on real connections, through the whole portal."""

import ast
import datetime as dt
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone

from contests.models import Contest
from portal.accounts.models import Consent, ConsentText, District, Role, SavedList, User, Word
from portal.journal.middleware import _digest, _leads_to
from portal.journal.models import FormKey
from portal.kit import wall
from portal.kit.periods import today
from portal.site.personal import retention
from teachers.models import Teacher
from tests import factories

UNSAID = {
    "contests/views.py results": "what did not clash is saved",
    "communities/views/events.py event_edit": "a form asked for by GET",
    "communities/views/gathering.py event_people": "a preview asked by GET",
    "teachers/views/applications.py new": "nobody is ticked: a preview asked by GET",
    "teachers/views/intake.py _dropped": "the decision is taken; rows of the same people are left out with it",
    "teachers/views/bulk.py bulk": "a preview asked by GET",
    "teachers/views/reorganisations.py _warn_of_heads": "the merger or split is done; who leads the school now is for people to settle",
    "routes/views/bulk.py bulk": "a preview asked by GET",
    "communities/views/bulk.py bulk": "a preview asked by GET",
}
KEY = re.compile(r'name="form_key" value="([0-9a-f]{32})"')
SHOWN_WITH = re.compile(r'name="(?:seen|version|mark|stamp|was)"')  # what the page was shown with: the second sending is refused or finds it done
SOMETIMES = re.compile(r"{%\s*if\b.*?{%\s*endif\s*%}", re.S)  # what a form carries on some pages only keeps it on no other
ACTION = re.compile(r'<form\b[^>]*?action="([^"]*)"')
AGAIN = {  # buttons that are pressed twice without a key, and why nothing is done twice
    "takes away or gives back what is there once": (
        "accounts:revoke_sending accounts:remove_list accounts:bring_back_list accounts:end_sessions accounts:release communities:attendance_strike"
        " teachers:intake_decide_all journal:read_all organisations:status_remove undo_url undo.url routes:step_restore"
        " teachers:merging_undo teachers:twins_again undo site:decide_erasure"
    ),
    "finds what the first has made": (
        "accounts:save_list communities:attendance_add communities:attendance_all take_url routes:offers routes:deficit_add routes:compose"
        " compose_url teachers:start site/certificate.html site:agree site/invitation.html teachers:twins_apart twins/list.html twins/pair.html"
    ),
    "sets what it sets": (
        "accounts:change_list communities:attendance teachers:intake_columns teachers:intake_sheet intake/rows.html teachers:functions teachers:section"
        " accounts:list_columns look_url switch_url site/personal/withdraw.html site/removal.html"
    ),
    "makes nothing": "account_logout logout_url teachers:invite@teachers/invite.html site/gallery/forms.html deed.url",
}
TYPED = re.compile(r"{%\s*field\b|<textarea|visible_fields")
UNKEYED = {
    "site/invitation.html": "nobody is signed in yet",
    "intake/columns.html": "says what the columns of one load are: twice is the same",
    "journal/moves.html": "a move carries what the page was shown with",
    "routes/parts/goal.html": "saved by itself over and over, with the route's version",
    "routes/parts/move.html": "a move of a route carries its version",
    "site/gallery/forms.html": "shows how forms look and is sent nowhere",
}


def three(who: User, send: Callable[[Any], HttpResponse]) -> list[HttpResponse]:
    """The same sending from three browsers of one person at the same moment."""
    browsers, start = [factories.client(who) for _ in range(3)], Barrier(3)

    def click(browser: Any) -> HttpResponse:
        try:
            start.wait()
            return send(browser)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(click, browsers))


def words(**named: str) -> None:
    with wall.scope(common=True):
        Word.objects.bulk_create([Word(dictionary=name, code=code, name=code) for name, code in named.items()], ignore_conflicts=True)


def keys() -> list[str]:
    with wall.scope(common=True):
        return sorted(FormKey.objects.values_list("key", flat=True))


def contest(**more: str) -> dict[str, str]:
    return {"name": "Учитель года", "kind": "prof", "level": "mun", "starts_on": today().isoformat(), "ends_on": today().isoformat(), **more}


@pytest.mark.django_db(transaction=True)
def test_three_clicks_make_one_record_and_all_come_to_it() -> None:
    home = factories.district("sovgavan")
    words(contest_kinds="prof", event_levels="mun", positions="teacher")
    with wall.scope([home.pk]):
        methodist, school = factories.user(Role.METHODIST, home), factories.organisation(home)
    data = contest(form_key=KEY.search(factories.client(methodist).get("/contests/new/").content.decode())[1])  # type: ignore[index]
    sent = three(methodist, lambda browser: browser.post("/contests/new/", data))
    with wall.scope([home.pk]):
        (made,) = Contest.objects.values_list("pk", flat=True)
    assert [(one.status_code, one.headers["Location"]) for one in sent] == [(302, f"/contests/{made}/")] * 3
    person = {"last_name": "Сидорова", "first_name": "Мария", "patronymic": "Ивановна", "birth_date": "1980-05-05", "on": today().isoformat()}
    hiring = {**person, "organisation": str(school.pk), "position": "teacher", "load": "1"}
    sent = three(methodist, lambda browser: browser.post("/teachers/new/", hiring))  # three pages of their own: no key is the same
    assert sorted(one.status_code for one in sent) == [302, 422, 422]
    assert all("похожая карточка" in one.content.decode() for one in sent if one.status_code == 422)
    with wall.scope([home.pk]):
        assert Teacher.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_at_once_is_no_error_of_the_portal() -> None:
    """Without any key: the database's uniqueness is asked in turn, so the second finds the first's row."""
    home = factories.district("sovgavan")
    with wall.scope([home.pk], common=True):
        operator, methodist = factories.user(Role.OPERATOR, None), factories.user(Role.METHODIST, home)
        words = {"title": "Согласие", "text": "Слова", "published_on": today()}
        text, _ = ConsentText.objects.get_or_create(
            kind="processing", version=1, defaults=words
        )  # the first edition comes with the schema, until tables are emptied
    saved = three(methodist, lambda browser: browser.post("/people/lists/save/", {"page": "teachers:list", "query": "q=1", "name": "мой"}))
    assert {one.status_code for one in saved} == {302}
    agreed = three(methodist, lambda browser: browser.post("/me/consent/", {"text": str(text.pk), "agreed": "on"}))
    assert {one.status_code for one in agreed} == {302}
    drafted = three(operator, lambda browser: browser.post("/people/consents/new/", {"title": "Новая", "text": "Слова", "changed": "всё"}))
    assert {one.status_code for one in drafted} <= {302, 409, 422}
    facts = {"name": "Новый", "genitive": "Нового", "region": "Край", "code": "novy", "service_name": "Служба", "service_short": "С", "authority": "УО"}
    head = {"time_zone": "Europe/Moscow", "last_name": "Сидорова", "first_name": "Мария", "patronymic": "", "email": "head@novy.example"}
    opened = three(operator, lambda browser: browser.post("/people/districts/new/", facts | head))
    assert sorted(one.status_code for one in opened) == [302, 422, 422]
    with wall.scope([home.pk], common=True):
        counts = (SavedList.objects.count(), Consent.objects.count(), ConsentText.objects.count(), District.objects.filter(code="novy").count())
    assert counts == (1, 1, 2, 1)


def test_the_same_page_filled_with_something_else_is_another_sending(district: District) -> None:
    """«Назад» shows the page with its old key."""
    words(contest_kinds="prof", event_levels="mun")
    browser = factories.client(factories.user(Role.METHODIST, district))
    first = browser.post("/contests/new/", contest(form_key="k"))
    again, other = browser.post("/contests/new/", contest(form_key="k")), browser.post("/contests/new/", contest(form_key="k", name="Воспитатель года"))
    assert again.headers["Location"] == first.headers["Location"] != other.headers["Location"]
    assert "Эта форма уже отправлена" in browser.get(again.headers["Location"]).content.decode()
    assert (Contest.objects.count(), len(keys())) == (2, 2)
    assert browser.post("/contests/new/", contest(form_key="k"), headers={"HX-Request": "true"}).headers["HX-Redirect"] == first.headers["Location"]


def test_a_refused_form_keeps_its_key_for_the_next_try(district: District) -> None:
    browser = factories.client(factories.user(Role.METHODIST, district))
    refused = contest(form_key="k")  # no dictionary knows the kind yet
    assert (browser.post("/contests/new/", refused).status_code, keys()) == (422, [])
    words(contest_kinds="prof", event_levels="mun")
    assert (browser.post("/contests/new/", refused).status_code, len(keys())) == (302, 1)


def test_being_asked_for_the_password_is_no_end() -> None:
    assert [_leads_to(HttpResponseRedirect(to)) for to in ("/accounts/reauthenticate/?next=/handover/", "/handover/")] == ["", "/handover/"]


def test_another_persons_key_is_nobodys(district: District) -> None:
    words(contest_kinds="prof", event_levels="mun")
    for _ in range(2):
        assert factories.client(factories.user(Role.METHODIST, district)).post("/contests/new/", contest(form_key="k")).status_code == 302
        Contest.objects.update(state="cancelled")  # no namesake of the second: only its key could stand in its way
    assert Contest.objects.count() == 2


def test_the_key_covers_the_files(rf: RequestFactory) -> None:
    def sent(content: bytes) -> str:
        request = rf.post("/", {"form_key": "k", "file": SimpleUploadedFile("a.csv", content)})
        made = _digest(request)
        assert request.FILES["file"].read() == content  # the view reads it from the beginning
        return made

    assert sent(b"one") == sent(b"one") != sent(b"two")


def test_old_keys_go_with_the_retention(district: District) -> None:
    who = factories.user(Role.METHODIST, district)
    with wall.scope(common=True):
        for key in ("old", "new"):
            FormKey.objects.create(user=who, key=key, address="/")
        FormKey.objects.filter(key="old").update(at=timezone.now() - dt.timedelta(days=8))
    assert retention.run()["портал"] == {"Ключи отправленных форм": 1}
    assert keys() == ["new"]


def test_who_leads_away_with_a_warning_says_that_nothing_was_done() -> None:
    """Else the refused form would be taken for one that was done. A view that warns calls `nothing_done`, or is named with the reason why not."""
    silent = set()
    for path in (one for one in Path(settings.BASE_DIR).glob("[a-z]*/**/*.py") if {"views", "views.py"} & {one.parent.name, one.name}):
        for one in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)):
            called = {ast.unparse(node.func) for node in ast.walk(one) if isinstance(node, ast.Call)}
            if {"messages.warning", "messages.error"} & called and "nothing_done" not in called:
                silent.add(f"{path.relative_to(settings.BASE_DIR)} {one.name}")
    assert silent == set(UNSAID)


def test_every_form_in_which_people_write_has_a_key() -> None:
    root = Path(settings.BASE_DIR) / "templates"
    bare = set()
    for path in root.rglob("*.html"):
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.S):
            if 'method="post"' in form and TYPED.search(form) and "form_key" not in form:
                bare.add(path.relative_to(root).as_posix())
    assert {one for one in bare if not one.startswith(("account/", "mfa/"))} == set(UNKEYED)


def test_every_button_without_a_key_says_why_it_makes_nothing_twice() -> None:
    """A form that makes something and has no key ends twice, or on a page that holds nothing of the second sending."""
    root = Path(settings.BASE_DIR) / "templates"
    bare = set()
    for path in root.rglob("*.html"):
        name = path.relative_to(root).as_posix()
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', path.read_text(), re.S):
            if "form_key" not in form and not SHOWN_WITH.search(SOMETIMES.sub("", form)) and not name.startswith(("account/", "mfa/", "socialaccount/")):
                bare.add(_sent_to(form, name))
    assert bare == {one for some in AGAIN.values() for one in some.split()}


def _sent_to(form: str, template: str) -> str:
    """The name of the address or the variable that holds it; the template, where the form is sent to its own page."""
    action = (ACTION.search(form) or ["", ""])[1]
    if named := re.match(r"{% url '([\w:]+)'", action):
        return f"{named[1]}@{template}" if named[1] == "teachers:invite" else named[1]  # asks with one form, does with another
    held = re.fullmatch(r"{{ ([\w.]+)[^}]*}}", action)
    return held[1] if held else template
