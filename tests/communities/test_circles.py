"""Communities, internships and the bank of practices."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities import services
from communities.models import Attendance, Community, Internship, Membership, Practice, Programme
from communities.selectors import circles as known
from communities.selectors.practices import practices
from communities.services import CommunityData, ProgrammeData
from portal.accounts.models import District, Role, User, Word
from portal.accounts.selectors import lexicon
from portal.journal.lifecycle import open_to
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from tests import factories
from tests.communities.conftest import Opening
from tests.seeing import Seeing

SINCE = dt.date(2024, 9, 1)


@pytest.fixture
def circle(district: District) -> Community:
    return Community.objects.create(district=district, name="РМО учителей", kind="rmo", since=SINCE, state="active")


@pytest.fixture
def programme(district: District) -> Programme:
    place = factories.organisation(district, short_name="СШ № 2")
    return Programme.objects.create(district=district, name="Модуль 1", organisation=place, hours=36, since=SINCE)


@pytest.fixture
def desk(methodist: User) -> Client:
    return factories.client(methodist, Seeing)


def join(circle: Community, people: list[Teacher], by: User, **fields: Any) -> int:
    return services.add_members(community=circle, teachers=[one.pk for one in people], since=fields.pop("since", SINCE), by=by, **fields)


def test_members_join_once_and_are_journalled_together(circle: Community, people: list[Teacher], methodist: User) -> None:
    assert (join(circle, people, methodist), join(circle, people, methodist)) == (5, 0)
    deed = Deed.objects.about(circle).get()
    assert (deed.verb, deed.after) == ("принял(а) в сообщество", {"человек": 5, "с": "01.09.2024"})
    assert join(circle, people[:1], methodist, role="leader") == 1


def test_who_left_may_join_again(circle: Community, people: list[Teacher], methodist: User) -> None:
    join(circle, people[:1], methodist)
    services.end_membership(membership=Membership.objects.get(), on=today() - dt.timedelta(days=30), product="Сборник", by=methodist)
    join(circle, people[:1], methodist, since=today())
    assert list(Membership.objects.order_by("since").values_list("until", "product")) == [(today() - dt.timedelta(days=30), "Сборник"), (None, "")]
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(district=circle.district, community=circle, teacher=people[0], since=today())


@pytest.mark.parametrize(("since", "why"), [(SINCE - dt.timedelta(days=1), "работает с"), (today() + dt.timedelta(days=1), "ещё не наступила")])
def test_joining_outside_the_dates_is_refused(circle: Community, people: list[Teacher], methodist: User, since: dt.date, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refusal:
        join(circle, people, methodist, since=since)
    assert refusal.value.field == "since"


def test_joining_a_finished_community_is_refused(circle: Community, people: list[Teacher], methodist: User) -> None:
    Community.objects.filter(pk=circle.pk).update(state="finished")
    circle.refresh_from_db()
    with pytest.raises(Refusal, match="завершено"):
        join(circle, people, methodist)


def test_a_foreign_teacher_does_not_join(circle: Community, foreign: District, methodist: User) -> None:
    with wall.scope([foreign.pk]):
        stranger = factories.teacher(foreign)
    with pytest.raises(Refusal, match="вашего района"):
        join(circle, [stranger], methodist)


@pytest.mark.parametrize(("on", "why"), [(SINCE - dt.timedelta(days=1), "не может быть раньше"), (today() + dt.timedelta(days=1), "ещё не наступила")])
def test_leaving_outside_the_dates_is_refused(circle: Community, people: list[Teacher], methodist: User, on: dt.date, why: str) -> None:
    join(circle, people[:1], methodist)
    with pytest.raises(Refusal, match=why):
        services.end_membership(membership=Membership.objects.get(), on=on, by=methodist)


def test_leaving_twice_is_refused_and_a_mistake_is_removed_with_a_trace(circle: Community, people: list[Teacher], methodist: User) -> None:
    join(circle, people[:1], methodist)
    member = services.end_membership(membership=Membership.objects.get(), on=today(), by=methodist)
    with pytest.raises(Refusal, match="уже закончено"):
        services.end_membership(membership=member, on=today(), by=methodist)
    services.delete_membership(membership=member, by=methodist)
    assert not Membership.objects.exists()
    assert Deed.objects.filter(verb="удалил(а) ошибочную запись об участии").count() == 1


def test_a_community_starts_with_a_leader_and_ends_with_its_members(circle: Community, people: list[Teacher], methodist: User) -> None:
    Community.objects.filter(pk=circle.pk).update(state="project")
    circle.refresh_from_db()
    with pytest.raises(Refusal, match="Назначьте руководителя"):
        services.move_community(community=circle, move="start", by=methodist)
    join(circle, people[:1], methodist, role="leader")
    assert services.move_community(community=circle, move="start", by=methodist).state == "active"
    ended = services.move_community(community=circle, move="finish", by=methodist)
    assert (ended.until, Membership.objects.get().until) == (today(), today())
    assert services.move_community(community=ended, move="resume", by=methodist, comment="Просят участники").until is None


def test_reversed_dates_of_a_community_and_a_programme_are_refused(district: District, programme: Programme, methodist: User) -> None:
    with pytest.raises(Refusal, match="раньше даты «с»"):
        services.create_community(data=CommunityData("РМО", "rmo", today(), SINCE), district=district, by=methodist)
    wrong = ProgrammeData("Модуль", programme.organisation, 36, today(), SINCE)
    with pytest.raises(Refusal, match="раньше даты «с»"):
        services.create_programme(data=wrong, district=district, by=methodist)


def test_a_programme_of_a_foreign_site_is_refused(district: District, foreign: District, methodist: User) -> None:
    with wall.scope([foreign.pk]):
        place = factories.organisation(foreign)
    with pytest.raises(Refusal, match="не из вашего района"):
        services.create_programme(data=ProgrammeData("Модуль", place, 36, SINCE), district=district, by=methodist)


def test_a_partners_people_join_a_shared_community_unseen(
    circle: Community, people: list[Teacher], methodist: User, foreign: District, partner: Opening
) -> None:
    Community.objects.filter(pk=circle.pk).update(shared=True)
    circle.refresh_from_db()
    join(circle, people, methodist)
    with partner():
        theirs = factories.user(Role.METHODIST, foreign)
        join(circle, [factories.teacher(foreign)], theirs)
        assert [row.members for row in known.rows_of(list(known.circles(theirs, known.CircleQuery())), theirs, lexicon(known.KINDS))] == [1]
    assert [row.members for row in known.rows_of(list(known.circles(methodist, known.CircleQuery())), methodist, lexicon(known.KINDS))] == [5]
    with pytest.raises(Refusal, match=r"педагоги других районов \(1\)"):
        services.edit_community(community=circle, data=CommunityData("РМО", "rmo", SINCE), by=methodist)


def test_constant_members_are_those_from_the_beginning_or_for_a_year(circle: Community, people: list[Teacher], methodist: User) -> None:
    join(circle, people[:3], methodist)
    join(circle, people[3:], methodist, since=today())
    card = known.card(known.described().get(pk=circle.pk), methodist)
    assert (card.members, card.constant, card.constant_share) == (5, 3, 60)


def test_internship_runs_from_enrolment_to_completion(programme: Programme, people: list[Teacher], methodist: User) -> None:
    ids = [one.pk for one in people[:2]]
    assert [services.enrol(programme=programme, teachers=ids, since=SINCE, by=methodist) for _ in range(2)] == [2, 0]
    first = Internship.objects.order_by("pk")[0]
    done = services.move_internship(internship=first, move="complete", on=dt.date(2025, 5, 20), by=methodist)
    assert (done.state, done.completed_on) == ("completed", dt.date(2025, 5, 20))
    back = services.move_internship(internship=done, move="again", comment="Ошибка", by=methodist)
    assert (back.state, back.completed_on) == ("enrolled", None)


@pytest.mark.parametrize(("on", "why"), [(SINCE - dt.timedelta(days=1), "раньше нельзя"), (today() + dt.timedelta(days=1), "ещё не наступила")])
def test_internship_is_not_completed_outside_its_dates(programme: Programme, people: list[Teacher], methodist: User, on: dt.date, why: str) -> None:
    services.enrol(programme=programme, teachers=[people[0].pk], since=SINCE, by=methodist)
    with pytest.raises(Refusal, match=why):
        services.move_internship(internship=Internship.objects.get(), move="complete", on=on, by=methodist)


def test_enrolment_outside_the_programmes_dates_is_refused(programme: Programme, people: list[Teacher], methodist: User) -> None:
    Programme.objects.filter(pk=programme.pk).update(until=dt.date(2025, 6, 1))
    programme.refresh_from_db()
    for since in (SINCE - dt.timedelta(days=1), dt.date(2025, 6, 2)):
        with pytest.raises(Refusal, match="вне сроков"):
            services.enrol(programme=programme, teachers=[people[0].pk], since=since, by=methodist)


def test_practice_enters_the_bank_with_a_date(district: District, methodist: User) -> None:
    practice = Practice.objects.create(district=district, title="Проба")
    practice.authorships.create(district=district, teacher=factories.teacher(district))
    assert services.move_practice(practice=practice, move="include", by=methodist).included_on == today()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_HEAD, Role.DEPARTMENT_HEAD])
def test_nobody_but_a_methodist_is_offered_moves(district: District, circle: Community, programme: Programme, people: list[Teacher], role: str) -> None:
    user = factories.user(role, district)
    trainee = Internship.objects.create(district=district, programme=programme, teacher=people[0], since=SINCE, state="enrolled")
    practice = Practice.objects.create(district=district, title="Проба")
    assert [open_to(one, user) for one in (circle, trainee, practice)] == [[], [], []]


def test_pages_add_members_by_search_and_list(desk: Client, circle: Community, people: list[Teacher]) -> None:
    base, plain = f"/communities/{circle.pk}/", {"since": SINCE.isoformat(), "role": "member"}
    assert desk.get(f"{base}members/find/", {"find": people[0].last_name}).context["found"][0][0] == people[0]
    assert desk.post(f"{base}members/add/", {**plain, "teacher": people[0].pk})["Location"] == base
    assert desk.post(f"{base}members/add/", {**plain, "since": "", "teacher": people[1].pk}).status_code == 409
    pasted = desk.post(f"{base}members/paste/", {**plain, "deed": "confirm", "names": "\n".join(one.full_name for one in people)})
    assert (pasted["Location"], Membership.objects.count()) == (base, 5)
    assert len(desk.get(base, {"q": people[2].last_name}).context["page"].object_list) == 1


def test_pages_end_and_remove_a_membership(desk: Client, circle: Community, people: list[Teacher], methodist: User) -> None:
    join(circle, people[:2], methodist)
    first, second = Membership.objects.order_by("pk")
    wrong = desk.post(f"/communities/members/{first.pk}/", {"until": "2020-01-01"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["until"])
    assert desk.post(f"/communities/members/{first.pk}/", {"until": today().isoformat(), "product": "Сборник"}).status_code == 302
    services.end_membership(membership=second, on=today(), by=methodist)
    stale = desk.post(f"/communities/members/{second.pk}/delete/", {"seen": "0"})
    assert stale.status_code == 409
    assert "отметила выбытие из сообщества (" in stale.content.decode()
    address = re.search(r'/delete/".*?name="seen" value="(\d+)"', desk.get(f"/communities/members/{second.pk}/").content.decode())
    assert desk.post(f"/communities/members/{second.pk}/delete/", {"seen": address and address[1]}).status_code == 302
    assert list(Membership.objects.values_list("pk", "product")) == [(first.pk, "Сборник")]


def test_pages_enrol_and_complete(desk: Client, programme: Programme, people: list[Teacher]) -> None:
    base = f"/communities/programmes/{programme.pk}/"
    assert desk.get(f"{base}trainees/find/", {"find": people[0].last_name}).context["found"][0][0] == people[0]
    desk.post(f"{base}trainees/add/", {"since": SINCE.isoformat(), "teacher": people[0].pk})
    desk.post(f"{base}trainees/paste/", {"since": SINCE.isoformat(), "deed": "confirm", "names": people[1].full_name})
    first = Internship.objects.get(teacher=people[0])
    assert desk.post(f"/communities/internships/{first.pk}/", {"move": "complete", "on": "2020-01-01"}).status_code == 422
    assert desk.post(f"/communities/internships/{first.pk}/", {"move": "complete", "on": today().isoformat()})["Location"] == base
    assert desk.get(f"/communities/internships/{first.pk}/").status_code == 200
    row = desk.get("/communities/programmes/", {"q": "сш № 2", "open": "yes"}).context["page"].object_list[0]
    assert (row.site, row.under_way, row.completed) == ("СШ № 2", 1, 1)


def test_a_partners_programme_is_listed_without_its_site(programme: Programme, foreign: District, partner: Opening) -> None:
    Programme.objects.filter(pk=programme.pk).update(shared=True)
    with partner():
        theirs = factories.user(Role.METHODIST, foreign)
        her = factories.teacher(foreign)
    browser = factories.client(theirs)
    row = browser.get("/communities/programmes/").context["page"].object_list[0]
    assert (row.programme, row.site) == (programme, "Советско-Гаванский район")
    browser.post(f"/communities/programmes/{programme.pk}/trainees/add/", {"since": SINCE.isoformat(), "teacher": her.pk})
    with partner():
        assert Internship.objects.get().district == foreign


def test_forms_of_community_and_programme(desk: Client, district: District, programme: Programme) -> None:
    Word.objects.create(dictionary="community_kinds", code="rmo", name="РМО")
    plain = {"name": "РМО физиков", "kind": "rmo", "since": "2025-09-01"}
    made = desk.post("/communities/new/", plain)
    circle = Community.objects.get()
    assert made["Location"] == f"/communities/{circle.pk}/"
    assert desk.post(f"/communities/{circle.pk}/edit/", {**plain, "until": "2020-01-01"}).status_code == 422
    assert desk.post(f"/communities/{circle.pk}/edit/", {**plain, "topic": "наука"}).status_code == 302
    assert desk.post(f"/communities/{circle.pk}/move/", {"move": "start"}).status_code == 409
    module = {"name": "Модуль 2", "organisation": programme.organisation_id, "hours": "72", "since": "2025-09-01"}
    assert desk.post("/communities/programmes/new/", module).status_code == 302
    second = Programme.objects.get(name="Модуль 2")
    assert desk.post(f"/communities/programmes/{second.pk}/edit/", {**module, "hours": "0"}).status_code == 422
    assert desk.post(f"/communities/programmes/{second.pk}/edit/", {**module, "hours": "36"}).status_code == 302


def test_members_are_seen_by_name_only_by_those_who_may(circle: Community, people: list[Teacher], methodist: User, district: District) -> None:
    join(circle, people, methodist)
    other = factories.client(factories.user(Role.SCHOOL_HEAD, district))
    head = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=people[0].employments.get().organisation))
    teacher = factories.client(factories.user(Role.TEACHER, district))
    seen = [len(one.get(f"/communities/{circle.pk}/").context["page"].object_list) for one in (other, head, teacher)]
    assert seen == [0, 5, 0]
    assert teacher.post(f"/communities/{circle.pk}/members/add/").status_code == 403


@pytest.mark.parametrize("address", ["/communities/", "/communities/programmes/", "/communities/practices/", "/communities/{circle}/"])
def test_lists_cost_the_same_for_one_and_for_many(
    desk: Client, district: District, circle: Community, programme: Programme, people: list[Teacher], methodist: User, address: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address.format(circle=circle.pk)).status_code == 200
        return len([one for one in queries if "set_config" not in one["sql"] and "SAVEPOINT" not in one["sql"]])

    join(circle, people[:1], methodist)
    Practice.objects.create(district=district, title="Практика", state="included")
    few = cost()
    join(circle, people, methodist)
    for n in range(12):
        other = Community.objects.create(district=district, name=f"РМО {n}", kind="rmo", since=SINCE, state="active")
        join(other, people, methodist)
        join(other, people[:1], methodist, role="leader")
        module = Programme.objects.create(district=district, name=f"Модуль {n}", organisation=programme.organisation, hours=36, since=SINCE)
        services.enrol(programme=module, teachers=[people[0].pk], since=SINCE, by=methodist)
        Practice.objects.create(district=district, title=f"Практика {n}", state="included").authorships.create(district=district, teacher=people[0])
    assert cost() == few <= (20 if "circle" in address else 12)


def test_practices_that_are_in_no_bank_yet_stand_last_and_a_mark_is_in_her_gender(district: District) -> None:
    methodist = factories.user(Role.METHODIST, district)
    new, old, none = (
        Practice.objects.create(district=district, title=f"Практика {day or 'без даты'}", included_on=day)
        for day in (dt.date(2026, 3, 1), dt.date(2025, 3, 1), None)
    )
    assert list(practices(methodist, sort="included")) == [old, new, none]
    assert list(practices(methodist, sort="-included")) == [new, old, none]
    teacher = factories.teacher(district, last_name="Иванова", sex="f")
    mark = Attendance(district=district, teacher=teacher, event=factories.event(district), status="present", held_on=dt.date(2026, 3, 1))
    mark.save()
    assert "присутствовала" in factories.client(methodist).get(reverse("communities:teacher_panel", args=[teacher.pk])).text
