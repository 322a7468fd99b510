"""Papers of the districts: acts, the model of Amursk, plans, monitorings, publications and sites."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from communities.models import Publication
from monitoring.models import Campaign, InnovationSite, NormativeAct, Plan, PlanRow
from portal.kit.periods import Period
from portal.site.base.sources import items

from .home import Home
from .sources import load, rows

MONITORING = "Система организации воспитания и социализации обучающихся"
SUBJECTS = (
    "Программное обеспечение воспитания (рабочие программы и календарные планы)",
    "Участие в конкурсах различного уровня",
    "Состояние воспитательной работы",
    "Эффективность работы по отдельным направлениям воспитания",
)
ARTICLES = (
    "Стажировочная площадка как форма методического сопровождения («Педагогический вестник Кубани»)",
    "Педагог-мастер и молодой учитель («Кубанская школа»)",
)


def fill(home: Home) -> None:
    acts(home)
    plans(home)
    home.add(Campaign, list(campaigns(home)))
    if home.code != "sovgavan":
        home.add(InnovationSite, [site(row) for row in home.rows("sites")])
    if home.code == "timashevsk":
        home.add(Publication, list(publications()))


def monitors(home: Home) -> bool:
    """Keeps papers on upbringing: the three districts, and five of the eight services of the network."""
    return home.main or home.code not in ("akhtarsk", "leningradskaya", "goryachy-klyuch")


def acts(home: Home) -> None:
    home.add(NormativeAct, [act(row) for row in home.rows("acts") or (rows("acts_tms") if monitors(home) else [])])
    if home.code == "amursk":
        paper = load("amursk_model")
        order = paper["order"]
        home.add(
            NormativeAct, [{"kind": "приказ", "title": order["title"], "number": order["number"], "adopted_on": order["date"], "tag": "модель", "body": paper}]
        )


def act(row: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "title": row["title"],
        "number": row["number"],
        "adopted_on": dt.date.fromisoformat(row["adopted"]),
        "tag": row["tag"],
        "body": {"источник": row["origin"]},
    }


def plans(home: Home) -> None:
    """What the sources give word for word, then a short yearly plan on upbringing in every later year."""
    for plan in load("plans").get(home.code, []):
        add_plan(home, plan["title"], plan["kind"], plan["year"], plan["tag"], dt.date.fromisoformat(plan["adopted"]), plan["rows"])
    if home.code == "timashevsk":
        schedule(home)
    for period in home.years if monitors(home) else ():
        if (home.code, period.year) == ("sovgavan", 2021):
            continue
        title = f"План методического сопровождения по вопросам воспитания на {period.label}"
        add_plan(home, title, "year", period.year, "воспитание", dt.date(period.year, 9, 6), yearly(period))


def yearly(period: Period) -> list[list[str]]:
    term = f"октябрь {period.year} – май {period.year + 1}"
    return [
        ["Курсы повышения квалификации по воспитанию и социализации", "в течение года", "педагогические работники"],
        ["Совещания, семинары и семинары-практикумы по графику событий", term, "классные руководители"],
        ["Профессиональные конкурсы по вопросам воспитания", term, "педагогические работники"],
        ["Мониторинг системы организации воспитания и социализации", term, "образовательные организации"],
    ]


def add_plan(home: Home, title: str, kind: str, year: int | None, tag: str, adopted: dt.date, lines: list[list[str]]) -> None:
    made = home.add(Plan, [{"title": title, "kind": kind, "year": year, "tag": tag, "adopted_on": adopted}])[0]
    home.add(PlanRow, [{"plan": made, "number": number, "title": one, "term": term, "audience": who} for number, (one, term, who) in enumerate(lines, 1)])


def schedule(home: Home) -> None:
    """The plan-schedule 2020–2023 (15, 15, 16 and 8 rows) and the plan of the network (11 rows, renumbered)."""
    table = rows("plan_timashevsk")
    for year in ("2020", "2021", "2022", "2023"):
        lines = [[row["task"], row["term"], row["note"]] for row in table if row["year"] == year]
        add_plan(home, f"План-график выполнения работ на {year} год", "schedule", int(year), "КРЦ", dt.date(2020, 8, 31), lines)
    lines = [[row["task"], row["term"], row["audience"]] for row in rows("plan_network")]
    add_plan(home, "План развития и поддержки методической сети", "network", None, "сеть", dt.date(2020, 8, 31), lines)


def campaigns(home: Home) -> Iterator[dict[str, Any]]:
    """Four monitorings of upbringing every school year; those of the current year are still going on."""
    first = 2020 if home.code == "sovgavan" else 2021
    for year in range(first, home.year.year + 1) if monitors(home) else ():
        for number, subject in enumerate(SUBJECTS):
            begun, ended = dt.date(year, 10, 5) + dt.timedelta(days=14 * number), dt.date(year + 1, 2, 26) + dt.timedelta(days=28 * number)
            if begun <= home.today:
                over = ended <= home.today
                report = f"Справка по итогам мониторинга, {year}–{year + 1} учебный год" if over else ""
                yield {
                    "subject": f"{MONITORING}: {subject[0].lower()}{subject[1:]}",
                    "tag": "воспитание",
                    "starts_on": begun,
                    "finished_on": ended if over else None,
                    "report": report,
                }


def site(row: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {key: row[key] for key in ("topic", "owner", "kind", "level")}
    return fields | {"since": dt.date.fromisoformat(row["since"]), "until": dt.date.fromisoformat(row["until"]) if row["until"] else None}


def publications() -> Iterator[dict[str, Any]]:
    """Seven collections and twenty-four manuals of 2015–2018, two articles in the krai's journals."""
    programmes = [item["name"] for item in items("internship_programs")]
    for number in range(7):
        yield {"kind": "collection", "title": f"Из опыта стажировочных площадок. Сборник {number + 1}: {programmes[number]}", "year": 2016 + number // 3}
    for number in range(24):
        part = ("методическое пособие", "рабочая тетрадь стажёра", "диагностические методики")[number // 8]
        yield {"kind": "manual", "title": f"{programmes[number % 8]}: {part}", "year": 2016 + number // 8}
    for title in ARTICLES:
        yield {"kind": "article", "title": title, "year": 2018}
