"""The planner learns of a large load at once, although the portal owns no table."""

from django.db import connection

from portal.accounts.models import District, Organisation
from portal.kit import statistics, wall
from tests import factories

TABLE = Organisation._meta.db_table


def rows_known() -> float:
    """How many rows the planner believes the table of organisations to hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [TABLE])
        return float(cursor.fetchone()[0])


def many(district: District, number: int) -> None:
    Organisation.objects.bulk_create(Organisation(district=district, name=f"Школа {one}", short_name=f"Школа {one}", kind="sosh") for one in range(number))


def test_refresh_counts_the_rows_of_the_open_transaction(db: None) -> None:
    home = factories.district("sovgavan")
    with wall.scope([home.pk]):
        many(home, 300)
        statistics.refresh()
    assert rows_known() >= 300


def test_a_plain_analyze_by_the_portals_role_changes_nothing(db: None) -> None:
    """Why the function is there at all."""
    home = factories.district("sovgavan")
    with wall.scope([home.pk]):
        many(home, 300)
        before = rows_known()
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {TABLE}")
    assert rows_known() == before


def test_refresh_opens_no_wall(district: District, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        many(foreign, 3)
    statistics.refresh()
    assert Organisation.objects.filter(district=foreign).count() == 0
