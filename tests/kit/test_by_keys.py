"""A page of a long list is found by its keys, and only its rows are read."""

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import District, Organisation
from portal.kit.keyed import Keyed
from portal.kit.pages import ByKeys
from portal.kit.prepared import Prepared


@pytest.fixture
def schools(district: District) -> list[int]:
    made = [Organisation(district=district, name=f"Школа {number}", short_name=f"Школа {number}", kind="school", opened="1990-09-01") for number in (3, 1, 2)]
    return [one.pk for one in sorted(Organisation.objects.bulk_create(made), key=lambda one: one.name)]


@pytest.mark.parametrize("at_once", [False, True])
def test_rows_keep_the_order_in_which_they_were_found(schools: list[int], at_once: bool) -> None:
    found = ByKeys(Organisation.objects.order_by("name"), Organisation.objects.select_related("district"), at_once=at_once)
    pages = Paginator(found, 2)
    assert [[row.pk for row in pages.page(number)] for number in pages.page_range] == [schools[:2], schools[2:]]


def test_all_keys_at_once_are_one_query_for_the_count_and_for_the_page(schools: list[int]) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert len(Paginator(ByKeys(Organisation.objects.order_by("name"), Organisation.objects.all(), at_once=True), 2).page(1)) == 2
    assert len(seen) == 2


def test_a_row_removed_in_between_is_left_out(schools: list[int]) -> None:
    found = ByKeys(Organisation.objects.order_by("name"), Organisation.objects.exclude(pk=schools[0]))
    assert [row.pk for row in found[0:2]] == [schools[1]]


def test_keys_that_are_known_need_no_count_and_a_file_reads_them_by_blocks(schools: list[int]) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert [row.pk for row in ByKeys(schools, Organisation.objects.all()).every(2)] == schools
        assert ByKeys(Organisation.objects.all(), Organisation.objects.all(), total=7).count() == 7
    assert len(seen) == 2


def test_rows_may_come_from_a_prepared_query(schools: list[int]) -> None:
    """Any keys, any number of them, in their order; one query for a page."""
    prepared = Prepared(lambda keys, district: Organisation.objects.filter(pk__among=keys, district=district), keys=list, district=int)
    rows: Any = Keyed(prepared, district=Organisation.objects.values_list("district", flat=True)[0])
    with CaptureQueriesContext(connection) as seen:
        assert [[row.pk for row in ByKeys(keys, rows)[0:3]] for keys in (schools, schools[1:], [])] == [schools, schools[1:], []]
    assert len(seen) == 3
