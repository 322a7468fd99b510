"""What stands in a route: steps in the four directions, done by facts where there are facts, and the methodist's reviews."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from communities.models import Event, Programme
from portal.kit.words import quoted
from routes.models import Review, Route, Step
from teachers.models import CourseOffer

from .home import Home, at, stamp
from .sources import rows

if TYPE_CHECKING:
    from .growth import Trip

GOALS = (
    "Освоить приёмы формирующего оценивания и применять их на каждом занятии",
    "Научиться проектировать воспитательные события вместе с детьми и родителями",
    "Освоить диагностику трудностей обучающихся и адресную помощь им",
    "Освоить конструирование занятия на основе деятельностного подхода",
    "Освоить способы развития функциональной грамотности на своём предмете",
    "Освоить приёмы работы с детьми с особыми образовательными потребностями",
)
SELF = (
    ("Изучить методические рекомендации по теме маршрута и составить конспект", "конспект, три приёма в копилку"),
    ("Посетить уроки коллег и проанализировать их по карте", "карта анализа занятия"),
    ("Разработать и провести открытое занятие", "технологическая карта и самоанализ"),
    ("Собрать банк заданий по теме маршрута", "не менее десяти заданий"),
    ("Прочитать книгу по возрастной психологии и обсудить её с психологом школы", "памятка для классного руководителя"),
)
RETURNS = (
    "Уточните сроки самообразования: оба шага растянуты на полгода, разбейте их на этапы.",
    "Добавьте хотя бы один шаг, где вы показываете результат коллегам: выступление, открытое занятие.",
    "Цель сформулируйте через то, что изменится в вашей работе с детьми.",
    "Опишите, по каким признакам поймёте, что дефицит восполнен.",
)


def fill(home: Home, trips: list[tuple[Route, "Trip"]]) -> None:
    offers = list(CourseOffer.objects.filter(district=home.district))
    coming = list(Event.objects.filter(district=home.district, state="announced", starts_at__gt=at(home.today, 0)))
    programmes = list(Programme.objects.filter(district=home.district))
    home.add(Step, [row for one, trip in trips for row in plan(home, one, trip, offers, coming, programmes)])
    reviewed(home, trips)


def plan(home: Home, one: Route, trip: "Trip", offers: list[CourseOffer], coming: list[Event], programmes: list[Programme]) -> list[dict[str, Any]]:
    """Five or six steps of one route in order of their dates."""
    rng = home.dice("steps", trip.member.post.person.full, trip.starts)
    running = trip.ends >= home.today and not trip.closing
    drafts = [
        *(course_now(rng, trip, offers) if running else course_then(home, rng, trip)),
        *visited(home, trip),
        *(chosen(rng, trip, coming) if running else ()),
        *circle(home, trip),
        *(internship(rng, trip, programmes) if running and rng.random() < 0.3 else ()),
        *alone(home, rng, trip),
    ]
    drafts.sort(key=lambda row: row["starts_on"])
    return [row | {"route": one, "order": order} for order, row in enumerate(drafts, 1)]


def fitting(name: str, trip: "Trip") -> dict[str, str]:
    """Title → kinds of organisation for which the file's rows are meant, only those that suit the person."""
    title = "programme" if name == "courses" else "title"
    return {row[title]: row["kinds"] for row in rows(name) if trip.member.fits(row["kinds"])}


def course_now(rng: Random, trip: "Trip", offers: list[CourseOffer]) -> Iterator[dict[str, Any]]:
    suitable = fitting("courses", trip)
    near = [offer for offer in offers if offer.programme in suitable and trip.starts <= offer.starts_on and offer.ends_on <= trip.ends]
    for offer in rng.sample(near, min(1, len(near))):
        yield {
            "direction": "pk",
            "education": "formal",
            "title": offer.programme,
            "remote": offer.remote,
            "starts_on": offer.starts_on,
            "ends_on": offer.ends_on,
            "result": "удостоверение о повышении квалификации",
            "functions": ", ".join(offer.functions),
            "course_offer": offer,
        }


def course_then(home: Home, rng: Random, trip: "Trip") -> Iterator[dict[str, Any]]:
    """Courses of a past route; without a link the proof is written by hand."""
    table = [row for row in rows("courses") if row["functions"] and trip.member.fits(row["kinds"])]
    row = rng.choice(table or list(rows("courses")))
    start = trip.starts + dt.timedelta(days=rng.randint(20, 60))
    end = min(start + dt.timedelta(days=14), trip.ends)
    yield {
        "direction": "pk",
        "education": "formal",
        "title": row["programme"],
        "remote": bool(row["remote"]),
        "starts_on": min(start, end),
        "ends_on": end,
        "result": "удостоверение о повышении квалификации",
        "functions": row["functions"].replace(" ", ", "),
        "done_on": end if trip.closing else None,
        "proof": "удостоверение в карточке педагога" if trip.closing else "",
    }


def visited(home: Home, trip: "Trip") -> Iterator[dict[str, Any]]:
    """Events of the period that she attended: done by the mark of attendance."""
    attended = [event for event in home.visits[trip.member.teacher.pk] if trip.starts <= localdate(event.starts_at) <= trip.ends]
    for event in attended[:3]:
        yield by_event(event)


def chosen(rng: Random, trip: "Trip", coming: list[Event]) -> Iterator[dict[str, Any]]:
    """Two of the events to come that suit the person."""
    suitable = fitting("events", trip)
    near = [event for event in coming if event.title in suitable and localdate(event.starts_at) <= trip.ends]
    for event in rng.sample(near, min(2, len(near))):
        yield by_event(event)


def by_event(event: Event) -> dict[str, Any]:
    day = localdate(event.starts_at)
    return {
        "direction": "method",
        "title": event.title,
        "remote": event.mode == "online",
        "starts_on": day,
        "ends_on": day,
        "result": "приём или материал для своей работы",
        "functions": ", ".join(event.functions),
        "event": event,
    }


def circle(home: Home, trip: "Trip") -> Iterator[dict[str, Any]]:
    """Work in a community of which she was a member in the period."""
    inside = [one for one in home.circles[trip.member.teacher.pk] if one[1] <= trip.ends and (one[2] is None or one[2] >= trip.starts)]
    for one, since, until in inside[:1]:
        start = max(trip.starts, since)
        yield {
            "direction": "comm",
            "title": one.name[:300],
            "remote": one.platform != "очно",
            "starts_on": start,
            "ends_on": max(start, min(trip.ends, until or trip.ends)),
            "result": "выступление на заседании, продукт деятельности",
            "functions": ", ".join(one.functions),
            "community": one,
        }


def internship(rng: Random, trip: "Trip", programmes: list[Programme]) -> Iterator[dict[str, Any]]:
    open_then = [one for one in programmes if one.since <= trip.starts]
    for one in rng.sample(open_then, min(1, len(open_then))):
        yield {
            "direction": "pk",
            "title": f"Стажировка {quoted(one.name)}"[:300],
            "starts_on": trip.starts,
            "ends_on": trip.ends,
            "result": "собственная модель урока, отзыв педагога-мастера",
            "functions": ", ".join(one.functions),
            "programme": one,
        }


def alone(home: Home, rng: Random, trip: "Trip") -> Iterator[dict[str, Any]]:
    """Own steps: past routes did them, running ones did what was due — except the laggards."""
    late = rng.random() < 0.22
    for number, (title, result) in enumerate(rng.sample(SELF, 2)):
        length = max(1, (trip.ends - trip.starts).days)
        start = trip.starts + dt.timedelta(days=length * number // 3)
        end = min(trip.ends, start + dt.timedelta(days=30))
        start, end = (min(start, home.today), min(end, home.today)) if trip.closing else (start, end)
        done = trip.closing or (trip.state == "active" and end < home.today and not late)
        yield {
            "direction": "self",
            "education": "informal",
            "title": title,
            "starts_on": start,
            "ends_on": end,
            "result": result,
            "done_on": end if done else None,
            "proof": result if done else "",
        }


def reviewed(home: Home, trips: list[tuple[Route, "Trip"]]) -> None:
    """The methodist's word on this year's routes."""
    author = home.users.get("methodist")
    said = [(one, trip) for one, trip in trips if author and trip.state in ("active", "returned") and trip.starts >= home.year.starts]
    made = home.add(Review, [verdict(home, one, trip, author) for one, trip in said])
    for review, (one, trip) in zip(made, said, strict=True):
        review.at = stamp(one.approved_on or min(home.today, trip.starts + dt.timedelta(days=9)), 16)
    Review.objects.bulk_update(made, ["at"])


def verdict(home: Home, one: Route, trip: "Trip", author: Any) -> dict[str, Any]:
    returned = trip.state == "returned"
    text = home.dice("review", trip.member.post.person.full).choice(RETURNS) if returned else "Маршрут соответствует дефицитам, сроки реальны."
    return {"route": one, "author": author, "author_name": author.full_name, "decision": "возвращён" if returned else "утверждён", "text": text}
