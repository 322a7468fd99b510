"""Mentoring pairs, internship programmes and internships, the bank of practices."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from communities.models import Authorship, Internship, Practice, Programme
from portal.kit.periods import years_before
from portal.site.base.sources import items
from routes.models import Mentoring

from .home import Home, Member, audience
from .sources import rows

KINDS = ("trad", "trad", "trad", "short", "virtual", "situational")
LOCAL = {
    "sovgavan": (("Современный урок: мастерская педагога", "sh1", "A/01.6 B/03.6"), ("Воспитательное событие: от замысла к анализу", "sh15", "A/02.6"),
                 ("Экономическое воспитание дошкольника", "ds14", "B/01.5"), ("Разноуровневая программа в дополнительном образовании", "pallada", "A/01.6 A/03.6")),
    "amursk": (("Функциональная грамотность в практике учителя", "sh2", "A/01.6 B/03.6"), ("Сельская школа: малочисленный класс", "el1", "A/01.6 B/02.6"),
               ("Развивающая среда группы детского сада", "ds9", "B/01.5"), ("Экологическое воспитание", "ebc", "A/02.6")),
}  # fmt: skip
SITES = {"mp1": "sh1", "mp2": "sh2", "mp3": "sh4", "mp4": "sh5", "mp5": "sh11", "mp6": "sh13", "mp7": "sh2", "mp8": "sh4"}
FUNCTIONS = {
    "mp1": "A/01.6 B/03.6", "mp2": "A/01.6 B/03.6", "mp3": "A/01.6", "mp4": "A/03.6 A/02.6",
    "mp5": "A/01.6 B/02.6", "mp6": "A/01.6", "mp7": "A/02.6 A/03.6", "mp8": "B/01.5",
}  # fmt: skip
TRAINEES = {"sovgavan": 16, "amursk": 9, "timashevsk": 22}


def fill(home: Home, shared: list[Programme]) -> list[Programme]:
    """Returns the programmes that the district opens to its partners; `shared` are those that it may use itself."""
    home.add(Mentoring, list(mentoring(home)))
    own = home.add(Programme, list(programmes(home)))
    home.add(Internship, list(internships(home, own or shared)))
    bank(home)
    return [one for one in own if one.shared]


def mentoring(home: Home) -> Iterator[dict[str, Any]]:
    """Most novices have a mentor from their own school; the demo's mentor guides the demo's teacher and two more."""
    rng, now = home.dice("mentoring"), home.today
    staff = home.staff(now)
    mentor, teacher = (home.users.get(login) for login in ("mentor", "teacher"))
    for member in staff:
        novice = member.post.person.started >= years_before(now, 3)
        demo = teacher is not None and member.teacher.user_id == teacher.pk
        here = [one for one in staff if one.organisation == member.organisation and one.post.person.started < years_before(now, 10)]
        lead = next((one for one in here if mentor and one.teacher.user_id == mentor.pk), None)
        if here and (demo or (novice and rng.random() < 0.8)):
            guide = lead or rng.choice(here)
            since = max(home.year.starts + dt.timedelta(days=9), member.post.since) if home.year.starts + dt.timedelta(days=9) <= now else now
            yield {
                "mentor": guide.teacher,
                "mentee": member.teacher,
                "form": "pp",
                "kind": rng.choice(KINDS),
                "since": since,
                "order": f"приказ по {member.organisation.short_name} от {since:%d.%m.%Y}",
            }


def programmes(home: Home) -> Iterator[dict[str, Any]]:
    """Timashevsk: eight modular programmes on the six school bases; the others have demo ones of their own."""
    if home.code == "timashevsk":
        for item in items("internship_programs"):
            code = item["code"]
            yield programme(home, item["name"], SITES[code], FUNCTIONS[code], dt.date(2020, 10, 1), 72) | {"code": code, "shared": True}
    for number, (name, site, functions) in enumerate(LOCAL.get(home.code, ()), 1):
        yield programme(home, name, site, functions, dt.date(2021, 1, 11), 36) | {"code": f"сп{number}"}


def programme(home: Home, name: str, site: str, functions: str, since: dt.date, hours: int) -> dict[str, Any]:
    place = home.organisations[site]
    meant = {"dou": "dou", "cdt": "cdt", "dush": "dush"}.get(place.kind, "school")  # trainees come to a site of their own kind
    return {"name": name, "organisation": place, "functions": functions.split(), "audience": audience(meant), "hours": hours, "since": since}


def internships(home: Home, offered: list[Programme]) -> Iterator[dict[str, Any]]:
    """Completed ones of past years, running ones and applications of this year; 2021 in Sovgavan is exact: sovgavan.py."""
    first = 2022 if home.code == "sovgavan" else 2021
    for year in range(first, home.year.year + 1):
        rng, begun = home.dice("internships", year), dt.date(year, 10, 12)
        for number, member in enumerate(home.pick(rng, min(begun, home.today), TRAINEES.get(home.code, 3))):
            since = begun if begun <= home.today else home.today - dt.timedelta(days=3)
            done = dt.date(year + 1, 5, 14) + dt.timedelta(days=number)
            state = "completed" if done < home.today else "applied" if number % 5 == 4 else "enrolled"
            yield {
                "programme": rng.choice(offered),
                "teacher": member.teacher,
                "state": state,
                "since": since,
                "completed_on": done if state == "completed" else None,
            }


def bank(home: Home) -> None:
    """Practices of the years after the sources' one, and a few under review now."""
    for year in range(2021, home.year.year + 1) if home.main else ():
        rng = home.dice("bank", year)
        for number, row in enumerate(rng.sample(rows("practices"), 7)):
            day = dt.date(year, 11, 10) + dt.timedelta(days=number * 27)
            included = day < home.today
            state = "included" if included else "review" if number % 2 else "proposed"
            fields = {"title": row["title"], "topic": row["topic"], "state": state, "included_on": day if included else None}
            practice = home.add(Practice, [fields])[0]
            authors: list[Member] = home.pick(rng, min(day, home.today), 1 + (number % 4 == 0), row["kinds"])
            home.add(Authorship, [{"practice": practice, "teacher": author.teacher} for author in authors])
