"""С чего начать: the first deeds of a portal, a district and a school that have nothing yet; done ones are ticked, and then the block goes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.urls import reverse

from communities.models import Community, Event
from monitoring.models import Target
from portal.accounts.models import Appointment, District, Invitation, Organisation, Role
from portal.site.home.shapes import Block, Line
from teachers.models import CourseOffer, Employment

TITLE = "С чего начать"


@dataclass(frozen=True)
class Deed:
    """A first deed: words, the page where it is done, what it is for, and the rows that prove it done."""

    text: str
    url: str
    why: str
    proofs: tuple[tuple[type[Model], dict[str, Any]], ...]


def _entered(role: str) -> tuple[tuple[type[Model], dict[str, Any]], ...]:
    """Somebody of the role is invited or already has the right."""
    return (Appointment, {"role": role}), (Invitation, {"role": role})


PLACES = Deed("Внести организации", "organisations:listed", "школы, детские сады, дополнительное образование: сразу списком из Excel", ((Organisation, {}),))
METHODIST = Deed("Пригласить методиста", "accounts:appoint", "он ведёт реестр, маршруты и события", _entered(Role.METHODIST))
STAFF = Deed("Загрузить сотрудников", "teachers:intakes", "списком из файла Excel, по шаблону", ((Employment, {}),))
HEADS = Deed("Пригласить руководителей организаций", "accounts:appoint", "они согласуют маршруты своих педагогов", _entered(Role.SCHOOL_HEAD))
TEACHERS = Deed("Пригласить педагогов", "teachers:invite", "сразу многих: письма уйдут по почте из реестра", _entered(Role.TEACHER))
OFFERS = Deed("Внести предложения КПК", "teachers:offers", "портал ставит их в маршруты по дефицитам самооценки", ((CourseOffer, {}),))
EVENTS = Deed("Запланировать первое событие", "communities:event_new", "отметка присутствия выполнит шаг маршрута", ((Event, {}),))
CIRCLES = Deed("Завести методические объединения", "communities:community_new", "в них педагоги работают весь год", ((Community, {}),))
AIMS = Deed("Задать цели показателям", "monitoring:indicators", "на странице показателя, кнопка «Задать цель»", ((Target, {}),))
OF_HEAD = (PLACES, METHODIST, STAFF, TEACHERS)
OF_METHODIST = (PLACES, STAFF, HEADS, TEACHERS, OFFERS, EVENTS, CIRCLES, AIMS)


def first_deeds(user: Any) -> Block | None:
    """The block of the user's widest role; None when everything is begun."""
    if user.holds(Role.OPERATOR):
        return _portal()
    for role, deeds in ((Role.METHODIST, OF_METHODIST), (Role.DEPARTMENT_HEAD, OF_HEAD)):
        if here := user.districts_as(role):
            return _district(here[0], deeds)
    places = user.organisations_as(Role.SCHOOL_HEAD)
    return _school(places[0]) if places else None


def _portal() -> Block | None:
    if District.objects.exists():
        return None
    line = Line("Открыть район", reverse("accounts:open_district"), "начальник управления получит приглашение и начнёт заполнять район")
    return Block(TITLE, [line])


def _district(pk: int, deeds: tuple[Deed, ...]) -> Block | None:
    """Everything is asked in one query."""
    asked = {f"proof{number}_{part}": _here(*proof) for number, one in enumerate(deeds) for part, proof in enumerate(one.proofs)}
    found: dict[str, bool] = District.objects.filter(pk=pk).values(**asked).get()  # type: ignore[assignment]  # the names are made here
    done = [any(found[f"proof{number}_{part}"] for part in range(len(one.proofs))) for number, one in enumerate(deeds)]
    if all(done):
        return None
    return Block(TITLE, [_line(one, begun) for one, begun in zip(deeds, done, strict=True)])


def _here(model: type[Model], narrowed: dict[str, Any]) -> Exists:
    return Exists(model._default_manager.filter(district=OuterRef("pk"), **narrowed))


def _line(deed: Deed, done: bool) -> Line:
    return Line(deed.text, reverse(deed.url), deed.why, ("good", "начато") if done else None)


def _school(pk: int) -> Block | None:
    if Employment.objects.filter(organisation=pk).exists():
        return None
    one = Line(STAFF.text, reverse(STAFF.url), STAFF.why)
    other = Line("или принять на работу по одному", reverse("teachers:hire"), "доступ педагогам откроет методист, когда они будут в реестре")
    return Block(TITLE, [one, other])
