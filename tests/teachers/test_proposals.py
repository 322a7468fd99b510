"""Proposals: a teacher proposes, the school decides once, only then the card changes; measures never look at proposals."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User, Word
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.refusal import Refusal
from portal.site.growth import growth_of
from teachers.models import Course, Proposal, Teacher
from teachers.selectors.card import last_edit
from teachers.services import proposals as services
from teachers.services.card import edit_teacher
from tests import factories

COURSE: dict[str, Any] = {"kind": "pk", "programme": "Читательская грамотность", "provider": "ИРО", "hours": 36, "finished_on": dt.date(2026, 3, 5)}
FORM = {**COURSE, "hours": "36", "finished_on": "2026-03-05"}


@pytest.fixture(autouse=True)
def words(district: District) -> None:
    with wall.scope([district.pk], common=True):
        Word.objects.get_or_create(dictionary="dpo_documents", code="pk", defaults={"name": "удостоверение"})


@pytest.fixture
def own(district: District, school: Organisation, head: User) -> Teacher:
    """A teacher of the head's school with an account."""
    user = factories.user(Role.TEACHER, district, organisation=school)
    return factories.teacher(district, school, user=user, phone="111")


def card(who: Teacher, **changes: Any) -> Proposal:
    return services.propose_card(teacher=who, changes=changes, by=who.user)


def told(user: Any) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def test_a_course_with_a_scan_becomes_a_fact_when_the_head_accepts(own: Teacher, head: User) -> None:
    page = factories.client(own.user)
    scan = SimpleUploadedFile("скан.pdf", b"%PDF-1.4\n%%EOF\n")
    assert page.post(reverse("teachers:proposal_new", args=["course"]), {**FORM, "file": scan}).status_code == 302
    made = Proposal.objects.get()
    labels = [one.label for one in page.get(reverse("teachers:proposal", args=[made.pk])).context["changes"]]
    assert labels[:4] == [str(Course._meta.get_field(name).verbose_name).split(" (")[0] for name in ("programme", "provider", "kind", "hours")]
    assert not Course.objects.exists()
    assert growth_of(own).total == 1  # her work alone
    assert told(head) == [f"{own.full_name}: пройденные КПК. Подтвердите или верните."]
    desk = factories.client(head)
    assert desk.get(reverse("teachers:proposal_scan", args=[made.pk])).status_code == 200
    assert desk.post(reverse("teachers:proposal_accept", args=[made.pk])).status_code == 302
    course = Course.objects.get(teacher=own)
    assert (course.programme, course.hours, course.finished_on, course.scan) == (COURSE["programme"], 36, COURSE["finished_on"], made.scan)
    assert told(own.user) == ["Ваше предложение (пройденные КПК) подтверждено"]
    assert page.get(reverse("teachers:proposal", args=[made.pk])).context["proposal"].state == "accepted"


def test_a_correction_changes_the_card_by_the_same_service(own: Teacher, head: User) -> None:
    form = factories.client(own.user).get(reverse("teachers:proposal_new", args=["card"])).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"phone": "222", "last_name": "Новая"}
    assert factories.client(own.user).post(reverse("teachers:proposal_new", args=["card"]), data).status_code == 302
    made = Proposal.objects.get()
    assert made.data == {"last_name": [own.last_name, "Новая"], "phone": ["111", "222"]}
    own.refresh_from_db()
    assert own.phone == "111"
    services.accept_proposal(proposal=made, by=head)
    own.refresh_from_db()
    assert (own.phone, own.last_name) == ("222", "Новая")
    deed = Deed.objects.about(own).get(verb="изменил(а) карточку педагога")
    assert (deed.actor, deed.before["phone"], deed.after["phone"]) == (head, "111", "222")


def test_a_telephone_is_kept_in_one_shape_wherever_it_comes_from(own: Teacher, head: User, methodist: User) -> None:
    made = card(own, phone="8 914 000 11 22")
    assert made.data == {"phone": ["111", "+7 914 000-11-22"]}
    Proposal.objects.filter(pk=made.pk).update(data={"phone": ["111", "8 914 000 11 22"]})  # sent before there was one shape
    services.accept_proposal(proposal=made, by=head)
    own.refresh_from_db()
    assert own.phone == "+7 914 000-11-22"
    with pytest.raises(Refusal, match="то же, что и в карточке"):
        card(own, phone="8(914)000-11-22")
    edit_teacher(teacher=own, changes={"phone": "89140001133"}, seen=last_edit(own).pk, by=methodist)
    own.refresh_from_db()
    assert own.phone == "+7 914 000-11-33"


def test_a_second_decision_is_told_of_the_first(own: Teacher, head: User, methodist: User) -> None:
    made = card(own, phone="222")
    services.accept_proposal(proposal=made, by=head)
    for decide in (lambda: services.accept_proposal(proposal=made, by=methodist), lambda: services.return_proposal(proposal=made, comment="Нет", by=methodist)):
        with pytest.raises(Refusal, match=f"уже решено: подтверждено .{head.full_name}"):
            decide()
    with pytest.raises(Refusal, match="уже решено"):
        services.withdraw_proposal(proposal=made, by=own.user)
    assert factories.client(methodist).post(reverse("teachers:proposal_accept", args=[made.pk])).status_code == 409
    assert Deed.objects.about(own).filter(verb="изменил(а) карточку педагога").count() == 1


def test_a_card_corrected_since_is_not_overwritten(own: Teacher, head: User, methodist: User) -> None:
    made = card(own, phone="222")
    edit_teacher(teacher=own, changes={"phone": "333"}, seen=0, by=methodist)
    with pytest.raises(Refusal, match="карточку уже исправили: «телефон»"):
        services.accept_proposal(proposal=made, by=head)
    own.refresh_from_db()
    assert own.phone == "333"


def test_a_return_needs_words_and_the_teacher_reads_them(own: Teacher, head: User) -> None:
    made, desk = card(own, phone="222"), factories.client(head)
    assert desk.post(reverse("teachers:proposal_return", args=[made.pk]), {"comment": ""}).status_code == 422
    assert desk.post(reverse("teachers:proposal_return", args=[made.pk]), {"comment": "Не тот номер"}).status_code == 302
    assert told(own.user) == ["Ваше предложение (исправление карточки) возвращено: Не тот номер"]
    home = factories.client(own.user).get("/")
    assert "Не тот номер" in home.text
    own.refresh_from_db()
    assert own.phone == "111"


def test_the_same_twice_is_refused_with_a_sentence(own: Teacher) -> None:
    services.propose_course(teacher=own, values=COURSE, by=own.user)
    again = factories.client(own.user).post(reverse("teachers:proposal_new", args=["course"]), FORM)
    assert again.status_code == 422
    assert "уже отправлены" in again.text
    card(own, phone="222")
    with pytest.raises(Refusal, match="уже ждёт"):
        card(own, phone="333")
    with pytest.raises(Refusal, match="то же, что и в карточке"):
        card(own, phone="111")
    Course.objects.create(district=own.district, teacher=own, **COURSE)
    with pytest.raises(Refusal, match="уже внесены"):
        services.accept_proposal(proposal=Proposal.objects.get(kind="course"), by=own.user and factories.user(Role.METHODIST, own.district))


def test_nobody_decides_of_own_or_of_another_school(own: Teacher, district: District, head: User, school: Organisation) -> None:
    made = card(own, phone="222")
    stranger = factories.user(Role.SCHOOL_HEAD, district)
    assert factories.client(stranger).get(reverse("teachers:proposal", args=[made.pk])).status_code == 404
    assert factories.client(factories.user(Role.DEPARTMENT_HEAD, district)).get(reverse("teachers:proposal", args=[made.pk])).status_code == 403
    herself = factories.teacher(district, school, user=head)
    own_made = services.propose_card(teacher=herself, changes={"phone": "5"}, by=head)
    with pytest.raises(Refusal, match="решает руководитель"):
        services.accept_proposal(proposal=own_made, by=head)
    with pytest.raises(Refusal, match="только в своей карточке"):
        services.propose_card(teacher=own, changes={"phone": "5"}, by=head)
    queue = factories.client(head).get(reverse("teachers:proposals")).context
    assert [line.proposal.pk for line in queue["rows"]] == [made.pk]


def test_without_a_head_the_methodist_is_told_and_home_says_it(district: District, methodist: User, other: Organisation) -> None:
    who = factories.teacher(district, other, user=factories.user(Role.TEACHER, district, organisation=other))
    made = card(who, phone="222")
    assert len(told(methodist)) == 1
    home = factories.client(methodist).get("/").text
    assert "Ждут подтверждения: 1\u00a0предложение." in home
    assert reverse("teachers:proposal", args=[made.pk]) in home


def test_who_works_nowhere_is_sent_to_the_methodist(district: District, nowhere: Teacher) -> None:
    user = factories.user(Role.TEACHER, district)
    Teacher.objects.filter(pk=nowhere.pk).update(user=user)
    with pytest.raises(Refusal, match="нигде не работаете"):
        services.propose_card(teacher=nowhere, changes={"phone": "5"}, by=user)
