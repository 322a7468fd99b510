"""Removing a district for good: only a frozen and exported one, after a week that can be cancelled. The row is the act. Decision 29."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import District, DistrictRemoval, Handover
from portal.accounts.selectors.access import frozen_since
from portal.journal.models import PORTAL
from portal.journal.services import record
from portal.kit.access import require
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day

S = DistrictRemoval.State


def why_not(district: District) -> str:
    """Why the district cannot be removed now; empty when it can."""
    if district.state == District.State.REMOVED:
        return "Район уже удалён."
    if district.state != District.State.FROZEN:
        return "Сначала приостановите район: пока в нём работают, удалять нечего."
    if archive_of(district) is None:
        return "Сначала выгрузите все данные района: нужен архив, собранный после приостановки и ещё не стёртый (он хранится неделю)."
    return ""


def archive_of(district: District) -> Handover | None:
    """The last archive made after the district was frozen, while its file is there."""
    rows = Handover.objects.filter(district=district, state=Handover.State.DONE).exclude(file="").order_by("-finished_at")
    frozen = frozen_since(district)
    found = (rows.filter(began_at__gte=frozen) if frozen else rows).first()
    return found if found and found.file.storage.exists(str(found.file.name)) else None


def outlived(removal: DistrictRemoval) -> bool:
    """People have worked there since the archive was made: what they entered would be lost. Asked again when the removal begins."""
    frozen = frozen_since(removal.subject)
    return removal.subject.state != District.State.FROZEN or bool(frozen and removal.archive_at < frozen)


@transaction.atomic
def request_removal(*, district: District, typed: str, by: Any) -> DistrictRemoval:
    """Назначить удаление: `typed` is the district's code, written by hand. Raises Refusal unless frozen and exported."""
    require(by, "accounts.operate")
    fresh = District.objects.select_for_update(no_key=True).get(pk=district.pk)
    if refusal := why_not(fresh):
        raise Refusal(refusal)
    if typed.strip() != fresh.code:
        raise Refusal(f"Чтобы подтвердить, напишите код района: {fresh.code}.", field="typed")
    if DistrictRemoval.objects.filter(subject=fresh).exclude(state=S.CANCELLED).exists():
        raise Refusal("Удаление этого района уже назначено.")
    archive = archive_of(fresh)
    assert archive
    made = DistrictRemoval.objects.create(subject=fresh, by_name=by.full_name, archive_sha256=_sha256(archive), archive_at=archive.finished_at or archive.at)
    made.refresh_from_db()
    record(verb="назначил(а) удаление района", obj=fresh, by=by, comment=f"не раньше {day(made.not_before, 'time')}; sha256 выгрузки {made.archive_sha256}")
    return made


def _sha256(archive: Handover) -> str:
    digest = hashlib.sha256()
    with archive.file.storage.open(str(archive.file.name)) as stored:
        for piece in stored.chunks():
            digest.update(piece)
    return digest.hexdigest()


@transaction.atomic
def cancel_removal(*, removal: DistrictRemoval, by: Any) -> DistrictRemoval:
    """Отменить, while the week lasts or nobody has begun."""
    require(by, "accounts.operate")
    fresh = locked(DistrictRemoval.objects.select_related("subject"), removal.pk)
    if fresh.state not in (S.WAITING, S.FAILED):
        raise Refusal(f"Отменить уже нельзя: {fresh.get_state_display()}.")
    return drop(removal=fresh, why="", by=by)


def drop(*, removal: DistrictRemoval, why: str, by: Any) -> DistrictRemoval:
    """Write down that a removal will not be; the caller has locked it and asked whether it may."""
    removal.state, removal.ended_by, removal.ended_at = S.CANCELLED, by.full_name if by else PORTAL, timezone.now()
    removal.save(update_fields=["state", "ended_by", "ended_at"])
    record(verb="отменил(а) удаление района", obj=removal.subject, by=by, comment=why)
    return removal


def drop_waiting(*, district: District, by: Any) -> bool:
    """The district works again, so its removal is off. Raises Refusal when the removal has begun. Returns whether there was one."""
    waiting = DistrictRemoval.objects.select_for_update(of=("self",)).select_related("subject").filter(subject=district).exclude(state=S.CANCELLED).first()
    if waiting and waiting.state not in (S.WAITING, S.FAILED):
        raise Refusal(f"Район открыть нельзя: {waiting.get_state_display()}.")
    if waiting:
        drop(removal=waiting, why="район снова открыт", by=by)
    return bool(waiting)
