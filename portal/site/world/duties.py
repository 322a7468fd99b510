"""Who of the service's staff answers for what: directions by what each does, the eight roles in turn, the neighbour stands in."""

import datetime as dt

from portal.accounts.models import Appointment, Responsibility, Role, Word
from portal.kit.periods import school_year

from .home import Home

KINDS = (("direction", "rmc_methodist_directions"), ("role", "methodist_roles"))


def fill(home: Home) -> None:
    """A direction goes to the methodist whose work is called so, the others in turn."""
    posts = list(Appointment.objects.filter(district=home.district, role=Role.METHODIST).select_related("user").order_by("pk"))
    if not posts:
        return
    subjects = {member.teacher.user_id: member.post.subject for member in home.service(home.today)}
    since, order = school_year(home.today).starts, 0
    rows = []
    for kind, dictionary in KINDS:
        for word in Word.objects.filter(dictionary=dictionary, active=True):
            own = next((number for number, post in enumerate(posts) if subjects.get(post.user_id) == word.name), None)
            place = order % len(posts) if own is None else own
            order += own is None
            rows.append(_duty(home, kind, word.code, posts, place, since))
    home.add(Responsibility, rows)


def _duty(home: Home, kind: str, code: str, posts: list[Appointment], place: int, since: dt.date) -> dict[str, object]:
    holder, next_one = posts[place], posts[(place + 1) % len(posts)]
    begun = max(since, holder.since)
    return {
        "appointment": holder,
        "kind": kind,
        "code": code,
        "since": begun,
        "substitute": next_one if next_one.user_id != holder.user_id else None,
        "act": f"приказ от {begun:%d.%m.%Y}",
    }
