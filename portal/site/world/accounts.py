"""Accounts: the demo's own, one per role and district, and closed ones for the heads and methodists whose names stand on papers."""

import datetime as dt
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.accounts.models import Appointment, Consent, District, Role, User
from portal.accounts.selectors.consents import current_text
from portal.kit.wall import scope
from routes.models import Route
from teachers.models import Teacher

from .home import OWN, Home, Member
from .people import Maker, Person

PASSWORD = SimpleLazyObject(lambda: make_password("demo"))  # hashed once: twenty times would take the demo ten seconds
SINCE = dt.date(2021, 9, 1)
BASE_SCHOOL = {"sovgavan": "sh1", "amursk": "sh2", "timashevsk": "sh1"}
EXPERTS, EVERY = 4, 3  # experts besides the demo's own; of those with a route every third has no account yet
MAIN_METHODIST = ("работа с молодыми педагогами", "стажировочные площадки")
ROLES = {
    "teacher": Role.TEACHER,
    "school": Role.SCHOOL_HEAD,
    "methodist": Role.METHODIST,
    "mentor": Role.MENTOR,
    "expert": Role.EXPERT,
}


def fill(home: Home) -> None:
    """Accounts of one district; `home.users` gets the demo ones by login and the methodists by their order."""
    chosen = cast(home) if home.code in OWN else {}
    for login, member in chosen.items():
        home.users[login] = demo(home, login, ROLES[login], member)
    if chosen:
        maker = Maker(home.dice("head"), "common")
        home.users["head"] = demo(home, "head", Role.DEPARTMENT_HEAD, maker.person(age=51, on=home.today, women=1))
    if home.code == "timashevsk":
        home.users["coordinator"] = demo(home, "coordinator", Role.COORDINATOR, maker.person(age=46, on=home.today, women=1))
    agreed(home)
    taken = {member.teacher for member in chosen.values()}
    if chosen:
        grown = [member for member in home.staff(home.today, "school") if member.teacher not in taken and member.post.since.year < 2020]
        closed(home, sorted(grown, key=home.ambition)[-EXPERTS:], Role.EXPERT)
    closed(home, [member for member in home.service(home.today) if member.teacher not in taken], Role.METHODIST)
    directors = home.working(home.today, lambda member: member.post.position in ("adm01", "adm02"))
    closed(home, [member for member in directors if member.teacher not in taken], Role.SCHOOL_HEAD)


def readers(home: Home) -> None:
    """Accounts of most teachers whose route is at work, or is still to be drawn up: «Напомнить» finds somebody."""
    under_way = set(Route.objects.filter(district=home.district).exclude(state__in=("done", "not_done", "cancelled")).values_list("teacher", flat=True))
    asked = [member for member in home.staff(home.today) if member.teacher.pk in under_way or member.post.person.age(home.today) < 35]
    found = [member for member in asked if member.teacher.user_id is None]
    closed(home, [member for number, member in enumerate(found) if number % EVERY], Role.TEACHER)
    mailboxes(home)


def mailboxes(home: Home) -> None:
    """Addresses of most who have no account: «Пригласить из реестра» has whom to invite, and whose address to ask for."""
    without = [member.teacher for member in home.staff(home.today) if member.teacher.user_id is None]
    found = [teacher for number, teacher in enumerate(without) if number % EVERY]
    for number, teacher in enumerate(found, 1):
        teacher.email = f"pedagog{number}@{home.code}.example"
    Teacher.objects.bulk_update(found, ["email"], batch_size=1000)


def agreed(home: Home) -> None:
    """Consents of those who enter the demo, given with their invitation to the first text."""
    text = current_text()
    rows = [Consent(user=user, text=text, district=home.district, given_at=timezone.now() - dt.timedelta(days=60)) for user in home.users.values() if user.demo]
    Consent.objects.bulk_create(rows if text else [])


def cast(home: Home) -> dict[str, Member]:
    """Who plays the demo's roles: people of one school, a methodist of the service, an expert from elsewhere."""
    now = home.today
    teachers = [member for member in home.staff(now, "school") if member.post.position == "ped01" and member.post.person.sex == "f"]
    grown = [member for member in teachers if 40 <= member.post.person.age(now) <= 58 and member.post.since.year < 2020]
    teacher = heroine(home, teachers)
    school = teacher.post.organisation
    here = [member for member in teachers if member.post.organisation == school]
    return {
        "teacher": teacher,
        "school": home.working(now, lambda member: member.post.organisation == school and member.post.position == "adm01")[0],
        "methodist": next(member for member in home.service(now) if member.post.subject in MAIN_METHODIST),
        "mentor": max((member for member in grown if member in here), key=home.ambition),
        "expert": max((member for member in grown if member not in here), key=home.ambition),
    }


def heroine(home: Home, teachers: list[Member]) -> Member:
    """Under 35, some years at work, no route yet; of the base school and a teacher of Russian or mathematics when there is one."""
    now = home.today
    young = [member for member in teachers if member.post.person.age(now) <= 33 and member.post.person.started.year >= 2021]
    settled = [member for member in young if now.year - member.post.since.year >= 2]
    return min(
        settled or young,
        key=lambda member: (
            member.post.organisation != BASE_SCHOOL[home.code],
            -len(home.staff(now, member.post.organisation)),
            member.post.subject not in ("s01", "s09"),
            member.post.person.full,
        ),
    )


def demo(home: Home, login: str, role: Role, who: Member | Person) -> User:
    """An account that the sign-in page offers; password `demo`."""
    user = account(home.district, f"{login}@{home.code}.example", who, demo=True, password=str(PASSWORD))
    user.save()
    appoint(home.district, user, role, who if isinstance(who, Member) else None)
    if isinstance(who, Member):
        attach([(who.teacher, user)])
    return user


def closed(home: Home, members: list[Member], role: Role) -> None:
    """Accounts without a password: the person is known to the portal and has not been invited yet."""
    users = [account(home.district, f"{role.replace('_', '-')}{number}@{home.code}.example", member) for number, member in enumerate(members, 1)]
    User.objects.bulk_create(users)
    home.add(Appointment, [post(user, role, member) for user, member in zip(users, members, strict=True)])
    attach([(member.teacher, user) for user, member in zip(users, members, strict=True)])
    home.users |= {f"{role}{number}": user for number, user in enumerate(users, 1)}


def account(district: District | None, email: str, who: Member | Person, *, demo: bool = False, password: str = "") -> User:
    person = who.post.person if isinstance(who, Member) else who
    names = {"last_name": person.surname, "first_name": person.name, "patronymic": person.patronymic}
    return User(email=email, home_district=district, demo=demo, password=password or make_password(None), **names)


def appoint(district: District | None, user: User, role: Role, member: Member | None) -> None:
    Appointment.objects.create(district=district, **post(user, role, member))


def post(user: User, role: Role, member: Member | None) -> dict[str, object]:
    place = member.organisation if member and role in (Role.TEACHER, Role.SCHOOL_HEAD, Role.MENTOR) else None
    since = max(SINCE, member.post.since) if member else SINCE
    return {"user": user, "role": role, "organisation": place, "since": since, "act": f"приказ от {since:%d.%m.%Y}"}


def attach(pairs: list[tuple[Teacher, User]]) -> None:
    for teacher, user in pairs:
        teacher.user = user
    Teacher.objects.bulk_update([teacher for teacher, _user in pairs], ["user"])


def operator() -> None:
    """The portal's own operator: an account of no district."""
    email = "operator@portal.example"
    with scope(common=True, signin=True):
        if User.objects.filter(email=email).exists():
            return
        user = account(None, email, Maker(Random("operator"), "common").person(age=39, on=SINCE, women=0), demo=True, password=str(PASSWORD))
        user.save()
        appoint(None, user, Role.OPERATOR, None)
