"""Кадровые события: приём, перевод, вторая работа, отпуск, увольнение, возвращение; each with a date, undoable while nothing rests on it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import Organisation
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day
from teachers.models import Absence, Employment, Move, Teacher
from teachers.services.access import Shift, close_access, give_back_access, move_access
from teachers.services.move_rows import Job, absence, changed, dropped, put_back, refuse_in_closed, take

Kind = Move.Kind
NOT_YOURS = "Кадровые события записывает своя организация или методист района."
NOT_ABOUT_ONESELF = "О себе кадровые события не записывают: попросите методиста района."
ONE_DAY = dt.timedelta(days=1)
VERBS = {
    Kind.HIRED: "записал(а) приём на работу",
    Kind.TRANSFERRED: "записал(а) перевод",
    Kind.SECOND_JOB: "записал(а) вторую работу",
    Kind.LEAVE: "записал(а) отпуск",
    Kind.DISMISSED: "записал(а) увольнение",
    Kind.RETURNED: "записал(а) возвращение",
}


@transaction.atomic
def hire(*, teacher: Teacher, job: Job, on: dt.date, act: str = "", by: Any) -> Move:
    """Принять на основную работу. Raises Refusal while another main job lasts on the date, or for a place that is closed then."""
    fresh = _begin(teacher, [job.organisation], by, hiring=True)
    _open_on(job.organisation, on)
    now = _main(fresh, on)
    if now:
        raise Refusal(f"На {day(on)} основное место работы уже есть: {now.organisation}. Запишите перевод или вторую работу.", field="organisation")
    return _done(fresh, Kind.HIRED, on, act, [take(fresh, job, on, act, is_main=True)], by)


@transaction.atomic
def transfer(*, teacher: Teacher, job: Job, on: dt.date, act: str = "", by: Any) -> Move:
    """Перевести: the main job ends on the day before, a new one begins. Raises Refusal without a main job or when nothing changes.

    Where the old job was to go on later (a merger or a transfer is written already) nobody goes from the new one; undoing brings that back.
    """
    fresh = _begin(teacher, [job.organisation], by)
    _open_on(job.organisation, on)
    now = _main(fresh, on - ONE_DAY) or _main(fresh, on)
    if now is None:
        raise Refusal(f"На {day(on)} основного места работы нет: запишите приём или возвращение.", field="on")
    _may_employ([now.organisation], by)
    if (now.organisation_id, now.position, now.subject, now.load) == (job.organisation.pk, job.position, job.subject, job.load):
        raise Refusal("Место, должность, предмет и ставка те же: переводить некуда.", field="organisation")
    if on <= now.since:
        raise Refusal(f"Там работают с {day(now.since)}: перевод возможен позже этого дня.", field="on")
    stays = job.organisation.pk == now.organisation_id and job.organisation.closed  # another post of a school that is to be merged: she goes along
    later = [] if stays else _later(fresh, [now], on, by, "Такой перевод")
    last = (later or [now])[-1].until
    rows = [changed(now, until=on - ONE_DAY, ended_act=act), *(dropped(one) for one in later)]
    rows.append(take(fresh, job, on, act, is_main=True, until=last if last and last >= on else None))
    done = _done(fresh, Kind.TRANSFERRED, on, act, rows, by)
    return _with_access(done, move_access(teacher=fresh, to=job.organisation, on=on, act=act, by=by, left=[one.organisation_id for one in later]))


@transaction.atomic
def take_second_job(*, teacher: Teacher, job: Job, on: dt.date, until: dt.date | None = None, act: str = "", by: Any) -> Move:
    """Записать совместительство. Raises Refusal when the same second job lasts already."""
    fresh = _begin(teacher, [job.organisation], by, hiring=True)
    _open_on(job.organisation, on)
    if until and until < on:
        raise Refusal("Дата «по» раньше даты «с».", field="until")
    same = fresh.employments.on(on).filter(organisation=job.organisation, position=job.position, subject=job.subject)
    if same.exists():
        raise Refusal("Такая работа у педагога уже есть.", field="organisation")
    return _done(fresh, Kind.SECOND_JOB, on, act, [take(fresh, job, on, act, is_main=False, until=until)], by)


@transaction.atomic
def go_on_leave(*, teacher: Teacher, kind: str, on: dt.date, until: dt.date | None = None, act: str = "", by: Any) -> Move:
    """Записать отпуск. Raises Refusal for reversed dates, somebody who does not work on the date, or an overlapping leave."""
    fresh = _begin(teacher, [], by)
    if kind == Absence.Kind.BREAK or kind not in Absence.Kind.values:
        raise Refusal("Выберите вид отпуска.", field="kind")
    if until and until < on:
        raise Refusal("Дата «по» раньше даты «с».", field="until")
    if not fresh.employments.on(on).exists():
        raise Refusal(f"На {day(on)} педагог нигде не работает: отпуск записывать не к чему.", field="on")
    return _done(fresh, Kind.LEAVE, on, act, [absence(fresh, kind, on, until, act)], by)


@transaction.atomic
def dismiss(*, teacher: Teacher, on: dt.date, act: str = "", job: Employment | None = None, by: Any) -> Move:
    """Уволить: `on` is the last working day; from one job, or from all that last on it. Raises Refusal when there is none.

    A job that was to go on later (a transfer or a merger is written already) never begins, nor does a leave from work that is no more; undoing
    brings them back.
    """
    fresh = _begin(teacher, [], by)
    lasting = list(fresh.employments.on(on).select_related("organisation"))
    jobs = [one for one in lasting if job is None or one.pk == job.pk]
    if not jobs:
        raise Refusal(f"На {day(on)} этой работы нет.", field="on")
    _may_employ([one.organisation for one in jobs], by)
    later = _later(fresh, jobs, on, by, "Такое увольнение")
    rows = [changed(one, until=on, ended_act=act) for one in jobs]
    rows += [dropped(one) for one in later]
    if len(jobs) == len(lasting):  # a leave does not outlast the work that it was taken from
        rows += [changed(one, until=on) for one in fresh.absences.on(on).filter(Q(until__isnull=True) | Q(until__gt=on))]
    rows += [dropped(one) for one in fresh.absences.filter(since__gt=on).exclude(kind=Absence.Kind.BREAK) if not fresh.employments.on(one.since).exists()]
    done = _done(fresh, Kind.DISMISSED, on, act, rows, by)
    return _with_access(done, close_access(teacher=fresh, last_day=on, by=by, left=[one.organisation_id for one in later]))


def _later(teacher: Teacher, jobs: list[Employment], on: dt.date, by: Any, deed: str) -> list[Employment]:
    """What `jobs` were to go on as after the day. Raises Refusal for who may not take it away."""
    later = _going_on(jobs, teacher, on)
    for one in later:
        if not by.has_perm("teachers.employ", one.organisation):
            raise Refusal(f"С {day(one.since)} записана работа дальше: {one.organisation}. {deed} записывает методист района.", field="on")
    return later


def _going_on(jobs: list[Employment], teacher: Teacher, on: dt.date) -> list[Employment]:
    """Jobs that begin after the day as the going on of one of `jobs`: the main one elsewhere, or the same second one, on the day after its end."""
    chain = list(jobs)
    for one in teacher.employments.filter(since__gt=on).select_related("organisation").order_by("since", "pk"):
        same = (before for before in chain if before.until and before.until + ONE_DAY == one.since and before.is_main == one.is_main)
        if any(one.is_main or (before.position, before.subject) == (one.position, one.subject) for before in same):
            chain.append(one)
    return chain[len(jobs) :]


@transaction.atomic
def come_back(*, teacher: Teacher, job: Job, on: dt.date, act: str = "", by: Any) -> Move:
    """Вернуть на работу после увольнения; the time between is a break that experience does not count. Raises Refusal while a main job lasts."""
    fresh = _begin(teacher, [job.organisation], by)
    _open_on(job.organisation, on)
    now = _main(fresh, on)
    if now:
        raise Refusal(f"Педагог уже работает: {now.organisation}.", field="organisation")
    before = fresh.employments.filter(until__lt=on).order_by("-until").first()
    if before is None or before.until is None:
        raise Refusal("Педагог ещё нигде не работал: запишите приём.", field="on")
    rows = [take(fresh, job, on, act, is_main=True)]
    worked_on = fresh.employments.on(on - ONE_DAY).exists()  # a second job may have gone on all the while
    if before.until + ONE_DAY < on and not worked_on:
        rows.append(absence(fresh, Absence.Kind.BREAK, before.until + ONE_DAY, on - ONE_DAY, act))
    return _done(fresh, Kind.RETURNED, on, act, rows, by)


@transaction.atomic
def undo_move(*, move: Move, by: Any) -> Move:
    """Отменить кадровое событие: the rows stand as before.

    Raises Refusal when it is undone already, something newer rests on it, or a job would come back to a place that is closed in its days.
    """
    places = _places_of(move)
    _held(places)
    teacher = _card(move.teacher)
    _not_about_oneself(teacher, by)
    if not (places or by.has_perm("teachers.move", teacher)):
        raise Refusal(NOT_YOURS)
    _may_employ(places, by)
    fresh = locked(Move.objects, move.pk)
    if fresh.undone_at:
        raise Refusal(f"Это событие уже отменено {day(fresh.undone_at)}.")
    later = Move.objects.filter(teacher=teacher, pk__gt=fresh.pk, undone_at__isnull=True).order_by("pk").first()
    if later:
        raise Refusal(f"После него записано другое: {later.told}. Сначала отмените его.")
    for row in reversed(fresh.rows):
        put_back(row, teacher)
    refuse_in_closed(fresh.rows)
    give_back_access(kept=fresh.access, teacher=teacher, by=by)
    fresh.undone_at = timezone.now()
    fresh.save(update_fields=["undone_at"])
    record(verb="отменил(а) кадровое событие", obj=teacher, by=by, before={"move": fresh.told})
    return fresh


def _places_of(move: Move) -> list[Organisation]:
    """Where the jobs that the event touched are, or were to be."""
    rows = [row for row in move.rows if row["model"] == "employment"]
    gone = [row["was"]["organisation_id"] for row in rows if row["became"] is None]
    return list(Organisation.objects.filter(Q(employments__in=[row["id"] for row in rows]) | Q(pk__in=gone)).distinct())


def _held(places: list[Organisation]) -> None:
    """Nobody closes the places or merges them until the end; what they have become is read anew. Before the card: a merger takes them in this order too."""
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[one.pk for one in places]).order_by("pk")
    fresh = {one.pk: one for one in rows}
    for one in places:
        now = fresh.get(one.pk, one)
        one.opened, one.closed = now.opened, now.closed


def hold_work(people: Iterable[Teacher], places: list[Organisation]) -> None:
    """The places of the deed and all where they work or have worked: a merger of them is waited for and has moved them, or waits and takes the deed along."""
    cards = [one.pk for one in people]
    held: set[int] = set()
    wanted = {one.pk: one for one in places}
    while True:
        wanted = {**{one.pk: one for one in Organisation.objects.filter(employments__teacher__in=cards)}, **wanted}
        if wanted.keys() <= held:
            return
        _held([one for pk, one in wanted.items() if pk not in held])
        held |= wanted.keys()


def _card(teacher: Teacher) -> Teacher:
    """The card, locked but for its key: a merger that is under way writes new jobs of its people meanwhile."""
    fresh = Teacher.objects.shown().select_for_update(of=("self",), no_key=True).filter(pk=teacher.pk).first()
    if fresh is None:
        raise Refusal("Этой карточки больше нет: её объединили с другой или обезличили.")
    return fresh


def _begin(teacher: Teacher, places: list[Organisation], by: Any, *, hiring: bool = False) -> Teacher:
    """The card, locked and re-read; who may write here, asked for the places too.

    A place that hires somebody who has never worked in the district writes that itself. Who works elsewhere, or left and works nowhere, is taken
    on by the methodist: with a job there the head would see the whole card of another school's person.
    """
    hold_work([teacher], places)
    fresh = _card(teacher)
    _not_about_oneself(fresh, by)
    _may_employ(places, by)
    if not by.has_perm("teachers.move", fresh):
        if hiring and fresh.employments.filter(Q(until__isnull=True) | Q(until__gte=today())).exists():
            raise Refusal("Педагог работает в другой организации: вторую работу записывает методист района, попросите его.")
        if not hiring or fresh.employments.exists():
            raise Refusal(NOT_YOURS)
    return fresh


def _not_about_oneself(teacher: Teacher, by: Any) -> None:
    """A head who is a card of the district herself: her own work is written by the methodist."""
    if teacher.user_id is not None and teacher.user_id == by.pk and not by.has_perm("teachers.move", teacher):
        raise Refusal(NOT_ABOUT_ONESELF)


def _may_employ(places: list[Organisation], by: Any) -> None:
    if not all(by.has_perm("teachers.employ", place) for place in places):
        raise Refusal(NOT_YOURS)


def _open_on(place: Organisation, on: dt.date) -> None:
    if place.opened and on < place.opened:
        raise Refusal(f"{place} открыта только {day(place.opened)}.", field="on")
    if place.closed and on >= place.closed:
        raise Refusal(f"{place} закрыта с {day(place.closed)}.", field="organisation")
    if on > today() + dt.timedelta(days=366):
        raise Refusal("Дата дальше чем через год: проверьте её.", field="on")


def _main(teacher: Teacher, on: dt.date) -> Employment | None:
    return Employment.objects.on(on).main().filter(teacher=teacher).select_related("organisation").first()


def _done(teacher: Teacher, kind: str, on: dt.date, act: str, rows: list[dict[str, Any]], by: Any) -> Move:
    made = Move.objects.create(district_id=teacher.district_id, teacher=teacher, kind=kind, on=on, act=act, rows=rows, by=by)
    record(verb=VERBS[Kind(kind)], obj=teacher, by=by, after={"on": on.isoformat(), "act": act})
    return made


def _with_access(move: Move, shift: Shift) -> Move:
    """The move remembers what it did to access."""
    move.access = shift.kept()
    move.save(update_fields=["access"])
    return move


__all__ = ["Job", "come_back", "dismiss", "go_on_leave", "hire", "take_second_job", "transfer", "undo_move"]
