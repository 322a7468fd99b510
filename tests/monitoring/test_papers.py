"""Papers of the service: entered on the portal they make the yes/no indicators; they end by their dates, and are read by the district's staff alone."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from monitoring import forms
from monitoring.models import Campaign, NormativeAct, Plan
from portal.accounts.models import Appointment, District, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import school_year, today
from tests import factories
from tests.monitoring import world
from tests.monitoring.test_measures import figures

LIST = reverse("monitoring:papers")
ADOPTED = "2020-09-07"
PAPERS: dict[str, list[dict[str, str]]] = {
    "act": [
        {"kind": "положение", "title": "Положение о мониторинге", "adopted_on": ADOPTED, "tag": "воспитание"},
        {"kind": "модель", "title": "Модель сопровождения", "number": "42", "adopted_on": ADOPTED, "tag": "воспитание"},
    ],
    "plan": [{"kind": "year", "title": "План на год", "year": "2020", "adopted_on": ADOPTED, "tag": "воспитание"}],
    "campaign": [{"subject": "Воспитание", "starts_on": "2020-10-01", "finished_on": "2021-05-20", "report": "Справка № 4", "tag": "воспитание"}],
}
MODELS: dict[str, Any] = {"act": NormativeAct, "plan": Plan, "campaign": Campaign}


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def desk(methodist: User) -> Client:
    return factories.client(methodist)


@pytest.fixture
def years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans of the year of the sources may be chosen, whenever the test runs."""
    monkeypatch.setattr(forms, "YEARS_OF_PLANS", school_year().year - 2015)


def send(desk: Client, kind: str, number: int = 0, **changes: str) -> Any:
    return desk.post(reverse("monitoring:paper_new", args=[kind]), PAPERS[kind][number] | changes)


def page_of(row: Any, name: str = "paper") -> str:
    kind = next(code for code, model in MODELS.items() if isinstance(row, model))
    return reverse(f"monitoring:{name}", args=[kind, row.pk])


def change(desk: Client, row: Any, **changes: str) -> Any:
    kind = next(code for code, model in MODELS.items() if isinstance(row, model))
    seen = str(desk.get(page_of(row)).context["seen"])
    return desk.post(page_of(row), PAPERS[kind][0] | {"seen": seen} | changes)


@pytest.mark.usefixtures("years")
def test_what_is_entered_makes_the_indicators(district: District, desk: Client) -> None:
    factories.teacher(district)
    assert (figures("SG-VOSP-04", district), figures("SG-VOSP-05", district)) == ((0, 3), (0, 2))
    for kind, rows in PAPERS.items():
        for number in range(len(rows)):
            assert send(desk, kind, number)["Location"] == f"{LIST}?kind={kind}"
    assert (figures("SG-VOSP-04", district), figures("SG-VOSP-05", district)) == ((3, 3), (2, 2))
    assert change(desk, NormativeAct.objects.get(kind="положение"), repealed_on="2020-12-31").status_code == 302
    assert figures("SG-VOSP-05", district) == (1, 2)


def test_a_required_paper_leads_to_where_papers_are_entered(desk: Client, district: District) -> None:
    factories.teacher(district)
    world.passports()
    page = desk.get("/monitoring/indicators/SG-VOSP-04/facts/?period=2020-2021&part=denominator").text
    assert page.count(f'<a href="{LIST}">') >= 3


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.usefixtures("years")
def test_a_paper_is_listed_changed_with_a_history_and_taken_out(kind: str, desk: Client, district: District) -> None:
    send(desk, kind)
    row, name = MODELS[kind].objects.get(), "subject" if kind == "campaign" else "title"
    assert f'href="{page_of(row)}"' in desk.get(f"{LIST}?kind={kind}").text
    assert desk.get(f"{LIST}?kind={kind}&q=нет-такого").context["page"].paginator.count == 0
    assert PAPERS[kind][0][name] in b"".join(desk.get(f"{reverse('monitoring:papers_export')}?kind={kind}&format=csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert change(desk, row, **{name: "Иначе"}).status_code == 302
    row.refresh_from_db()
    assert str(row) == "Иначе"
    assert [one.partition(" ")[0] for one in Deed.objects.about(row).values_list("verb", flat=True)] == ["изменил(а)", "внёс(ла)"]
    stale = desk.post(page_of(row), PAPERS[kind][0] | {"seen": "0"})
    assert (stale.status_code, "эту запись тронули" in stale.text) == (422, True)
    assert desk.post(page_of(row, "paper_remove"), {"seen": str(desk.get(page_of(row)).context["seen"])}).status_code == 302
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize(
    ("kind", "field", "changes"),
    [
        ("act", "adopted_on", {"adopted_on": "2100-01-01"}),
        ("act", "repealed_on", {"repealed_on": "2019-01-01"}),
        ("plan", "adopted_on", {"adopted_on": "2100-01-01"}),
        ("campaign", "finished_on", {"finished_on": "2019-01-01"}),
        ("campaign", "finished_on", {"finished_on": "2100-01-01"}),
        ("campaign", "finished_on", {"finished_on": ""}),  # a report of what is not over
    ],
)
@pytest.mark.usefixtures("years")
def test_dates_that_cannot_be_are_refused_beside_their_field(kind: str, field: str, changes: dict[str, str], desk: Client) -> None:
    answer = send(desk, kind, **changes)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert not MODELS[kind].objects.exists()


@pytest.mark.usefixtures("years")
def test_the_head_reads_and_others_do_not(desk: Client, district: District) -> None:
    send(desk, "act")
    row = NormativeAct.objects.get()
    head = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))
    page = head.get(LIST).text
    assert (row.title in page, page_of(row) in page, "Внести нормативный акт" in page) == (True, False, False)
    assert [head.get(page_of(row)).status_code, head.post(page_of(row, "paper_remove")).status_code] == [403, 403]
    for role in (Role.TEACHER, Role.SCHOOL_HEAD):
        assert factories.client(factories.user(role, district)).get(LIST).status_code == 403


def test_another_district_meets_no_paper(desk: Client, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        row = NormativeAct.objects.create(district=foreign, kind="приказ", title="Чужой приказ", adopted_on=today())
    assert "Чужой приказ" not in desk.get(LIST).text
    assert desk.get(page_of(row)).status_code == 404


def test_a_kind_that_is_not_in_the_list_stays_with_the_paper(desk: Client, district: District) -> None:
    """Papers that came with the source keep their words when something else is mended."""
    row = NormativeAct.objects.create(district=district, kind="рекомендации", title="Методические рекомендации", adopted_on=dt.date(2020, 9, 7))
    given = {"kind": "рекомендации", "title": "Рекомендации", "adopted_on": ADOPTED, "seen": "0"}
    assert desk.post(page_of(row), given).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.title) == ("рекомендации", "Рекомендации")


@pytest.mark.parametrize(
    ("fields", "words"),
    [({}, "действует"), ({"repealed_on": today()}, "утратил силу"), ({"repealed_on": today() + dt.timedelta(days=1)}, "действует")],
)
def test_an_act_is_in_force_until_the_first_day_without_it(fields: dict[str, Any], words: str, desk: Client, district: District) -> None:
    NormativeAct.objects.create(district=district, kind="приказ", title="О чём-то", adopted_on=dt.date(2020, 9, 7), **fields)
    assert f">{words}<" in desk.get(LIST).text


def test_papers_of_two_districts_are_told_apart(desk: Client, methodist: User, district: District, foreign: District) -> None:
    """Alike papers of both stand with their districts; while one has none, no column says the same in each line."""
    send(desk, "plan")
    one, file = f"{LIST}?kind=plan", f"{reverse('monitoring:papers_export')}?kind=plan&format=csv"
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=methodist, district=foreign, role=Role.METHODIST, since=dt.date(2020, 1, 1))
    both = factories.client(methodist)
    assert foreign.name not in _table(both.get(one).text)
    with wall.scope([foreign.pk]):
        Plan.objects.create(district=foreign, kind="year", title="План на год", year=2020, adopted_on=dt.date(2020, 9, 7))
    page = _table(both.get(one).text)
    assert (district.name in page, foreign.name in page) == (True, True)
    told = b"".join(both.get(file)).decode("utf-8-sig")
    assert (district.name in told, foreign.name in told) == (True, True)


def _table(page: str) -> str:
    return page[page.index("<table") : page.index("</table>")]
