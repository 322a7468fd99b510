"""The wall between districts, proven as the application's role."""

import contextlib

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from portal.kit.checks import role_is_held
from teachers.models import Employment, Teacher
from tests import factories


def test_tests_run_as_a_role_that_the_wall_holds(db: None) -> None:
    assert role_is_held() == []


def test_checks_find_no_bare_table(db: None) -> None:
    call_command("check", databases=["default"])


def test_without_scope_nothing_is_readable(foreign: District) -> None:
    with wall.scope([foreign.pk]):
        factories.teacher(foreign)
    assert list(Teacher.objects.all()) == []
    assert list(Organisation.objects.all()) == []


def test_raw_sql_sees_only_the_open_district(district: District, foreign: District) -> None:
    factories.teacher(district, last_name="Своя")
    with wall.scope([foreign.pk]):
        factories.teacher(foreign, last_name="Канарейка")
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_name FROM teachers_teacher")
        assert cursor.fetchall() == [("Своя",)]


def test_two_districts_are_both_seen_and_nothing_else(district: District, foreign: District) -> None:
    third = factories.district("third")
    for home in (district, foreign, third):
        with wall.scope([home.pk]):
            factories.teacher(home, last_name=home.code)
    with wall.scope([district.pk, foreign.pk]):
        assert set(Teacher.objects.values_list("last_name", flat=True)) == {"sovgavan", "amursk"}


def test_everywhere_opens_every_district_for_its_block_only(district: District, foreign: District) -> None:
    factories.organisation(district)
    with wall.scope([foreign.pk]):
        factories.organisation(foreign)
    with wall.everywhere(District._meta.db_table) as opened:
        seen = set(Organisation.objects.values_list("district", flat=True))
    assert (seen, set(opened.districts)) == ({district.pk, foreign.pk}, {district.pk, foreign.pk})
    assert set(Organisation.objects.values_list("district", flat=True)) == {district.pk}
    assert wall.current().districts == (district.pk,)


def test_insert_into_a_foreign_district_is_refused(district: District, foreign: District) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        factories.organisation(foreign)


def test_moving_a_row_to_a_foreign_district_is_refused(district: District, foreign: District) -> None:
    own = factories.organisation(district)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Organisation.objects.filter(pk=own.pk).update(district=foreign)


def test_a_row_cannot_hang_on_a_foreign_parent(district: District, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        place = factories.organisation(foreign)
    who = factories.teacher(district)
    with pytest.raises(IntegrityError, match="kin"), transaction.atomic():
        Employment.objects.create(district=district, teacher=who, organisation_id=place.pk, position="ped01", since="2021-01-01", is_main=False)


def test_update_and_delete_do_not_reach_a_foreign_row(district: District, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        place = factories.organisation(foreign)
    assert Organisation.objects.filter(pk=place.pk).update(name="Захвачено") == 0
    assert Organisation.objects.filter(pk=place.pk).delete()[0] == 0


def test_a_new_row_takes_its_district_from_the_scope(district: District) -> None:
    assert Organisation.objects.create(name="Школа", short_name="Ш", kind="sosh").district == district


def test_accounts_of_another_district_are_hidden(district: District, foreign: District) -> None:
    factories.user(Role.METHODIST, foreign, last_name="Канарейка")
    own = factories.user(Role.METHODIST, district)
    assert list(User.objects.all()) == [own]


def test_the_scope_ends_with_its_block(district: District, foreign: District) -> None:
    factories.teacher(district)
    with wall.scope([foreign.pk]):
        assert Teacher.objects.count() == 0
    assert Teacher.objects.count() == 1


def test_the_journal_cannot_be_changed(district: District) -> None:
    from portal.journal.models import Deed
    from portal.journal.services import record

    record(verb="открыл(а)", obj=district, by=None)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Deed.objects.update(verb="ничего не было")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Deed.objects.all().delete()


def test_an_error_in_an_inner_scope_is_told_as_it_is(district: District, foreign: District) -> None:
    """The outer scope goes on with its own settings, and the error is not buried under one of the wall's."""
    factories.teacher(district, last_name="Своя")
    with pytest.raises(ProgrammingError, match="row-level security"), wall.scope([foreign.pk]):
        factories.organisation(district)
    assert wall.current().districts == (district.pk,)
    assert Teacher.objects.get().last_name == "Своя"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [None, RuntimeError, KeyboardInterrupt])
def test_a_connection_carries_no_scope_to_its_next_borrower(end: type[BaseException] | None) -> None:
    """Whichever way the transaction ended: the settings end with it, in the database and in the process."""
    with contextlib.suppress(RuntimeError, KeyboardInterrupt), wall.scope([1, 2], user=3, common=True, signin=True, check="x"):
        if end:
            raise end
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in wall.current().settings()))
        assert set(cursor.fetchone()) == {""}
    assert wall.current() == wall.Scope()


@pytest.mark.django_db(transaction=True)
def test_a_setting_left_on_the_connection_opens_nothing() -> None:
    """A stray `SET app.districts` of some session: the next scope states every door anew."""
    with connection.cursor() as cursor:
        cursor.execute("SET app.districts = '{1,2}'; SET app.common = 'on'; SET app.signin = 'on'")
        with wall.scope(user=7):
            cursor.execute("SELECT current_setting('app.districts'), current_setting('app.common'), current_setting('app.signin'), current_setting('app.user')")
            assert cursor.fetchone() == ("", "", "", "7")
        cursor.execute("RESET app.districts; RESET app.common; RESET app.signin")
