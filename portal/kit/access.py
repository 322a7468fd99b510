"""The one way from a URL to an object: wall, door and lock in one call."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model)

NOT_FOUND = "Такой записи нет или она вам не видна."
WHOM_TO_ASK = "Если оно нужно вам по работе, обратитесь к методисту района."
NOT_ALLOWED = f"У вас нет права на это действие. {WHOM_TO_ASK}"


def fetch(model: type[M], pk: Any, *, user: Any, may: str = "", within: QuerySet[M] | None = None) -> M:
    """The object behind an id from a URL or form.

    Raises Http404 when the wall or the door (`visible_to`) hides it, PermissionDenied when the
    lock (a `rules` permission, checked on the object) refuses. `within` brings joins or narrows further.
    """
    rows = within if within is not None else model._default_manager.all()
    try:
        found = rows.visible_to(user).filter(pk=pk).first()  # type: ignore[attr-defined]
    except (TypeError, ValueError, OverflowError):
        found = None
    if found is None:
        raise Http404(NOT_FOUND)
    if may and not user.has_perm(may, found):
        raise PermissionDenied(NOT_ALLOWED)
    return found


def require(user: Any, may: str, obj: Any = None) -> None:
    """Refuse with a sentence unless the user holds the permission."""
    if not user.has_perm(may, obj):
        raise PermissionDenied(NOT_ALLOWED)
