"""What decision 1 says of the `app.signin` door, asked of the database in raw SQL: accounts and what signs them in, and nothing beyond."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from portal.accounts.models import Role
from portal.kit import wall
from tests.house.planted.conftest import World

BEHIND_THE_DOOR = {"accounts_user", "accounts_invitation", "account_emailaddress", "account_emailconfirmation", "mfa_authenticator"}
GIVES_A_ROLE = "INSERT INTO accounts_appointment (user_id, role, district_id, since, act) VALUES (%s, 'department_head', %s, now(), '')"
OPENS_A_SCHOOL = "INSERT INTO accounts_organisation (name, short_name, kind, address, inn, district_id) VALUES ('Школа', 'Ш', 'sosh', '', '', %s)"


@pytest.fixture
def door(world: World) -> Iterator[World]:
    """The planted districts, where somebody also has an address, a confirmation and a second step; undone afterwards."""
    with transaction.atomic():
        who = world.foreign.people[Role.TEACHER]
        with wall.scope(signin=True):
            address = EmailAddress.objects.create(user=who, email=who.email, verified=True, primary=True)
            EmailConfirmation.objects.create(email_address=address, key="canary")
            Authenticator.objects.create(user=who, type="totp", data={"secret": "canary"})
        yield world
        transaction.set_rollback(True)


def walled_tables() -> list[str]:
    """Every table with a wall, from the database's own catalogue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r' ORDER BY relname")
        return [name for (name,) in cursor.fetchall()]


def touched(sql: str, *values: object) -> int:
    """Rows that the statement reached; its error, if any, is rolled back and told."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.rowcount


def reached(verb: str, table: str) -> bool:
    """Did the statement meet any row? A refusal that comes after the wall (a foreign key) means that it did."""
    try:
        return touched(verb.format(table)) > 0
    except DatabaseError as refused:
        return "permission denied" not in str(refused)


def test_only_accounts_and_what_signs_them_in_are_read(door: World) -> None:
    assert len(walled_tables()) > 40
    with wall.scope(signin=True):
        assert {name for name in walled_tables() if reached('SELECT 1 FROM "{}" LIMIT 1', name)} == BEHIND_THE_DOOR
    with wall.scope():
        assert {name for name in walled_tables() if reached('SELECT 1 FROM "{}" LIMIT 1', name)} == set()


def test_only_the_same_rows_are_written(door: World) -> None:
    with wall.scope(signin=True):
        assert {name for name in walled_tables() if reached('UPDATE "{0}" SET id = id', name)} == BEHIND_THE_DOOR
        assert touched("UPDATE accounts_user SET first_name = 'Чужая' WHERE id = %s", door.foreign.people[Role.TEACHER].pk) == 1


def test_who_signs_in_gives_herself_no_role_and_opens_nothing(door: World) -> None:
    who, home = door.own.people[Role.TEACHER].pk, door.foreign.district.pk
    for sql, values in ((GIVES_A_ROLE, (who, home)), (OPENS_A_SCHOOL, (home,))):
        with wall.scope(signin=True, user=who), pytest.raises(ProgrammingError, match="row-level security"):
            touched(sql, *values)
    with wall.scope([home], common=True):  # the same statements are right ones: it was the wall that refused them
        assert [touched(GIVES_A_ROLE, who, home), touched(OPENS_A_SCHOOL, home)] == [1, 1]


def test_foreign_sql_opens_the_door_by_itself_but_cannot_take_the_wall_down(door: World) -> None:
    """What the wall does not keep out, as the decision says: the settings are the application's own."""
    with wall.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.signin', 'on', true)")
        cursor.execute("SELECT count(*) > 0 FROM mfa_authenticator")
        assert cursor.fetchone() == (True,)
    for sql in (
        "ALTER TABLE teachers_teacher DISABLE ROW LEVEL SECURITY",
        "DROP POLICY wall_read ON teachers_teacher",
        "CREATE POLICY mine ON teachers_teacher USING (true)",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
    ):
        with wall.scope(signin=True), pytest.raises(ProgrammingError, match=r"must be owner|permission denied|must be superuser"):
            touched(sql)
