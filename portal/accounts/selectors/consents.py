"""Consents (152-ФЗ, ст. 9): which texts there are, who agreed to which."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, QuerySet, Subquery

from portal.accounts.models import Appointment, Consent, ConsentText, District, Organisation
from portal.kit.periods import portal_day

PROCESSING = "processing"


def in_force(kind: str = PROCESSING, on: dt.date | None = None) -> QuerySet[ConsentText]:
    """Published texts whose day has come by the portal's own clocks (the door asks before it knows the district), the newest first."""
    return ConsentText.objects.filter(kind=kind, published_on__lte=on or portal_day()).order_by("-version")


def current_text(kind: str = PROCESSING) -> ConsentText | None:
    """The newest published text of a consent."""
    return in_force(kind).first()


def published(kind: str = PROCESSING) -> QuerySet[ConsentText]:
    """Every published text, the newest first; those of coming days too, since people should know beforehand."""
    return ConsentText.objects.filter(kind=kind, published_on__isnull=False).order_by("-version")


def operators(districts: Iterable[int]) -> list[dict[str, str]]:
    """Whom a consent is given to in the districts: the service, its founder, its address when its own organisation is in the register. Two queries."""
    homes = list(District.objects.filter(pk__in=list(districts)).order_by("name"))
    known = Organisation.objects.filter(district__in=homes, name__in=[home.service_name for home in homes]).values_list("district", "address")
    addresses = dict(known)
    return [{"name": home.service_name, "authority": home.authority, "address": addresses.get(home.pk, "")} for home in homes]


def agreed_in(user: Any, district: Any, on: dt.date) -> Any:
    """Correlated condition: the person has agreed to the text that is the newest on the date there; true when there is no text to agree to."""
    newest = Subquery(in_force(on=on).values("pk")[:1])
    given = Consent.objects.filter(user=user, district=district, withdrawn_at__isnull=True, text=newest)
    return Exists(given) | ~Exists(in_force(on=on))


def consents_of(user: Any) -> QuerySet[Consent]:
    """Her consents in all districts, the newest first."""
    return Consent.objects.filter(user=user).select_related("text", "district").order_by("-given_at", "-pk")


def agreed_texts(user: Any) -> list[Consent]:
    """Consents in force, to whichever edition."""
    return list(consents_of(user).filter(withdrawn_at__isnull=True))


def asked_anew() -> int:
    """How many people a new edition will ask: those whose access holds today in a district that works. Needs the operator's scope. One query."""
    posts = Appointment.objects.in_force().filter(district__state=District.State.ACTIVE, user__is_active=True)
    return posts.aggregate(people=Count("user", distinct=True))["people"]
