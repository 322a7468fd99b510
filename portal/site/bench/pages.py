"""List pages against the bare view: queries, time as a ratio, cost of a further row, bytes of a first load."""

import gzip
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from portal.accounts.models import Appointment, Consent, District, Organisation, Role, User
from portal.accounts.selectors.consents import current_text
from portal.kit import wall
from portal.site.bench import clock, crowd
from portal.site.bench.clock import Moment
from portal.site.bench.lists import LISTS, Listing

BACKEND = "portal.accounts.adapter.SignIn"
BARE = "/bench/bare/"
RUNS = 15
MOST_QUERIES, MOST_RATIO, MOST_PER_ROW, MOST_KILOBYTES = 12, 3.0, 0.3, 150.0


@dataclass(frozen=True)
class PageFigures:
    """One list page: queries with few and many rows, milliseconds, ratio to the bare view, milliseconds per further row, KB of a first load."""

    address: str
    few: int
    many: int
    took: Moment
    ratio: Moment
    per_row: Moment | None
    kilobytes: float
    overview: bool = False
    wide: bool = False

    @property
    def faults(self) -> list[str]:
        """Limits that it does not keep. Time is over a limit only when both clocks say so: one alone tells of the machine."""
        slow = not self.overview and min(self.ratio.wall, self.ratio.cpu) > MOST_RATIO
        steep = self.per_row is not None and min(self.per_row.wall, self.per_row.cpu) > MOST_PER_ROW
        said = (
            (self.few != self.many, "число запросов растёт"),
            (self.many > MOST_QUERIES, "запросы"),
            (slow, "время"),
            (steep, "время строки"),
            (self.kilobytes > MOST_KILOBYTES, "вес"),
        )
        return [words for over, words in said if over]


@dataclass(frozen=True)
class Ground:
    """Districts in which the lists are short and long, the one with ten thousand organisations, and those that lead a network of a few and of all districts of the region."""

    small: int
    large: int
    wide: int
    leads: tuple[int, int]

    def of(self, listing: Listing) -> tuple[int, int]:
        """Where it is short and where it is long."""
        return self.leads if listing.role == Role.COORDINATOR else (self.small, self.wide if listing.wide else self.large)


def measure(ground: Ground, runs: int = RUNS) -> list[PageFigures]:
    """Figures of every list page."""
    with override_settings(ROOT_URLCONF="portal.site.bench.bare"):
        people: dict[tuple[int, str], Client] = {}
        for district, role in dict.fromkeys((district, one.role) for one in LISTS for district in ground.of(one)):
            people[district, role] = browser(district, role, crowd.ROWS if district == ground.large else crowd.FEW)
        visits = [(one, [(district, people[district, one.role]) for district in ground.of(one)]) for one in LISTS]
        return [_page(one, few, many, runs) for one, (few, many) in visits]


def browser(district_id: int, role: str, notices: int = 0) -> Client:
    """A browser in which somebody of that role is signed in; the account is made when there is none."""
    email = f"bench-{role}-{district_id}@portal.example"
    with wall.scope([district_id], signin=True, common=role == Role.OPERATOR):
        user = User.objects.filter(email=email).first() or _account(email, role, District.objects.get(pk=district_id))
        client = Client(SERVER_NAME="127.0.0.1")  # the portal answers to its own names only
        client.force_login(user, backend=BACKEND)
    client.handler.load_middleware()  # a server does it once, the test client with the first visit of each browser: 14 ms that no page costs
    if notices:
        crowd.notify(district_id, user.pk, notices)
    if notices and role == Role.METHODIST:  # who opens «Кто смотрел мои данные»
        crowd.look(district_id, user.pk, notices)
    return client


def _account(email: str, role: str, district: District) -> User:
    user = User.objects.create(email=email, last_name="Замерова", first_name="Анна", home_district=district, demo=True)
    place = Organisation.objects.filter(district=district).first() if role in (Role.TEACHER, Role.SCHOOL_HEAD) else None
    where = None if role == Role.OPERATOR else district
    Appointment.objects.create(user=user, district=where, role=role, organisation=place, since="2020-01-01")
    if where and (text := current_text()):
        Consent.objects.create(user=user, text=text, district=where, given_at=timezone.now())  # without it only one's own data is shown
    return user


def _page(listing: Listing, few: tuple[int, Client], many: tuple[int, Client], runs: int) -> PageFigures:
    (small, one), (large, other) = few, many
    address, shorter = _address(listing, large), _address(listing, small)
    pairs = clock.paired(partial(get, other, BARE), partial(get, other, _with_rows(address, 25)), runs)
    return PageFigures(
        address=re.sub(r"/\d+/", "/…/", address),
        few=queries(one, shorter),
        many=queries(other, address),
        took=clock.median([page for _, page in pairs]),
        ratio=clock.median([page / bare for bare, page in pairs]),
        per_row=_per_row(other, address, runs),
        kilobytes=first_load(other, address),
        overview=listing.overview,
        wide=listing.wide,
    )


def _address(listing: Listing, district: int) -> str:
    with wall.scope([district]):
        return listing.address()


def get(client: Client, address: str) -> None:
    """The page, which has to come; RuntimeError when it does not."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: ответ {answer.status_code}")


def queries(client: Client, address: str) -> int:
    """All queries of the page, those of the session, the sign-in and the scope included; savepoints and the transaction itself are none."""
    get(client, address)
    with CaptureQueriesContext(connection) as seen:
        get(client, address)
    return len([query for query in seen.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


def _per_row(client: Client, address: str, runs: int) -> Moment | None:
    """Milliseconds of a further row, from the best of the page with 25 and with 100 rows; None where the list has no further ones.

    A row costs a hundredth of a page, so the median of differences told of the machine's moods more than of the row.
    """
    short, long = _with_rows(address, 25), _with_rows(address, 100)
    more = _rows(client, long) - _rows(client, short)
    if more <= 0:
        return None
    pairs = clock.paired(partial(get, client, short), partial(get, client, long), runs)
    return (clock.best([further for _, further in pairs]) - clock.best([page for page, _ in pairs])) / more


def _with_rows(address: str, size: int) -> str:
    return f"{address}{'&' if '?' in address else '?'}per={size}"


def _rows(client: Client, address: str) -> int:
    """How many rows the tables of the page hold."""
    return client.get(address).content.count(b"<tr")


def first_load(client: Client, address: str) -> float:
    """KB over the wire of a first load: the page, what it names (styles, scripts, icons) and the fonts that the styles name, compressed."""
    body = client.get(address).content
    links = {link.decode() for link in re.findall(rb'(?:href|src)="(/static/[^"#?]+\.(?:css|js|woff2|svg))', body)}
    files = {Path(str(finders.find(link.removeprefix(settings.STATIC_URL)) or _hashed(link))) for link in links}
    fonts = {(file.parent / name).resolve() for file in files if file.suffix == ".css" for name in re.findall(r'url\("?([^)"]+\.woff2)"?\)', file.read_text())}
    fonts |= {file.resolve() for file in files if file.suffix == ".woff2"}
    sizes = [len(gzip.compress(file.read_bytes(), 6)) for file in files if file.suffix != ".woff2"]
    return (len(gzip.compress(body, 6)) + sum(sizes) + _weight(fonts)) / 1024


def _weight(fonts: set[Path]) -> int:
    """Bytes of fonts, which are compressed already; one of the two copies of a font (plain and with a hash in its name) is loaded."""
    return sum({file.name.split(".")[0]: file.stat().st_size for file in fonts}.values())


def _hashed(link: str) -> Path:
    return Path(settings.STATIC_ROOT) / link.removeprefix(settings.STATIC_URL)
