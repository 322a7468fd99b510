"""The journeys' own guard can fail: what the policy forbids is planted in a page, the browser says so, and the journey would not pass."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.journeys.conftest import judge
from tests.journeys.person import Person

PAGE = "/accounts/login/"
PLANTS = {
    "style-src": '<p style="color: red">Канарейка</p>',
    "script-src": "<script>document.title = 'Канарейка'</script>",
    "img-src": '<img src="https://elsewhere.example/canary.png" alt="">',
}


def planted(words: str) -> Callable[[Route], None]:
    """The page as the portal gives it, its policy included, with the words in it."""

    def answer(route: Route) -> None:
        got = route.fetch()
        route.fulfill(response=got, body=got.text().replace("</main>", f"{words}</main>"))

    return answer


@pytest.mark.parametrize("directive", PLANTS)
def test_a_page_that_breaks_the_policy_fails_its_journey(person: Callable[..., Person], directive: str, request: pytest.FixtureRequest) -> None:
    she = person()
    she.page.route(f"**{PAGE}", planted(PLANTS[directive]))
    she.goes(PAGE)
    she.page.wait_for_timeout(200)  # the browser says it beside the page, not as a part of its loading
    assert PLANTS[directive] in she.page.content()
    with pytest.raises(AssertionError, match=directive):
        judge([she], request.node)
    she.troubles.clear()
