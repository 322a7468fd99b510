"""Attestation and courses: qualification categories with dates, КПК of every year, and what is offered now."""

import datetime as dt
from collections.abc import Iterable, Iterator
from random import Random

from teachers.models import Course, CourseOffer, Qualification

from .home import Home, Member, audience
from .sources import rows

UPBRINGING = "воспитание и социализация"
FIRST_YEAR = 2018  # courses before it no longer matter to any indicator
FREE_TERM = dt.date(2023, 9, 1)  # категории без срока — приказ от 24.03.2023 № 196
# The share of staff with courses on upbringing, by the year in which the school year begins; 2020 in Sovgavan is exact (sovgavan.py).
UPBRINGING_SHARE = {2020: 0.061, 2021: 0.084, 2022: 0.092, 2023: 0.106, 2024: 0.112, 2025: 0.128}
PROVIDERS = {
    "Хабаровский край": ("КГАОУ ДПО «Хабаровский краевой институт развития образования»", "Тихоокеанский государственный университет", "АмГПГУ"),
    "Краснодарский край": ("ГБОУ ИРО Краснодарского края", "Кубанский государственный университет", "ЧОУ «Персонал-Ресурс»"),
}


def fill(home: Home) -> None:
    home.add(Qualification, [row for member in home.members if member.post.pedagogical for row in career(home, member)])
    home.add(Course, list(courses(home)))
    home.add(CourseOffer, list(offers(home)))


def career(home: Home, member: Member) -> Iterator[dict[str, object]]:
    """Every five years: «соответствие» for some, the first category for most, after it the highest for the ambitious."""
    rng = home.dice("career", member.post.person.full)
    ambition = home.ambition(member)
    path = ["sootv"] * (ambition < 0.5) + (["sootv"] if ambition < 0.3 else ["first"])
    day = member.post.person.started + dt.timedelta(days=rng.randint(760, 1090))
    if exact(home, member) and day.year < 2022:
        day = dt.date(2022, 10, 6)  # who was attested in 2020 and 2021 is exact: kip.py
    last = min(member.post.until or home.today, home.today)
    while day < last:
        category = path.pop(0) if path else "sootv" if ambition < 0.3 else "high" if ambition > 0.66 else "first"
        if day >= max(dt.date(2013, 1, 1), member.post.since):
            yield qualified(member, category, day)
        if category == "high" and day >= FREE_TERM:
            return
        day += dt.timedelta(days=rng.randint(1640, 1820))


def exact(home: Home, member: Member) -> bool:
    return any(member in group for group in home.graduates.values())


def qualified(member: Member, category: str, day: dt.date) -> dict[str, object]:
    free = category != "sootv" and day >= FREE_TERM
    return {
        "teacher": member.teacher,
        "category": category,
        "awarded_on": day,
        "valid_until": None if free else day + dt.timedelta(days=1825),
        "act": f"приказ от {day:%d.%m.%Y} № {day.toordinal() % 900 + 17}",
    }


def courses(home: Home) -> Iterator[dict[str, object]]:
    """Ordinary courses: on average one in two and a half years; those on upbringing are drawn year by year."""
    table = [row for row in rows("courses") if row["topic"] != UPBRINGING]
    for member in home.members:
        if not member.post.pedagogical:
            continue
        rng = home.dice("courses", member.post.person.full, member.post.organisation)
        fitting = [row for row in table if member.fits(row["kinds"])]
        end = min(member.post.until or home.today, home.today)
        for year in range(max(FIRST_YEAR, member.post.since.year), end.year + 1):
            day = dt.date(year, rng.choice((2, 3, 4, 6, 10, 11)), rng.randint(3, 27))
            if rng.random() < 0.42 and fitting and member.post.since <= day <= end:
                yield course(home, member, rng.choice(fitting), day)
    for year in range(2021 if home.code == "sovgavan" else 2020, home.year.year + 1):
        yield from upbringing(home, year, UPBRINGING_SHARE.get(year, 0.05))


def upbringing(home: Home, year: int, share: float) -> Iterator[dict[str, object]]:
    """КПК on upbringing of one school year, each teacher once."""
    rng, end = home.dice("upbringing", year), min(dt.date(year + 1, 8, 31), home.today)
    for member in home.pick(rng, end, round(len(home.staff(end)) * share)):
        yield upbringing_course(home, member, rng, dt.date(year, 9, 20), end)


def upbringing_course(home: Home, member: Member, rng: Random, since: dt.date, until: dt.date) -> dict[str, object]:
    fitting = [row for row in rows("courses") if row["topic"] == UPBRINGING and member.fits(row["kinds"])]
    row = rng.choice(fitting or [row for row in rows("courses") if row["topic"] == UPBRINGING][:1])
    latest = min(until, dt.date(since.year + 1, 6, 25))
    return course(home, member, row, since + dt.timedelta(days=rng.randint(0, max(0, (latest - since).days))))


def course(home: Home, member: Member, row: dict[str, str], day: dt.date) -> dict[str, object]:
    providers = PROVIDERS[home.district.region]
    return {
        "teacher": member.teacher,
        "programme": row["programme"],
        "provider": providers[day.toordinal() % len(providers)],
        "hours": int(row["hours"]),
        "topic": row["topic"],
        "finished_on": day,
        "document": f"{day:%y}{home.dice(member.post.person.full, day).randrange(10**8):08}",
    }


def offers(home: Home) -> Iterator[dict[str, object]]:
    """What institutes offer from now on, some of it soon and some in spring."""
    if not home.main:
        return
    rng = home.dice("offers", home.year.code)
    for number, row in enumerate(functional(rows("courses"))):
        starts = home.today + dt.timedelta(days=12 + number * 8 + rng.randint(0, 6))
        providers = PROVIDERS[home.district.region]
        yield {
            "programme": row["programme"],
            "provider": providers[number % len(providers)],
            "hours": int(row["hours"]),
            "remote": bool(row["remote"]),
            "topic": row["topic"],
            "functions": row["functions"].split(),
            "audience": audience(row.get("kinds", "all")),
            "starts_on": starts,
            "ends_on": starts + dt.timedelta(days=int(row["hours"]) // 3),
        }


def functional(table: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in table if row["functions"]]
