"""The register of staff: teachers and their main employments, one teacher for one person however often she moved."""

import datetime as dt

from portal.site.base.sources import items
from teachers.models import Employment, Teacher

from .home import Home, Member
from .people import Person
from .sources import load
from .staff import Post, register

TOPICS = (
    "Формирование функциональной грамотности обучающихся",
    "Развитие познавательной активности на занятиях",
    "Системно-деятельностный подход в работе педагога",
    "Индивидуальный подход к обучающимся с разными возможностями",
    "Использование цифровых инструментов на занятии",
    "Проектная деятельность как средство развития самостоятельности",
    "Воспитательный потенциал занятия",
    "Развитие речи и коммуникативных умений",
)
LEVELS = {
    "высшее педагогическое": Teacher.Education.HIGHER_TEACHING,
    "высшее": Teacher.Education.HIGHER,
    "среднее профессиональное": Teacher.Education.VOCATIONAL_TEACHING,
}


def fill(home: Home) -> None:
    posts = register(home.code, home.today)
    folk = {post.person.full: post.person for post in posts}
    teaching = {post.person.full for post in posts if post.pedagogical}
    made = home.add(Teacher, [card(home, person, full in teaching) for full, person in folk.items()])
    teachers = dict(zip(folk, made, strict=True))
    home.members = [Member(teachers[post.person.full], post, home.organisations[post.organisation]) for post in posts]
    home.add(Employment, [employment(member) for member in home.members])


def card(home: Home, person: Person, teaching: bool) -> dict[str, object]:
    return {
        "last_name": person.surname,
        "first_name": person.name,
        "patronymic": person.patronymic,
        "sex": person.sex,
        "birth_date": person.born,
        "teaching_since": person.started,
        "working_since": person.started - dt.timedelta(days=365 * home.dice("before", person.full).choice((0, 0, 0, 1, 2))),
        "education_level": LEVELS[person.education],
        "education": f"{school(home, person)}, {max(person.started.year, person.born.year + 21)}",
        "topic": home.dice("topic", person.full).choice(TOPICS) if teaching else "",
    }


def school(home: Home, person: Person) -> str:
    """Universities of the region for most, its college for those of a secondary education."""
    *universities, college = load("career")["schools"][home.district.region]
    return college if person.education.startswith("среднее") else str(home.dice("school", person.full).choice(universities))


def employment(member: Member) -> dict[str, object]:
    post = member.post
    return {
        "teacher": member.teacher,
        "organisation": member.organisation,
        "position": post.position,
        "is_pedagogical": post.pedagogical,
        "subject": subject(post),
        "since": post.since,
        "until": post.until,
    }


def subject(post: Post) -> str:
    """The subject's name; methodists already carry the name of their direction."""
    return subjects().get(post.subject, post.subject)


def subjects() -> dict[str, str]:
    return {item["code"]: item["name"] for item in items("subjects")}
