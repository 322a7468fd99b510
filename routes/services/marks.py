"""Marking own steps as done; a step that rests on an event, internship, community or course marks itself."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from portal.documents.services import discard_file, store_file
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import day
from routes.models import Route, Step
from routes.services.editing import take, touch


@transaction.atomic
def mark_step(*, step: Step, done_on: dt.date, proof: str, by: Any, file: UploadedFile | None = None, version: int | None = None) -> Step:
    """Отметить свой шаг выполненным, with a proof in words or a private file."""
    route, fresh = _own_step(step, by, version)
    if done_on > today():
        raise Refusal("Дата выполнения ещё не наступила.", field="done_on")
    if done_on < route.starts_on:
        raise Refusal(f"Маршрут начался {day(route.starts_on)}: шаг не мог быть выполнен раньше.", field="done_on")
    if not proof.strip() and file is None and fresh.proof_file_id is None:
        raise Refusal("Опишите подтверждение или приложите файл.", field="proof")
    fresh.done_on, fresh.proof = done_on, proof.strip()[:300]
    old = fresh.proof_file if file is not None else None
    if file is not None:
        fresh.proof_file = store_file(name=file.name or "подтверждение", content=file, by=by, district_id=route.district_id)
    fresh.save(update_fields=["done_on", "proof", "proof_file"])
    if old:
        discard_file(old)
    record(verb="отметил(а) шаг выполненным", obj=route, by=by, after={"step": fresh.pk, "title": fresh.title, "done_on": str(done_on)}, comment=fresh.proof)
    touch(route, by=by)
    return fresh


@transaction.atomic
def unmark_step(*, step: Step, by: Any, version: int | None = None) -> Step:
    """Take a mark back; the proof stays for the next one."""
    route, fresh = _own_step(step, by, version)
    if fresh.done_on is None:
        raise Refusal("Шаг и так не отмечен.")
    before, fresh.done_on = fresh.done_on, None
    fresh.save(update_fields=["done_on"])
    record(verb="снял(а) отметку с шага", obj=route, by=by, before={"step": fresh.pk, "title": fresh.title, "done_on": str(before)})
    touch(route, by=by)
    return fresh


def _own_step(step: Step, by: Any, version: int | None) -> tuple[Route, Step]:
    route = take(step.route, by=by, may="routes.mark", states=(Route.State.ACTIVE,), version=version)
    fresh = Step.objects.filter(route=route, pk=step.pk).first()
    if fresh is None:
        raise Refusal("Этого шага в маршруте уже нет. Обновите страницу.")
    if not fresh.is_own:
        raise Refusal("Этот шаг отмечается сам: когда внесут присутствие, стажировку, участие в сообществе или удостоверение.")
    return route, fresh
