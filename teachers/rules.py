"""Who may see and change what is known about a teacher."""

from typing import Any

import rules

from portal.accounts.models import Role
from portal.accounts.rules import heads_it, heads_organisation, is_department_head, is_expert, is_mentor, is_methodist, is_school_head, is_teacher
from portal.kit.periods import today
from teachers.models import Employment


@rules.predicate
def is_own(user: Any, obj: Any = None) -> bool:
    """Карточка — своя, или самооценка из своей карточки."""
    return obj is not None and user.pk is not None and getattr(obj, "teacher", obj).user_id == user.pk


@rules.predicate
def employs(user: Any, teacher: Any = None) -> bool:
    """Руководитель организации, в которой педагог сегодня работает."""
    places = user.organisations_as(Role.SCHOOL_HEAD) if teacher is not None and user.is_authenticated else []
    return bool(places) and Employment.objects.on(today()).filter(teacher=teacher, organisation__in=places).exists()


@rules.predicate
def employs_alone(user: Any, teacher: Any = None) -> bool:
    """Руководитель организации, в которой педагог сегодня работает, и больше нигде."""
    if not employs(user, teacher):
        return False
    return not Employment.objects.on(today()).filter(teacher=teacher).exclude(organisation__in=user.organisations_as(Role.SCHOOL_HEAD)).exists()


serves_district = is_methodist | is_department_head


@rules.predicate
def employs_its_teacher(user: Any, proposal: Any = None) -> bool:
    """Руководитель организации, в которой сегодня работает тот, кто предложил."""
    return proposal is not None and employs(user, proposal.teacher)


@rules.predicate
def heads_its_organisation(user: Any, application: Any = None) -> bool:
    """Руководитель организации, от которой заявка; the district's own applications are the methodist's."""
    return application is not None and application.organisation_id in user.organisations_as(Role.SCHOOL_HEAD)


rules.add_perm("teachers.list", serves_district | is_school_head)
rules.add_perm("teachers.export", serves_district | is_school_head)
rules.add_perm("teachers.view", is_own | serves_district | employs)
rules.add_perm("teachers.offers", serves_district | is_school_head | is_teacher | is_mentor | is_expert)
rules.add_perm("teachers.manage_offer", is_methodist)
rules.add_perm("teachers.edit", is_methodist)
rules.add_perm("teachers.move", is_methodist | (employs & ~is_own))
rules.add_perm("teachers.intake", serves_district | is_school_head)
rules.add_perm("teachers.work_on_intake", serves_district | heads_organisation)
rules.add_perm("teachers.employ", is_methodist | heads_it)
rules.add_perm("teachers.hire", is_methodist | is_school_head)
rules.add_perm("teachers.tell_namesakes", is_methodist)
rules.add_perm("teachers.see_twins", is_methodist | is_school_head)
rules.add_perm("teachers.merge", is_methodist | employs_alone)
rules.add_perm("teachers.record", is_methodist | (employs & ~is_own))
rules.add_perm("teachers.edit_career", is_methodist)
rules.add_perm("teachers.view_private", is_own | is_methodist | employs)
rules.add_perm("teachers.history", is_own | serves_district)
rules.add_perm("teachers.assess", is_own)
rules.add_perm("teachers.view_profile", is_own | serves_district)
rules.add_perm("teachers.view_answers", is_own)
rules.add_perm("teachers.forecast", serves_district)
rules.add_perm("teachers.apply_courses", is_methodist | is_school_head)
rules.add_perm("teachers.remind", is_methodist | is_school_head)
rules.add_perm("teachers.see_applications", serves_district | is_school_head)
rules.add_perm("teachers.write_application", is_methodist | heads_its_organisation)
rules.add_perm("teachers.certify", is_own | is_methodist | employs)
rules.add_perm("teachers.propose", is_own)
rules.add_perm("teachers.see_proposals", is_methodist | is_school_head)
rules.add_perm("teachers.withdraw", is_own)
rules.add_perm("teachers.decide", (is_methodist | employs_its_teacher) & ~is_own)
