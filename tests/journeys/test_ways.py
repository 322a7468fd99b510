"""Other ways to use the portal: keyboard only, large letters, no scripts, a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.person import PHONE, Person

Sit = Callable[..., Person]
METHODIST = "methodist@amursk.example"
LAPTOP = {"width": 1366, "height": 800}


def tab_to(she: Person, words: str, most: int = 60) -> None:
    """Press Tab until the focus stands on these words; every stop on the way can be seen."""
    for _ in range(most):
        she.types("Tab")
        assert she.page.evaluate(VISIBLE), f"the focus on «{she.focus()}» cannot be seen on {she.page.url}"
        if words in she.focus():
            return
    raise AssertionError(f"«{words}» was not reached by {most} presses of Tab on {she.page.url}")


VISIBLE = """(() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), marks = [at, at.closest('label'), at.nextElementSibling].filter(Boolean).map(one => getComputedStyle(one));
  return box.width > 0 && marks.some(one => (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== 'none');
})()"""


def test_keyboard_alone_signs_in_and_opens_the_rooms(person: Sit) -> None:
    she = person()
    she.goes("/accounts/login/")
    tab_to(she, "login")
    she.page.keyboard.type(METHODIST)
    tab_to(she, "password")
    she.page.keyboard.type("demo")
    she.types("Enter")
    she.sees("Здравствуйте")

    she.types("Tab")
    assert she.focus() == "Перейти к содержанию"
    she.types("Enter")
    assert she.page.evaluate("document.activeElement.id") == "content"
    for room in ("Маршруты", "Педагоги", "События"):
        she.goes("/")
        tab_to(she, room)
        she.types("Enter")
        she.sees(room)


def test_keyboard_alone_returns_a_route(person: Sit) -> None:
    """The dialog takes the focus, Escape closes it and the focus comes back; then the deed is done."""
    she = person("methodist@timashevsk.example")
    she.goes("/routes/?tab=waiting")
    she.types("Tab", "Enter")  # «Перейти к содержанию»: past the head and the menu
    tab_to(she, "Вернуть:")
    opener = she.focus()
    she.types("Enter")
    expect(she.page.get_by_role("dialog")).to_be_visible()
    assert she.page.evaluate("document.querySelector('dialog[open]').contains(document.activeElement)")
    she.looks()
    she.types("Escape")
    expect(she.page.get_by_role("dialog")).not_to_be_visible()
    assert she.focus() == opener

    she.types("Enter")
    expect(she.page.get_by_role("dialog").get_by_label("Что исправить")).to_be_focused()
    she.page.keyboard.type("Добавьте срок.")
    tab_to(she, "Вернуть")
    she.types("Enter")
    she.reads("возвращён на доработку")


def chooses(she: Person, *options: str) -> None:
    """In the menu of looks."""
    she.page.locator("summary", has_text="Версия для слабовидящих").click()
    menu = she.page.locator("form[data-look]")
    for words in options:
        menu.get_by_text(words, exact=True).click()
    with she.page.expect_navigation():
        menu.get_by_role("button", name="Сохранить" if options else "Обычная версия").click()


def test_large_letters_and_contrast_are_kept_with_the_person(person: Sit, cookies: dict[str, list[dict[str, str]]]) -> None:
    she = person("expert@amursk.example", viewport=PHONE)
    she.goes("/")
    chooses(she, "200 %", "Белым по чёрному", "Увеличенное", "Скрыть")
    cookies.pop("expert@amursk.example")  # she signs in anew, at another machine

    again = person("expert@amursk.example")
    assert again.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 30
    for path in ("/", "/routes/", "/journal/notices/", "/people/me/"):
        again.goes(path)
        again.sees("")
    chooses(again)
    assert again.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") < 20


OUTSIDE = """async wide => {
  const frame = () => new Promise(done => requestAnimationFrame(done)), menus = [...document.querySelectorAll('.masthead details.menu')];
  while (innerWidth !== wide) await frame();
  menus.forEach(menu => { menu.open = true; });
  await frame(), await frame();  // what was shut is laid out anew with the next picture
  const parts = menus.flatMap(menu => [...menu.querySelectorAll('.menu-list, .menu-list :is(button, a, label)')]);
  const said = parts.map(one => [(one.innerText || one.className).trim().slice(0, 40), one.getBoundingClientRect()])
    .filter(([_, box]) => box.width === 0 || box.left < 0 || box.right > wide + 1).map(([words, box]) => `${words}: ${Math.round(box.left)}–${Math.round(box.right)}`);
  menus.forEach(menu => { menu.open = false; });
  return said;
}"""


def test_the_menus_of_the_head_keep_to_the_window(person: Sit) -> None:
    """Whatever is to the left of the window cannot be scrolled to: «Сохранить» must not be there, and neither «Обычная версия»."""
    she = person("methodist@timashevsk.example", viewport=LAPTOP)
    she.goes("/")
    beyond = {}
    for looks in (("100 %",), ("150 %",), ("200 %",), ("150 %", "Большое"), ("100 %", "Скрыть")):
        she.page.set_viewport_size(LAPTOP)
        chooses(she)
        chooses(she, *looks)
        for wide in (1920, 1366, 1024, 768, 390):
            she.page.set_viewport_size({"width": wide, "height": 800})
            beyond[looks, wide] = she.page.evaluate(OUTSIDE, wide)
    chooses(she)
    assert len(beyond) == 25
    assert {where: found for where, found in beyond.items() if found} == {}


@pytest.mark.parametrize(("who", "viewport"), [("methodist", LAPTOP), ("head", PHONE)])
def test_the_largest_letters_and_spacing_keep_to_the_window(person: Sit, who: str, viewport: dict[str, int]) -> None:
    she = person(f"{who}@timashevsk.example", viewport=viewport)
    she.goes("/")
    chooses(she, "200 %", "Большое")
    she.goes("/routes/")
    route = she.page.locator("main table tbody a[href^='/routes/']").first.get_attribute("href")
    for path in ("/", str(route), "/monitoring/indicators/", "/monitoring/reports/", "/journal/notices/"):
        she.goes(path)
        she.sees("", axe=False)  # measures the page against the window
    chooses(she)


@pytest.mark.parametrize("scheme", ["white", "blue", "beige", "green"])
def test_every_colour_scheme_has_contrast(person: Sit, scheme: str) -> None:
    she = person()
    she.goes("/accounts/login/")
    she.page.locator("summary", has_text="Версия для слабовидящих").click()
    she.page.locator(f"form[data-look] label:has(input[value={scheme}])").click()
    with she.page.expect_navigation():
        she.page.locator("form[data-look]").get_by_role("button", name="Сохранить").click()
    she.sees("Вход")


def test_without_scripts_sign_in_search_and_a_form_work(person: Sit) -> None:
    she = person(java_script_enabled=False)
    she.goes("/accounts/login/")
    she.page.get_by_label("Электронная почта").fill("teacher@timashevsk.example")
    she.page.get_by_label("Пароль").fill("demo")
    she.presses("Войти", exact=True)
    she.sees("Здравствуйте")
    she.goes("/teachers/assessment/")
    she.presses("Начать самооценку")
    questions = she.page.get_by_role("main").locator("fieldset")
    first = questions.nth(0).get_by_role("radio", name="Владею уверенно")
    first.check()
    she.presses("Закончить позже")
    she.reads(re.compile(r"\b1 из \d+"))


def test_without_scripts_a_list_is_searched(person: Sit) -> None:
    she = person(METHODIST, java_script_enabled=False)
    she.goes("/teachers/")
    she.page.get_by_role("main").get_by_role("searchbox").fill("ова")
    she.presses("Найти", within=she.page.get_by_role("main"))
    she.reads(re.compile("Найдено"))
    assert "q=" in she.page.url
