"""Who may do what with an individual route (ИОМ)."""

from typing import Any

import rules

from portal.accounts.rules import heads_organisation, is_department_head, is_expert, is_mentor, is_methodist, is_school_head, is_teacher
from routes.models import Mentoring
from teachers.rules import employs, is_own


@rules.predicate
def owns_route(user: Any, route: Any = None) -> bool:
    """Маршрут — её собственный."""
    return route is not None and route.teacher.user_id == user.pk


@rules.predicate
def assigned_expert(user: Any, route: Any = None) -> bool:
    """Эксперт, назначенный именно на этот маршрут."""
    return route is not None and route.expert_id == user.pk


@rules.predicate
def mentors_teacher(user: Any, route: Any = None) -> bool:
    """Наставник педагога, пока пара действует."""
    return route is not None and Mentoring.objects.filter(mentee=route.teacher_id, mentor__user=user).in_force().exists()


reads_whole_district = is_methodist | is_department_head
judges = assigned_expert & is_expert
guides = is_mentor & mentors_teacher

rules.add_perm("routes.pair", is_methodist | (employs & ~is_own))
rules.add_perm("routes.board", reads_whole_district | is_school_head | is_mentor | is_expert)
rules.add_perm("routes.export", reads_whole_district | is_school_head)
rules.add_perm("routes.compose", is_teacher)
rules.add_perm("routes.view", owns_route | reads_whole_district | heads_organisation | judges | guides)
rules.add_perm("routes.edit", owns_route | is_methodist)
rules.add_perm("routes.mark", owns_route)
rules.add_perm("routes.submit", owns_route)
rules.add_perm("routes.return", is_methodist | heads_organisation)
rules.add_perm("routes.approve", is_methodist | heads_organisation)
rules.add_perm("routes.send_to_expertise", owns_route | is_methodist)
rules.add_perm("routes.assign_expert", is_methodist)
rules.add_perm("routes.assign_curator", is_methodist)
rules.add_perm("routes.remind", is_methodist | is_school_head)
rules.add_perm("routes.expertise", judges)
rules.add_perm("routes.discard", owns_route)
rules.add_perm("routes.cancel", is_methodist)
rules.add_perm("routes.review", ~owns_route & (is_methodist | heads_organisation | judges | guides))
