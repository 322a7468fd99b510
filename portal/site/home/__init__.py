"""What the home page says to each role: what waits for her, what is due, what changed."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from portal.accounts.models import Role
from portal.accounts.selectors.ended import work_ended
from portal.site.home import figures, network, operator, staff, teacher
from portal.site.home.shapes import Block
from portal.site.home.starting import first_deeds

Maker = Callable[[Any], Block]
BY_ROLE: tuple[tuple[str, tuple[Maker, ...]], ...] = (
    (Role.TEACHER, (teacher.next_deed, teacher.steps_due, teacher.nearest_events, teacher.my_proposals)),
    (Role.MENTOR, (teacher.mentees,)),
    (Role.EXPERT, (staff.to_expertise,)),
    (Role.SCHOOL_HEAD, (staff.awaiting, staff.proposals, staff.young_without_route, teacher.nearest_events)),
    (Role.METHODIST, (staff.awaiting, staff.proposals, staff.to_mark, staff.behind, staff.young_without_route, teacher.nearest_events)),
    (Role.DEPARTMENT_HEAD, (figures.main_numbers, staff.reports, staff.awaiting, staff.behind)),
    (Role.COORDINATOR, (network.main_numbers, network.silent, network.fallen, network.agreements)),
    (Role.OPERATOR, (operator.erasures, operator.portal_state, operator.agreements)),
)
BUSY = 3  # so many blocks have something to say: the district is at work, and it is not asked what it has begun
NO_ROLES = "У вас сейчас нет ролей на портале: обратитесь к методисту района или руководителю организации."


def blocks(user: Any) -> list[Block]:
    """The blocks for all roles that the user holds today, each once; before them, what a new district has still to begin."""
    roles = {post.role for post in user.posts}
    if not roles:
        return [Block("Ваши роли", empty=work_ended(user) or NO_ROLES, url=reverse("site:my_data"), more="Мои персональные данные")]
    wanted = [make for role, makers in BY_ROLE if role in roles for make in makers]
    made = [make(user) for make in dict.fromkeys(wanted)]
    busy = sum(bool(one.lines or one.tiles) for one in made) >= BUSY
    first = None if busy else first_deeds(user)
    return [first, *made] if first else made
