"""Somebody of the same name has access already: whoever invites is asked whether it is another person, so that nobody gets a second account in silence."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Lower, Replace

from portal.accounts.models import Appointment, District, User
from portal.accounts.services.people import Person, called
from portal.kit.refusal import Refusal

Names = dict[tuple[str, ...], list[Appointment]]


def posts_by_name(people: Iterable[Any], district: District) -> Names:
    """Posts in the district, held or to be held, of those who have a surname of these: by surname and first name. One query."""
    surnames = {called(one)[0] for one in people}
    rows = Appointment.objects.lasting(district.today).filter(district=district, user__is_active=True)
    rows = rows.annotate(surname=Replace(Lower(F("user__last_name")), Value("ё"), Value("е"))).filter(surname__in=surnames)
    found: Names = {}
    for post in rows.select_related("user", "organisation", "district").order_by("pk"):
        found.setdefault(called(post.user), []).append(post)
    return found


def told(person: Any, posts: Names, but: int | None = None) -> str:
    """The question about her namesake; empty when there is none. A patronymic that one of them lacks does not tell them apart."""
    for post in posts.get(called(person), []):
        if post.user_id != but and _alike(person.patronymic, post.user.patronymic):
            who = f"{post.user.full_name}, {post.user.email} ({post.title.lower()}, {post.organisation or post.district})"
            return f"Доступ уже есть у человека с тем же именем: {who}. Если это он, впишите эту почту. Если другой человек, подтвердите это."
    return ""


def refuse_namesake(person: Person, user: User, district: District) -> None:
    """Raises Refusal (field «another»)."""
    if question := told(person, posts_by_name([person], district), but=user.pk):
        raise Refusal(question, field="another")


def _alike(one: str, other: str) -> bool:
    return not one or not other or called(Person("", one, "")) == called(Person("", other, ""))
