"""What stands in cards besides work and courses: steps of the career, awards, further roles, leaves and second jobs; and what waits for the school."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from portal.accounts.models import User
from portal.site.base.sources import items
from teachers.models import Absence, Award, CareerStage, CareerStep, Course, CourseOffer, Duty, Qualification, Teacher
from teachers.selectors.applications import study_plan
from teachers.services.applications import Wish, apply_for_courses
from teachers.services.moves import Job, go_on_leave, take_second_job
from teachers.services.proposals import propose_card, propose_course

from .home import Home, Member, weekday
from .sources import load

NOVICE, TEACHER, SENIOR, LEADING, MENTOR, METHODIST, MASTER = range(7)
FIRST_AWARD = 2008  # older ones no longer stand in the papers that schools keep at hand
APPLICANTS, WITHOUT_COURSES = 7, 3  # people of the application, years without КПК


def fill(home: Home) -> None:
    """Only the three districts of the sources: the others show figures, not cards."""
    if not home.main:
        return
    staff = home.staff(home.today)
    steps = home.add(CareerStep, [{"order": number, **row} for number, row in enumerate(load("career")["steps"], 1)])
    held = _held(staff)
    home.add(CareerStage, [row for member in staff for row in climb(home, member, steps, held.get(member.teacher.pk, {}))])
    home.add(Award, [row for member in staff for row in awards(home, member)])
    home.add(Duty, list(duties(home, staff)))
    events(home, staff)
    wishes(home)


def _held(staff: list[Member]) -> dict[int, dict[str, dt.date]]:
    """The first day of each category, by teacher."""
    found: dict[int, dict[str, dt.date]] = {}
    rows = Qualification.objects.filter(teacher__in=[member.teacher for member in staff]).order_by("-awarded_on")
    for teacher, category, day in rows.values_list("teacher", "category", "awarded_on"):
        found.setdefault(teacher, {})[category] = day
    return found


def climb(home: Home, member: Member, steps: list[CareerStep], held: dict[str, dt.date]) -> Iterator[dict[str, object]]:
    """A novice for three years, then a teacher; further steps follow the categories, the last ones only for the most ambitious."""
    started, ambition = member.post.person.started, home.ambition(member)
    path = [(NOVICE, started), (TEACHER, _years_on(started, 3))]
    if "first" in held:
        path.append((SENIOR, max(_years_on(started, 5), held["first"] + dt.timedelta(days=60))))
    if "high" in held:
        top = MASTER if ambition > 0.97 else METHODIST if ambition > 0.94 else MENTOR if ambition > 0.88 else LEADING
        path.append((LEADING, max(_years_on(started, 10), held["high"] + dt.timedelta(days=90))))
        if top != LEADING:
            path.append((top, max(_years_on(started, 15), held["high"] + dt.timedelta(days=460))))
    before = dt.date.min
    for step, day in path:
        if before < day <= home.today:
            yield {"teacher": member.teacher, "step": steps[step], "since": day, "act": "" if step <= TEACHER else f"приказ от {weekday(day):%d.%m.%Y}"}
            before = day


def _years_on(day: dt.date, years: int) -> dt.date:
    """First days of work are never 29 February."""
    return day.replace(year=day.year + years)


def awards(home: Home, member: Member) -> Iterator[dict[str, object]]:
    """The longer and better somebody works, the higher the award."""
    rng, ambition = home.dice("awards", member.post.person.full), home.ambition(member)
    for row in load("career")["awards"]:
        day = weekday(dt.date(member.post.person.started.year + row["after"] + rng.randint(0, 3), 10, rng.randint(1, 5)))
        if day.year >= FIRST_AWARD and day < home.today and rng.random() < ambition * 0.55:
            yield {"teacher": member.teacher, "name": row["name"], "level": row["level"], "awarded_on": day, "act": f"приказ от {day:%d.%m.%Y}"}


def duties(home: Home, staff: list[Member]) -> Iterator[dict[str, object]]:
    """Class teachers of the present year, heads of the schools' own associations."""
    since = home.year.starts
    rng = home.dice("classes", home.year.code)
    classes = {one.pk: iter(_classes()) for one in home.organisations.values()}
    heads: set[int] = set()
    for member in staff:
        row = {"teacher": member.teacher, "organisation": member.organisation, "since": since, "act": f"приказ от {weekday(since):%d.%m.%Y}"}
        if member.kind == "school" and member.post.position == "ped01" and rng.random() < 0.6 and (name := next(classes[member.organisation.pk], "")):
            yield row | {"role": "klass", "detail": f"{name} класс", "until": home.year.ends}
        elif member.organisation.pk not in heads and home.ambition(member) > 0.6:
            heads.add(member.organisation.pk)
            yield row | {"role": "comm_head", "detail": "методическое объединение организации"}


def _classes() -> list[str]:
    return [f"{year} «{letter}»" for letter in "АБВ" for year in range(1, 12)]


def events(home: Home, staff: list[Member]) -> None:
    """Two leaves and two second jobs of this year, written by the methodist as people write them."""
    by, rng, since = home.users["methodist"], home.dice("moves", home.year.code), home.year.starts
    known = {user.pk for user in home.users.values()}
    spare = [member for member in staff if member.kind == "school" and member.teacher.user_id not in known and member.post.since < since]
    young = [member for member in spare if member.post.person.sex == "f" and 24 <= member.post.person.age(home.today) <= 36]
    childcare, long, first, second = rng.sample(young, 1) + rng.sample([one for one in spare if one not in young], 3)
    leave = partial(go_on_leave, on=since + dt.timedelta(days=14), by=by)
    leave(teacher=childcare.teacher, kind=Absence.Kind.CHILDCARE, until=since + dt.timedelta(days=560), act=f"приказ от {since:%d.%m.%Y} № 84")
    leave(teacher=long.teacher, kind=Absence.Kind.LONG, until=since + dt.timedelta(days=300), act=f"приказ от {since:%d.%m.%Y} № 85")
    places = [one for one in home.organisations.values() if one.kind == "sosh"]
    for member in (first, second):
        place = next(one for one in places if one != member.organisation)
        job = Job(place, "ped01", member.post.subject and _subject(member.post.subject), Decimal("0.5"))
        take_second_job(teacher=member.teacher, job=job, on=since + dt.timedelta(days=1), until=home.year.ends, act=f"приказ от {since:%d.%m.%Y}", by=by)


def _subject(code: str) -> str:
    return {item["code"]: item["name"] for item in items("subjects")}.get(code, "")


def wishes(home: Home) -> None:
    """A group application for those who have had no courses for years; two proposals that wait for the teachers' schools."""
    offer = CourseOffer.objects.order_by("starts_on").first()
    lately = Course.objects.filter(finished_on__gt=home.today.replace(day=1, year=home.today.year - WITHOUT_COURSES)).values("teacher")
    without = Teacher.objects.filter(pk__in=[member.teacher.pk for member in home.staff(home.today)]).exclude(pk__in=lately).order_by("last_name", "pk")
    people = list(without.values_list("pk", flat=True)[:APPLICANTS])
    if offer and people:
        wish = Wish(offer.programme, offer.provider, offer.hours, offer.starts_on, offer.ends_on, offer=offer)
        by = _fresh(home.users["methodist"])
        apply_for_courses(wish=wish, teachers=people, mark=study_plan(by, people, home.district).mark, district=home.district, by=by)
    mentor, expert = (_fresh(home.users[login]) for login in ("mentor", "expert"))
    finished = weekday(home.today - dt.timedelta(days=20))
    values = {"programme": "Наставник молодого педагога: содержание и технологии работы", "provider": load("career")["schools"][home.district.region][0]}
    propose_course(teacher=mentor.teacher, values={**values, "hours": 36, "finished_on": finished, "document": "", "topic": ""}, by=mentor)
    propose_card(teacher=expert.teacher, changes={"topic": "Экспертная оценка открытого занятия: критерии и обратная связь"}, by=expert)


def _fresh(user: User) -> User:
    """The account with what it may do now: the one at hand remembers the time before its appointment."""
    return User.objects.get(pk=user.pk)
