"""Every address answers every role as the golden tables in tests/house/urls say."""

from functools import cache

import pytest

from tests.house import golden
from tests.house.addresses import addresses, filled
from tests.house.asking import Answer, Visitor
from tests.house.planted.conftest import ROLES, World, samples

HEADER = ["url", "sample", "method", *ROLES, "foreign"]
ABOUT = "Status of every address for every role; «login» leads to sign-in. POST (with empty data) is listed where it differs from GET; a method without a row is refused (405)."
HOW = (
    "No row for {missing}. Add a line with the name and a sample («routes:route pk=route», «-» without parameters) to tests/house/urls/{app}.txt, "
    "then run «pytest tests/house --golden-write» and review the diff. Samples are the names in tests/house/planting.py."
)
APPS = sorted({one.app for one in addresses()})


def answers(visitors: dict[str, Visitor], method: str, address: str) -> list[Answer]:
    asking = [visitors[role] for role in (*ROLES, "foreign")]
    return [one.meets(address) if method == "GET" else one.ask(method, address) for one in asking]


def cell(answer: Answer) -> str:
    return "login" if answer.location.startswith("/accounts/login/") else str(answer.status)


def rows_of(name: str, sample: str, world: World, visitors: dict[str, Visitor]) -> list[list[str]]:
    """A method that is taken at all; POST only where it answers otherwise than GET."""
    address = filled(name, sample, world.own)
    asked = answers(visitors, "GET", address)
    is_file = any(one.status == 200 and not one.is_page for one in asked)  # costly, and a view that gives a file takes no data
    got = [cell(one) for one in asked]
    posted = got if is_file else [cell(one) for one in answers(visitors, "POST", address)]
    rows = [[name, sample, method, *found] for method, found in (("GET", got), ("POST", posted)) if set(found) - {"405", "login"}]
    rows = rows or [[name, sample, "GET", *got]]  # what sends everybody to sign-in has a row as well
    return rows[:1] if posted == got else rows


@pytest.mark.parametrize("app", APPS)
def test_every_address_is_guarded(app: str, world: World, visitors: dict[str, Visitor], request: pytest.FixtureRequest) -> None:
    path = golden.HERE / "urls" / f"{app}.txt"
    expected = golden.read(path)
    samples = {(row[0], row[1]): None for row in expected}
    named = {name for name, _ in samples}
    missing = [one for one in addresses() if one.app == app and one.name not in named]
    writing = request.config.getoption("--golden-write", default=False)
    if writing:
        samples |= {(one.name, "-"): None for one in missing if not one.parameters}
        missing = [one for one in missing if one.parameters]
    assert not missing, HOW.format(missing=", ".join(f"{one.name} {' '.join(one.parameters)}" for one in missing), app=app)
    order = {one.name: number for number, one in enumerate(addresses())}
    gone = sorted(named - set(order))
    assert not gone or writing, f"{path.name} has rows of addresses that are no more: {gone}"
    found = [
        row for name, sample in sorted(samples, key=lambda pair: order.get(pair[0], -1)) if name in order for row in rows_of(name, sample, world, visitors)
    ]
    if writing:
        golden.write(path, ABOUT, [[*HEADER], *found])
    else:
        assert golden.difference(expected, found, HEADER) == []


@cache
def table() -> list[list[str]]:
    return [row for app in APPS for row in golden.read(golden.HERE / "urls" / f"{app}.txt")]


PUBLIC = {"site:health", "site:demo_login", "accounts:look", "site:invitation", "documents:check_form", "documents:check", "documents:check_line"}


def test_only_named_public_pages_open_without_sign_in() -> None:
    """Read from the table, so that a page opened by mistake is seen even when the table was written anew."""
    ours = [row for row in table() if ":" in row[0]]
    assert {row[0] for row in ours if row[3] != "login" and row[0] not in PUBLIC} == set()


def test_no_address_fails() -> None:
    assert [row for row in table() if any(cell.startswith("5") for cell in row[3:])] == []


def test_a_foreign_methodist_meets_no_object_of_the_district(world: World) -> None:
    """Addresses of walled objects answer the other district's methodist with 404, or refuse before they look."""
    walled = {(one.name, one.sample) for one in samples() if one.walled(world.own) and not one.name.startswith("documents:check")}
    assert [(row[0], row[2], row[-1]) for row in table() if (row[0], row[1]) in walled and row[-1] not in ("404", "403", "405")] == []
