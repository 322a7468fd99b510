"""Small honest rows for tests; each call makes one, with plausible Russian words."""

import datetime as dt
import itertools
from typing import Any

from django.test import Client
from django.utils import timezone

from communities.models import Attendance, Event
from portal.accounts.models import Appointment, District, Organisation, Role, User
from portal.kit import wall
from portal.kit.periods import today
from routes.models import Route
from teachers.models import Answer, Assessment, Competency, Employment, Framework, Teacher

_numbers = itertools.count(1)
BACKEND = "portal.accounts.adapter.SignIn"


def district(code: str, **fields: Any) -> District:
    """A district by code, made once per test."""
    names = {"sovgavan": "Советско-Гаванский район", "amursk": "Амурский район"}
    name = names.get(code, f"Район {code}")
    defaults = {
        "name": name,
        "genitive": name,
        "region": "Хабаровский край",
        "service_name": "Методический центр",
        "service_short": "ИМЦ",
        "authority": "Управление образования",
    }
    return District.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def organisation(home: District, **fields: Any) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(**{"district": home, "name": f"МБОУ СШ № {number}", "short_name": f"СШ № {number}", "kind": "sosh", **fields})


def user(
    role: str,
    home: District | None,
    *,
    organisation: Organisation | None = None,
    since: dt.date = dt.date(2020, 1, 1),
    until: dt.date | None = None,
    **fields: Any,
) -> User:
    """A user with one appointment; teachers and school heads get a school when none is given."""
    number = next(_numbers)
    if role in (Role.TEACHER, Role.SCHOOL_HEAD) and organisation is None and home:
        organisation = globals()["organisation"](home)
    made = User(
        home_district=home, **{"email": f"user{number}@portal.example", "last_name": "Петрова", "first_name": "Анна", "patronymic": "Ильинична", **fields}
    )
    made.set_unusable_password()
    with wall.scope([home.pk] if home else [], common=home is None):
        made.save()
        Appointment.objects.create(user=made, district=home, role=role, organisation=organisation, since=since, until=until)
    return made


def teacher(home: District, place: Organisation | None = None, **fields: Any) -> Teacher:
    """A teacher with a main teaching job since 2015."""
    number = next(_numbers)
    job = {key: fields.pop(key) for key in ("position", "since", "until", "is_pedagogical") if key in fields}
    made = Teacher.objects.create(
        **{
            "district": home,
            "last_name": f"Иванова{number}",
            "first_name": "Мария",
            "patronymic": "Сергеевна",
            "sex": "f",
            "birth_date": dt.date(1985, 3, 1),
            "teaching_since": dt.date(2008, 9, 1),
            **fields,
        }
    )
    place = place or organisation(home)
    Employment.objects.create(**{"district": home, "teacher": made, "organisation": place, "position": "ped01", "since": dt.date(2015, 9, 1), **job})
    return made


def noon(days: int = 0) -> dt.datetime:
    """Midday so many days from today: an event of two hours then begins and ends on one day, whatever the hour of the run."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + dt.timedelta(days=days)


def event(home: District, **fields: Any) -> Event:
    starts = fields.pop("starts_at", None) or noon(-1)
    return Event.objects.create(
        **{
            "district": home,
            "title": f"Семинар {next(_numbers)}",
            "format": "ef01",
            "starts_at": starts,
            "ends_at": starts + dt.timedelta(hours=2),
            "state": "announced",
            **fields,
        }
    )


def attendance(which: Event, who: Teacher, status: str = "present") -> Attendance:
    return Attendance.objects.create(district=who.district, event=which, teacher=who, status=status, held_on=timezone.localdate(which.starts_at))


def framework(functions: int = 3, actions: int = 4) -> Framework:
    """A professional standard with functions A/01.6, A/02.6 … of a few actions each; made once per test."""
    made, new = Framework.objects.get_or_create(code="01.001", defaults={"name": "Педагог"})
    names = ("Обучение", "Воспитательная деятельность", "Развивающая деятельность")
    for number in range(functions if new else 0):
        code = f"A/{number + 1:02d}.6"
        function = Competency.objects.create(framework=made, code=code, name=names[number % 3], order=number * 100)
        for one in range(actions):
            Competency.objects.create(framework=made, parent=function, code=f"{code}-{one + 1:02d}", name=f"Действие {one + 1}", order=number * 100 + one + 1)
    return made


def assessment(who: Teacher, levels: dict[str, int], finished_on: dt.date | None = None) -> Assessment:
    """A finished self-assessment in which every action of a function got the same level (0–3): {"A/01.6": 1}."""
    standard = framework()
    made = Assessment.objects.create(
        district=who.district, teacher=who, framework=standard, state=Assessment.State.FINISHED, finished_on=finished_on or today()
    )
    actions = Competency.objects.filter(framework=standard, parent__code__in=levels).select_related("parent")
    Answer.objects.bulk_create([Answer(district=who.district, assessment=made, competency=one, level=levels[one.parent.code]) for one in actions if one.parent])
    return made


def route(who: Teacher, **fields: Any) -> Route:
    place = who.employments.get(is_main=True).organisation
    return Route.objects.create(
        **{
            "district": who.district,
            "teacher": who,
            "organisation": place,
            "starts_on": today(),
            "ends_on": today() + dt.timedelta(days=200),
            "goal": "Освоить технологию",
            **fields,
        }
    )


def client(who: User | None = None, kind: type[Client] = Client) -> Client:
    """A browser, signed in when a user is given; `seeing.Seeing` sends forms as pages do."""
    made = kind()
    if who is not None:
        with wall.scope(user=who.pk, signin=True):
            made.force_login(who, backend=BACKEND)
    return made
