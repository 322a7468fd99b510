"""Real parts fail under real people: the database, the broker, the worker. Nothing is lost, nothing happens twice, and the page says what is wrong."""

from collections.abc import Callable

from tests.journeys.person import Person
from tests.journeys.running import Portal

Sit = Callable[..., Person]
METHODIST = "methodist@timashevsk.example"


def test_after_a_restart_of_the_database_the_next_page_works(person: Sit, portal: Portal) -> None:
    she = person(METHODIST)
    she.goes("/routes/")
    she.sees("Маршруты")
    portal.kill("db")
    she.expected |= {500, 503}
    she.goes("/routes/")
    she.sees("ошибка")
    portal.start("db")
    she.expected.clear()
    for _ in range(3):  # every connection of the pool has lost its server
        she.goes("/routes/")
        she.sees("Маршруты")
