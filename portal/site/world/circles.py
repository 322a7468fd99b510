"""Communities and their members over the years."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from communities.models import Community, Event, Membership
from portal.kit.periods import years_before

from . import gatherings
from .home import Home, Member, at, audience, weekday
from .sources import rows

GRADUATION = (5, 28)
PRODUCTS = ("методическая разработка занятия", "сборник заданий", "программа внеурочной деятельности", "технологическая карта урока", "памятка для педагогов")


def fill(home: Home) -> None:
    """The lasting communities of the demo; those of 2020-2021 in Sovgavan are exact and live in sovgavan.py."""
    for row in home.rows("communities") or rows("communities_tms"):
        since = dt.date.fromisoformat(row["since"])
        if since <= home.today:
            made = home.add(Community, [community(home, row, since)])[0]
            members = list(school(home, since) if row["kind"] == "smp" else fellows(home, row, since))
            enrol(home, made, [*members, *leaders(home, row, since, members)])
            for event in home.add(Event, list(meetings(home, row, made))):
                sign_up(home, event, members)


def enrol(home: Home, made: Community, members: list[dict[str, Any]]) -> None:
    home.add(Membership, [fields | {"community": made} for fields in members])
    for fields in members:
        home.circles[fields["teacher"].pk].append((made, fields["since"], fields["until"]))


def community(home: Home, row: dict[str, str], since: dt.date) -> dict[str, Any]:
    return {
        "name": row["name"],
        "kind": row["kind"],
        "topic": row["topic"],
        "platform": row["platform"],
        "functions": row["functions"].split(),
        "audience": audience(row.get("kinds", "all")),
        "since": since,
        "until": dt.date(since.year + 1, 5, 31) if row["kind"] in ("praktikum", "pds") else None,
        "state": "finished" if row["kind"] in ("praktikum", "pds") else "active",
        "shared": row["kind"] in ("network", "assoc") and home.code == "timashevsk",
    }


def fellows(home: Home, row: dict[str, str], since: dt.date) -> Iterator[dict[str, Any]]:
    """Members from the first day and those who took the places of leavers each September."""
    rng, size = home.dice("community", row["name"]), int(row["size"])
    inside: list[Member] = []
    seen: set[int] = set()
    end = dt.date(since.year + 1, 5, 31) if row["kind"] in ("praktikum", "pds") else None
    for year in range(since.year, min(home.year.year, (end or home.today).year) + 1):
        day = since if year == since.year else dt.date(year, 9, 12)
        if day > home.today or (end and day > end):
            break
        inside = [member for member in inside if member.post.until is None or member.post.until >= day]
        pool = [member for member in home.working(day, lambda member: member.fits(row["kinds"])) if member.teacher.pk not in seen]
        came = rng.sample(pool, max(0, min(size - len(inside), len(pool))))
        for member in came:
            seen.add(member.teacher.pk)
            until = min(filter(None, (member.post.until, end)), default=None)
            product = rng.choice(PRODUCTS) if rng.random() < 0.3 and day.year < home.year.year else ""
            yield {"teacher": member.teacher, "since": day, "until": until, "product": product}
        inside += came


def school(home: Home, since: dt.date) -> Iterator[dict[str, Any]]:
    """«Школа молодого педагога»: novices of each September, two years, then graduation; the first graduates of Sovgavan are exact."""
    rng, seen = home.dice("novices"), set()
    first = dt.date(2022, 9, 1) if home.code == "sovgavan" else since
    for year in range(first.year, home.year.year + 1):
        day = dt.date(year, 9, 15)
        for member in home.staff(day) if day <= home.today else ():
            novice = years_before(day, 2) <= member.post.person.started <= day
            if novice and member.teacher.pk not in seen and rng.random() < 0.75:
                seen.add(member.teacher.pk)
                yield pupil(home, member, day)


def pupil(home: Home, member: Member, day: dt.date) -> dict[str, Any]:
    end = dt.date(day.year + 2, *GRADUATION)
    left = member.post.until and member.post.until < end
    done = None if left or end > home.today else end
    return {"teacher": member.teacher, "since": day, "until": member.post.until if left else done, "graduated_on": done}


def leaders(home: Home, row: dict[str, str], since: dt.date, members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A methodist leads; a subject association also has a teacher at its head."""
    rng = home.dice("leader", row["name"])
    found = [rng.choice(home.service(since)[1:]).teacher]
    if row["kind"] in ("rmo", "creative", "problem", "network") and members:
        found.append(members[0]["teacher"])
    return [{"teacher": teacher, "since": since, "until": None, "role": "leader"} for teacher in found]


def sign_up(home: Home, event: Event, members: list[dict[str, Any]]) -> None:
    """Two of three present members come, or have signed up."""
    inside = {fields["teacher"].pk for fields in members if fields["until"] is None or fields["until"] > home.today}
    people = home.working(home.today, lambda member: member.teacher.pk in inside)
    rng = home.dice("sign up", event.title)
    if event.state != "planned":
        gatherings.attend(home, event, rng.sample(people, len(people) * 2 // 3), marked=event.state == "held")


def meetings(home: Home, row: dict[str, str], made: Community) -> Iterator[dict[str, Any]]:
    """The association's meetings of this school year: one held, one to come."""
    if row["kind"] not in ("rmo", "virtual_cab", "network", "smp") or made.until:
        return
    rng = home.dice("meetings", row["name"])
    titles = (("Планирование работы на учебный год", -44), ("Обмен опытом: лучшие занятия первого полугодия", 24), ("Итоги года и задачи на следующий", 150))
    for title, shift in titles:
        day = weekday(home.today + dt.timedelta(days=shift + rng.randint(0, 9)))
        if day < home.year.starts:
            continue
        yield {
            "title": f"{row['name']}. {title}",
            "format": "ef48",
            "mode": "offline" if row["platform"] == "очно" else "online",
            "topic": row["topic"],
            "functions": row["functions"].split(),
            "starts_at": at(day, 15),
            "ends_at": at(day, 17),
            "place": home.district.service_short,
            "community": made,
            "hours": 2,
            "state": "held" if day < home.today else "announced" if shift < 60 else "planned",
        }
