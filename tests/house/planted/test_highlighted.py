"""The menu marks the section that the page itself says it lies in: the last of its crumbs that the menu has."""

import re
from urllib.parse import urlsplit

import pytest

from tests.house.asking import Answer, Visitor
from tests.house.planted.conftest import World, samples

LINE = re.compile(r'<a class="sidenav-link" href="([^"]+)"( aria-current="page")?')


def marked(page: Answer) -> tuple[list[str], list[str]]:
    """(lines of the menu, of them the marked ones)."""
    lines = LINE.findall(page.body.decode())
    return [url for url, _ in lines], [url for url, now in lines if now]


def said(page: Answer, menu: list[str]) -> str:
    """Where the page says that it lies; a line of the menu is its own page."""
    if page.address in menu:
        return page.address
    crumbs = [urlsplit(str(one.get("url") or "")).path for one in (page.context or {}).get("breadcrumbs") or []]
    return next((one for one in reversed(crumbs) if one in menu and one != "/"), "")


@pytest.mark.parametrize("role", ["teacher", "school_head", "methodist", "department_head", "coordinator", "operator"])
def test_the_menu_marks_where_the_crumbs_lead(role: str, world: World, visitors: dict[str, Visitor]) -> None:
    wrong, seen = {}, 0
    for sample in samples():
        page = visitors[role].get(sample.of(world.own))
        if not page.is_page or page.status != 200 or b'id="sidenav"' not in page.body:
            continue
        menu, now = marked(page)
        seen += 1
        if len(now) > 1 or (said(page, menu) and now != [said(page, menu)]):
            wrong[sample.name] = (page.address, said(page, menu), now)
    assert wrong == {}
    assert seen > 10


@pytest.mark.parametrize(("board", "section"), [("course", "/teachers/courses/"), ("grade", "/teachers/attestation/")])
def test_reminders_lie_where_their_board_is(board: str, section: str, world: World, visitors: dict[str, Visitor]) -> None:
    address = f"/teachers/remind/?board={board}&who={world.own['teacher'].pk}"
    assert [marked(visitors[role].get(address))[1] for role in ("methodist", "school_head")] == [[section]] * 2


def test_what_is_ones_own_lies_in_no_section(visitors: dict[str, Visitor]) -> None:
    """Neither notices among the deeds of the journal, nor the account among those of others."""
    pages = ("/journal/notices/", "/people/me/", "/people/me/sessions/", "/people/lists/", "/me/")
    assert [marked(visitors["department_head"].get(page))[1] for page in pages] == [[]] * len(pages)
