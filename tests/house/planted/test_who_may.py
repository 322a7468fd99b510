"""Who may what: the golden table of every permission for every role, on an object of the own district."""

import datetime as dt
from typing import Any

import pytest
import rules.permissions

from portal.accounts.models import Appointment, Role, User
from portal.kit import wall
from tests import factories
from tests.house import golden
from tests.house.planted.conftest import World

PATH = golden.HERE / "who_may.txt"
PEOPLE = (
    "teacher",
    "colleague",
    "school_head",
    "other_head",
    "methodist",
    "department_head",
    "mentor",
    "expert",
    "coordinator",
    "operator",
    "foreign",
    "guest",
    "former",
)
HEADER = ["permission", "on", *PEOPLE]
ABOUT = (
    "Who may (+) and may not (-) what with the object: teacher owns it, school_head heads its school, mentor and expert are assigned to it; "
    "colleague and other_head work elsewhere in the district, foreign is a methodist of another district, guest is one too and teaches in this one, former was one here until last year."
)
SHARED = {
    "communities.enrol",
    "communities.mark",
}  # at what a partner has shared a methodist writes in her own people; the wall decides what is shared with whom
HOW = "No row for {missing}. Add «routes.approve route» (a permission and a planted object, or «-») to tests/house/who_may.txt, run this test with --golden-write, review the diff."


@pytest.fixture(scope="package")
def people(world: World) -> dict[str, User]:
    home = world.own.district
    with wall.scope([home.pk]):
        others = {
            "colleague": factories.user(Role.TEACHER, home),
            "other_head": factories.user(Role.SCHOOL_HEAD, home),
            "foreign": world.foreign.people[Role.METHODIST],
            "guest": factories.user(Role.METHODIST, world.foreign.district),
            "former": factories.user(Role.METHODIST, home, until=dt.date(2020, 12, 31)),
        }
        Appointment.objects.create(user=others["guest"], district=home, role=Role.TEACHER, organisation=factories.organisation(home), since="2020-01-01")
    return {role: others.get(role) or world.own.people[role] for role in PEOPLE}


def answers(who: User, asked: list[tuple[str, Any]]) -> list[str]:
    """What the person may of (permission, object), in the scope of a request of hers."""
    with wall.scope(user=who.pk):
        user = User.objects.get(pk=who.pk)
        wall.widen(districts=tuple(user.district_ids), common=user.holds(Role.OPERATOR))
        return ["+" if user.has_perm(permission, obj) else "-" for permission, obj in asked]


def test_permissions_are_as_the_table_says(world: World, people: dict[str, User], request: pytest.FixtureRequest) -> None:
    expected = golden.read(PATH)
    on = {row[0]: row[1] for row in expected}
    writing = request.config.getoption("--golden-write", default=False)
    missing = sorted(set(rules.permissions.permissions) - set(on))
    assert not missing or writing, HOW.format(missing=", ".join(missing))
    on |= dict.fromkeys(missing, "-")
    named = [name for name in sorted(on) if name in rules.permissions.permissions]
    asked = [(name, world.own.things.get(on[name])) for name in named]
    columns = [answers(who, asked) for who in people.values()]
    found = [[name, on[name], *row] for name, row in zip(named, zip(*columns, strict=True), strict=True)]
    if writing:
        golden.write(PATH, ABOUT, [[*HEADER], *found])
    else:
        assert golden.difference(expected, found, HEADER) == []


def test_nobody_without_an_appointment_today_may_anything() -> None:
    rows = golden.read(PATH)
    assert [row[0] for row in rows if row[HEADER.index("former")] != "-"] == []


def test_a_foreign_methodist_may_nothing_with_an_object_of_the_district() -> None:
    assert {row[0] for row in golden.read(PATH) if row[1] != "-" and row[HEADER.index("foreign")] != "-"} == SHARED


def test_who_teaches_here_and_is_a_methodist_elsewhere_may_what_a_teacher_may() -> None:
    """With an object: a right without one is asked where no district is meant."""
    colleague, guest = HEADER.index("colleague"), HEADER.index("guest")
    assert {row[0] for row in golden.read(PATH) if row[1] != "-" and row[guest] != row[colleague]} == SHARED
