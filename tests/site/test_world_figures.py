"""The figures of the source documents, counted from the facts of the loaded world."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from communities.models import Attendance, Authorship, Community, Event, Internship, Membership, Programme, Publication
from contests.models import Contest, Participation
from monitoring.models import Campaign, Indicator, InnovationSite, NormativeAct, Plan, PlanRow, SiteParticipant, Target
from portal.accounts.models import Agreement, Network, Organisation, User, Word
from portal.journal.models import Deed
from portal.kit.wall import scope
from routes.models import Mentoring, Route
from teachers.models import Answer, Assessment, Competency, Course, Employment, Qualification, Teacher
from tests.site.conftest import TODAY, World

pytestmark = pytest.mark.xdist_group("world")
YEAR = (dt.date(2020, 9, 1), dt.date(2021, 8, 31))
MEETINGS = ("ef01", "ef02", "ef47")


@pytest.fixture
def sovgavan(world: World) -> Iterator[None]:
    with scope([world.districts["sovgavan"].pk]):
        yield


@pytest.fixture
def amursk(world: World) -> Iterator[None]:
    with scope([world.districts["amursk"].pk]):
        yield


@pytest.fixture
def timashevsk(world: World) -> Iterator[None]:
    with scope([world.districts["timashevsk"].pk]):
        yield


def staff(on: dt.date) -> "QuerySet[Employment]":
    return Employment.objects.pedagogical_staff(on)


def share(facts: "QuerySet[Attendance] | QuerySet[Course] | QuerySet[Authorship]", on: dt.date) -> str:
    """Staff of the date with such a fact, of all staff, %, as it is printed."""
    people = staff(on)
    found = people.filter(Exists(facts.filter(teacher=OuterRef("teacher")))).count()
    return f"{100 * found / people.count():.1f}".replace(".", ",")


def young(on: dt.date) -> "QuerySet[Teacher]":
    return Teacher.objects.younger_than_35(on).filter(Exists(staff(on).filter(teacher=OuterRef("pk"))))


def finished(year: int, on: dt.date, **more: object) -> int:
    """People under 35 on the date with a route finished in the calendar year."""
    return young(on).filter(Exists(Route.objects.filter(teacher=OuterRef("pk"), state="done", completed_on__year=year, **more))).count()


def test_six_communities_of_158(sovgavan: None) -> None:
    found = Community.objects.filter(topic="воспитание", since__lte=YEAR[1], until__gte=YEAR[0])
    members = found.annotate(people=Count("memberships", filter=Q(memberships__role="member")))
    assert sorted(members.values_list("people", flat=True)) == sorted([27, 24, 40, 41, 14, 12])
    assert Membership.objects.filter(community__in=found, product__startswith="ИОМ сопровождения").count() == 4


def test_leaders_are_3_2_2(sovgavan: None) -> None:
    led = Membership.objects.filter(role="leader", community__topic="воспитание", since__range=YEAR).values("teacher")
    positions = Counter(Employment.objects.on(dt.date(2020, 9, 14)).filter(teacher__in=led).values_list("position", flat=True))
    assert positions["ms03"] + positions["ms04"] == 3
    assert positions["adm04"] == 2
    assert positions.total() == 7


def test_four_of_pallada_defended(sovgavan: None) -> None:
    people = Membership.objects.filter(product__startswith="ИОМ сопровождения").values("teacher")
    assert set(staff(YEAR[1]).filter(teacher__in=people).values_list("organisation__short_name", flat=True)) == {"ЦДТ «Паллада»"}


def test_twelve_events_and_the_two_most_active(sovgavan: None) -> None:
    found = Event.objects.filter(starts_at__date__range=YEAR, state="held").annotate(people=Count("attendances", filter=Q(attendances__status="present")))
    assert found.count() == 12
    titles = [event.title for event in found.order_by("-people")[:2]]
    assert titles[0] == "Преемственность ДОУ и школы в социализации детей"
    assert titles[1].startswith("Эффективные технологии работы с подростками")


def test_twelve_contests_with_93_participants(sovgavan: None) -> None:
    found = Contest.objects.filter(topic="воспитание", external=False, state="finished", ends_on__range=YEAR)
    sizes = list(found.annotate(people=Count("participations")).values_list("people", flat=True))
    assert (len(sizes), sum(sizes), sizes.count(8), max(sizes)) == (12, 93, 4, 31)
    roles = Counter(Participation.objects.filter(contest__in=found, contest__kind="auction").values_list("role", flat=True))
    assert roles == {"buyer": 20, "author": 11}


def test_four_regional_and_two_national_contests(sovgavan: None) -> None:
    levels = Counter(Contest.objects.filter(external=True, ends_on__range=YEAR).values_list("level", flat=True))
    assert levels == {"reg": 4, "fed": 2}
    semifinal = Participation.objects.get(result="semifinal", contest__ends_on__range=YEAR)
    assert staff(YEAR[1]).get(teacher=semifinal.teacher).organisation.short_name == "СШ № 15"


def test_shares_of_500_are_7_18_and_2_6(sovgavan: None) -> None:
    on = YEAR[1]
    assert staff(on).count() == 500
    assert staff(on).values("teacher").distinct().count() == 500
    courses = Course.objects.filter(topic="воспитание и социализация", finished_on__range=YEAR)
    present = Attendance.objects.filter(status="present", event__topic="воспитание", event__format__in=MEETINGS, held_on__range=YEAR)
    authors = Authorship.objects.filter(practice__state="included", practice__topic="воспитание", practice__level="mun", practice__included_on__range=YEAR)
    assert [share(facts, on) for facts in (courses, present, authors)] == ["7,0", "18,0", "2,6"]
    for facts in (courses, present, authors):  # nobody outside the denominator
        assert facts.exclude(teacher__in=staff(on).values("teacher")).count() == 0


def test_yes_indicators_rest_on_papers(sovgavan: None) -> None:
    assert NormativeAct.objects.filter(tag="воспитание", kind="положение", adopted_on__lte=YEAR[1]).exists()
    assert NormativeAct.objects.filter(tag="воспитание", kind="модель", adopted_on__lte=YEAR[1]).exists()
    assert Plan.objects.filter(tag="воспитание", year=2020).exists()
    assert Campaign.objects.filter(tag="воспитание", finished_on__range=YEAR).exclude(report="").count() == 4


def test_kip_targets(sovgavan: None) -> None:
    table = {(row.indicator.code, row.period): row.target for row in Target.objects.filter(indicator__code__startswith="KIP", period__in=["2020", "2021"])}
    pairs = [(table[f"KIP-{number}", "2020"], table[f"KIP-{number}", "2021"]) for number in range(1, 6)]
    assert pairs == [(25, 100), (20, 25), (10, 40), (0, 25), (0, 80)]


def test_kip_base_of_2020(sovgavan: None) -> None:
    on = dt.date(2020, 12, 31)
    assert finished(2020, on) * 4 == young(on).count()
    assert Participation.objects.filter(happened_on__year=2020).values("teacher").distinct().count() == 20
    assert attested(2020) == (1, 10)
    assert Internship.objects.filter(completed_on__lte=on).count() == 0
    assert finished(2020, on, mastered=True) == 0


def test_kip_facts_of_2021_are_plausible(sovgavan: None) -> None:
    on = dt.date(2021, 12, 31)
    assert 0.75 < finished(2021, on) / young(on).count() < 1
    assert 0.6 < finished(2021, on, mastered=True) / young(on).count() < 0.8
    assert Participation.objects.filter(happened_on__year=2021).values("teacher").distinct().count() >= 25
    assert attested(2021) == (6, 15)
    assert Internship.objects.filter(completed_on__year=2021).count() == 23


def attested(year: int) -> tuple[int, int]:
    graduates = Membership.objects.filter(graduated_on__year=year, community__kind="smp").values("teacher")
    return Qualification.objects.filter(teacher__in=graduates, awarded_on__year=year).values("teacher").distinct().count(), graduates.count()


def test_58_took_part_in_the_innovation_site(sovgavan: None) -> None:
    assert InnovationSite.objects.filter(level="krai", kind="innov").count() == 3
    people = SiteParticipant.objects.filter(since__lte=YEAR[1], until__gte=YEAR[0]).values("teacher")
    assert people.distinct().count() == 58
    assert Route.objects.filter(teacher__in=people, state="done", completed_on__range=YEAR).values("teacher").distinct().count() == 58


def test_amursk_model(amursk: None) -> None:
    order = NormativeAct.objects.get(number="75-Д", adopted_on="2023-02-03")
    directions = order.body["model"]["directions"]
    assert [len(direction["items"]) for direction in directions] == [6, 10, 5, 6, 3]
    methodists = Employment.objects.on(TODAY).filter(position="ms04").values_list("subject", flat=True)
    assert sorted(methodists) == sorted(order.body["model"]["methodist_directions"])
    assert len(set(methodists)) == 10
    assert set(Community.objects.filter(kind="virtual_cab").values_list("name", flat=True)) == set(order.body["model"]["virtual_offices"])
    assert len(order.body["model"]["virtual_offices"]) == 3


def test_timashevsk_network_and_plans(timashevsk: None) -> None:
    sites = set(Programme.objects.values_list("organisation__short_name", flat=True))
    assert sites == {f"СОШ № {number}" for number in (1, 2, 4, 5, 11, 13)}
    assert Programme.objects.count() == 8
    schedule = Plan.objects.filter(kind="schedule", tag="КРЦ").annotate(size=Count("rows")).order_by("year").values_list("size", flat=True)
    assert list(schedule) == [15, 15, 16, 8]
    assert PlanRow.objects.filter(plan__kind="network").count() == 11
    assert Counter(Publication.objects.values_list("kind", flat=True)) == {"collection": 7, "manual": 24, "article": 2}
    minimums = Target.objects.filter(indicator__code__startswith="KRC").order_by("indicator__code").values_list("target", flat=True)
    assert list(minimums) == [3, 3, 3, 5, 41, 20]


def test_network_has_eight_services_and_four_partners(world: World) -> None:
    net = Network.objects.get(lead=world.districts["timashevsk"])
    with scope([world.districts["timashevsk"].pk]):
        agreements = list(net.agreements.all())
    members = [one for one in agreements if not one.partner]
    assert len({one.district_id for one in members}) == 8
    assert all(one.state == Agreement.State.SIGNED for one in members)
    assert Counter(one.state for one in agreements if one.partner) == {"signed": 3, "preparing": 1}


def test_nothing_crosses_the_wall(world: World) -> None:
    for code, district in world.districts.items():
        with scope([district.pk]):
            for model in (Teacher, Organisation, Employment, Route, Course, Assessment):
                assert not model._default_manager.exclude(district=district).exists(), (code, model)
    assert not Teacher.objects.exists()  # no scope, no rows


def test_every_district_has_its_figures(world: World) -> None:
    for code in world.districts:
        with scope([world.districts[code].pk]):
            assert staff(TODAY).count() >= 12
            assert Route.objects.exists()
            assert Attendance.objects.filter(status="present").exists()


@pytest.mark.parametrize("code", ["sovgavan", "amursk", "timashevsk"])
def test_this_year_is_alive(world: World, code: str) -> None:
    with scope([world.districts[code].pk]):
        states = Counter(Route.objects.filter(starts_on__gte=dt.date(2026, 9, 1)).values_list("state", flat=True))
        assert all(states[state] >= 3 for state in ("active", "review", "returned", "draft", "expertise"))
        assert Route.objects.filter(state="active", ends_on__lt=TODAY).count() >= 3
        waiting = Event.objects.filter(state="announced", starts_at__date__lte=TODAY).annotate(people=Count("attendances"))
        assert max(event.people for event in waiting) >= 40
        assert Event.objects.filter(state="announced", starts_at__date__gt=TODAY).count() >= 8
        assert Contest.objects.filter(state="open").exists()
        assert Mentoring.objects.count() >= 8


@pytest.mark.parametrize("code", ["sovgavan", "amursk", "timashevsk"])
def test_the_heroine_begins_from_the_beginning(world: World, code: str) -> None:
    with scope([world.districts[code].pk], signin=True):
        roles = {user.email.split("@")[0]: user for user in User.objects.filter(demo=True, home_district=world.districts[code])}
        teacher = Teacher.objects.get(user=roles["teacher"])
        school = staff(TODAY).get(teacher=teacher).organisation
        assert teacher.age(TODAY) < 35
        assert not teacher.routes.exists()
        assert not teacher.assessments.exists()
        assert roles["school"].appointments.get().organisation == school
        assert teacher.mentored_by.get().mentor.user == roles["mentor"]
        assert Route.objects.filter(state="review", curator=roles["methodist"]).count() >= 5
        assert Route.objects.filter(state="expertise", expert=roles["expert"]).exists()
        assert authenticate(email=f"teacher@{code}.example", password="demo") == roles["teacher"]


def test_demo_accounts(world: World) -> None:
    with scope(signin=True):
        found = set(User.objects.filter(demo=True).values_list("email", flat=True))
    roles = ("teacher", "school", "methodist", "head", "mentor", "expert")
    expected = {f"{role}@{code}.example" for role in roles for code in ("sovgavan", "amursk", "timashevsk")}
    assert found == expected | {"coordinator@timashevsk.example", "operator@portal.example"}


def test_common_words(world: World) -> None:
    assert Word.objects.values("dictionary").distinct().count() >= 60
    assert Word.objects.filter(from_memory=True).exists()
    assert Competency.objects.filter(parent=None).count() == 8
    assert Indicator.objects.count() == 88


def test_answers_cover_the_functions_of_the_teacher(sovgavan: None) -> None:
    assert Answer.objects.filter(competency__parent=None).count() == 0
    kindergarten = Answer.objects.filter(assessment__teacher__employments__organisation__kind="dou", competency__code__startswith="B/")
    assert set(kindergarten.values_list("competency__parent__code", flat=True)) <= {"B/01.5", "B/02.6", "B/03.6"}


def test_loading_again_changes_nothing(world: World) -> None:
    before, began = counts(world), time.monotonic()
    assert world.load() == []
    assert time.monotonic() - began <= 5
    assert counts(world) == before


def counts(world: World) -> dict[str, int]:
    with scope([one.pk for one in world.districts.values()], common=True, signin=True):
        own = ("accounts", "teachers", "communities", "contests", "routes", "monitoring", "journal", "documents")
        return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.app_label in own}


def test_the_stamp_is_a_deed(world: World) -> None:
    with scope([one.pk for one in world.districts.values()]):
        assert Deed.objects.filter(verb="загрузил демонстрационный мир").count() == 11
