"""Deeds on many routes: the preview says whom, whom not and why; all of them or none; an assignment is taken back, a reminder is said once a day."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Appointment, District, Role
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.periods import today
from routes.models import Route, RouteBulk
from tests import factories
from tests.routes.conftest import People, step

BULK, DO = reverse("routes:bulk"), reverse("routes:bulk_do")
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(people: People) -> Client:
    return factories.client(people["methodist"])


def route_of(people: People, name: str, state: str = "active", *, signs_in: bool = True, **fields: object) -> Route:
    user = factories.user(Role.TEACHER, people.district, organisation=people.school, last_name=name) if signs_in else None
    made = factories.route(factories.teacher(people.district, people.school, user=user, last_name=name), state=state, **fields)
    step(made)
    return made


def preview(desk: Client, deed: str, routes: list[Route], **more: object) -> dict[str, object]:
    """What the form of the preview would send."""
    page = desk.get(BULK, {"deed": deed, "who": [one.pk for one in routes]})
    assert page.status_code == 200
    mark, who = (re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1] for name in ("mark", "who"))  # type: ignore[index]
    return {"deed": deed, "who": who, "mark": mark, **more}


def assigned(desk: Client, deed: str, routes: list[Route], person: object) -> RouteBulk:
    """Checked with the person, then done."""
    asked = preview(desk, deed, routes, person=person.pk)  # type: ignore[attr-defined]
    asked["mark"] = desk.post(DO, {**asked, "step": "check"}).context["plan"].mark
    assert desk.post(DO, {**asked, "step": "apply"}).status_code == 302
    return RouteBulk.objects.first()  # type: ignore[return-value]


def test_reminding_says_what_is_next_to_whose_move_it_is(people: People, desk: Client) -> None:
    drafted, late = route_of(people, "Черновая", "draft"), route_of(people, "Поздняя", starts_on=today() - 30 * DAY)
    step(late, ends_on=today() - DAY)
    waiting, done = route_of(people, "Ждунова", "review"), route_of(people, "Завершёнова", "done")
    deaf = route_of(people, "Безвходова", signs_in=False)
    routes = [drafted, late, waiting, done, deaf]
    plan = desk.get(BULK, {"deed": "remind", "who": [one.pk for one in routes]}).context["plan"]
    assert {line.pk for line in plan.ready} == {drafted.pk, late.pk}
    assert {why for _, why in plan.skipped} == {"ждёт согласования, а не педагога", "маршрут уже завершён", "нет входа на портал"}
    desk.post(DO, preview(desk, "remind", routes, comment="Жду до пятницы.", step="apply"))
    texts = {one.user_id: one.text for one in Notice.objects.filter(user__in=[drafted.teacher.user_id, late.teacher.user_id])}
    assert texts[drafted.teacher.user_id] == "Напоминание: отправьте маршрут (ИОМ) на согласование. Жду до пятницы."
    assert "выполнено 0 из 2, просрочено: 1\xa0шаг" in texts[late.teacher.user_id]
    assert Deed.objects.about(drafted).filter(verb="напомнил(а) о маршруте", actor=people["methodist"]).count() == 1


def test_nobody_is_reminded_twice_on_one_day(people: People, desk: Client) -> None:
    one = route_of(people, "Черновая", "draft")
    asked = preview(desk, "remind", [one], step="apply")
    assert desk.post(DO, asked).status_code == 302
    assert desk.post(DO, asked).status_code == 422  # from the page that was open before
    plan = factories.client(people["head"]).get(BULK, {"deed": "remind", "who": [one.pk]}).context["plan"]
    assert plan.reasons == [("сегодня уже напомнили", [one.teacher.full_name])]
    assert Notice.objects.filter(user=one.teacher.user_id).count() == 1


def test_who_cannot_sign_in_may_be_invited_from_the_preview(people: People, desk: Client) -> None:
    one = route_of(people, "Без входа", signs_in=False)
    page = desk.get(BULK, {"deed": "remind", "who": [one.pk]})
    assert page.context["invite_url"] == f"{reverse('teachers:bulk')}?deed=invite&who={one.teacher_id}"
    assert desk.get(page.context["invite_url"]).status_code == 200
    assert 'name="comment"' not in page.content.decode()  # nobody would get the words
    seen = desk.get(BULK, {"deed": "remind", "who": [route_of(people, "Со входом").pk]})
    assert (seen.context["invite_url"], 'name="comment"' in seen.content.decode()) == ("", True)
    assert "Отправленное вернуть нельзя" in seen.content.decode()


def test_those_without_a_route_are_reminded_to_draw_one_up(people: People, desk: Client) -> None:
    young = dt.date(today().year - 25, 1, 1)
    user = factories.user(Role.TEACHER, people.district, organisation=people.school)
    who = factories.teacher(people.district, people.school, user=user, birth_date=young)
    factories.teacher(people.district, people.school, birth_date=young)
    page = desk.get(BULK, {"deed": "urge", "all": "1", "query": "", "seen": "2"})
    assert [line.pk for line in page.context["plan"].ready] == [who.pk]
    asked = {"deed": "urge", "who": page.context["who"], "mark": page.context["plan"].mark, "step": "apply"}
    assert "Напоминание отправлено 1\xa0педагогу" in desk.post(DO, asked, follow=True).content.decode()
    assert Notice.objects.get(user=user).text == "Напоминание: составьте индивидуальный маршрут (ИОМ)."


def test_an_expert_is_named_for_many_told_once_and_taken_back(people: People, desk: Client) -> None:
    first, second = route_of(people, "Первая"), route_of(people, "Вторая", "expertise", expert=people["other_expert"])
    own = route_of(people, "Своя")
    own.teacher.user = people["expert"]
    own.teacher.save()
    draft = route_of(people, "Черновая", "draft")
    made = assigned(desk, "expert", [first, second, own, draft], people["expert"])
    assert [one.expert for one in Route.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")] == [people["expert"]] * 2
    assert dict(made.skipped) == {own.pk: "это его собственный маршрут", draft.pk: "эксперта назначают утверждённому маршруту"}
    assert [one.text for one in Notice.objects.filter(user=people["expert"])] == ["Вам назначена экспертиза маршрутов (ИОМ): 2."]
    assert Deed.objects.about(second).get(verb="назначил(а) эксперта").before == {"expert": people["other_expert"].pk}
    assert desk.post(reverse("routes:bulk_undo", args=[made.pk])).status_code == 302
    assert [one.expert for one in Route.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")] == [None, people["other_expert"]]
    told = Notice.objects.get(user=people["expert"])  # nothing new for the expert, neither in the header nor by mail
    assert (told.text, bool(told.read_at), bool(told.mailed_at)) == ("Назначение отменено: экспертиза маршрутов (ИОМ), 2.", True, True)
    assert desk.post(reverse("routes:bulk_undo", args=[made.pk])).status_code == 409


def test_who_has_read_of_the_assignment_is_told_that_it_is_taken_back(people: People, desk: Client) -> None:
    made = assigned(desk, "expert", [route_of(people, "Первая")], people["expert"])
    Notice.objects.filter(user=people["expert"]).update(read_at=timezone.now())
    assert desk.post(reverse("routes:bulk_undo", args=[made.pk])).status_code == 302
    texts = [one.text for one in Notice.objects.filter(user=people["expert"], read_at=None)]
    assert texts == ["Назначение отменено: экспертиза маршрутов (ИОМ), 1."]


def test_an_assignment_that_was_changed_since_is_not_taken_back(people: People, desk: Client) -> None:
    one, other = route_of(people, "Первая"), route_of(people, "Вторая")
    made = assigned(desk, "curator", [one, other], people["methodist"])
    Route.objects.filter(pk=other.pk).update(curator=None)
    refused = desk.post(reverse("routes:bulk_undo", args=[made.pk]))
    assert refused.status_code == 409
    assert other.teacher.short_name in refused.content.decode()
    assert Route.objects.get(pk=one.pk).curator == people["methodist"]


def test_nothing_is_done_when_the_list_has_changed_since_the_preview(people: People, desk: Client) -> None:
    one, other = route_of(people, "Первая"), route_of(people, "Вторая")
    asked = preview(desk, "expert", [one, other], person=people["expert"].pk)
    asked["mark"] = desk.post(DO, {**asked, "step": "check"}).context["plan"].mark
    Route.objects.filter(pk=other.pk).update(state="done")
    answer = desk.post(DO, {**asked, "step": "apply"})
    assert answer.status_code == 422
    assert "список изменился" in answer.content.decode()
    assert Route.objects.get(pk=one.pk).expert is None


def test_who_may_do_what_to_many_and_approving_is_not_among_it(people: People, desk: Client) -> None:
    one = route_of(people, "Первая", "draft")
    deeds = {}
    for who in ("methodist", "head", "department_head", "mentor", "expert"):
        page = factories.client(people[who]).get(BULK, {"deed": "remind", "who": [one.pk]})
        deeds[who] = (page.status_code, factories.client(people[who]).get(BULK, {"deed": "expert", "who": [one.pk]}).status_code)
    assert deeds == {"methodist": (200, 200), "head": (200, 403), "department_head": (403, 403), "mentor": (403, 403), "expert": (403, 403)}
    assert desk.get(BULK, {"deed": "approve", "who": [one.pk]}).status_code == 409
    strange = factories.client(people["other_head"]).get(BULK, {"deed": "remind", "who": [one.pk]})
    assert strange.context["plan"].ready == []  # a route of another school is not even seen


def test_a_methodist_of_two_districts_touches_the_routes_of_the_district_at_hand(people: People, desk: Client, foreign: District) -> None:
    """Told in the preview; nobody of the other district is reminded, nor given an expert who holds a post in this one only."""
    own = route_of(people, "Своя")
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=people["methodist"], district=foreign, role=Role.METHODIST, since="2020-01-01")
        user = factories.user(Role.TEACHER, foreign)
        far = factories.route(factories.teacher(foreign, user=user, last_name="Дальняя", birth_date=dt.date(today().year - 25, 1, 1)), state="active")
        idle = factories.teacher(foreign, user=factories.user(Role.TEACHER, foreign), birth_date=dt.date(today().year - 25, 1, 1))
    desk.post(reverse("accounts:switch_district"), {"district": people.district.pk})
    for deed, who in (("expert", "expert"), ("curator", "methodist")):
        made = assigned(desk, deed, [own, far], people[who])
        assert (made.district, made.skipped) == (people.district, [[far.pk, "маршрут другого района"]])
    desk.post(DO, preview(desk, "remind", [own, far], step="apply"))
    page = desk.get(BULK, {"deed": "urge", "who": [idle.pk]})
    assert page.context["plan"].reasons == [("работает в другом районе", [idle.full_name])]
    with wall.scope([foreign.pk], user=user.pk):
        fresh = Route.objects.get(pk=far.pk)
        assert (fresh.expert, fresh.curator, Notice.objects.exists()) == (None, None, False)


def test_who_is_no_longer_a_methodist_does_not_take_back_what_she_did(people: People, desk: Client) -> None:
    made = assigned(desk, "expert", [route_of(people, "Первая")], people["expert"])
    Appointment.objects.filter(user=people["methodist"]).update(role=Role.EXPERT)
    page = desk.get(reverse("routes:bulk_done", args=[made.pk]))
    assert (page.status_code, page.context["undo"]) == (200, None)
    assert desk.post(reverse("routes:bulk_undo", args=[made.pk])).status_code == 409
    assert Route.objects.get().expert == people["expert"]


def test_the_way_back_keeps_the_conditions_of_the_board(people: People, desk: Client) -> None:
    one, back = route_of(people, "Поздняя"), f"{reverse('routes:board')}?curator=me&q=%D0%BF"
    page = desk.get(BULK, {"deed": "remind", "who": one.pk, "query": "curator=me&q=п"})
    assert page.context["back"] == back
    done = desk.post(DO, preview(desk, "remind", [one], step="apply", back=back), follow=True)
    assert done.context["back"] == back
    assert f'href="{back.replace("&", "&amp;")}"' in done.text
