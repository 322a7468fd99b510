"""Second cards of three people, as two schools make them: «Возможные дубликаты» has what to decide."""

import datetime as dt

from teachers.models import Employment, Teacher

from .home import Home, Member
from .register import card, employment

PAIRS = 3


def fill(home: Home) -> None:
    """Only part-time work stands on a second card, so no number of the district changes."""
    rng = home.dice("twins")
    pool = [member for member in home.staff(home.today) if member.teacher.user_id is None and member.post.person.born.day < 28]
    for number, member in enumerate(rng.sample(pool, min(PAIRS, len(pool)))):
        (second,) = home.add(Teacher, [again(home, member, number)])
        places = [one for one in home.organisations.values() if one != member.organisation]
        since = max(home.year.starts, member.post.since)
        home.add(Employment, [{**employment(member), "teacher": second, "organisation": rng.choice(places), "is_main": False, "since": since, "until": None}])


def again(home: Home, member: Member, number: int) -> dict[str, object]:
    """The same card; without the patronymic, or with a slip in the date of birth."""
    fields = card(home, member.post.person, True)
    slips: tuple[dict[str, object], ...] = ({}, {"patronymic": ""}, {"birth_date": member.post.person.born + dt.timedelta(days=1)})
    return {**fields, **slips[number % len(slips)]}
