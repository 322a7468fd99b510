"""Districts, their organisations, and the network of Timashevsk with its agreements."""

import datetime as dt
from functools import cache

from portal.accounts.models import Agreement, District, Network, Organisation, OrganisationStatus
from portal.site.base.sources import items

from .home import Home
from .sources import OPENED, load, of_district

LEAD = "timashevsk"
NETWORK = "Методическая сеть краевого ресурсного центра (Тимашевский ЦРО)"
PARTNERS = (
    ("ГБОУ «Институт развития образования» Краснодарского края", "ИРО-1", "signed", dt.date(2019, 9, 2)),
    ("Кубанский государственный университет", "КубГУ-1", "signed", dt.date(2019, 10, 7)),
    ("ЧОУ «Персонал-Ресурс»", "ПР-1", "signed", dt.date(2020, 1, 20)),
    ("Филиал КубГУ в г. Славянске-на-Кубани", "", "preparing", dt.date(2020, 9, 21)),
)

STREETS = (
    *("ул. Школьная", "ул. Ленина", "ул. Советская", "пер. Садовый", "ул. Гагарина", "ул. Пионерская", "ул. Мира"),
    *("ул. Молодёжная", "ул. Центральная", "ул. Набережная", "ул. Лесная", "ул. Победы", "ул. Комсомольская"),
)
STATUSES_SINCE = dt.date(2019, 9, 1)
DATA_SINCE = dt.date(2020, 1, 1)  # the base year of the sources; an earlier year would be counted from nothing


def districts() -> dict[str, District]:
    """All districts by code, made where they are missing."""
    made = {}
    for code, about in load("districts").items():
        name, genitive = about["name"], about["genitive"]
        fields = {
            "name": name,
            "genitive": genitive,
            "region": about.get("region", "Краснодарский край"),
            "service_name": about.get("service_name", f"Территориальная методическая служба {genitive}"),
            "service_short": about.get("service_short", "ТМС"),
            "authority": about.get("authority", f"Управление образования администрации {genitive}"),
            "data_since": DATA_SINCE,
            "time_zone": about.get("time_zone", "Europe/Moscow"),
            "emblem": about.get("emblem", ""),
        }
        made[code] = District.objects.get_or_create(code=code, defaults=fields)[0]
    return made


def organisations(home: Home) -> None:
    rows = of_district("organisations", home.code)
    made = home.add(Organisation, [organisation(row, number) for number, row in enumerate(rows)])
    home.organisations = {row["code"]: one for row, one in zip(rows, made, strict=True)}
    home.add(
        OrganisationStatus,
        [{"organisation": one, "status": flag, "since": STATUSES_SINCE} for row, one in zip(rows, made, strict=True) for flag in row["flags"].split()],
    )


def organisation(row: dict[str, str], number: int) -> dict[str, object]:
    return {
        "name": row["name"],
        "short_name": row["short_name"],
        "kind": row["kind"],
        "levels": levels_of(row["kind"]),
        "address": f"{row['locality']}, {STREETS[number % len(STREETS)]}, {number * 7 % 58 + 2}",
        "opened": OPENED,
    }


@cache
def levels_of(kind: str) -> list[str]:
    """Levels of education that organisations of the kind give."""
    return next((list(one["levels"]) for one in items("org_kinds") if one["code"] == kind), [])


def network(all_districts: dict[str, District]) -> None:
    """The network of eight services with signed agreements, and the lead's own partners; needs a scope on all of them."""
    lead = all_districts[LEAD]
    net, new = Network.objects.get_or_create(name=NETWORK, lead=lead)
    if not new:
        return
    members = [(code, about["tms"]) for code, about in load("districts").items() if "tms" in about]
    rows = [
        Agreement(network=net, lead=lead, district=all_districts[code], number=f"{number}-ТМС/2020", state="signed", since=dt.date.fromisoformat(signed))
        for number, (code, signed) in enumerate(members, 1)
    ]
    rows += [
        Agreement(network=net, lead=lead, district=lead, partner=partner, number=number, state=state, since=since) for partner, number, state, since in PARTNERS
    ]
    Agreement.objects.bulk_create(rows)
