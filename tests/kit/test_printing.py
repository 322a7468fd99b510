"""A whole list on one page for paper, as long as it is a list and not a book."""

import pytest
from django.test import RequestFactory

from portal.kit.pages import PRINT_AT_MOST, page_of


@pytest.mark.parametrize(("rows", "shown"), [(0, 0), (60, 60), (PRINT_AT_MOST, PRINT_AT_MOST), (PRINT_AT_MOST + 1, 25)])
def test_the_whole_list_is_printed_up_to_the_limit(rows: int, shown: int) -> None:
    page = page_of(range(rows), RequestFactory().get("/", {"per": "print", "page": "2"} if rows <= PRINT_AT_MOST else {"per": "print"}))
    assert (len(page.object_list), page.has_other_pages()) == (shown, rows > PRINT_AT_MOST)
