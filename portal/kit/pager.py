"""Where the pager of a list leads, with the conditions of the list kept."""

from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

from portal.kit.pages import PAGE_SIZES, PRINT


def links(page: Page[Any], asked: QueryDict) -> dict[str, Any]:
    """`pages` (number or 0 for a gap, address), `sizes` (rows, address), `before`, `after`, `whole` for paper and the way `back` from it."""
    query = asked.copy()
    query.pop("page", None)
    kept = query.urlencode()
    query.pop("per", None)
    apart = query.urlencode()
    return {
        "pages": [(number, _with(kept, "page", number)) for number in numbers(page)],
        "sizes": [(size, _with(apart, "per", size)) for size in PAGE_SIZES],
        "before": _with(kept, "page", page.number - 1),
        "after": _with(kept, "page", page.number + 1),
        "whole": _with(apart, "per", PRINT),
        "back": f"?{apart}",
    }


def numbers(page: Page[Any]) -> list[int]:
    """Ends, neighbours of the current page, 0 for a gap."""
    last = page.paginator.num_pages
    shown = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    told: list[int] = []
    for one in shown:
        if told and one - told[-1] == 2:
            told.append(one - 1)
        elif told and one - told[-1] > 2:
            told.append(0)
        told.append(one)
    return told


def _with(query: str, key: str, value: Any) -> str:
    return f"?{query}&{key}={value}" if query else f"?{key}={value}"
