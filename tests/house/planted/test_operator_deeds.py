"""Every form that an operator meets, sent: she is in no district, so whatever a deed of hers reads or writes there stands behind the wall."""

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction

from portal.accounts import services
from portal.accounts.models import Appointment, Invitation, Role, User
from portal.accounts.tasks import deliver_invitations
from portal.kit import wall
from portal.kit.periods import today
from tests import factories
from tests.house.asking import Answer, Visitor, kind_of
from tests.house.planted.conftest import World

ROLES = (Role.METHODIST, Role.SCHOOL_HEAD, Role.DEPARTMENT_HEAD, Role.TEACHER)
NOT_MET = {"account_logout", "accounts:end_sessions", "account_email", "account_change_password", "mfa_reauthenticate"}  # her own signing in


class Forms(HTMLParser):
    """What a page would send: (address, fields) of each form in which something is done."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.page, self.found, self.select = answer.address, list[tuple[str, dict[str, str]]](), ""
        self.inside = False
        self.feed(answer.body.decode("utf-8", "ignore"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("method", "").lower() == "post"
            if self.inside:
                self.found.append((given.get("action") or self.page, {}))
        elif self.inside and tag in ("input", "textarea", "button", "select"):
            self._field(tag, given)
        elif self.inside and tag == "option" and self.select and given.get("value") and not self.found[-1][1][self.select]:
            self.found[-1][1][self.select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.select = "" if tag == "select" else self.select

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name, fields = given.get("name", ""), self.found[-1][1]
        if not name:
            return
        self.select = name if tag == "select" else self.select
        typed = {"email": "new@portal.example", "date": today().isoformat(), "select": "", "textarea": "Причина"}
        guess = typed.get(tag) if tag != "input" else typed.get(given.get("type", ""), "Слово")
        fields.setdefault(name, given.get("value") or (guess or ""))
        if name == "until":
            fields[name] = (today() + dt.timedelta(days=9)).isoformat()


@pytest.fixture
def deputised(world: World) -> Iterator[World]:
    """Each of the posts has a deputy; undone afterwards."""
    with transaction.atomic():
        home = world.own.district
        with wall.scope([home.pk], common=True):
            for role in ROLES[:3]:
                stand_in(world, role)
        yield world
        transaction.set_rollback(True)


def stand_in(world: World, role: Role) -> Appointment:
    post = post_of(world, role)
    colleague = factories.user(Role.EXPERT, world.own.district)
    until = today() + dt.timedelta(days=5)
    return services.deputise(post=post, colleague=colleague, since=today(), until=until, by=world.own.people[Role.DEPARTMENT_HEAD])


def post_of(world: World, role: Role) -> Appointment:
    return Appointment.objects.filter(user=world.own.people[role], role=role, district=world.own.district).get()


def the_operator(world: World) -> User:
    return world.own.people[Role.OPERATOR]


def test_every_form_an_operator_meets_is_answered(deputised: World) -> None:
    visitor, sent = Visitor(the_operator(deputised)), dict[tuple[object, ...], int]()
    with wall.scope([deputised.own.district.pk]):
        posts = [post_of(deputised, role).pk for role in ROLES]
    starts = ["/", "/people/", *(f"/people/{pk}/" for pk in posts), *(f"/people/{pk}/deputy/" for pk in posts)]
    for answer in visitor.walk(starts):
        for address, fields in Forms(answer).found:
            kind = (kind_of(address), answer.address if "deputy" in address else "", *sorted(fields))
            if kind not in sent and kind[0] and kind[0][0] not in NOT_MET:
                sent[kind] = visitor.ask("POST", address, fields).status
    assert {kind[0][0] for kind in sent} >= {"accounts:end_appointment", "accounts:deputise", "accounts:appoint"}  # type: ignore[index]
    assert [kind for kind, status in sent.items() if status >= 500] == []


@pytest.mark.parametrize("role", ROLES[:3])
def test_a_post_a_deputy_and_an_appointment_begin_and_end_by_an_operator(deputised: World, role: Role) -> None:
    visitor, home = Visitor(the_operator(deputised)), deputised.own.district
    with wall.scope([home.pk]):
        post, colleague = post_of(deputised, role), factories.user(Role.MENTOR, home)
        deputy = Appointment.objects.get(instead_of=post.user, role=role)
    until = (today() + dt.timedelta(days=9)).isoformat()
    deeds = [(f"/people/{deputy.pk}/end/", {}), (f"/people/{post.pk}/end/", {})]
    deeds += [(f"/people/{post.pk}/deputy/", {"colleague": str(colleague.pk), "since": today().isoformat(), "until": until})]
    for page, data in deeds:
        answer = visitor.ask("POST", page, data)
        assert answer.status == 302, (page, data, re.findall("invalid-feedback[^<]*", answer.text))


def test_an_operator_invites_a_deputy_who_is_new_to_the_portal(world: World) -> None:
    visitor, until = Visitor(the_operator(world)), (today() + dt.timedelta(days=9)).isoformat()
    with transaction.atomic():
        with wall.scope([world.own.district.pk]):
            posts = [post_of(world, role) for role in ROLES[:3]]
        for place, post in enumerate(posts):
            person = {"email": f"zamova{place}@portal.example", "last_name": "Замова", "first_name": ("Инна", "Нина", "Анна")[place]}
            sent = {**person, "since": today().isoformat(), "until": until}
            answer = visitor.ask("POST", f"/people/{post.pk}/deputy/", sent)
            assert answer.status == 302, re.findall("invalid-feedback[^<]*", answer.text)
            assert visitor.get(answer.location).status == 200  # the district's wall hides the invitation from her
            visitor.enter(f"/people/{post.pk}/deputy/", sent)
        with wall.scope([world.own.district.pk]):
            made = {(one.role, one.instead_of, one.organisation_id) for one in Invitation.objects.filter(email__startswith="zamova")}
            assert made == {(post.role, post.user, post.organisation_id) for post in posts}
            last = Invitation.objects.filter(email__startswith="zamova").latest("pk")
        assert "Замова" in Visitor(world.own.people[Role.DEPARTMENT_HEAD]).get(f"/people/invitations/{last.pk}/").text
        assert deliver_invitations() == len(posts)
        transaction.set_rollback(True)


def test_an_operator_is_suggested_colleagues_of_the_district_of_the_post_only(world: World) -> None:
    with transaction.atomic():
        with wall.scope([world.own.district.pk]):
            post, known = post_of(world, Role.METHODIST), factories.user(Role.EXPERT, world.own.district, last_name="Подсказова")
        with wall.scope([world.foreign.district.pk]):
            factories.user(Role.EXPERT, world.foreign.district, last_name="Подсказова")
        address = f"/people/colleagues/?post={post.pk}&as=options&q=Подсказова"
        answer = Visitor(the_operator(world)).get(address)
        assert re.findall('<option value="([^"]*)"', answer.text) == [f"{known.full_name}, {known.email}"]
        teacher, stranger = world.own.people[Role.TEACHER], world.foreign.people[Role.DEPARTMENT_HEAD]
        assert [Visitor(one).get(address).status for one in (teacher, stranger)] == [404, 404]
        assert Visitor(the_operator(world)).get("/people/colleagues/?post=x&q=П").status == 404
        transaction.set_rollback(True)
