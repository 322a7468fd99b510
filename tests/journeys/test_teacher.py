"""The teacher's story: self-assessment → profile of deficits → ИОМ → approval; nothing that she typed is lost on the way."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from tests.journeys.person import PHONE, Person

Sit = Callable[..., Person]
TEACHER = "teacher@sovgavan.example"
LEVELS = ("Не владею", "Знаю и пробую", "Владею уверенно")
GOAL, ON_PHONE = "Научиться строить урок на формирующем оценивании.", "Освоить оценивание."
OWN = "Изучение книги о формирующем оценивании"


def test_teacher_finds_her_deficits_and_sends_a_route(person: Sit, tmp_path: Path) -> None:
    she = person(TEACHER)
    begins_from_home(she)
    given = answers(she, 0, leave=1)
    she.context.close()  # the browser is closed in the middle

    she = person(TEACHER)
    resumes_where_she_stopped(she, given)
    finishes_the_assessment(she)
    sees_her_profile(she)
    composes_a_route(she)
    tends_her_own_step(she)
    writes_on_two_devices(she, person(TEACHER, viewport=PHONE, has_touch=True))
    sends_for_approval(she)
    text = "".join(page.extract_text() for page in PdfReader(she.fetches("PDF", tmp_path)).pages)
    assert OWN in " ".join(text.split())


def begins_from_home(she: Person) -> None:
    she.goes("/")
    she.sees("Здравствуйте")
    she.follows("Пройти самооценку")
    she.sees("Самооценка")
    she.presses("Начать самооценку")
    she.page.wait_for_url(re.compile(r"/assessment/\d+/\d+/"))
    she.looks()


def questions(she: Person) -> Locator:
    return she.page.get_by_role("main").locator("fieldset")


def answers(she: Person, level: int, *, leave: int = 0) -> int:
    """Choose one level for all actions of the page but the last `leave`; how many were answered."""
    many = questions(she).count() - leave
    for place in range(many):
        questions(she).nth(place).get_by_role("radio", name=LEVELS[level]).check()
    expect(she.page.get_by_text(re.compile(f"На этой странице: {many} из"))).to_be_visible()
    return many


def resumes_where_she_stopped(she: Person, given: int) -> None:
    she.goes("/")
    she.reads(re.compile(rf"Уже дано {given}\b"))
    she.follows("Продолжить самооценку")
    she.page.wait_for_url(re.compile(r"/assessment/\d+/\d+/"))
    missing = questions(she).nth(given)
    expect(missing).to_be_in_viewport()
    assert missing.locator("input:checked").count() == 0


def finishes_the_assessment(she: Person) -> None:
    page = 0
    while she.page.get_by_role("button", name="Сохранить и дальше").count():
        answers(she, min(page, 2))
        she.presses("Сохранить и дальше")
        page += 1
        expect(she.page.get_by_text(re.compile(f"Трудовая функция {page + 1} из"))).to_be_visible()
    answers(she, 2)
    she.presses("Завершить самооценку")


def sees_her_profile(she: Person) -> None:
    she.sees("Профиль")
    expect(she.page.locator("figure svg").first).to_be_visible()
    she.reads("ниже базового уровня")
    table = she.page.get_by_role("table", name="Уровни по трудовым функциям").or_(she.page.get_by_label("Уровни по трудовым функциям").get_by_role("table"))
    expect(table.first.get_by_role("row").nth(2)).to_be_visible()


def plan(she: Person) -> Locator:
    return she.page.get_by_role("region", name="План мероприятий")


def steps(she: Person) -> Locator:
    return plan(she).locator("li.step")


def composes_a_route(she: Person) -> None:
    she.presses("Составить ИОМ")
    she.page.wait_for_url(re.compile(r"/routes/\d+/$"))
    she.sees("")
    for direction in ("Повышение квалификации", "в профессиональном сообществе", "в методической работе", "Самообразование"):
        expect(plan(she).get_by_role("heading", name=direction)).to_be_visible()
    expect(plan(she).get_by_text("Почему предложено: дефицит").first).to_be_visible()
    assert steps(she).count() >= 3


def tends_her_own_step(she: Person) -> None:
    """Added, edited, moved, removed and restored."""
    before = steps(she).count()
    she.follows("Свой шаг: Самообразование педагога")
    dialog = she.page.get_by_role("dialog")
    dialog.get_by_label("Что нужно сделать").fill("Изучение книги")
    she.looks()
    dialog.locator("button[type=submit]").click()
    expect(steps(she)).to_have_count(before + 1)
    she.follows("Изменить: Изучение книги")
    dialog.get_by_label("Что нужно сделать").fill(OWN)
    dialog.locator("button[type=submit]").click()
    expect(steps(she).filter(has_text=OWN)).to_be_visible()
    expect(steps(she).last).to_contain_text(OWN)
    she.presses(f"Выше: {OWN}")
    expect(steps(she).last).not_to_contain_text(OWN)
    she.presses(f"Убрать: {OWN}")
    expect(steps(she)).to_have_count(before)
    she.presses("Вернуть шаг")
    expect(steps(she).filter(has_text=OWN)).to_be_visible()
    she.looks()


def writes_on_two_devices(she: Person, phone: Person) -> None:
    """The goal was saved on the phone meanwhile: the computer says so and when, shows both texts and loses neither."""
    phone.goes(she.page.url)
    phone.sees("")
    types_a_goal(phone, ON_PHONE)
    expect(phone.page.get_by_text(re.compile(r"Сохранено в \d\d:\d\d"))).to_be_visible()
    she.expected.add(409)
    types_a_goal(she, GOAL)
    both = she.page.locator("#conflict")
    expect(both).to_contain_text(re.compile(r"Вы уже сохранили этот маршрут в другом окне \d\d\.\d\d\.\d{4}"))
    for text in (ON_PHONE, GOAL):
        expect(both).to_contain_text(text)
    she.looks()
    she.presses("Сохранить мой текст")
    expect(both).not_to_contain_text(ON_PHONE)
    expect(she.page.get_by_label("Цель маршрута")).to_have_value(GOAL)
    she.expected.clear()


def types_a_goal(one: Person, text: str) -> None:
    one.page.get_by_label("Цель маршрута").fill(text)
    one.page.get_by_label("Цель маршрута").blur()


def sends_for_approval(she: Person) -> None:
    she.presses("Отправить на согласование")
    she.agrees("Отправить на согласование")
    she.reads("на согласовании")
    she.looks()
