"""The figures of the source documents, counted from the facts of the loaded world."""

import datetime as dt
from collections import Counter

import pytest
from django.db.models import Count, Q, QuerySet

from communities.models import Community, Event, Membership, Programme, Publication
from contests.models import Contest, Participation
from monitoring.models import InnovationSite, NormativeAct, Plan, PlanRow, SiteParticipant, Target
from monitoring.selectors.compiled import compile_indicators
from monitoring.selectors.reporting import indicator_row, targets_of
from portal.accounts.models import Agreement, District, Network
from portal.kit.periods import Period
from portal.kit.wall import scope
from routes.models import Route
from teachers.models import Employment
from tests.site.world.conftest import TODAY, World

pytestmark = pytest.mark.xdist_group("world")
YEAR = (dt.date(2020, 9, 1), dt.date(2021, 8, 31))
MEETINGS = ("ef01", "ef02", "ef47")


def staff(on: dt.date) -> "QuerySet[Employment]":
    return Employment.objects.pedagogical_staff(on)


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


def test_kip_targets(sovgavan: None) -> None:
    table = {(row.indicator.code, row.period): row.target for row in Target.objects.filter(indicator__code__startswith="KIP", period__in=["2020", "2021"])}
    pairs = [(table[f"KIP-{number}", "2020"], table[f"KIP-{number}", "2021"]) for number in range(1, 6)]
    assert pairs == [(25, 100), (20, 25), (10, 40), (0, 25), (0, 80)]


def test_targets_of_the_sources_year_make_the_light_speak(sovgavan: District) -> None:
    targets = targets_of(sovgavan.pk, ["2020-2021"])
    compiled = compile_indicators(Period.parse("2020-2021"), [sovgavan.pk])
    rows = [indicator_row(compiled, one, sovgavan.pk, targets) for one in compiled.indicators]
    assert Counter(row.status_text for row in rows) == {"цель достигнута": 14, "близко к цели": 3, "западает": 4, "цель не задана": 1}
    assert {row.base for row in rows if row.code.startswith("SG-")} == {None}  # a base that nobody named is not invented


def test_targets_that_no_source_names_say_so_and_have_an_author(sovgavan: District) -> None:
    current = Target.objects.filter(period="2026-2027").select_related("indicator", "edited_by")
    assert len(current) >= 20
    assert all(row.note.startswith("ДЕМО") and row.edited_by.email == "head@sovgavan.example" for row in current)
    before = compile_indicators(Period.parse("2025-2026"), [sovgavan.pk])
    assert all(row.base == before.result(row.indicator, sovgavan.pk).value for row in current)


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
