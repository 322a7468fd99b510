"""Writing the journal and telling people; both in the caller's transaction."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from portal.journal.models import Deed, Notice
from portal.kit.refusal import Refusal
from portal.kit.wall import current
from portal.kit.words import day

Values = dict[str, Any]


def record(
    *, verb: str, obj: Model, by: Any, before: Values | None = None, after: Values | None = None, comment: str = "", district_id: int | None = None
) -> Deed:
    """Write one deed about `obj` into its district's journal. `by` is a user or None for the portal itself.

    `district_id` names another journal: what a district does with a partner's shared object stands in its own.
    """
    actor: Any = by if isinstance(by, Model) else None  # the command line and the portal itself have no account
    return Deed.objects.create(
        district_id=district_id or district_of(obj),
        actor=actor,
        actor_name=by.full_name if by else "Портал",
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_label=str(obj)[:300],
        before=before,
        after=after,
        comment=comment,
    )


def district_of(obj: Any) -> int | None:
    """The district of a walled row, or of a district itself; None leaves it to the open scope."""
    return obj.pk if obj._meta.label_lower == "accounts.district" else getattr(obj, "district_id", None)


def notify(*, user: Any, text: str, url: str = "", key: str, district_id: int | None = None) -> None:
    """Leave a notice for `user`; the same `key` is said once, however often the caller repeats it."""
    Notice.objects.bulk_create([Notice(user=user, text=text[:500], url=url, key=key, district_id=district_id or only_district())], ignore_conflicts=True)


def notify_all(*, people: Iterable[tuple[int, int]], text: str, url: str = "", key: str) -> None:
    """The same notice to many people, given as (user id, district id) pairs, in one insert; the same `key` is said once to each."""
    rows = [Notice(user_id=user_id, text=text[:500], url=url, key=key, district_id=district_id) for user_id, district_id in people]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def only_district() -> int:
    """The one district of the open scope: whoever opens several must say which one is meant."""
    (district_id,) = current().districts
    return district_id


def last_deed(obj: Model) -> int:
    """Id of the newest deed about the object, 0 for none: an edit form carries it to notice whoever was faster."""
    return Deed.objects.about(obj).values_list("pk", flat=True).first() or 0


def refuse_stale(obj: Model, seen: int | None) -> None:
    """Raise Refusal naming who did what and when, if anything happened to the (locked) object since the form was shown.

    `seen` is `last_deed` as the form carried it; None when the caller shows no form.
    """
    last = Deed.objects.about(obj).first()
    if seen is not None and last and last.pk != seen:
        told = f"Пока вы вносили изменения, эту запись тронули: {last.actor_name} {last.verb} ({day(last.at, 'time')})."
        raise Refusal(f"{told} Введённое вами осталось в форме: сверьте его и сохраните ещё раз.")
