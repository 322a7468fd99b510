"""Carrying out the removal of a district: every walled table, children first, every file, and the proof that nothing is left."""

import logging
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from communities.models import Attendance, Community, Event, Internship, Membership, Programme
from portal.accounts.models import Appointment, District, DistrictRemoval, Organisation, PersonalCopy, User
from portal.accounts.services.removals import drop, outlived
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.persons import NAMELESS
from portal.kit.storing import discard
from routes.models import Step

S = DistrictRemoval.State
# Only the database's own functions take them away.
SEALED = {"journal.Deed", "journal.Disclosure", "accounts.Erasure", "monitoring.FrozenList", "monitoring.Edition"}
# What a district shared and whose rows may hang there, with the key by which they do.
SHARED: tuple[tuple[Any, tuple[tuple[Any, str], ...]], ...] = (
    (Event, ((Attendance, "event"), (Step, "event"))),
    (Community, ((Membership, "community"), (Step, "community"))),
    (Programme, ((Internship, "programme"), (Step, "programme"))),
)
log = logging.getLogger(__name__)


def tables() -> list[type[models.Model]]:
    """Every table with a district, children before their parents: the wall's own list, so a new table is not forgotten."""
    left = [one for one in apps.get_models() if any(field.name == "district" for field in one._meta.concrete_fields)]
    ordered: list[type[models.Model]] = []
    while left:
        parents = {key.related_model for one in left for key in one._meta.concrete_fields if key.is_relation and key.related_model is not one}
        free = [one for one in left if one not in parents]
        if not free:
            raise RuntimeError(f"tables point at each other in a circle: {left}")
        ordered += free
        left = [one for one in left if one not in free]
    return ordered


def count_left(district: District) -> dict[str, int]:
    """Rows of the district in every walled table and files in its folder: all noughts prove the removal."""
    with wall.scope([district.pk], common=True):
        left = {one._meta.label: _count(one, district) for one in tables()}
    return left | {"файлов": len(list(files_in(f"{district.pk}/")))}


def _count(model: type[models.Model], district: District) -> int:
    return model._base_manager.filter(district=district).count()


def files_in(folder: str) -> Iterable[str]:
    """Paths under a folder of the storage."""
    if not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}{name}" for name in names)
    for inner in folders:
        yield from files_in(f"{folder}{inner}/")


def due() -> list[int]:
    """Ids whose week is over, and those whose worker ended before the act was written."""
    with wall.scope(common=True):
        return list(_begun().filter(requested_at__lte=timezone.now() - DistrictRemoval.WAIT).values_list("pk", flat=True))


def _begun() -> models.QuerySet[DistrictRemoval]:
    return DistrictRemoval.objects.filter(state__in=[S.WAITING, S.RUNNING])


def perform(pk: int) -> bool:
    """Do one removal, a failure is left on the row. Returns whether it was done here.

    Claimed and carried out in one transaction: a worker that is killed leaves everything as it was, and the next round begins anew.
    """
    try:
        removal = _carry_out(pk)
    except Exception:
        log.exception("Удаление района не удалось: %s", pk)
        with wall.scope(common=True):
            _begun().filter(pk=pk).update(state=S.FAILED)
        return False
    if removal is None:
        return False
    left = count_left(removal.subject)
    with wall.scope(common=True):
        return bool(_begun().filter(pk=pk).update(state=S.DONE, left=left, ended_at=timezone.now()))


def _carry_out(pk: int) -> DistrictRemoval | None:
    """Everything but the act's last lines; None when another worker is at it, or the removal may no longer be."""
    with wall.scope(common=True):
        homes = District.objects.select_for_update(skip_locked=True).filter(pk__in=DistrictRemoval.objects.filter(pk=pk).values("subject"))
        removal = _begun().filter(pk=pk, subject__in=list(homes)).select_related("subject").first()
        if removal is None or removal.subject.state == District.State.REMOVED:
            return removal  # a removed one lacks only the act's last lines
        if outlived(removal):
            drop(removal=removal, why="после выгрузки в районе снова работали: нужна новая", by=None)
            return None
        DistrictRemoval.objects.filter(pk=pk).update(state=S.RUNNING)
        counts, files = _remove(removal)
        DistrictRemoval.objects.filter(pk=pk).update(counts=counts, files=files)
    return removal


def _remove(removal: DistrictRemoval) -> tuple[dict[str, int], int]:
    district = removal.subject
    with wall.everywhere(District._meta.db_table) as every:
        heirs = _heirs(district)
    with wall.scope(every.districts, common=True, signin=True):
        paths = [*_stored(district), *files_in(f"{district.pk}/")]
        people = _people(district)
        counts = {"accounts.User (обезличено)": _forget(people)}
        counts |= _sealed(removal)
        for model in tables():
            if model._meta.label in SEALED:
                continue
            if kept := heirs.get(model):
                counts[f"{model._meta.label} (передано соседям)"] = _hand_on(model, kept)
            counts[model._meta.label] = _delete(model, district)
        District.objects.filter(pk=district.pk).update(state=District.State.REMOVED)
        for path in dict.fromkeys(paths):
            discard(path)
    return {name: count for name, count in counts.items() if count}, len(set(paths))


def _delete(model: type[models.Model], district: District) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)} WHERE district_id = %s", [district.pk])
        return int(cursor.rowcount)


def _sealed(removal: DistrictRemoval) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT frozen_drop_district(%s), journal_drop_district(%s)", [removal.pk, removal.pk])
        frozen, journal = cursor.fetchone()
    return {"monitoring.FrozenList и Edition": frozen, "journal.Deed, Disclosure и accounts.Erasure": journal}


def _stored(district: District) -> list[str]:
    """Paths in the file fields of the district's rows."""
    found: list[str] = []
    for model in tables():
        for field in (one for one in model._meta.concrete_fields if isinstance(one, models.FileField)):
            found += model._base_manager.filter(district=district).exclude(**{field.name: ""}).values_list(field.name, flat=True)
    return [path for path in found if path]


def _heirs(district: District) -> dict[Any, dict[int, int]]:
    """What neighbours' rows hang on: model → {id: district that takes it over}. Their own rows are not touched."""
    found: dict[Any, dict[int, int]] = {}
    for model, hanging in SHARED:
        for child, key in hanging:
            rows = child._base_manager.filter(**{f"{key}__district": district}).exclude(district=district).order_by("-district").values_list(key, "district")
            found.setdefault(model, {}).update(dict(rows))
    return found


def _hand_on(model: Any, kept: dict[int, int]) -> int:
    """The thing itself, without who organised it, becomes the neighbour's: what its people did there stays true."""
    for pk, home in kept.items():
        row = model._base_manager.select_for_update().get(pk=pk)
        more: dict[str, Any] = (
            {"organiser": None, "community": None, "about": "", "place": ""} if model is Event else {"about": ""} if model is Community else {}
        )
        if model is Programme:
            place = row.organisation
            more["organisation"] = Organisation.objects.create(district_id=home, name=place.name, short_name=place.short_name, kind=place.kind, closed=today())
        model._base_manager.filter(pk=pk).update(district_id=home, **more)
    return len(kept)


def _people(district: District) -> list[int]:
    """Accounts whose only district this was."""
    here = Appointment.objects.filter(district=district).values("user")
    elsewhere = Appointment.objects.exclude(district=district).values("user")
    own = models.Q(pk__in=here) | models.Q(home_district=district)
    return list(User.objects.filter(own).exclude(pk__in=elsewhere).values_list("pk", flat=True))


def _forget(people: list[int]) -> int:
    """Set-based: names, addresses and ways of signing in; the number stays where neighbours' rows point to it."""
    Session.objects.filter(session_key__in=list(UserSession.objects.filter(user__in=people).values_list("session_key", flat=True))).delete()
    SocialToken.objects.filter(account__user__in=people).delete()
    for model in (UserSession, SocialAccount, Authenticator, EmailAddress):
        model.objects.filter(user__in=people).delete()
    for copy in PersonalCopy.objects.filter(user__in=people):
        discard(str(copy.file.name or ""))
        discard(str(copy.paper.name or ""))
        copy.delete()
    key = Cast(F("pk"), CharField())
    nameless = {"last_name": Concat(Value(f"{NAMELESS} "), key), "first_name": "", "patronymic": "", "email": Concat(key, Value("@erased.invalid"))}
    return User.objects.filter(pk__in=people).update(**nameless, password="!", is_active=False, look={}, last_login=None, demo=False)
