"""Small exact worlds for the measures: passports from the catalogue, and facts with dates."""

import datetime as dt
from typing import Any

from communities.models import Authorship, Community, Internship, Membership, Practice, Programme
from contests.models import Contest, Participation
from monitoring.catalogue import ACCUMULATING, COMPUTED
from monitoring.measures import Facts, measure_of
from monitoring.models import Campaign, Indicator, NormativeAct, Plan
from monitoring.selectors.compiled import Compiled, compile_indicators
from portal.accounts.models import District, Organisation
from portal.kit.periods import Period
from teachers.models import Course, Employment, Qualification, Teacher

UNITS = {"SG-VOSP-04": "да/нет", "SG-VOSP-05": "да/нет", **dict.fromkeys(("KIP-2", "KIP-4", "SG-CNT-02", "SG-CNT-05"), "чел.")}
SCHOOL, CALENDAR = Period.parse("2020-2021"), Period.parse("2021")
DAY = dt.date(2021, 3, 10)  # within both


def passport(code: str, **params: Any) -> Indicator:
    """The indicator as the catalogue has it; parameters may be replaced."""
    numerator, denominator, base = COMPUTED[code]
    unit = UNITS.get(code) or ("%" if denominator else "ед.")
    fields = {
        "name": f"Показатель {code}",
        "unit": unit,
        "direction": "рост",
        "numerator": numerator,
        "denominator": denominator,
        "accumulates": code in ACCUMULATING,
    }
    return Indicator.objects.update_or_create(code=code, defaults={**fields, "params": {**base, **params}})[0]


def passports() -> list[Indicator]:
    return [passport(code) for code in COMPUTED]


def figures(code: str, home: District, period: Period = SCHOOL, **params: Any) -> tuple[int | None, int | None]:
    """(numerator, denominator) of the district."""
    result = compiled(code, period, **params).result(passport(code, **params), home.pk)
    return result.numerator, result.denominator


def compiled(code: str, period: Period = SCHOOL, **params: Any) -> Compiled:
    return compile_indicators(period, indicators=[passport(code, **params)])


def facts(code: str, part: str, period: Period = SCHOOL, **params: Any) -> Facts:
    one = passport(code, **params)
    return measure_of(getattr(one, part)).facts(period, one.params)


def course(who: Teacher, **fields: Any) -> Course:
    base = {"programme": "Воспитание сегодня", "provider": "ХК ИРО", "hours": 36, "topic": "воспитание", "finished_on": DAY}
    return Course.objects.create(teacher=who, district=who.district, **{**base, **fields})


def community(home: District, **fields: Any) -> Community:
    base = {"name": "ПДС", "kind": "pds", "topic": "воспитание", "since": dt.date(2020, 9, 10), "until": dt.date(2021, 5, 28), "state": "finished"}
    return Community.objects.create(district=home, **{**base, **fields})


def member(who: Teacher, where: Community, **fields: Any) -> Membership:
    base = {"since": where.since, "until": where.until}
    return Membership.objects.create(teacher=who, district=who.district, community=where, **{**base, **fields})


def contest(home: District, *entrants: Teacher, **fields: Any) -> Contest:
    role = fields.pop("role", "participant")
    base = {"name": "Грани воспитания", "topic": "воспитание", "starts_on": DAY, "ends_on": DAY + dt.timedelta(days=20), "state": "finished"}
    made = Contest.objects.create(district=home, **{**base, **fields})
    for who in entrants:
        Participation.objects.create(district=home, contest=made, teacher=who, role=role, happened_on=made.ends_on)
    return made


def internship(who: Teacher, **fields: Any) -> Internship:
    place = who.employments.get(is_main=True).organisation
    programme = Programme.objects.create(district=who.district, name="Ступеньки успеха", organisation=place, hours=24, since=dt.date(2020, 9, 1))
    base = {"state": "completed", "since": dt.date(2021, 2, 1), "completed_on": DAY}
    return Internship.objects.create(district=who.district, programme=programme, teacher=who, **{**base, **fields})


def practice(*authors: Teacher, **fields: Any) -> Practice:
    home = authors[0].district
    base = {"title": "Школьный музей", "topic": "воспитание", "state": "included", "included_on": DAY}
    made = Practice.objects.create(district=home, **{**base, **fields})
    for who in authors:
        Authorship.objects.create(district=home, practice=made, teacher=who)
    return made


def category(who: Teacher, code: str, awarded: dt.date, until: dt.date | None = None) -> Qualification:
    return Qualification.objects.create(district=who.district, teacher=who, category=code, awarded_on=awarded, valid_until=until)


def second_job(who: Teacher, place: Organisation, **fields: Any) -> Employment:
    base = {"position": "ped01", "since": dt.date(2015, 9, 1), "is_main": False}
    return Employment.objects.create(district=who.district, teacher=who, organisation=place, **{**base, **fields})


def transfer(who: Teacher, place: Organisation, on: dt.date) -> Employment:
    """The main job moves to another organisation."""
    Employment.objects.filter(teacher=who, is_main=True, until__isnull=True).update(until=on - dt.timedelta(days=1))
    return second_job(who, place, since=on, is_main=True)


def papers(home: District) -> None:
    """All that the two yes/no indicators of upbringing ask for."""
    NormativeAct.objects.create(district=home, kind="положение", title="Положение о мониторинге", adopted_on=dt.date(2020, 9, 7), tag="воспитание")
    NormativeAct.objects.create(district=home, kind="модель", title="Модель сопровождения", adopted_on=dt.date(2020, 9, 7), tag="воспитание")
    Plan.objects.create(district=home, title="План на год", kind="year", year=2020, tag="воспитание", adopted_on=dt.date(2020, 9, 7))
    Campaign.objects.create(
        district=home, subject="Воспитание", tag="воспитание", starts_on=dt.date(2020, 10, 1), finished_on=dt.date(2021, 5, 20), report="Справка по итогам"
    )
