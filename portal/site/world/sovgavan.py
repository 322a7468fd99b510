"""Советская Гавань in 2020-2021: the facts that make the sources' figures come out, each person and date a row of its own.

35, 90 and 13 of 500 pedagogues give 7,0, 18,0 and 2,6 %; communities 27/24/40/41/14/12; 12 events; 12 contests with 93 participants.
"""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from communities.models import Authorship, Community, Event, Internship, Practice, Programme
from contests.models import Contest, Participation
from teachers.models import Course

from . import circles, gatherings
from .home import Home, Member
from .learning import upbringing_course
from .rivalry import RESULTS
from .sources import rows
from .staff import COUNTED

AUTUMN = dt.date(2020, 9, 1)
END = dt.date(2021, 5, 28)
COURSES, PRESENT, AUTHORS, INTERNS = 35, 90, 13, 23
PRODUCT = "ИОМ сопровождения ребёнка (защищён)"
# Leaders of the six communities: methodists, deputies for upbringing, teachers (3 / 2 / 2).
LEADERS = (("method",), ("teacher",), ("method", "deputy"), ("method",), ("deputy",), ("teacher",))
AUCTION = "auction"


def fill(home: Home) -> None:
    """Everything exact except routes (kip.py)."""
    home.add(Course, list(courses(home)))
    communities(home)
    events(home)
    contests(home)
    practices(home)
    home.add(Internship, list(internships(home)))


def constant(home: Home, kinds: str = "all") -> list[Member]:
    """Pedagogues who worked the whole year and are counted at its end."""
    return [member for member in home.staff(COUNTED, kinds) if member.post.since <= AUTUMN]


def courses(home: Home) -> Iterator[dict[str, Any]]:
    rng = home.dice("exact courses")
    for member in rng.sample(constant(home, "school dou cdt dush"), COURSES):
        yield upbringing_course(home, member, rng, dt.date(2020, 9, 21), dt.date(2021, 6, 25))


def communities(home: Home) -> None:
    rng = home.dice("exact communities")
    heads = leaders(home, rng)
    for row, wanted in zip(rows("sovgavan_2020_communities"), LEADERS, strict=True):
        day = dt.date(2020, 9, 14)
        fields = {key: row[key] for key in ("name", "kind", "platform", "about")}
        dates = {"since": day, "until": END, "state": "finished", "topic": "воспитание", "functions": row["functions"].split()}
        made = home.add(Community, [fields | dates])[0]
        led = [next(heads[role]).teacher for role in wanted]
        term = {"since": day, "until": END}
        people = [{"teacher": teacher, "role": "leader", **term} for teacher in led]
        people += [{"teacher": member.teacher, "product": product, **term} for member, product in members(home, row, rng, led)]
        circles.enrol(home, made, people)


def leaders(home: Home, rng: Random) -> dict[str, Iterator[Member]]:
    """Who may lead, by kind: methodists of the centre, deputies for upbringing, teachers."""
    deputies = home.working(AUTUMN, lambda member: member.post.position == "adm04" and member.post.holds(COUNTED))
    return {
        "method": iter([member for member in home.service(AUTUMN) if member.post.position in ("ms03", "ms04")]),
        "deputy": iter(deputies),
        "teacher": iter(rng.sample(constant(home, "school cdt"), 2)),
    }


def members(home: Home, row: dict[str, str], rng: Random, led: list[Any]) -> list[tuple[Member, str]]:
    """The members and, for four of «Паллада», the product that they defended."""
    size, audience = int(row["members"]), row["audience"]
    if audience == "pallada":
        four = rng.sample([member for member in constant(home, "pallada") if member.teacher not in led], 4)
        rest = rng.sample([member for member in constant(home, "school") if member.teacher not in led], size - 4)
        return [(member, PRODUCT) for member in four] + [(member, "") for member in rest]
    pool = [member for member in constant(home, audience) if member.teacher not in led]
    return [(member, "") for member in rng.sample(pool, size)]


def events(home: Home) -> None:
    """Twelve events; the ninety come to those whose formats count, round and round, so that each came at least once."""
    rng = home.dice("exact events")
    ninety = rng.sample(constant(home), PRESENT)
    place = 0
    for row in rows("sovgavan_2020_events"):
        day, number = dt.date.fromisoformat(row["date"]), int(row["present"])
        fields = gatherings.fields(home, row | {"hours": "3", "topic": "воспитание"}, day, "held") | {"place": row["place"]}
        event = home.add(Event, [fields])[0]
        if row["format"] in gatherings.UPBRINGING_FORMATS:
            people = [ninety[(place + step) % PRESENT] for step in range(number)]
            place += number
        else:
            people = rng.sample(constant(home), number)
        gatherings.attend(home, event, people, absences=False)


def contests(home: Home) -> None:
    """Twelve contests on upbringing, six external ones and one of spring 2020; in the calendar year 2020 just twenty people took part."""
    rng = home.dice("exact contests")
    twenty = iter(rng.sample(constant(home, "school cdt"), 20))
    for row in rows("sovgavan_2020_contests"):
        starts, ends = dt.date.fromisoformat(row["starts"]), dt.date.fromisoformat(row["ends"])
        fields = {key: row[key] for key in ("name", "kind", "level", "topic")}
        contest = home.add(Contest, [fields | {"external": bool(row["external"]), "starts_on": starts, "ends_on": ends, "state": "finished"}])[0]
        number = int(row["participants"])
        people = [next(twenty) for _ in range(number)] if ends.year == 2020 else entrants(home, row, rng, number)
        home.add(Participation, list(entries(contest, people)))


def entrants(home: Home, row: dict[str, str], rng: Random, number: int) -> list[Member]:
    """Of «Сердце отдаю детям» one is the pedagogue of additional education of school № 15 who became a semifinalist."""
    found = rng.sample(constant(home, "school cdt dou" if row["kind"] == AUCTION else "school cdt"), number)
    if row["name"] == "Сердце отдаю детям":
        first = next(member for member in home.staff(COUNTED, "sh15") if member.post.position == "ped04")
        found = [first, *(member for member in found if member != first)][:number]
    return found


def entries(contest: Contest, people: list[Member]) -> Iterator[dict[str, Any]]:
    for number, member in enumerate(people):
        role, result = "participant", RESULTS[min(number, len(RESULTS) - 1)]
        if contest.kind == AUCTION:
            role, result = ("author" if number < 11 else "buyer"), ""
        elif contest.external:
            result = "semifinal" if contest.level == "fed" and member.post.position == "ped04" and number == 0 else "participant"
        yield {"contest": contest, "teacher": member.teacher, "role": role, "result": result, "happened_on": contest.ends_on}


def practices(home: Home) -> None:
    """Eleven practices on upbringing by thirteen authors, all included in the bank during the year."""
    rng = home.dice("exact bank")
    authors = iter(rng.sample(constant(home, "school cdt"), AUTHORS))
    for number, title in enumerate(row["title"] for row in rows("sovgavan_2020_practices")):
        day = dt.date(2020, 11, 16) + dt.timedelta(days=17 * number)
        practice = home.add(Practice, [{"title": title, "topic": "воспитание", "state": "included", "included_on": day}])[0]
        home.add(Authorship, [{"practice": practice, "teacher": next(authors).teacher} for _ in range(2 if number in (2, 6) else 1)])


def internships(home: Home) -> Iterator[dict[str, Any]]:
    """Twenty-three finished an internship in 2021, the first year of the sites."""
    offered = list(Programme.objects.order_by("pk"))
    rng = home.dice("exact internships")
    for number, member in enumerate(rng.sample(constant(home), INTERNS)):
        done = dt.date(2021, 4, 23) + dt.timedelta(days=number * 9)
        yield {"programme": rng.choice(offered), "teacher": member.teacher, "state": "completed", "since": dt.date(2021, 2, 1), "completed_on": done}
