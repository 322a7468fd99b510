"""What a teacher can do without any offer: self-education and methodical work of her own, by deficit and by experience."""

import datetime as dt
from collections.abc import Iterable, Iterator

from portal.kit.words import quoted
from routes.models import Step
from routes.selectors.proposal import Proposal
from teachers.selectors import Standing

Words = tuple[str, str]  # what to do, what remains after it

COMMON: tuple[Words, ...] = (
    ("Изучить методические материалы и нормативные документы по теме {name}", "аннотированный список, 2–3 приёма для своих занятий"),
    ("Провести самоанализ трёх своих занятий по теме {name}", "самоанализ, выводы для следующего периода"),
)
BY_FUNCTION: dict[str, tuple[Words, ...]] = {
    "A/01.6": (
        ("Разработать технологическую карту занятия по обновлённому ФГОС и провести его", "технологическая карта, самоанализ занятия"),
        ("Посетить два занятия коллег и сравнить приёмы мотивации и оценивания со своими", "листы взаимопосещения с выводами"),
    ),
    "A/02.6": (
        ("Провести воспитательное событие и разобрать его с наставником или коллегой", "сценарий, самоанализ"),
        ("Изучить рабочую программу воспитания и подобрать интерактивные формы для своих детей", "подборка форм с примерами"),
    ),
    "A/03.6": (
        ("Освоить методику наблюдения за детьми с разными образовательными потребностями", "карта наблюдения по двум детям, без фамилий"),
        ("Составить индивидуальный план работы с ребёнком вместе с педагогом-психологом", "план, выводы за четверть, без фамилий"),
    ),
    "B/01.5": (
        ("Провести самоанализ развивающей среды группы и обновить один центр активности", "лист самоанализа, фото до и после, без детей"),
        ("Составить картотеку игр по образовательной программе для своей возрастной группы", "картотека игр"),
    ),
    "B/02.6": (
        ("Подобрать и опробовать задания на универсальные учебные действия для своего класса", "банк заданий, анализ результатов"),
        ("Изучить федеральную рабочую программу по одному из предметов и сверить с ней своё планирование", "уточнённое планирование"),
    ),
    "B/03.6": (
        ("Подобрать и опробовать задания на функциональную грамотность по своему предмету", "банк заданий, анализ результатов"),
        ("Изучить федеральную рабочую программу по предмету и сверить с ней своё планирование", "уточнённое планирование"),
    ),
    "B/04.6": (
        ("Составить подборку задач на математическое моделирование и опробовать её на уроке", "подборка задач, анализ решений"),
        ("Решить и разобрать вариант экзаменационной работы, отметить трудные места", "разбор варианта, приёмы для урока"),
    ),
    "B/05.6": (
        ("Составить подборку заданий на работу с текстом и опробовать её на уроке", "подборка заданий, анализ работ"),
        ("Разобрать вариант экзаменационной работы по русскому языку, отметить трудные места", "разбор варианта, приёмы для урока"),
    ),
}
FIRST_STEPS: Words = ("Посетить два занятия наставника и разобрать их вместе", "листы наблюдения с выводами")
TO_SHARE: Words = ("Показать коллегам открытое занятие или мастер-класс и обсудить его", "разработка занятия, отзывы коллег")
PACE = "выполняется в своём темпе, без записи"


def ideas(deficits: dict[str, str], who: Standing, since: dt.date, until: dt.date) -> list[Proposal]:
    """Own steps for the deficits {code: name, most urgent first}: two of each, the terms spread over the route, and one by experience."""
    return [*_by_experience(list(deficits), who, since, until), *(one for code, name in deficits.items() for one in _for_one(code, name, since, until))]


def _for_one(code: str, name: str, since: dt.date, until: dt.date) -> Iterator[Proposal]:
    words: Iterable[Words] = BY_FUNCTION.get(code, COMMON)
    span = (until - since) // 3
    for number, (title, result) in enumerate(words):
        starts = since + span * number
        yield _own(Step.Direction.SELF, title.format(name=quoted(name)), result, (starts, starts + span), code, PACE)


def _by_experience(codes: list[str], who: Standing, since: dt.date, until: dt.date) -> Iterator[Proposal]:
    """A beginner watches, a senior shows."""
    if not codes or not (who.novice or who.senior):
        return
    half = (until - since) // 2
    if who.novice:
        yield _own(Step.Direction.METHODICAL, *FIRST_STEPS, (since, since + half), codes[0], "стаж до 3 лет: опора на опыт наставника")
    else:
        yield _own(Step.Direction.METHODICAL, *TO_SHARE, (since + half, until), codes[-1], "стаж 10 лет и больше: есть чем поделиться")


def _own(direction: Step.Direction, title: str, result: str, term: tuple[dt.date, dt.date], code: str, reason: str) -> Proposal:
    return Proposal("self", None, direction, title[:300], Step.Education.INFORMAL, False, *term, result, (code,), reason)
