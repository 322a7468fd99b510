"""A person at a browser: opens pages, sees headings, and every page that she sees is checked for access and errors."""

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, expect

BEYOND = """[...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter((one, _, all) => !all.some((other) => other !== one && one.contains(other))).slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""
SERIOUS = ("serious", "critical")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# Only violations are reported: gathering what passes doubles the time. Styles are all the portal's own, nothing is to be fetched for axe.
TESTED = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"], "preload": False}
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
PATIENCE = 60_000  # ms; a busy machine is slow, not wrong: every wait ends as soon as its state is there
expect.set_options(timeout=PATIENCE)
FOCUS = "(() => { const at = document.activeElement; return at.getAttribute('aria-label') || at.innerText || at.name || at.tagName })()"


class Person:
    """One browser window. `troubles` gathers console errors, failed requests and what axe finds; the fixture fails on any."""

    def __init__(self, browser: Browser, base: str, *, viewport: dict[str, int] | None = None, cookies: list[Any] | None = None, **more: Any) -> None:
        self.base = base
        self.scripts = more.get("java_script_enabled", True)
        self.context: BrowserContext = browser.new_context(
            base_url=base, locale="ru-RU", timezone_id="Europe/Moscow", viewport=viewport or DESKTOP, reduced_motion="reduce", **more
        )
        if cookies:
            self.context.add_cookies(cookies)
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.expected: set[int] = set()
        self.deeds = 0  # presses and typed fields: what a story costs the person's hands
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def _said(self, message: Any) -> None:
        if message.type == "error" and not re.search(r"status of \d+|net::ERR", message.text):  # statuses are judged by `_answered`
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")

    def types(self, *keys: str) -> None:
        for key in keys:
            self.deeds += 1
            self.page.keyboard.press(key)

    # -- deeds

    def fills(self, label: str, text: str) -> None:
        self.deeds += 1
        self.page.get_by_label(label).fill(text)

    def goes(self, path: str) -> None:
        self.page.goto(path, wait_until="load")

    def follows(self, name: str, *, within: Locator | None = None, exact: bool = False) -> None:
        self.deeds += 1
        (within or self.page).get_by_role("link", name=name, exact=exact).first.click()

    def presses(self, name: str, *, within: Locator | None = None, exact: bool = False) -> None:
        self.deeds += 1
        (within or self.page).get_by_role("button", name=name, exact=exact).first.click()

    def opens_menu(self, name: str) -> None:
        """A line of the side navigation."""
        self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()

    def agrees(self, name: str) -> None:
        """The button of the dialog that asks."""
        self.deeds += 1
        self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()

    def downloads(self, name: str, folder: Path) -> Path:
        """Press a link or button that gives a file; where it was saved."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first.click()
        got: Download = waiting.value
        target = folder / got.suggested_filename
        got.save_as(target)
        return target

    def fetches(self, name: str, folder: Path) -> Path:
        """A file behind a link that the browser would show by itself; where it was saved."""
        address = self.page.get_by_role("link", name=name).first.get_attribute("href")
        answer = self.context.request.get(f"{self.base}{address}")
        assert answer.ok, f"{answer.status} {address}"
        target = folder / str(address).rstrip("/").rpartition("/")[2]
        target.write_bytes(answer.body())
        return target

    # -- eyes

    def sees(self, heading: str | re.Pattern[str], *, axe: bool = True) -> None:
        """The page has this heading; axe finds nothing serious, and the page is not wider than the window."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.page.wait_for_load_state("load")
        self.looks(axe=axe)

    def reads(self, text: str | re.Pattern[str], *, within: str = "main") -> None:
        expect(self.page.locator(within).get_by_text(text).first).to_be_visible()

    def looks(self, *, axe: bool = True) -> None:
        """Check what is on the screen now; without scripts there is nobody to ask."""
        if not self.scripts:
            return
        found = self._asked_axe() if axe else []
        where = self.page.url.removeprefix(self.base)
        for one in found:
            if one["impact"] in SERIOUS:
                self.troubles.append(f"axe {one['id']} on {where}: {[node['target'] for node in one['nodes']][:3]}")
        wide, window = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if wide > window:
            self.troubles.append(f"{where} is {wide} px wide in a window of {window}: {self.page.evaluate(BEYOND)}")

    def _asked_axe(self) -> list[Any]:
        for script in (AXE_SCRIPT, CONTRAST):
            self.page.evaluate(script)
        return self.page.evaluate("options => axe.run(options).then(found => found.violations)", TESTED)

    def focus(self) -> str:
        """Words of what has the keyboard now: its accessible name as far as a script can tell."""
        return self.page.evaluate(FOCUS).strip()

    def where(self) -> str:
        """The address and the heading before her eyes, for the report of a failure."""
        heading = self.page.locator("h1").first
        return f"{self.page.url.removeprefix(self.base)} «{heading.inner_text(timeout=1_000) if heading.count() else self.page.title()}»"

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()


def number(text: str) -> int:
    """The first whole number in the text, spaces between thousands allowed."""
    found = re.search(r"\d[\d\u00a0\u202f ]*", text)
    assert found, f"no number in «{text}»"
    return int(re.sub(r"\D", "", found[0]))
