"""People of the register come in by invitation and go out with their work."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Appointment, District, Invitation, Organisation, Role, User, Word
from portal.accounts.services import accept, end_appointment
from portal.accounts.services.entry import key_of
from portal.accounts.services.invitations import current_text
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from teachers.selectors import walking
from teachers.services import invite_many, invite_teacher, link_invited, moves
from tests import factories

PASSWORD = "Дубрава-2026-ясень"


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


def come_in(made: Invitation) -> User:
    text = current_text()
    done = accept(key=key_of(made), agreed=text and text.pk, password=PASSWORD)
    link_invited(done)
    return done.user


def test_an_accepted_invitation_ties_the_account_to_the_card(district: District, methodist: User) -> None:
    teacher = factories.teacher(district)
    made = invite_teacher(teacher=teacher, email="New@School.example", by=methodist)
    teacher.refresh_from_db()
    assert (teacher.user, teacher.email) == (None, "new@school.example")
    who = come_in(made)
    teacher.refresh_from_db()
    assert teacher.user == who
    post = Appointment.objects.get(user=who)
    assert (post.role, post.organisation) == (Role.TEACHER, teacher.employments.get().organisation)
    assert factories.client(who).get("/teachers/mine/").status_code == 200


@pytest.mark.parametrize("email", ["", "taken@school.example"])
def test_without_an_address_of_her_own_nobody_is_invited(district: District, methodist: User, email: str) -> None:
    other = factories.teacher(district)
    other.user = factories.user(Role.TEACHER, district, email="taken@school.example")
    other.save()
    with pytest.raises(Refusal):
        invite_teacher(teacher=factories.teacher(district), email=email, by=methodist)


def test_many_are_invited_and_each_refusal_is_told(district: District, methodist: User) -> None:
    with_mail = [factories.teacher(district, email=f"t{number}@school.example") for number in range(3)]
    same = factories.teacher(district, email="t0@school.example")
    done = invite_many(teachers=[*with_mail, same, factories.teacher(district)], by=methodist)
    assert len(done.made) == 3
    assert [why for _, why in done.refused] == [
        "Этот адрес на портале занят другим человеком. Проверьте адрес, фамилию и имя.",
        "Укажите электронную почту: приглашение уходит на неё.",
    ]
    again = invite_many(teachers=with_mail, by=methodist)
    assert (again.made, {why for _, why in again.refused}) == ([], {"Приглашение уже ждёт ответа."})
    assert Invitation.objects.filter(sending=done.sending).count() == 3


def test_the_list_shows_who_can_be_invited_and_asks_before_it_does(district: District, methodist: User) -> None:
    ready, mute = factories.teacher(district, email="ready@school.example"), factories.teacher(district)
    desk = factories.client(methodist)
    page = desk.get("/teachers/invite/")
    assert (page.context["tally"].ready, page.context["tally"].unreachable) == (1, 1)
    asked = desk.post("/teachers/invite/", {"teacher": [ready.pk, mute.pk], "deed": "check"})
    assert [row.pk for row in asked.context["ready"]] == [ready.pk]
    assert [row.pk for row, _ in asked.context["form"].rows()] == [mute.pk]
    assert not Invitation.objects.exists()
    desk.post("/teachers/invite/", {"teacher": [ready.pk], "deed": "send"})
    desk.post("/teachers/invite/", {"teacher": [ready.pk], "deed": "send"})
    assert Invitation.objects.get().card == ready.pk


def test_a_double_click_ends_on_what_the_first_has_sent(district: District, methodist: User) -> None:
    """The second click ended on a sending that holds nobody; so did a colleague's, who had the same people before her."""
    people = [factories.teacher(district, email=f"t{number}@school.example") for number in range(2)]
    desk, sent = factories.client(methodist), {"teacher": [one.pk for one in people], "deed": "send"}
    page = desk.post("/teachers/invite/", sent | {"deed": "check"})
    key = re.search(r'name="form_key" value="(\w+)"', page.text)
    assert key
    first, second = (desk.post("/teachers/invite/", sent | {"form_key": key[1]}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert desk.get(first.headers["Location"]).context["sending"].total == 2


@pytest.mark.parametrize("near", [0, 1000], ids=["walked", "sorted"])
def test_the_list_goes_by_name_and_is_counted(district: District, methodist: User, monkeypatch: pytest.MonkeyPatch, near: int) -> None:
    """As it opens and narrowed alike: who works and has no account, by name; one who waits for an answer is counted as that, with a mailbox or without."""
    monkeypatch.setattr(walking, "NEAR", near)
    made = {name: factories.teacher(district, last_name=name, first_name="Анна", email=f"{at}@school.example" if at else "") for at, name in enumerate("ДБГАВ")}
    gone, entered = factories.teacher(district, last_name="Е", until=today() - dt.timedelta(days=1)), factories.teacher(district, last_name="Ж")
    entered.user = factories.user(Role.TEACHER, district)
    entered.save()
    assert invite_many(teachers=[made["Б"], made["Г"]], by=methodist).made
    Teacher.objects.filter(pk=made["Г"].pk).update(email="")
    desk = factories.client(methodist)
    for words in ("", "?q=Анна"):
        page = desk.get(f"/teachers/invite/{words}").context
        told = page["tally"]
        assert [(row.last_name, bool(row.invited)) for row in page["page"]] == [("А", False), ("Б", True), ("В", False), ("Г", True), ("Д", False)]
        assert (told.total, told.ready, told.waiting, told.unreachable) == (5, 2, 2, 1)
    assert gone.pk not in {row.pk for row in page["page"]}


def test_a_head_of_a_school_invites_nobody(district: District) -> None:
    head = factories.user(Role.SCHOOL_HEAD, district)
    assert factories.client(head).get("/teachers/invite/").status_code == 403


def worker(district: District) -> tuple[Teacher, User]:
    teacher = factories.teacher(district)
    who = factories.user(Role.TEACHER, district, organisation=teacher.employments.get().organisation)
    teacher.user = who
    teacher.save()
    return teacher, who


def test_dismissal_ends_access_with_the_next_request(district: District, methodist: User) -> None:
    teacher, who = worker(district)
    browser = factories.client(who)
    assert browser.get("/teachers/mine/").status_code == 200
    moves.dismiss(teacher=teacher, on=today(), by=methodist)
    assert browser.get("/routes/mine/").status_code in (403, 409)
    assert not Appointment.objects.in_force().filter(user=who).exists()


def facts_of(who: User) -> list[tuple[object, ...]]:
    return list(Appointment.objects.filter(user=who).order_by("role").values_list("role", "organisation", "since", "until", "act"))


def test_a_dismissal_that_is_undone_gives_access_back(district: District, methodist: User) -> None:
    teacher, who = worker(district)
    before = facts_of(who)
    moves.undo_move(move=moves.dismiss(teacher=teacher, on=today(), by=methodist), by=methodist)
    assert facts_of(who) == before
    assert factories.client(who).get("/teachers/mine/").status_code == 200


def test_a_dismissal_of_the_day_of_the_appointment_is_undone_too(district: District, methodist: User) -> None:
    """What had not begun by the last day was removed; it is made anew."""
    teacher, who = worker(district)
    Appointment.objects.filter(user=who).update(since=today())
    before = facts_of(who)
    move = moves.dismiss(teacher=teacher, on=today(), by=methodist)
    assert facts_of(who) == []
    moves.undo_move(move=move, by=methodist)
    assert facts_of(who) == before


def test_what_was_ended_by_hand_since_is_not_given_back(district: District, methodist: User) -> None:
    """One post had begun before and was cut short, another of today vanished: the undoing brings neither back."""
    teacher, who = worker(district)
    Appointment.objects.create(district=district, user=who, role=Role.SCHOOL_HEAD, organisation=teacher.employments.get().organisation, since=today())
    move = moves.dismiss(teacher=teacher, on=today() + dt.timedelta(days=10), by=methodist)
    for post in Appointment.objects.filter(user=who):
        end_appointment(appointment=post, by=factories.user(Role.DEPARTMENT_HEAD, district))
    ended = facts_of(who)
    moves.undo_move(move=move, by=methodist)
    assert facts_of(who) == ended


def test_a_post_of_the_service_is_not_given_back_by_who_may_not_give_it(district: District, methodist: User) -> None:
    teacher, who = worker(district)
    Appointment.objects.create(district=district, user=who, role=Role.METHODIST, organisation=teacher.employments.get().organisation, since="2020-09-01")
    before = facts_of(who)
    move = moves.dismiss(teacher=teacher, on=today(), by=methodist)
    moves.undo_move(move=move, by=methodist)
    given = {row[0]: row[3] for row in facts_of(who)}
    assert given[Role.TEACHER] is None
    assert given[Role.METHODIST] == today() - dt.timedelta(days=1)
    assert len(before) == 2


def test_a_transfer_that_is_undone_gives_the_old_access_back_and_takes_the_new(district: District, methodist: User) -> None:
    teacher, who = worker(district)
    with wall.scope([district.pk], common=True):
        Word.objects.create(dictionary="positions", code="ped01", name="учитель", group="педагогические")
    old, new = teacher.employments.get().organisation, factories.organisation(district)
    Appointment.objects.create(district=district, user=who, role=Role.SCHOOL_HEAD, organisation=old, since="2020-09-01")
    before = facts_of(who)
    move = moves.transfer(teacher=teacher, job=moves.Job(new, "ped01"), on=today(), by=methodist)
    moves.undo_move(move=move, by=methodist)
    assert facts_of(who) == before


def test_access_given_anew_since_is_not_doubled_by_the_undoing(district: District, methodist: User) -> None:
    teacher, who = worker(district)
    place = teacher.employments.get().organisation
    move = moves.dismiss(teacher=teacher, on=today(), by=methodist)
    given = Appointment.objects.create(district=district, user=who, role=Role.TEACHER, organisation=place, since=today())
    moves.undo_move(move=move, by=methodist)
    assert list(Appointment.objects.lasting().filter(user=who)) == [given]


def test_a_dismissal_in_the_future_ends_access_on_its_day(district: District, methodist: User) -> None:
    teacher, who = worker(district)
    last = today() + dt.timedelta(days=5)
    moves.dismiss(teacher=teacher, on=last, by=methodist)
    assert Appointment.objects.get(user=who).until == last


def test_leaving_one_of_two_schools_keeps_the_other(district: District, methodist: User) -> None:
    teacher, who = worker(district)
    with wall.scope([district.pk], common=True):
        Word.objects.create(dictionary="positions", code="ped01", name="учитель", group="педагогические")
    first, second = teacher.employments.get(), factories.organisation(district)
    moves.take_second_job(teacher=teacher, job=moves.Job(second, "ped01"), on=dt.date(2020, 9, 1), by=methodist)
    Appointment.objects.create(district=district, user=who, role=Role.TEACHER, organisation=second, since="2020-09-01")
    moves.dismiss(teacher=teacher, on=today(), job=first, by=methodist)
    assert list(Appointment.objects.in_force().filter(user=who).values_list("organisation", flat=True)) == [second.pk]


def test_a_transfer_takes_the_teachers_access_along_and_ends_the_heads(district: District, methodist: User) -> None:
    teacher, who = worker(district)
    with wall.scope([district.pk], common=True):
        Word.objects.create(dictionary="positions", code="ped01", name="учитель", group="педагогические")
    old, new = teacher.employments.get().organisation, factories.organisation(district)
    Appointment.objects.create(district=district, user=who, role=Role.SCHOOL_HEAD, organisation=old, since="2020-09-01")
    moves.transfer(teacher=teacher, job=moves.Job(new, "ped01"), on=today(), by=methodist)
    held = Appointment.objects.in_force().filter(user=who).values_list("role", "organisation")
    assert list(held) == [(Role.TEACHER, new.pk)]


def test_a_waiting_invitation_dies_with_the_dismissal(district: District, methodist: User) -> None:
    teacher = factories.teacher(district, email="new@school.example")
    made = invite_teacher(teacher=teacher, by=methodist)
    moves.dismiss(teacher=teacher, on=today(), by=methodist)
    made.refresh_from_db()
    assert made.state == Invitation.State.REVOKED


def test_what_was_sent_together_is_revoked_together_except_what_is_used(district: District, methodist: User) -> None:
    school: Organisation = factories.organisation(district)
    people = [factories.teacher(district, school, email=f"one{number}@school.example") for number in range(3)]
    invite_teacher(teacher=factories.teacher(district, school, email="apart@school.example"), by=methodist)
    desk, back = factories.client(methodist), f"{reverse('teachers:list')}?q=%D0%B0"
    page = desk.post(reverse("teachers:invite"), {"teacher": [one.pk for one in people], "deed": "send", "back": back}, follow=True)
    sent = page.context["sending"]
    assert (sent.total, sent.open, page.context["back"], page.context["page"].paginator.count) == (3, 3, back, 3)
    Invitation.objects.filter(card=people[0].pk).update(accepted_at=timezone.now())
    assert "Отозвать 2\xa0приглашения?" in desk.get(reverse("accounts:invitations"), {"sending": sent.code}).text
    stranger = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=school))
    assert stranger.post(reverse("accounts:revoke_sending"), {"sending": sent.code}).status_code == 403
    answer = desk.post(reverse("accounts:revoke_sending"), {"sending": sent.code}, follow=True)
    assert "Отозвано: 2\xa0приглашения" in answer.text
    assert "3\xa0приглашения, принято 1, отозвано 2." in answer.text
    assert sorted(Invitation.objects.filter(revoked_at=None).values_list("email", flat=True)) == [
        "apart@school.example",
        Invitation.objects.get(card=people[0].pk).email,
    ]
    assert Deed.objects.filter(verb="отозвал(а) приглашение", actor=methodist).count() == 2
    assert desk.post(reverse("accounts:revoke_sending"), {"sending": sent.code}).status_code == 409
    assert desk.post(reverse("accounts:revoke_sending"), {"sending": ""}).status_code == 409


def test_who_left_is_not_offered_an_invitation_on_the_card(district: District, methodist: User) -> None:
    desk = factories.client(methodist)
    works, left = factories.teacher(district), factories.teacher(district, until=today() - dt.timedelta(1))
    offered = [reverse("teachers:invite_one", args=[one.pk]) in desk.get(reverse("teachers:card", args=[one.pk])).text for one in (works, left)]
    assert offered == [True, False]
    past = desk.get(reverse("teachers:card", args=[left.pk]), {"on": "2020-09-01"}).text  # whatever day the card is shown on
    assert reverse("teachers:invite_one", args=[left.pk]) not in past


def test_inviting_nobody_is_said_on_the_page(district: District, methodist: User) -> None:
    """Not a page of a conflict with a reason that is none."""
    answer = factories.client(methodist).post(reverse("teachers:invite"), {}, follow=True)
    assert (answer.redirect_chain, "пока не отмечен никто" in answer.text) == ([(reverse("teachers:invite"), 302)], True)


def test_whose_work_has_ended_is_told_so_and_what_stays_open(district: District, school: Organisation) -> None:
    user = factories.user(Role.TEACHER, district, organisation=school)
    factories.teacher(district, school, user=user)
    last = today() - dt.timedelta(days=3)
    with wall.scope([district.pk], common=True):
        Appointment.objects.filter(user=user).update(since=last - dt.timedelta(days=30), until=last)
    page = factories.client(user)
    for address in ("/", reverse("teachers:mine"), reverse("teachers:proposals_mine")):
        text = page.get(address).text
        assert (f"Ваша работа закончилась {last:%d.%m.%Y}" in text, "не связана с карточкой" in text) == (True, False)
    assert page.get(reverse("site:my_data")).status_code == 200
