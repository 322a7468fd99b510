"""The guide inside the portal: every part of a page can be jumped to, every page leads back to the first one."""

import re

import pytest
from django.test import Client

from portal.accounts.models import District, Role
from portal.site.help import contents, page
from tests import factories


@pytest.fixture
def reader(district: District) -> Client:
    return factories.client(factories.user(Role.METHODIST, district))


@pytest.mark.parametrize("slug", [slug for slug, _ in contents()])
def test_every_part_of_a_page_has_its_place(reader: Client, slug: str) -> None:
    found, text = page(slug), reader.get(f"/help/{slug}/").text
    assert found
    text = text[text.index("<article") : text.index("</article>")]
    parts = re.findall(r'<h2 id="([^"]+)">', text)
    assert parts == [anchor for anchor, _ in found.parts] == [f"part-{number}" for number in range(1, text.count("<h2") + 1)]
    assert re.findall(r'<a href="#(part-[^"]+)">', text) == (parts if len(parts) > 3 else [])


def test_a_page_leads_back_to_the_first_one(reader: Client) -> None:
    trail = re.compile(r'<nav class="trail.*?</nav>', re.DOTALL)
    assert not trail.search(reader.get("/help/").text)
    way = trail.search(reader.get("/help/teacher/").text)
    assert way
    assert 'href="/help/"' in way.group()
