"""Jobs of an import: the state is the intent, the queue only drains it, and one worker at a time holds the row.

The number of the attempt is the worker's ticket: whoever holds an older one can no longer write. What could not be done leaves
the import where it stood before, with a sentence: no job writes a part of itself.
"""

import datetime as dt
import gc
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.journal.services import notify
from portal.kit import wall
from portal.kit.pulse import Pulse, Say, Superseded
from portal.kit.refusal import Refusal
from portal.kit.words import quoted
from teachers.models import Intake

S = Intake.State
TASK = "teachers.tasks.work_on_intake"
MAX_ATTEMPTS = 3
SILENCE = dt.timedelta(seconds=45)  # a worker that has not been heard of for so long is dead
LOST = dt.timedelta(minutes=10)  # a message that nobody took for so long was lost
BEFORE = {S.CHECKING: S.MAPPING, S.APPLYING: S.CHECKED, S.UNDOING: S.APPLIED}  # where a job that was given up leaves the import
QUEUE_DOWN = "Очередь сейчас недоступна: работа начнётся, как только она вернётся."
FAILED = "Не получилось, и ничего не изменено. Попробуйте ещё раз; если не получится снова, сообщите оператору портала номер загрузки {pk}."
WORDS = {S.CHECKING: "Ждём очереди на проверку", S.APPLYING: "Ждём очереди на запись", S.UNDOING: "Ждём очереди на отмену"}
log = logging.getLogger(__name__)
Work = Callable[[Intake, Say], None]


def order(intake: Intake, state: str, *, sources: Iterable[str]) -> None:
    """Ask for a job. Raises Refusal when the import has moved on meanwhile: a double click asks once."""
    asked = Intake.objects.filter(pk=intake.pk, state__in=tuple(sources))
    if not asked.update(state=state, held=False, attempt=0, progress=0, message=WORDS[S(state)], heartbeat_at=None):
        fresh = Intake.objects.get(pk=intake.pk)
        raise Refusal(f"Сейчас загрузка в состоянии «{fresh.get_state_display()}». Обновите страницу.")
    transaction.on_commit(lambda: publish(intake.pk, intake.district_id))


def publish(intake_id: int, district_id: int) -> bool:
    """Hand the row to the queue; without a queue it waits for the sweep and says so. Called outside any transaction."""
    try:
        current_app.send_task(TASK, args=[intake_id, district_id])
    except (OperationalError, OSError) as fault:
        log.warning("Загрузка %s пока не передана в очередь: %s", intake_id, fault)
        handed, said = None, {"message": QUEUE_DOWN}
    else:
        handed, said = timezone.now(), {}
    with wall.scope([district_id]):
        Intake.objects.filter(pk=intake_id, state__in=BEFORE, held=False).update(heartbeat_at=handed, **said)
    return handed is not None


def claim(intake_id: int, district_id: int) -> Intake | None:
    """Take a waiting row: of several workers exactly one succeeds. None when there is nothing to take."""
    with wall.scope([district_id]):
        waiting = Intake.objects.filter(pk=intake_id, state__in=BEFORE, held=False)
        taken = waiting.update(held=True, attempt=F("attempt") + 1, progress=1, message="Начинаем", heartbeat_at=timezone.now())
        return Intake.objects.select_related("district", "organisation", "file", "by").get(pk=intake_id) if taken else None


def ours(intake: Intake) -> Any:
    """The row, as long as this attempt is still the current one."""
    return Intake.objects.filter(pk=intake.pk, state=intake.state, held=True, attempt=intake.attempt)


def finish(intake: Intake, state: str, **fields: Any) -> None:
    """The job's last word, in its own transaction. Raises Superseded when the row was taken over."""
    if not ours(intake).update(**{"state": state, "held": False, "progress": 100, "message": "", **fields}):
        raise Superseded


def work(intake_id: int, district_id: int, doers: dict[str, Work]) -> bool:
    """A worker's whole job: claim the row, do what its state asks for, or give it up. Returns whether it was done."""
    intake = claim(intake_id, district_id)
    if intake is None:
        return False

    def beat(percent: int, words: str) -> bool:
        with wall.scope([district_id]):
            return bool(ours(intake).update(heartbeat_at=timezone.now(), progress=percent, message=words))

    try:
        with Pulse(beat, f"Загрузка {intake_id}") as pulse, uncollected():
            doers[intake.state](intake, pulse.say)
    except Superseded:
        log.warning("Загрузкой %s занят другой исполнитель.", intake_id)
        return False
    except Refusal as refusal:
        _left(intake, str(refusal))
        return False
    except Exception:  # whatever it was, the row must say so and the next attempt may succeed
        log.exception("Загрузка %s: работа не сделана", intake_id)
        give_up(intake)
        return False
    return True


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles of objects: a job makes hundreds of thousands of plain ones, and walking them again and again took a fifth of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _left(intake: Intake, sentence: str) -> None:
    """A refusal is an answer, not a fault: the import stands where it stood, with the sentence."""
    with wall.scope([intake.district_id]):
        if ours(intake).update(state=BEFORE[S(intake.state)], held=False, progress=0, message=sentence[:500]):
            tell(intake, f"Загрузка {quoted(intake.file.name)}: {sentence}", "refused")


def give_up(intake: Intake) -> None:
    """After a fault: back to the queue while attempts are left, else where it stood before, with a sentence."""
    with wall.scope([intake.district_id]):
        if intake.attempt < MAX_ATTEMPTS:
            ours(intake).update(held=False, progress=0, message="Не получилось, пробуем ещё раз.", heartbeat_at=None)
        elif ours(intake).update(state=BEFORE[S(intake.state)], held=False, progress=0, message=FAILED.format(pk=intake.pk)):
            tell(intake, f"Загрузка {quoted(intake.file.name)} не получилась, ничего не изменено. Откройте её и повторите.", "failed")


def tell(intake: Intake, text: str, what: str) -> None:
    """A notice to whoever loaded the file; each job tells of itself once."""
    if intake.by:
        key = f"intake-{intake.pk}-{what}-{timezone.now():%Y%m%d%H%M%S}"
        notify(user=intake.by, text=text[:500], url=reverse("teachers:intake", args=[intake.pk]), key=key, district_id=intake.district_id)


def sweep(districts: Iterable[int]) -> int:
    """Put back what dead workers left and hand over what the queue did not take; returns how many rows were handed over."""
    now, districts = timezone.now(), list(districts)
    with wall.scope(districts):
        dead = list(Intake.objects.filter(state__in=BEFORE, held=True, heartbeat_at__lt=now - SILENCE).select_related("file", "by"))
    for intake in dead:
        give_up(intake)
    with wall.scope(districts):
        unsent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - LOST)
        waiting = list(Intake.objects.filter(unsent, state__in=BEFORE, held=False).order_by("pk").values_list("pk", "district_id"))
    return sum(publish(*one) for one in waiting)
