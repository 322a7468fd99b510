"""Methodical events: those of past years, and this year's calendar around the day of loading."""

import datetime as dt
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from django.utils.timezone import localdate

from communities.models import Attendance, Event
from portal.accounts.models import Organisation, User
from portal.kit.periods import years_before
from portal.kit.words import quoted

from .home import Home, Member, at, audience, weekday
from .sources import rows

UPBRINGING_FORMATS = ("ef01", "ef02", "ef47")  # семинар, семинар-практикум, совещание
PER_YEAR = {True: 14, False: 4}
# This year: (days from today, state, people, how they stand). The two unmarked ones wait for the methodist.
CALENDAR = (
    (-62, "held", 31, "marked"), (-55, "held", 26, "marked"), (-47, "held", 38, "marked"), (-40, "held", 22, "marked"),
    (-33, "held", 29, "marked"), (-26, "held", 34, "marked"), (-19, "held", 25, "marked"), (-12, "held", 41, "marked"),
    (-5, "announced", 44, "registered"), (0, "announced", 42, "registered"), (3, "announced", 27, "registered"), (8, "announced", 33, "registered"),
    (13, "announced", 19, "registered"), (18, "announced", 24, "registered"), (22, "cancelled", 0, ""), (29, "announced", 12, "registered"),
    (36, "announced", 9, "registered"), (43, "announced", 16, "registered"), (57, "announced", 5, "registered"), (71, "announced", 3, "registered"),
    (85, "planned", 0, ""), (99, "planned", 0, ""), (113, "planned", 0, ""), (127, "planned", 0, ""), (141, "planned", 0, ""), (155, "planned", 0, ""),
)  # fmt: skip


TODAY = next(place for place, (shift, *_rest) in enumerate(CALENDAR) if shift == 0)  # a school event: the heroine comes to it


def fill(home: Home) -> None:
    first = 2021 if home.code == "sovgavan" else 2020  # 2020-2021 of Sovgavan is exact: sovgavan.py
    for year in range(first, home.year.year):
        past(home, year)
    current(home)


def past(home: Home, year: int) -> None:
    """A finished school year: about fourteen events from October to May, all marked."""
    rng = home.dice("events", year)
    chosen = programme(rng, PER_YEAR[home.main])
    for number, row in enumerate(chosen):
        day = weekday(dt.date(year, 10, 5) + dt.timedelta(days=number * 230 // len(chosen) + rng.randint(0, 6)))
        event = home.add(Event, [fields(home, row, day, "held")])[0]
        people = home.pick(rng, day, min(44, rng.randint(22, 36) + 2 * (year - 2020)) if home.main else rng.randint(6, 12), row["kinds"])
        attend(home, event, meant(row, people, day))


def programme(rng: Random, number: int) -> list[dict[str, str]]:
    """Different titles in random order; a fourth of them are seminars and meetings on upbringing, as every year."""
    counted = [row for row in rows("events") if row["topic"] == "воспитание" and row["format"] in UPBRINGING_FORMATS]
    first = rng.sample(counted, min(len(counted), max(1, number // 4)))
    chosen = first + rng.sample([row for row in rows("events") if row not in first], number - len(first))
    rng.shuffle(chosen)
    return chosen


def current(home: Home) -> None:
    """This year's calendar: held and marked, waiting for marks, open for registration, planned."""
    rng = home.dice("events", home.year.code)
    chosen = programme(rng, len(CALENDAR))
    chosen.insert(TODAY, chosen.pop(next(place for place, row in enumerate(chosen) if "school" in row["kinds"] and place >= TODAY)))
    for row, (shift, state, people, standing) in zip(chosen, CALENDAR if home.main else CALENDAR[6:12], strict=False):
        day = home.today if shift == 0 else weekday(home.today + dt.timedelta(days=shift))
        if not home.year.starts <= day <= home.year.ends:
            continue
        event = home.add(Event, [fields(home, row, day, state)])[0]
        invited = meant(row, home.pick(rng, home.today, people if home.main else people // 4, row["kinds"]), home.today)
        attend(home, event, with_demo_teacher(home, invited) if shift == 0 else invited, marked=standing == "marked")


def meant(row: dict[str, str], people: list[Member], day: dt.date) -> list[Member]:
    """Of those picked, the ones whose years of work the event is for; at least somebody, so that a held event has its marks."""
    if row["stage"] != "years1":
        return people
    first = [member for member in people if years_before(day, 1) < member.post.person.started <= day]
    return first or sorted(people, key=lambda member: member.post.person.started)[-3:]


def with_demo_teacher(home: Home, invited: list[Member]) -> list[Member]:
    """The demo's teacher has signed up for today's event, so that one mark of the methodist is seen on her pages."""
    user: User | None = home.users.get("teacher")
    her = [member for member in home.staff(home.today) if user and member.teacher.user_id == user.pk]
    return [*her, *(member for member in invited if member not in her)]


def fields(home: Home, row: dict[str, str], day: dt.date, state: str) -> dict[str, object]:
    hours, places = int(row["hours"]), ("sh2", "sh3", "sh1", "cdt", "pallada", "ds9", "ds7", "ds3")
    hosts = [home.organisations[code] for code in places if code in home.organisations] or list(home.organisations.values())[1:]
    host = hosts[day.toordinal() % len(hosts)]
    online = row["mode"] == "online"
    return {
        "title": row["title"],
        "format": row["format"],
        "mode": row["mode"],
        "topic": row["topic"],
        "functions": row["functions"].split(),
        "audience": [*audience(row.get("kinds", "all")), *row.get("stage", "").split()],
        "starts_at": at(day, 14),
        "ends_at": at(day, 14 + min(hours, 6)),
        "place": "Сферум, ссылка придёт участникам" if online else f"{host.short_name}, {host.address.split(', ул.')[0]}",
        "organiser": service_of(home),
        "capacity": None if online else 60,
        "hours": hours,
        "state": state,
        "about": about(row),
    }


def service_of(home: Home) -> Organisation:
    """The methodical service as an organisation."""
    return next(one for one in home.organisations.values() if one.kind == "method")


def about(row: dict[str, str]) -> str:
    return f"1. Открытие, цели встречи.\n2. {quoted(row['title'])}: практическая часть.\n3. Обмен опытом, вопросы.\n4. Обратная связь."


def attend(home: Home, event: Event, people: Iterable[Member], *, marked: bool = True, absences: bool = True) -> None:
    rows = list(marks(home, event, people, marked=marked, absences=absences))
    home.add(Attendance, rows)
    for row in rows:
        if row["status"] == "present":
            home.visits[row["teacher"].pk].append(event)


def marks(home: Home, event: Event, people: Iterable[Member], *, marked: bool, absences: bool) -> Iterator[dict[str, Any]]:
    """Marked events have one absent of twelve; the others are only registered."""
    methodist, day = home.users.get("methodist"), localdate(event.starts_at)
    for number, member in enumerate(people):
        status = "registered" if not marked else "absent" if absences and number % 12 == 7 else "present"
        yield {
            "event": event,
            "teacher": member.teacher,
            "status": status,
            "held_on": day,
            "marked_by": methodist if marked else None,
            "marked_at": event.ends_at if marked else None,
        }
