"""The gallery of components: shown to those who run the portal, with everything in place."""

import re

import pytest

from portal.accounts.models import District, Role
from tests import factories


def test_gallery_shows_the_components_to_a_methodist(district: District) -> None:
    answer = factories.client(factories.user(Role.METHODIST, district)).get("/ui/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<figure") == 9
    assert district.name in html
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*src)", html)


def test_gallery_is_closed_to_a_teacher(district: District) -> None:
    place = factories.organisation(district)
    assert factories.client(factories.user(Role.TEACHER, district, organisation=place)).get("/ui/").status_code == 403


def test_htmx_gets_the_list_alone(district: District) -> None:
    html = factories.client(factories.user(Role.METHODIST, district)).get("/ui/?sort=name&page=2", headers={"HX-Request": "true"}).content.decode()
    assert "<table" in html
    assert "<html" not in html


@pytest.mark.parametrize("size", ["100", "200"])
def test_look_of_the_person_is_written_by_the_server(district: District, size: str) -> None:
    who = factories.user(Role.METHODIST, district)
    factories.client(who).post("/people/look/", {"size": size, "scheme": "black", "next": "/ui/"})
    html = factories.client(who).get("/ui/").content.decode()
    assert f'data-size="{size}" data-scheme="black"' in html


def test_reset_brings_the_ordinary_version_back(district: District) -> None:
    page = factories.client(factories.user(Role.METHODIST, district))
    page.post("/people/look/", {"size": "200"})
    page.post("/people/look/", {"size": "200", "reset": "1"})
    assert 'data-size="100"' in page.get("/ui/").content.decode()


def test_navigation_marks_the_page_and_nothing_else(district: District) -> None:
    page = factories.client(factories.user(Role.METHODIST, district))
    html = page.get("/people/").content.decode()
    marked = re.findall(r'<a class="sidenav-link" href="([^"]+)" aria-current="page"', html)
    assert marked == ["/people/"]
    assert 'sidenav-link" href="/" aria-current' not in page.get("/ui/").content.decode()


@pytest.mark.parametrize("where", ["ыыы", "javascript:alert(1)", "//evil.example/", "https://evil.example/", "http://["])
def test_the_way_back_is_a_page_of_the_portal_or_the_home(where: str, db: None) -> None:
    """A mere word too: whoever sends it is led home, signed in or not."""
    answer = factories.client(None).post("/people/look/", {"size": "150", "next": where})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
