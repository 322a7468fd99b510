"""Undoing a whole import: exactly its rows go and come back, while nothing depends on them."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet, Value
from django.utils import timezone

from portal.accounts.selectors import in_time_of
from portal.journal.models import Deed
from portal.journal.services import record, record_many
from portal.kit import wall
from portal.kit.bulk import set_many
from portal.kit.joining import pointing_at
from portal.kit.pulse import Say
from portal.kit.refusal import Refusal
from portal.kit.words import day, quoted
from teachers.models import Employment, Intake, Merging, Move, Qualification, Teacher
from teachers.services.facts import KINDS
from teachers.services.intake import jobs
from teachers.services.intake.applying import _alone
from teachers.services.intake.starting import NOT_YOURS
from teachers.services.move_rows import refuse_in_closed

S = Intake.State
UNDID = "отменил(а) загрузку сотрудников"
CARD_EDITED, GRADE_MENDED = "изменил(а) карточку", f"исправил(а) {KINDS['grades'].named}"  # how such verbs of the journal begin
MODELS: dict[str, type[Model]] = {"teacher": Teacher, "employment": Employment, "qualification": Qualification}
LOOKED_AT = 1_000  # rows of an import whose page asks each time whether it can be undone
Trace = dict[str, Any]


@transaction.atomic
def undo_intake(*, intake: Intake, by: Any) -> Intake:
    """Отменить загрузку целиком: ordered as a job. Raises Refusal when it is not applied."""
    if not by.has_perm("teachers.work_on_intake", intake):
        raise Refusal(NOT_YOURS)
    jobs.order(intake, S.UNDOING, sources=(S.APPLIED,))
    Intake.objects.filter(pk=intake.pk).update(by=by)
    return intake


def undo(intake: Intake, say: Say) -> None:
    """A worker's job. Raises Refusal naming whose card was changed since, or what depends on it."""
    with in_time_of(intake.district), wall.scope([intake.district_id]), transaction.atomic():
        _alone(intake.district_id)
        say(10, "Проверяем, что ничего не зависит")
        traces = _traces(intake)
        ids, changed = _made(traces), [one for one in traces if one["was"] is not None]
        list(Teacher.objects.filter(pk__in=[*ids["teacher"], *_touched(traces)]).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
        _possible(intake, traces)
        say(50, "Возвращаем прежнее")
        Move.objects.filter(pk__in=ids["move"]).update(undone_at=timezone.now())
        Qualification.objects.filter(pk__in=ids["qualification"]).delete()
        Employment.objects.filter(pk__in=ids["employment"]).delete()
        _put_back(changed)
        refuse_in_closed(changed)
        intake.rows.filter(teacher__in=ids["teacher"]).update(teacher=None)
        Teacher.objects.filter(pk__in=ids["teacher"]).delete()
        people = list(Teacher.objects.filter(pk__in=_touched(traces)))
        record_many(
            verb="отменил(а) внесённое из файла", about=[(one, None, None) for one in people], by=intake.by, comment=f"Файл {quoted(intake.file.name)}"[:300]
        )
        jobs.finish(intake, S.UNDONE)
        record(verb=UNDID, obj=intake, by=intake.by)
        jobs.tell(intake, f"Загрузка {quoted(intake.file.name)} отменена.", "undone")


def undo_stopped(intake: Intake) -> str:
    """Why a written import can be undone no more, for its page; «» when nothing stands against it yet, or when it is too long to be asked at each look.

    What the register would be afterwards (work in a closed organisation) only the undoing itself can tell.
    """
    if intake.state != S.APPLIED or intake.totals.get("rows", 0) > LOOKED_AT:
        return ""
    try:
        with wall.scope([intake.district_id]):
            _possible(intake, _traces(intake))
    except Refusal as refusal:
        return str(refusal)
    return ""


def _traces(intake: Intake) -> list[Trace]:
    """What the rows made and changed, in their order."""
    return [one for made in intake.rows.exclude(applied=None).order_by("number").values_list("applied", flat=True) for one in made or ()]


def _made(traces: list[Trace]) -> dict[str, list[int]]:
    """The rows that came with the import, by table."""
    return {name: [one["id"] for one in traces if one["was"] is None and one["model"] == name] for name in (*MODELS, "move")}


def _possible(intake: Intake, traces: list[Trace]) -> None:
    """Raises Refusal naming whose card was changed since, or what depends on it."""
    ids = _made(traces)
    _unchanged([one for one in traces if "became" in one])
    _uncorrected(intake, ids)
    _nothing_depends(ids)
    _nothing_later(intake, [*_touched(traces), *ids["teacher"]])


def _touched(traces: list[Trace]) -> set[int]:
    """Cards that the import found and changed, or gave a job or a category."""
    jobs_of = Employment.objects.filter(pk__in=[one["id"] for one in traces if one["model"] == "employment"]).values_list("teacher_id", flat=True)
    grades_of = Qualification.objects.filter(pk__in=[one["id"] for one in traces if one["model"] == "qualification"]).values_list("teacher_id", flat=True)
    cards = {one["id"] for one in traces if one["model"] == "teacher" and one["was"] is not None}
    return cards | set(jobs_of) | set(grades_of)


def _unchanged(traces: list[Trace]) -> None:
    by_model: dict[str, list[Trace]] = defaultdict(list)
    for one in traces:
        by_model[one["model"]].append(one)
    for name, rows in by_model.items():
        found: Any = MODELS[name]._default_manager.in_bulk([one["id"] for one in rows])
        for one in rows:
            row = found.get(one["id"])
            if row is None or any(_plain(getattr(row, key)) != _plain(value) for key, value in one["became"].items()):
                whose = row if isinstance(row, Teacher) else getattr(row, "teacher", None)
                told = f"карточку изменили после загрузки: {whose.full_name}" if whose else "одну из записей после загрузки удалили"
                raise Refusal(f"Отменить уже нельзя: {told}.")


def _uncorrected(intake: Intake, ids: dict[str, list[int]]) -> None:
    """What the import made would go with what was typed into it since: a trace keeps no values of a made row, the journal knows who corrected it."""
    graded = Qualification.objects.filter(pk__in=ids["qualification"]).values("teacher")
    since = Deed.objects.filter(object_type=Teacher._meta.label_lower, at__gt=intake.applied_at)
    grade = since.filter(object_id__in=graded, verb=GRADE_MENDED).order_by("pk").values_list("object_id", flat=True).first()
    first: dict[int | None, dict[str, Any]] = {}  # by card: each field as it was before the first of the corrections
    edits = since.filter(object_id__in=ids["teacher"], verb__startswith=CARD_EDITED).order_by("-pk").values_list("object_id", "before")
    for pk, before in edits:
        first.setdefault(pk, {}).update(before or {})
    for card in Teacher._base_manager.filter(pk__in=[*first, *filter(None, [grade])]).order_by("pk"):
        now = first.get(card.pk, {})
        if card.pk == grade or any(_plain(getattr(card, name, None)) != _plain(value) for name, value in now.items()):
            raise Refusal(f"Отменить уже нельзя: карточку изменили после загрузки: {card.full_name}.")


def _plain(value: Any) -> str:
    """Values of a row and of its trace in one shape: no value is empty, «1.00» is «1»."""
    text = "" if value is None else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdecimal() else text


def _nothing_depends(ids: dict[str, list[int]]) -> None:
    """No other table points to a card that is to go, and no other job was given to it. All tables are asked in one question."""
    asked, told = list[QuerySet[Any, Any]](), list[str]()
    for model, keys in pointing_at(Teacher).items():
        label = model._meta.label_lower
        if label in ("teachers.intakerow", "teachers.namesakes"):  # what is said of the card alone
            continue
        own = ids["employment"] if label == "teachers.employment" else ids["qualification"] if label == "teachers.qualification" else []
        past = {"undone_at__isnull": False} if model in (Merging, Move) else {"pk__in": own}
        for key in keys:
            rows = model._base_manager.filter(**{f"{key.name}__in": ids["teacher"]}).exclude(**past).order_by("pk")
            asked.append(rows.values_list(Value(len(asked)), key.attname)[:1])
            told.append(str(model._meta.verbose_name))
    for at, pk in sorted(asked[0].union(*asked[1:], all=True)):
        whose = Teacher._base_manager.get(pk=pk).full_name
        raise Refusal(f"Отменить уже нельзя: у человека из этой загрузки уже есть другое. {whose}: {told[at]}.")
    linked = Teacher.objects.filter(pk__in=ids["teacher"], user__isnull=False).first()
    if linked:
        raise Refusal(f"Отменить уже нельзя: {linked.full_name} уже имеет доступ на портал.")


def _nothing_later(intake: Intake, teachers: list[int]) -> None:
    """A hand deed that came after the import rests on the jobs that it made."""
    later = Move.objects.filter(teacher__in=teachers, undone_at__isnull=True, at__gt=intake.applied_at).select_related("teacher").first()
    if later:
        raise Refusal(f"Отменить уже нельзя: после загрузки записано кадровое событие. {later.teacher.full_name}: {later.get_kind_display()}, {day(later.on)}.")
    joined = Merging.objects.filter(Q(kept__in=teachers) | Q(duplicate__in=teachers), undone_at__isnull=True, at__gt=intake.applied_at)
    if found := joined.select_related("kept").first():
        raise Refusal(f"Отменить уже нельзя: после загрузки карточку объединили с другой. {found.kept.full_name}. Сначала разъедините карточки.")


def _put_back(changed: list[Trace]) -> None:
    columns: dict[tuple[str, str], list[tuple[int, Any]]] = defaultdict(list)
    for one in reversed(changed):
        for name, value in one["was"].items():
            columns[one["model"], name].append((one["id"], _value(MODELS[one["model"]], name, value)))
    for (model, name), pairs in columns.items():
        set_many(MODELS[model], name, pairs)


def _value(model: type[Model], name: str, value: Any) -> Any:
    field: Any = model._meta.get_field(name)
    return field.to_python(value) if value not in (None, "") or not field.null else None
