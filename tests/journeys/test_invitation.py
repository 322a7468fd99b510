"""Coming in: a methodist invites a teacher from the register, who opens the link, agrees, and is at work; then she is shown out."""

from collections.abc import Callable

from tests.journeys.person import Person

Sit = Callable[..., Person]
PASSWORD = "Дубрава-2026-ясень"


def test_a_teacher_is_invited_comes_in_and_ends_a_forgotten_session(person: Sit) -> None:
    methodist = person("methodist@amursk.example")
    methodist.goes("/people/invitations/")
    methodist.follows("Пригласить из реестра")
    methodist.sees("Пригласить из реестра")
    methodist.follows("указать почту")
    methodist.sees("Приглашение на портал")
    methodist.fills("Электронная почта", "newcomer@amursk.example")
    methodist.presses("Пригласить", exact=True)
    methodist.sees("Приглашение:")
    link = methodist.page.get_by_label("Ссылка приглашения").input_value()
    path = "/invitation/" + link.partition("/invitation/")[2]

    teacher = person()
    teacher.goes(path)
    teacher.sees("Приглашение на портал")
    for label in ("Придумайте пароль", "Пароль ещё раз"):
        teacher.fills(label, PASSWORD)
    teacher.page.get_by_label("Я прочитал(а) и согласен (согласна)").check()
    teacher.presses("Принять приглашение")
    teacher.sees("Здравствуйте")
    teacher.goes("/teachers/mine/")
    teacher.reads("Это ваша карточка")

    forgotten = person()
    forgotten.expected.add(410)
    forgotten.goes(path)
    forgotten.sees("Приглашение не действует")
    forgotten.follows("Ко входу")
    forgotten.fills("Электронная почта", "newcomer@amursk.example")
    forgotten.page.get_by_label("Пароль").fill(PASSWORD)
    forgotten.presses("Войти", exact=True)
    forgotten.sees("Здравствуйте")
    teacher.goes("/people/me/sessions/")
    teacher.sees("Сеансы")
    teacher.presses("Завершить все остальные")
    teacher.agrees("Завершить")
    teacher.reads("Завершено: 1")
    forgotten.goes("/teachers/mine/")
    forgotten.sees("Вход на портал")
