"""The methodist's story: a route is returned and approved; forty people are marked at an event, and each one's step is done without typing."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.person import Person, number
from tests.journeys.running import Portal

Sit = Callable[..., Person]
METHODIST, TEACHER = "methodist@amursk.example", "teacher@amursk.example"
REMARK = "Уточните срок самообразования и добавьте ожидаемый результат."
STEP = "FROM routes_step s JOIN communities_event e ON e.id = s.event_id WHERE s.route_id = {route} ORDER BY e.starts_at LIMIT 1"
PEOPLE = """SELECT t.last_name || ' ' || t.first_name || ' ' || t.patronymic FROM teachers_teacher t
JOIN teachers_employment e ON e.teacher_id = t.id AND e.is_main AND e.until IS NULL
WHERE t.district_id = (SELECT id FROM accounts_district WHERE code = 'amursk') AND (t.user_id IS NULL OR t.user_id <> (SELECT id FROM accounts_user WHERE email = '{email}'))
AND NOT EXISTS (SELECT 1 FROM teachers_teacher o WHERE o.id <> t.id AND o.last_name = t.last_name AND o.first_name = t.first_name AND o.district_id = t.district_id)
ORDER BY t.id LIMIT 39"""


def test_methodist_returns_approves_and_marks_forty_people(person: Sit, portal: Portal) -> None:
    route = portal.prepare("submitted", TEACHER)
    she, teacher = person(METHODIST), person(TEACHER)
    name = portal.sql(f"SELECT t.last_name FROM teachers_teacher t JOIN routes_route r ON r.teacher_id = t.id WHERE r.id = {route}")
    returns_with_a_remark(she, name)
    reads_it_and_sends_again(teacher, route)
    approves_from_the_board(she, name)
    event, title = (portal.sql(f"SELECT {what} {STEP.format(route=route)}") for what in ("e.id", "e.title"))
    portal.sql(f"UPDATE communities_event SET starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' WHERE id = {event}")
    own = portal.sql(
        f"SELECT last_name || ' ' || first_name || ' ' || patronymic FROM teachers_teacher t JOIN routes_route r ON r.teacher_id = t.id WHERE r.id = {route}"
    )
    marks(she, event, [*portal.sql(PEOPLE.format(email=TEACHER)).splitlines(), own])
    sees_the_step_done(teacher, route, title)


def returns_with_a_remark(she: Person, name: str) -> None:
    she.goes("/")
    she.sees("Здравствуйте")
    she.opens_menu("Маршруты")
    she.sees("Маршруты")
    for tab in ("Просроченные", "До 35 лет без ИОМ", "Ждут меня"):
        link = she.page.get_by_role("main").get_by_role("link", name=re.compile(tab)).first
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        she.looks()
    she.page.get_by_role("link", name=f"Вернуть: {name}").click()
    dialog = she.page.get_by_role("dialog")
    dialog.get_by_label("Что исправить").fill(REMARK)
    she.looks()
    dialog.get_by_role("button", name="Вернуть", exact=True).click()
    she.reads(re.compile(f"{name}.*доработку"))


def reads_it_and_sends_again(teacher: Person, route: str) -> None:
    teacher.goes("/")
    teacher.reads("Методист вернул маршрут на доработку")
    teacher.follows("Посмотреть замечания")
    teacher.reads(re.compile(re.escape(REMARK)))
    teacher.looks()
    teacher.presses("Отправить на согласование")
    teacher.agrees("Отправить на согласование")
    teacher.reads("на согласовании")


def approves_from_the_board(she: Person, name: str) -> None:
    she.goes("/routes/?tab=waiting")
    she.page.get_by_role("button", name=f"Утвердить: {name}").click()
    she.looks()
    she.agrees("Утвердить")
    she.reads(re.compile(f"{name}.*утверждён"))


def marks(she: Person, event: str, people: list[str]) -> None:
    """Forty people from a pasted list, one of them found by name, the rest with one button: a dozen deeds, two minutes at ten seconds each."""
    assert len(people) == 40
    before = she.deeds
    she.goes(f"/communities/events/{event}/")
    she.sees("")
    she.follows("Отметить присутствие")
    she.sees("Отметка присутствия")
    she.follows("Вставить список")
    she.sees("Отметить по списку")
    she.fills("Вставьте имена", "\n".join(people))
    she.presses("Найти людей")
    expect(she.page.get_by_role("heading", name="Найдены")).to_be_visible()
    she.looks()
    she.presses("Отметить присутствовавшими")
    she.sees("Отметка присутствия")
    marks_one_by_name(she)
    she.presses("Отметить всех")
    expect(she.page.locator("#counter")).to_contain_text(re.compile(r"Отмечено (\d+) из \1"))
    she.looks()
    she.presses("Завершить отметку")
    she.agrees("Завершить")
    she.reads("Отметка завершена")
    assert she.deeds - before <= 12
    assert int(she.page.locator("main dt", has_text="Присутствовали").locator("xpath=following-sibling::dd").inner_text()) >= 40


def marks_one_by_name(she: Person) -> None:
    """Somebody who was on the list before: typing narrows it to her line, Enter marks it; saved at once."""
    name = she.page.locator(".marks-line:has(.mark-box:not(:checked)) .mark-name").first.inner_text()
    before = number(she.text("#counter"))
    she.fills("Найти в списке", name)
    expect(she.page.locator(".marks-line:visible")).to_have_count(1)
    she.types("Enter")
    expect(she.page.locator("#counter")).to_contain_text(f"Отмечено {before + 1} из")
    she.fills("Найти в списке", "")


def sees_the_step_done(teacher: Person, route: str, title: str) -> None:
    teacher.goes(f"/routes/{route}/")
    done = teacher.page.locator("li.step-done", has_text=title)
    expect(done).to_be_visible()
    expect(done).to_contain_text("Выполнен")
    expect(done.locator(".step-proof")).to_contain_text("рисутств")  # the attendance itself is the proof
    expect(done.get_by_role("button")).to_have_count(0)  # nothing to press, nothing to type
    teacher.looks()
