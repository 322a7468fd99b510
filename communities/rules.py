"""Who may do what with events, attendance, communities, internships and practices."""

from typing import Any

import rules

from portal.accounts.models import Role
from portal.accounts.rules import belongs_here, is_department_head, is_methodist, is_school_head


@rules.predicate
def is_some_teacher(user: Any, obj: Any = None) -> bool:
    """Педагог любого района: a partner's shared event is open to her too."""
    return bool(user.holds(Role.TEACHER))


@rules.predicate
def leads_own_people(user: Any, host: Any = None) -> bool:
    """Методист: at what a partner has shared (event, community, programme) she writes in the people of her own district."""
    shared = host is None or host.shared
    return bool(user.holds(Role.METHODIST) if shared else user.holds(Role.METHODIST, district_id=host.district_id))


reads_whole_district = is_methodist | is_department_head

rules.add_perm("communities.calendar", belongs_here)
rules.add_perm("communities.manage_event", is_methodist)
rules.add_perm("communities.register", is_some_teacher)
rules.add_perm("communities.mark", leads_own_people)
rules.add_perm("communities.manage_community", is_methodist)
rules.add_perm("communities.enrol", leads_own_people)
rules.add_perm("communities.manage_programme", is_methodist)
rules.add_perm("communities.manage_internship", is_methodist)
rules.add_perm("communities.manage_practice", is_methodist)
rules.add_perm("communities.export", reads_whole_district | is_school_head)
