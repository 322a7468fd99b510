"""The wall around every table, asked in plain SQL by the application's own role over three planted districts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError

from communities.models import Attendance, Event
from portal.accounts.models import Appointment, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.wall import Walled
from tests.house.planted.conftest import CANARY, PARTNER, World
from tests.house.planting import walled_models

OPEN = {  # what every person may know: the portal's own words and the library's tables without anything personal of a district
    "accounts_district", "accounts_network", "accounts_word", "accounts_consenttext", "monitoring_indicator", "teachers_framework", "teachers_competency",
    "socialaccount_socialapp",  # the provider of sign-in is configured by the environment: nothing is kept here
    "accounts_user_groups", "accounts_user_user_permissions", "auth_group", "auth_group_permissions", "auth_permission",
    "django_content_type", "django_migrations", "django_session", "portal_cache",
}  # fmt: skip
WALLED = sorted(walled_models(), key=lambda model: model._meta.label)
SEALED = {"journal_deed", "journal_disclosure"}  # nobody may change it at all
KEPT = {"accounts_erasure"}  # an act: changed, never deleted
OPERATORS = {"accounts_agreement", "accounts_handover"}  # only the operator's scope finds its rows for writing
UNSEEN = {"accounts_handover"}  # nor does any other scope read them


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else [(cursor.rowcount,)]


def refused(sql: str, *values: Any) -> str:
    """What the database answers to a statement that it must not take."""
    with pytest.raises(DatabaseError) as wrong, transaction.atomic():
        ask(sql, *values)
    return str(wrong.value)


@pytest.fixture
def inside(world: World) -> Iterator[int]:
    """The own district's scope, without its partners; gives the foreign district's id."""
    with transaction.atomic():
        with wall.scope([world.own.district.pk], user=world.own.people["methodist"].pk):
            yield world.foreign.district.pk
        transaction.set_rollback(True)


def test_every_table_is_walled_or_named_as_open(ground: None) -> None:
    """A new table fails here until it has a wall, or a reason to have none."""
    rows = ask("SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")
    assert {name for name, walled in rows if not walled} == OPEN


def test_nothing_stored_passes_by_the_wall(ground: None) -> None:
    """No view, materialised view or function that would read with its owner's eyes; what the owner's hand does gives back at most a count.

    Two functions count for the planner. The others take away what may not be kept: a person by a decided erasure, a district whose removal has
    waited a week, readings that are older than the law asks (tests/site/test_erasure.py, tests/site/test_removal.py).
    """
    assert ask("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace AND relowner <> 10") == []
    assert ask("SELECT proname, pg_get_function_result(oid) FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1") == [
        ("frozen_drop_district", "bigint"),
        ("frozen_forget", "bigint"),
        ("journal_drop_district", "bigint"),
        ("journal_expire", "bigint"),
        ("journal_forget", "bigint"),
        ("portal_analyze", "void"),
        ("portal_analyze_some", "void"),
    ]


def test_without_a_scope_no_table_shows_a_row(world: World) -> None:
    with wall.scope():
        tables = [table_of(model) for model in WALLED] + ["accounts_user", "account_emailaddress", "mfa_authenticator"]
        assert {table: count for table in tables if (count := ask(f'SELECT count(*) FROM "{table}"')[0][0])} == {}


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model._meta.label)
def test_no_row_of_another_district_is_read(model: type[Walled], inside: int) -> None:
    table = table_of(model)
    assert ask(f'SELECT count(*) FROM "{table}" WHERE district_id = %s', inside) == [(0,)]
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as answer:  # type: ignore[attr-defined]
        text = b"".join(answer).decode()
    assert bool(text) == (table not in UNSEEN)
    assert CANARY not in text
    assert PARTNER not in text
    assert not model._base_manager.filter(district_id=inside).exists()


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model._meta.label)
def test_no_row_of_another_district_is_written(model: type[Walled], inside: int) -> None:
    table = table_of(model)
    with wall.scope([inside], common=True):
        [(row,)] = ask(f'SELECT row_to_json(t)::text FROM "{table}" t WHERE district_id = %s LIMIT 1', inside)
    copy = json.loads(row) | {"id": 10**9}
    columns = ", ".join(f'"{one.column}"' for one in model._meta.concrete_fields if not one.generated)  # the others the database makes itself
    asked = f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM json_populate_record(NULL::"{table}", %s)'
    assert "row-level security" in refused(asked, json.dumps(copy))
    if table in SEALED:
        assert "permission denied" in refused(f'DELETE FROM "{table}" WHERE district_id = %s', inside)
        return
    assert ask(f'UPDATE "{table}" SET district_id = district_id WHERE id = %s', json.loads(row)["id"]) == [(0,)]
    if table in KEPT:
        assert "permission denied" in refused(f'DELETE FROM "{table}" WHERE district_id = %s', inside)
        return
    assert ask(f'DELETE FROM "{table}" WHERE district_id = %s', inside) == [(0,)]


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model._meta.label)
def test_no_own_row_is_given_away(model: type[Walled], inside: int, world: World) -> None:
    """Moved to another district: refused aloud, or, where rows are only added or only the operator writes, not found."""
    table = table_of(model)
    move = f'UPDATE "{table}" SET district_id = %s WHERE district_id = %s', inside, world.own.district.pk
    only_added = (
        ask("SELECT count(*) FROM pg_policies WHERE tablename = %s AND cmd IN ('UPDATE', 'ALL') AND roles = '{public}'", table) == [(0,)]
        and table not in SEALED
    )
    if only_added or table in OPERATORS:
        assert ask(*move) == [(0,)]
    else:
        assert ("permission denied" if table in SEALED else "row-level security") in refused(*move)


def keys(*, shared: bool) -> list[tuple[type[models.Model], Any]]:
    """Foreign keys from walled tables to walled tables; `shared` ones may cross the wall by an agreement."""
    found = [
        (model, field)
        for model in WALLED
        for field in model._meta.concrete_fields
        if field.many_to_one and field.name != "district" and issubclass(field.related_model, Walled)
    ]
    kin = {name for (name,) in ask("SELECT conname FROM pg_constraint WHERE contype = 'f'")}
    return [(model, field) for model, field in found if (f"{table_of(model)}_{field.column}_kin" not in kin) == shared]


def test_a_row_hangs_on_a_parent_of_its_own_district_unless_sharing_makes_it_lawful(ground: None) -> None:
    names = {f"{model._meta.label}.{field.name}" for model, field in keys(shared=True)}
    assert names == {
        "communities.Membership.community", "communities.Attendance.event", "communities.Internship.programme",
        "routes.Step.event", "routes.Step.programme", "routes.Step.community",
    }  # fmt: skip


def test_a_key_without_its_own_constraint_is_kept_by_the_composite_one(ground: None) -> None:
    """Where a model leaves a plain key out, the key (parent, district) asks for it; of the district itself a parent that is always there does."""
    kin = {(model, field.name) for model, field in keys(shared=False)}
    bare = [(model, field) for model in WALLED for field in model._meta.concrete_fields if field.many_to_one and not field.db_constraint]
    assert bare
    for model, field in bare:
        parents = [one for one in model._meta.concrete_fields if one.many_to_one and not one.null and (model, one.name) in kin]
        assert (model, field.name) in kin if field.name != "district" else parents, f"{model._meta.label}.{field.name}"


def test_a_key_does_not_tell_which_foreign_ids_exist(inside: int, world: World) -> None:
    """Where sharing lets a row hang on another district's parent: what is not seen is refused alike, be it there or not."""
    for model, field in keys(shared=True):
        own = model._base_manager.filter(district=world.own.district, **{f"{field.name}__isnull": False}).first()
        [(row,)] = ask(f'SELECT row_to_json(t)::text FROM "{table_of(model)}" t WHERE id = %s', own.pk)
        answers = set()
        for parent in (world.foreign[field.related_model._meta.model_name].pk, 10**9):
            copy = json.loads(row) | {"id": 10**9, field.column: parent}
            answers.add(refused(f'INSERT INTO "{table_of(model)}" SELECT * FROM json_populate_record(NULL::"{table_of(model)}", %s)', json.dumps(copy)))
            answers.add(refused(f'UPDATE "{table_of(model)}" SET {field.column} = %s WHERE id = %s', parent, own.pk).partition(":")[0])
        assert all("row-level security" in one for one in answers), (model, field.name, answers)
        assert len(answers) == 2, answers


def test_a_shared_event_takes_people_while_it_is_seen_and_keeps_them_after(world: World) -> None:
    """The agreement's end closes the door to new rows, not the books of the old ones."""
    event, who = world.partner["event"], world.own["teacher"]
    with transaction.atomic():
        with wall.scope([world.own.district.pk], partners=(world.partner.district.pk,)):
            made = Attendance.objects.create(district=world.own.district, event=event, teacher=who, held_on=event.starts_at.date())
        with wall.scope([world.own.district.pk]):
            assert Attendance.objects.filter(pk=made.pk).update(status="present") == 1
            made.refresh_from_db()
            made.save()
            with pytest.raises(Event.DoesNotExist):
                _ = made.event
        transaction.set_rollback(True)


def test_joins_and_prefetches_stop_at_the_wall(world: World) -> None:
    """Whoever is appointed in two districts is one row; what hangs on her in the other district stays there."""
    who = world.foreign.people["methodist"]
    with transaction.atomic():
        with wall.scope([world.own.district.pk], common=True):
            Appointment.objects.create(user=who, district=world.own.district, role="expert", since="2020-01-01")
        with wall.scope([world.own.district.pk]):
            [seen] = User.objects.filter(pk=who.pk).prefetch_related("appointments", "notices")
            assert {post.district_id for post in seen.appointments.all()} == {world.own.district.pk}
            assert list(seen.notices.all()) == []
            assert not Deed.objects.filter(actor__last_name__contains=CANARY).exists()
        transaction.set_rollback(True)


def test_an_agreement_is_not_signed_by_one_side_alone(inside: int, world: World) -> None:
    """It opens a window in the other's wall: neither the member nor the lead writes it, only the operator."""
    [(row,)] = ask("SELECT row_to_json(t)::text FROM accounts_agreement t LIMIT 1")
    for sides in ({"district_id": world.own.district.pk, "lead_id": inside}, {"district_id": inside, "lead_id": world.own.district.pk}):
        copy = json.loads(row) | {"id": 10**9, "state": "signed"} | sides
        answer = refused("INSERT INTO accounts_agreement SELECT * FROM json_populate_record(NULL::accounts_agreement, %s)", json.dumps(copy))
        assert "row-level security" in answer
    assert ask("UPDATE accounts_agreement SET state = 'signed'") == [(0,)]


UNIQUE = [(model, one.attname) for model in [*WALLED, User] for one in model._meta.concrete_fields if one.unique and not one.primary_key]


@pytest.mark.parametrize(("model", "field"), UNIQUE)
def test_a_collision_tells_nothing_of_the_other_row(model: type[models.Model], field: str, inside: int, world: World) -> None:
    """A value that is unique over the whole portal: the error names the constraint, never the row that stands there."""
    with wall.scope([inside]):
        theirs = model._base_manager.filter(**{f"{field}__isnull": False}).first()
    own = model._base_manager.first()
    with pytest.raises((IntegrityError, ProgrammingError)) as wrong, transaction.atomic():
        model._base_manager.filter(pk=own.pk).update(**{field: getattr(theirs, field)})
    assert CANARY not in str(wrong.value)
    assert "Key (" not in str(wrong.value)
