"""List pages against the bare view: queries, time as a ratio, cost of a further row, bytes of a first load."""

import gzip
import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from portal.accounts.models import Appointment, District, Organisation, Role, User
from portal.kit import wall

BACKEND = "portal.accounts.adapter.SignIn"
BARE = "/bench/bare/"
RUNS = 21
# (address, role that lives in it)
LISTS: tuple[tuple[str, str], ...] = (
    ("/", Role.METHODIST),
    ("/teachers/", Role.METHODIST),
    ("/routes/", Role.METHODIST),
    ("/communities/events/", Role.METHODIST),
    ("/communities/", Role.METHODIST),
    ("/contests/", Role.METHODIST),
    ("/people/", Role.METHODIST),
    ("/journal/notices/", Role.METHODIST),
    ("/monitoring/indicators/", Role.DEPARTMENT_HEAD),
    ("/monitoring/reports/", Role.DEPARTMENT_HEAD),
    ("/journal/", Role.DEPARTMENT_HEAD),
)


@dataclass(frozen=True)
class PageFigures:
    """One list page: queries with few and many rows, ratio to the bare view, milliseconds per further row, KB of a first load."""

    address: str
    few: int
    many: int
    ratio: float
    per_row_ms: float | None
    kilobytes: float


def measure(small: int, large: int) -> list[PageFigures]:
    """Figures of every list page; `small` and `large` are ids of districts with few and many rows."""
    with override_settings(ROOT_URLCONF="portal.site.bench.bare"):
        return [_page(address, browser(small, role), browser(large, role)) for address, role in LISTS]


def browser(district_id: int, role: str) -> Client:
    """A browser in which somebody of that role is signed in; the account is made when there is none."""
    email = f"bench-{role}-{district_id}@portal.example"
    with wall.scope([district_id], signin=True):
        user = User.objects.filter(email=email).first() or _account(email, role, District.objects.get(pk=district_id))
        client = Client()
        client.force_login(user, backend=BACKEND)
    return client


def _account(email: str, role: str, district: District) -> User:
    user = User.objects.create(email=email, last_name="Замерова", first_name="Анна", home_district=district, demo=True)
    place = Organisation.objects.filter(district=district).first() if role in (Role.TEACHER, Role.SCHOOL_HEAD) else None
    Appointment.objects.create(user=user, district=district, role=role, organisation=place, since="2020-01-01")
    return user


def _page(address: str, few: Client, many: Client) -> PageFigures:
    bare_ms, page_ms = paired(many, BARE, address)
    joint = "&" if "?" in address else "?"
    small_page, big_page = paired(many, f"{address}{joint}per=25", f"{address}{joint}per=100")
    rows = _rows(many, f"{address}{joint}per=100") - _rows(many, f"{address}{joint}per=25")
    per_row = (big_page - small_page) / rows if rows > 0 else None
    return PageFigures(address, queries(few, address), queries(many, address), page_ms / bare_ms, per_row, first_load(many, address))


def queries(client: Client, address: str) -> int:
    """How many queries the page takes when nothing is warmed up by itself."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: ответ {answer.status_code}")
    return len([query for query in seen.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


def paired(client: Client, first: str, second: str) -> tuple[float, float]:
    """Median milliseconds of two addresses, taken in turn so that the machine's mood weighs on both."""
    times: dict[str, list[float]] = {first: [], second: []}
    for address in (first, second):
        client.get(address)
    for _ in range(RUNS):
        for address, taken in times.items():
            began = time.perf_counter()
            client.get(address)
            taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[first]), statistics.median(times[second])


def _rows(client: Client, address: str) -> int:
    return client.get(address).content.count(b"<tr")


def first_load(client: Client, address: str) -> float:
    """KB over the wire of a first load without pictures: the page and what its head names, compressed."""
    body = client.get(address).content
    links = set(re.findall(rb'(?:href|src)="(/static/[^"#]+\.(?:css|js|woff2))"', body))
    files = [Path(str(finders.find(link.decode().removeprefix(settings.STATIC_URL)) or _hashed(link.decode()))) for link in links]
    sizes = [len(file.read_bytes()) if file.suffix == ".woff2" else len(gzip.compress(file.read_bytes(), 6)) for file in files]
    return (len(gzip.compress(body, 6)) + sum(sizes)) / 1024


def _hashed(link: str) -> Path:
    return Path(settings.STATIC_ROOT) / link.removeprefix(settings.STATIC_URL)
