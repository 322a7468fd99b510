"""Deeds on many people: the preview says whom and whom not, the deed does exactly that, and is taken back."""

from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Appointment, District, Organisation, Role, User, Word
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Bulk, Duty, Teacher
from teachers.services import bulk as services
from tests import factories

BULK, DUTIES = reverse("teachers:bulk"), reverse("teachers:bulk_duties")


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    Word.objects.create(dictionary="additional_roles", code="jury", name="Член жюри")


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def visitor(methodist: User) -> Client:
    return factories.client(methodist)


@pytest.fixture
def school(district: District) -> Organisation:
    return factories.organisation(district)


@pytest.fixture
def people(district: District, school: Organisation) -> list[Teacher]:
    return [factories.teacher(district, school, last_name=name) for name in ("Алёхина", "Белова", "Громова")]


def typed(people: list[Teacher], **more: str) -> dict[str, str]:
    return {"who": ",".join(str(one.pk) for one in people), "role": "jury", "detail": "", "since": today().isoformat(), "until": "", "act": "", **more}


def test_a_role_for_many_is_checked_entered_and_taken_back(district: District, visitor: Client, methodist: User, people: list[Teacher]) -> None:
    Duty.objects.create(district=district, teacher=people[0], role="jury", since=today())
    gone = factories.teacher(district, last_name="Ушедшая", until=today().replace(year=today().year - 1))
    page = visitor.post(DUTIES, typed([*people, gone], deed="check"))
    plan = page.context["plan"]
    assert [one.last_name for one in plan.ready] == ["Белова", "Громова"]
    assert {why for _, why in plan.skipped} == {"такая роль у него на эти дни уже есть", "сегодня нигде не работает"}
    assert not Bulk.objects.exists()
    done = visitor.post(DUTIES, typed([*people, gone], deed="apply", mark=plan.mark))
    bulk = Bulk.objects.get()
    assert {who for who, _ in bulk.skipped} == {people[0].pk, gone.pk}  # ids, no names: an erased person is in no row
    assert gone.full_name in visitor.get(done.headers["Location"]).content.decode()
    assert done.headers["Location"] == reverse("teachers:bulk_done", args=[bulk.pk])
    assert set(Duty.objects.filter(role="jury", organisation__isnull=False).values_list("teacher__last_name", flat=True)) == {"Белова", "Громова"}
    assert Deed.objects.about(people[1]).filter(verb="внёс(ла) дополнительную роль", actor=methodist).exists()
    visitor.post(reverse("teachers:bulk_undo", args=[bulk.pk]))
    assert Duty.objects.count() == 1
    assert visitor.post(reverse("teachers:bulk_undo", args=[bulk.pk])).status_code == 409


def test_a_preview_that_has_grown_old_enters_nothing(district: District, visitor: Client, people: list[Teacher]) -> None:
    mark = visitor.post(DUTIES, typed(people, deed="check")).context["plan"].mark
    Duty.objects.create(district=district, teacher=people[0], role="jury", since=today())
    answer = visitor.post(DUTIES, typed(people, deed="apply", mark=mark))
    assert answer.status_code == 422
    assert "список изменился" in answer.content.decode()
    assert Duty.objects.count() == 1


def test_what_was_corrected_since_is_not_taken_back(district: District, visitor: Client, methodist: User, people: list[Teacher]) -> None:
    mark = visitor.post(DUTIES, typed(people, deed="check")).context["plan"].mark
    visitor.post(DUTIES, typed(people, deed="apply", mark=mark))
    Duty.objects.filter(teacher=people[1]).update(detail="«Учитель года»")
    with pytest.raises(Refusal, match="Белова"):
        services.undo_bulk(bulk=Bulk.objects.get(), by=methodist)
    assert Duty.objects.count() == 3


def test_a_methodist_of_two_districts_touches_the_district_at_hand(
    district: District, foreign: District, visitor: Client, methodist: User, people: list[Teacher]
) -> None:
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=methodist, district=foreign, role=Role.METHODIST, since="2020-01-01")
        other = factories.teacher(foreign, last_name="Дальняя")
    visitor.post(reverse("accounts:switch_district"), {"district": district.pk})
    plan = visitor.post(DUTIES, typed([*people, other], deed="check")).context["plan"]
    assert [one.pk for one in plan.ready] == [one.pk for one in people]
    assert plan.skipped == [(other.full_name, "работает в другом районе")]
    done = visitor.post(DUTIES, typed([*people, other], deed="apply", mark=plan.mark))
    assert done.headers["Location"] == reverse("teachers:bulk_done", args=[Bulk.objects.get().pk])
    assert Duty.objects.count() == len(people)


def test_a_head_enters_nothing_into_her_own_card(district: District, school: Organisation, people: list[Teacher]) -> None:
    """Her own she proposes, and the methodist confirms it."""
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=school)
    Teacher.objects.filter(pk=people[0].pk).update(user=head)
    desk = factories.client(head)
    assert [desk.get(reverse("teachers:fact_new", args=[one.pk, "courses"])).status_code for one in people[:2]] == [403, 200]
    plan = desk.post(DUTIES, typed(people, deed="check")).context["plan"]
    assert [one.pk for one in plan.ready] == [one.pk for one in people[1:]]
    assert desk.post(DUTIES, typed(people, deed="apply", mark=plan.mark)).status_code == 302


def test_the_whole_filtered_list_and_only_whom_one_may_see(district: District, visitor: Client, school: Organisation, people: list[Teacher]) -> None:
    other = factories.teacher(district, last_name="Чужая")
    page = visitor.get(BULK, {"deed": "duty", "all": "1", "query": f"organisation={school.pk}", "seen": "5"})
    assert {one.pk for one in page.context["plan"].ready} == {one.pk for one in people}
    assert "было 5, стало 3" in page.content.decode()
    head = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=school))
    plan = head.get(BULK, {"deed": "duty", "who": [people[0].pk, other.pk]}).context["plan"]
    assert [one.pk for one in plan.ready] == [people[0].pk]
    assert plan.skipped == [("Ещё 1", "карточка больше не видна: её объединили или человек ушёл")]
    assert head.get(BULK, {"deed": "invite", "who": people[0].pk}).status_code == 403
    assert visitor.get(BULK, {"deed": "duty"}).status_code == 302


def test_invitations_and_applications_take_the_chosen_along(district: District, visitor: Client, people: list[Teacher]) -> None:
    Teacher.objects.filter(pk=people[0].pk).update(email="alehina@school.example")
    page = visitor.get(BULK, {"deed": "invite", "who": [one.pk for one in people]}).context
    assert [one.pk for one in page["ready"]] == [people[0].pk]
    assert [one.pk for one, _ in page["form"].rows()] == [people[1].pk, people[2].pk]  # without an address: a field for each
    assert page["plan"].reasons == []
    answer = visitor.get(BULK, {"deed": "event", "who": [one.pk for one in people]}, follow=True)
    assert [one.pk for one in answer.context["plan"].ready] == [one.pk for one in people]
    answer = visitor.get(BULK, {"deed": "apply", "all": "1", "query": "q=бел"}, follow=True)
    assert answer.context["total"] == 1


def test_too_many_are_refused_at_the_preview(district: District, visitor: Client) -> None:
    many = ",".join(map(str, range(1, 3002)))
    page = visitor.post(DUTIES, {**typed([]), "who": many, "deed": "check"}, follow=True)
    assert "не больше 3000 человек" in page.content.decode()
    assert "plan" not in (page.context or {})


@pytest.mark.parametrize("address", [f"{BULK}?deed=duty&query=q%3DБелова", reverse("teachers:application_new")])
def test_nobody_ticked_is_said_beside_the_list(visitor: Client, people: list[Teacher], address: str) -> None:
    answer = visitor.get(address, follow=True)
    assert "Отметьте хотя бы одного человека" in answer.content.decode()
    assert unquote(answer.redirect_chain[0][0]) in (f"{reverse('teachers:list')}?q=Белова", reverse("teachers:courses"))


def test_a_head_takes_back_only_while_they_are_her_people(district: District, school: Organisation, people: list[Teacher]) -> None:
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=school)
    desk = factories.client(head)
    mark = desk.post(DUTIES, typed(people, deed="check")).context["plan"].mark
    desk.post(DUTIES, typed(people, deed="apply", mark=mark))
    made = reverse("teachers:bulk_undo", args=[Bulk.objects.get().pk])
    Appointment.objects.filter(user=head).update(organisation=factories.organisation(district))
    assert desk.post(made).status_code == 409
    Appointment.objects.filter(user=head).update(role=Role.TEACHER, organisation=school)
    assert desk.post(made).status_code in (404, 409)
    assert Duty.objects.count() == len(people)
    Appointment.objects.filter(user=head).update(role=Role.SCHOOL_HEAD)
    assert desk.post(made).status_code == 302
    assert not Duty.objects.exists()


LISTED = f"{reverse('teachers:list')}?q=%D0%B1%D0%B5%D0%BB&sort=-age"


def test_the_way_back_keeps_the_conditions_of_the_list_and_leads_nowhere_else(visitor: Client, people: list[Teacher]) -> None:
    asked = {"who": people[1].pk, "query": "q=бел&sort=-age"}
    for deed in ("duty", "invite", "event", "apply"):
        assert visitor.get(BULK, {"deed": deed, **asked}, follow=True).context["back"] == LISTED, deed
    plan = visitor.post(DUTIES, typed(people[1:2], deed="check", back=LISTED))
    assert plan.context["back"] == LISTED
    done = visitor.post(DUTIES, typed(people[1:2], deed="apply", mark=plan.context["plan"].mark, back=LISTED), follow=True)
    assert f'href="{LISTED.replace("&", "&amp;")}"' in done.text
    undone = visitor.post(reverse("teachers:bulk_undo", args=[Bulk.objects.get().pk]), {"back": LISTED}, follow=True)
    assert undone.context["back"] == LISTED
    for foreign in ("https://evil.example/teachers/?q=1", "//evil.example/teachers/", "/accounts/logout/?q=1", "javascript:alert(1)"):
        assert visitor.post(DUTIES, typed(people, deed="check", back=foreign)).context["back"] == reverse("teachers:list")


def test_too_many_for_an_event_is_said_under_the_deeds_own_heading(visitor: Client, monkeypatch: pytest.MonkeyPatch, people: list[Teacher]) -> None:
    monkeypatch.setattr("communities.views.gathering.MOST", 2)
    monkeypatch.setattr("teachers.views.bulk.MANY", 2)
    assert "запись на событие — до 2 человек" in visitor.get(reverse("teachers:list")).text
    page = visitor.get(BULK, {"deed": "event", "who": [one.pk for one in people], "query": "q=а"}, follow=True)
    assert "<h1>Записать на событие</h1>" in page.text
    assert "не больше 2 человек" in page.text
    assert page.context["back"].endswith("?q=%D0%B0")
