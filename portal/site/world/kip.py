"""The innovation site «Ступени роста педагога» 2020–2021: its participants, their routes and the school of young pedagogues."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from communities.models import Community
from monitoring.models import InnovationSite, SiteParticipant
from teachers.models import Qualification

from . import circles, growth
from .growth import Trip
from .home import Home, Member
from .learning import qualified
from .sources import rows
from .staff import COUNTED

TOPIC = "Модель обновленной деятельности муниципальной методической службы «Ступени роста педагога»"
NEW_YEAR = (dt.date(2020, 12, 31), dt.date(2021, 12, 31))
PARTICIPANTS, YOUNG_PARTICIPANTS, SECOND_WAVE = 58, 44, 48
GRADUATES = {2020: (10, 1), 2021: (15, 6)}  # finished the school, of them attested in the same year: 10 % and 40 %


def fill(home: Home) -> None:
    site = sites(home)
    standard = growth.standard_of()
    rng = home.dice("kip")
    first = list(first_wave(home, rng))
    main = list(participants(home, rng, {trip.member.teacher for trip in first}))
    home.add(SiteParticipant, [{"site": site, "teacher": trip.member.teacher, "since": dt.date(2020, 9, 14), "until": NEW_YEAR[1]} for trip in main])
    second = list(second_wave(home, rng, {trip.member.teacher for trip in main}))
    for wave in (first, main, second):
        growth.make(home, standard, wave)
    graduates(home)


def sites(home: Home) -> InnovationSite:
    """The three sites of the district in the krai's innovation structure; returns the service's own."""
    term = {"kind": "innov", "level": "krai", "since": dt.date(2020, 1, 9), "until": dt.date(2021, 12, 31)}
    others = [row for row in rows("sites") if row["district"] == home.code]
    made = home.add(
        InnovationSite,
        [{"topic": TOPIC, "owner": home.district.service_name, **term}, *({"topic": row["topic"], "owner": row["owner"], **term} for row in others)],
    )
    return made[0]


def under_35(home: Home, on: dt.date) -> list[Member]:
    return [member for member in home.staff(on) if growth.young(member, on)]


def first_wave(home: Home, rng: Random) -> Iterator[Trip]:
    """A quarter of those under 35 finished a route in 2020; the test by the standard was not held yet."""
    young = under_35(home, NEW_YEAR[0])
    for number, member in enumerate(rng.sample(young, len(young) // 4)):
        starts = max(dt.date(2020, 3, 16), member.post.since)
        yield Trip(member, starts, dt.date(2020, 12, 15), "done", dt.date(2020, 11, 30) + dt.timedelta(days=number % 15))


def participants(home: Home, rng: Random, earlier: set[Any]) -> Iterator[Trip]:
    """The 58 of the school year 2020-2021, forty-four of them under 35: all finished, fifty mastered the standard."""
    staff = [member for member in home.staff(COUNTED) if member.post.since <= dt.date(2020, 9, 1) and member.teacher not in earlier]
    young = [member for member in staff if growth.young(member, NEW_YEAR[1]) and member.post.holds(NEW_YEAR[1])]
    older = [member for member in staff if not growth.young(member, NEW_YEAR[0])]
    chosen = rng.sample(young, YOUNG_PARTICIPANTS) + rng.sample(older, PARTICIPANTS - YOUNG_PARTICIPANTS)
    for number, member in enumerate(chosen):
        yield Trip(member, dt.date(2020, 10, 1), dt.date(2021, 5, 31), "done", dt.date(2021, 5, 11) + dt.timedelta(days=number % 18), number % 7 != 3)


def second_wave(home: Home, rng: Random, earlier: set[Any]) -> Iterator[Trip]:
    """Those under 35 who finished a route by December 2021."""
    young = [member for member in under_35(home, NEW_YEAR[1]) if member.teacher not in earlier]
    for number, member in enumerate(rng.sample(young, SECOND_WAVE)):
        starts = max(dt.date(2021, 2, 1), member.post.since)
        yield Trip(member, starts, dt.date(2021, 12, 10), "done", dt.date(2021, 11, 22) + dt.timedelta(days=number % 20), number % 6 != 2)


def choose_graduates(home: Home) -> None:
    """Before anybody is attested: who finished the school of young pedagogues in 2020 and in 2021."""
    rng, taken = home.dice("graduates"), set()
    for year, (number, _attested) in GRADUATES.items():
        free = [member for member in novices(home, dt.date(year, 6, 4)) if member.teacher not in taken]
        home.graduates[year] = rng.sample(free, number)
        taken |= {member.teacher for member in home.graduates[year]}


def graduates(home: Home) -> None:
    """Their membership, and exactly so many attestations in the spring of graduation: inside both its calendar and its school year."""
    school = Community.objects.get(district=home.district, kind="smp")
    for year, chosen in home.graduates.items():
        day = dt.date(year, 6, 4)
        circles.enrol(home, school, [{"teacher": one.teacher, "since": one.post.since, "until": day, "graduated_on": day} for one in chosen])
        attested = sorted(chosen, key=lambda one: one.post.person.started)[: GRADUATES[year][1]]
        home.add(Qualification, [qualified(one, "sootv", dt.date(year, 4, 6) + dt.timedelta(days=9 * step)) for step, one in enumerate(attested)])


def novices(home: Home, day: dt.date) -> list[Member]:
    """Those in their first three years of teaching on the date, at work to the end of that year."""
    low, high = dt.date(day.year - 3, 8, 31), dt.date(day.year - 1, 9, 1)
    return [member for member in home.staff(day) if low <= member.post.person.started <= high and member.post.holds(dt.date(day.year, 12, 31))]
