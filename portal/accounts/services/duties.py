"""Who answers for what: giving a direction, a subject or a role to a member of the service's staff, and ending it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from portal.accounts.models import Appointment, Responsibility, Role, Word
from portal.accounts.selectors.duties import DICTIONARIES
from portal.journal.services import record
from portal.kit.access import NOT_ALLOWED
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked

STAFF = (Role.METHODIST, Role.DEPARTMENT_HEAD)


@transaction.atomic
def assign(
    *,
    appointment: Appointment,
    kind: str,
    code: str,
    since: dt.date,
    until: dt.date | None = None,
    substitute: Appointment | None = None,
    act: str = "",
    by: Any,
) -> Responsibility:
    """Поручить. Raises Refusal when it is not the service's own person, the term leaves her appointment, or she has this already in these days."""
    if not by.has_perm("accounts.assign", appointment):
        raise Refusal(NOT_ALLOWED)
    holder: Any = locked(Appointment.objects.select_related("district"), appointment.pk)
    if holder.role not in STAFF:
        raise Refusal("Направления ведут методисты и начальник управления.", field="appointment")
    name = Word.objects.filter(dictionary=DICTIONARIES[Responsibility.Kind(kind)], code=code).values_list("name", flat=True).first()
    if name is None:
        raise Refusal("Выберите из списка, за что отвечает сотрудник.", field="what")
    if until and until < since:
        raise Refusal("Дата «по» раньше даты «с».", field="until")
    if since < holder.since or (holder.until and (until is None or until > holder.until)):
        raise Refusal("Срок выходит за пределы назначения этого сотрудника.", field="until" if holder.until else "since")
    if substitute and (substitute.user_id == holder.user_id or substitute.role not in STAFF):
        raise Refusal("Замещает другой сотрудник службы.", field="substitute")
    begun = Q(since__lte=until) if until else Q()
    if Responsibility.objects.filter(begun, Q(until__isnull=True) | Q(until__gte=since), appointment=holder, kind=kind, code=code).exists():
        raise Refusal("Это уже поручено тому же сотруднику на эти дни.", field="what")
    made = Responsibility.objects.create(
        district=holder.district, appointment=holder, kind=kind, code=code, since=since, until=until, substitute=substitute, act=act
    )
    record(verb="поручил(а)", obj=made, by=by, after={"code": str(name), "since": since.isoformat(), "until": until.isoformat() if until else None, "act": act})
    return made


@transaction.atomic
def release(*, responsibility: Responsibility, by: Any) -> None:
    """Снять поручение: yesterday is its last day; one that began today leaves no day behind."""
    fresh = locked(Responsibility.objects, responsibility.pk)
    last = today() - dt.timedelta(days=1)
    if fresh.until and fresh.until <= last:
        raise Refusal("Это поручение уже закончилось.")
    record(verb="снял(а) поручение", obj=fresh, by=by, before={"until": fresh.until.isoformat() if fresh.until else None}, after={"until": last.isoformat()})
    if fresh.since > last:
        fresh.delete()
        return
    fresh.until = last
    fresh.save(update_fields=["until"])
