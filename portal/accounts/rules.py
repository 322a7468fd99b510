"""Who may: the words that every other `rules.py` is written in."""

from typing import Any

import rules

from portal.accounts.models import District, Role
from portal.accounts.models.roles import DEPUTISED


def _district(obj: Any) -> int | None:
    return None if obj is None else getattr(obj, "district_id", None) or (obj.pk if obj._meta.label_lower == "accounts.district" else None)


def _holder(role: str, name: str) -> Any:
    @rules.predicate(name=name)
    def holds(user: Any, obj: Any = None) -> bool:
        return user.is_authenticated and user.holds(role, district_id=_district(obj))

    return holds


is_teacher = _holder(Role.TEACHER, "is_teacher")
is_school_head = _holder(Role.SCHOOL_HEAD, "is_school_head")
is_methodist = _holder(Role.METHODIST, "is_methodist")
is_department_head = _holder(Role.DEPARTMENT_HEAD, "is_department_head")
is_mentor = _holder(Role.MENTOR, "is_mentor")
is_expert = _holder(Role.EXPERT, "is_expert")
is_coordinator = _holder(Role.COORDINATOR, "is_coordinator")


@rules.predicate
def is_operator(user: Any) -> bool:
    return user.is_authenticated and user.holds(Role.OPERATOR)


@rules.predicate
def heads_organisation(user: Any, obj: Any = None) -> bool:
    """Руководитель той самой организации, к которой относится запись."""
    return obj is not None and getattr(obj, "organisation_id", None) in user.organisations_as(Role.SCHOOL_HEAD)


@rules.predicate
def heads_it(user: Any, obj: Any = None) -> bool:
    """Руководитель самой этой организации."""
    return obj is not None and user.is_authenticated and obj.pk in user.organisations_as(Role.SCHOOL_HEAD)


@rules.predicate
def belongs_here(user: Any, obj: Any = None) -> bool:
    """Работает в этом районе в любой роли."""
    return user.is_authenticated and (obj is None or (getattr(obj, "district_id", None) or obj.pk) in user.district_ids)


@rules.predicate
def gives_its_role(user: Any, obj: Any = None) -> bool:
    """Методист заканчивает назначения тех, с кем работает; начальник — любые в районе; кто исполняет обязанности начальника — все, кроме начальника."""
    return obj is None or obj.role in roles_to_give(user, obj.district)


@rules.predicate
def may_be_deputised(user: Any, obj: Any = None) -> bool:
    """Замещают того, кто сам занимает должность службы или школы, а не того, кто замещает."""
    return obj is None or (obj.role in DEPUTISED and not obj.instead_of_id)


APPOINTED_BY_METHODIST = (Role.TEACHER, Role.SCHOOL_HEAD, Role.MENTOR, Role.EXPERT)


def roles_to_give(user: Any, district: District | None) -> list[str]:
    """The roles that the user may appoint to in the district today: who is its methodist may be a head elsewhere.

    Who only deputises for the head neither gives nor ends the head's own role.
    """
    if user.holds(Role.OPERATOR):
        return list(Role.values)
    if district and user.holds(Role.DEPARTMENT_HEAD, district_id=district.pk):
        own = any(post.role == Role.DEPARTMENT_HEAD and post.district_id == district.pk and not post.instead_of_id for post in user.posts)
        return [role for role in Role.values if role != Role.OPERATOR and (own or role != Role.DEPARTMENT_HEAD)]
    return list(APPOINTED_BY_METHODIST) if district and user.holds(Role.METHODIST, district_id=district.pk) else []


rules.add_perm("journal.read", is_department_head | is_operator)
rules.add_perm("accounts.manage_district", is_department_head | is_operator)
rules.add_perm("accounts.appoint", is_methodist | is_department_head | is_operator)
rules.add_perm("accounts.end_appointment", is_operator | ((is_department_head | is_methodist) & gives_its_role))
rules.add_perm("accounts.deputise", (is_methodist | is_department_head | is_operator) & gives_its_role & may_be_deputised)
rules.add_perm("accounts.reset_second_step", is_department_head | is_operator)
rules.add_perm("accounts.assign", is_methodist | is_department_head)
rules.add_perm("accounts.edit_dictionaries", is_methodist | is_operator)
rules.add_perm("accounts.operate", is_operator)
rules.add_perm("accounts.see_erasures", is_methodist | is_department_head | is_operator)
rules.add_perm("accounts.record_erasure", is_methodist | is_department_head)
rules.add_perm("accounts.decide_erasure", is_department_head | is_operator)
rules.add_perm("accounts.organisations", is_methodist | is_department_head | is_school_head)
rules.add_perm("accounts.view_organisation", is_methodist | is_department_head | heads_it)
rules.add_perm("accounts.edit_organisation", is_methodist | is_department_head | heads_it)
rules.add_perm("accounts.reorganise", is_methodist | is_department_head)
