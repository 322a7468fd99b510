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


def test_a_returned_proposal_is_mended_and_sent_again(own: Teacher, head: User) -> None:
    """The form holds what was typed and the scan that was attached; the two proposals lead to each other, and it is sent once."""
    page, scan = factories.client(own.user), SimpleUploadedFile("скан.pdf", b"%PDF-1.4\n%%EOF\n")
    page.post(reverse("teachers:proposal_new", args=["course"]), {**FORM, "file": scan})
    first = Proposal.objects.get()
    services.return_proposal(proposal=first, comment="Часы не те", by=head)
    address = f"{reverse('teachers:proposal_new', args=['course'])}?again={first.pk}"
    assert f'href="{address}"' in page.get(reverse("teachers:proposal", args=[first.pk])).text
    form = page.get(address)
    assert (form.context["form"]["hours"].value(), form.context["form"]["finished_on"].value()) == (36, COURSE["finished_on"])
    assert [said in form.text for said in ("Часы не те", "Приложен «скан.pdf»")] == [True, True]
    sent = page.post(address, {**FORM, "hours": "72"})
    second = Proposal.objects.exclude(pk=first.pk).get()
    assert (sent.headers["Location"], second.mends, second.scan, second.fields["hours"]) == (
        reverse("teachers:proposal", args=[second.pk]), first.pk, first.scan, 72,
    )  # fmt: skip
    for desk in (page, factories.client(head)):
        texts = [desk.get(reverse("teachers:proposal", args=[pk])).text for pk in (first.pk, second.pk)]
        assert [reverse("teachers:proposal", args=[pk]) in text for pk, text in zip((second.pk, first.pk), texts, strict=True)] == [True, True]
        assert "Исправить и отправить снова" not in texts[0]
    assert "уже исправили и отправили снова" in page.post(address, {**FORM, "programme": "Другая"}).text
    services.accept_proposal(proposal=second, by=head)
    assert Course.objects.get(teacher=own).hours == 72


def test_a_returned_correction_of_the_card_is_mended_too(own: Teacher, head: User) -> None:
    first = card(own, phone="222", topic="Чтение")
    services.return_proposal(proposal=first, comment="Телефон?", by=head)
    page, address = factories.client(own.user), f"{reverse('teachers:proposal_new', args=['card'])}?again={first.pk}"
    form = page.get(address).context["form"]
    assert (form["phone"].value(), form["topic"].value(), form["last_name"].value()) == ("222", "Чтение", own.last_name)
    typed = {name: form[name].value() or "" for name in form.fields} | {"phone": "333"}
    page.post(address, typed)
    second = Proposal.objects.get(state="sent")
    assert (second.mends, second.fields) == (first.pk, {"phone": ["111", "333"], "topic": ["", "Чтение"]})
    assert factories.client(head).get(reverse("teachers:proposal", args=[second.pk])).status_code == 200
    services.accept_proposal(proposal=second, by=head)
    own.refresh_from_db()
    assert (own.phone, own.topic) == ("333", "Чтение")


def test_only_an_own_returned_proposal_is_sent_again(own: Teacher, head: User, district: District, school: Organisation) -> None:
    waiting = card(own, phone="222")
    other = factories.teacher(district, school, user=factories.user(Role.TEACHER, district, organisation=school), phone="5")
    theirs = card(other, phone="6")
    services.return_proposal(proposal=theirs, comment="Нет", by=head)
    page = factories.client(own.user)
    for pk in (waiting.pk, theirs.pk, 0):
        assert page.get(f"{reverse('teachers:proposal_new', args=['card'])}?again={pk}").status_code == 404
    with pytest.raises(Refusal, match="только своё"):
        services.propose_course(teacher=own, values=COURSE, again=theirs, by=own.user)


def test_who_opens_a_proposal_and_takes_its_scan_is_shown_to_the_person(own: Teacher, head: User) -> None:
    """Each taking is a line of its own with the name of the file; what the person does herself is none."""
    page, desk = factories.client(own.user), factories.client(head)
    page.post(reverse("teachers:proposal_new", args=["course"]), {**FORM, "file": SimpleUploadedFile("скан.pdf", b"%PDF-1.4\n%%EOF\n")})
    made = Proposal.objects.get()
    proposal, scan = (reverse(f"teachers:{name}", args=[made.pk]) for name in ("proposal", "proposal_scan"))
    for visitor in (page, desk):
        for address in (proposal, proposal, scan, scan):
            assert visitor.get(address).status_code == 200
    told = Deed.objects.about(own).filter(actor=head).values_list("verb", "comment")
    assert sorted(told) == [("открыл(а) карточку (предложение педагога)", ""), ("скачал(а) скан", "скан.pdf"), ("скачал(а) скан", "скан.pdf")]
    services.accept_proposal(proposal=made, by=head)
    course = Course.objects.get(teacher=own)
    assert desk.get(reverse("teachers:scan", args=[own.pk, course.pk])).status_code == 200
    assert Deed.objects.about(own).filter(actor=head, verb="скачал(а) скан").count() == 3
    looked = page.get(reverse("site:looked")).text
    assert (looked.count("скан.pdf"), "(предложение педагога)" in looked) == (3, True)
    assert not Deed.objects.about(own).filter(actor=own.user, verb__startswith="скачал").exists()
