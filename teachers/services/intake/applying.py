"""Writing the chosen rows: all or nothing, in one transaction, by the rules of hand deeds, a statement per kind of row."""

from collections import defaultdict
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.selectors import in_time_of
from portal.journal.models import Deed
from portal.journal.services import record
from portal.kit import statistics, wall
from portal.kit.pulse import Say
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn
from portal.kit.words import counted, day, quoted
from teachers.intake.comparing import DOUBTFUL, NEW, REFUSED, Finding, Row, judge
from teachers.models import Employment, Intake, IntakeRow, Qualification, Teacher
from teachers.selectors.intake import TAKEN, counts, out_of_reach, people_on
from teachers.services.intake import jobs
from teachers.services.intake.checking import BATCH, file_of, letters_of, problem
from teachers.services.intake.starting import NOT_YOURS
from teachers.services.intake.writing import Writer

S, D = Intake.State, IntakeRow.Decision
CLASH = "Пока шла запись, кто-то изменил работу одного из этих людей. Ничего не записано: проверьте строки ещё раз."


@transaction.atomic
def apply_intake(*, intake: Intake, by: Any) -> Intake:
    """Записать выбранные строки: ordered as a job. Raises Refusal when nothing is chosen or the import has moved on."""
    if not by.has_perm("teachers.work_on_intake", intake):
        raise Refusal(NOT_YOURS)
    if not intake.rows.filter(decision__in=TAKEN).exists():
        raise Refusal("Не выбрано ни одной строки: записывать нечего.")
    chosen = dict(intake.rows.filter(decision=D.SAME_PERSON).order_by("-number").values_list("teacher", "number"))
    if beyond := out_of_reach(intake, chosen, by):
        rows = ", ".join(str(number) for number in sorted(chosen[pk] for pk in beyond)[:10])
        raise Refusal(f"Есть люди, которые работают в другой организации (строки: {rows}). Такую загрузку записывает методист: попросите его.")
    jobs.order(intake, S.APPLYING, sources=(S.CHECKED,))
    Intake.objects.filter(pk=intake.pk).update(by=by)
    return intake


def apply(intake: Intake, say: Say) -> None:
    """A worker's job. When somebody has changed the register since the check, nothing is written and those rows are doubtful again."""
    try:
        with in_time_of(intake.district), wall.scope([intake.district_id]), transaction.atomic():
            _alone(intake.district_id)
            say(5, "Сверяем с реестром ещё раз")
            found = _judged(intake)
            stale = _stale(found)
            if stale:
                _give_back(intake, stale)
                return
            chosen = [one for one, row in found if row.decision in TAKEN]
            _write(intake, chosen, {row.number: row.pk for _, row in found}, say)
    except IntegrityError as wrong:
        raise Refusal(CLASH) from wrong


def _alone(district_id: int) -> None:
    """Two imports of one district write one after another: each sees what the other made."""
    in_turn("teachers.intake", district_id)


class Kept(NamedTuple):
    """A row of the import as writing needs it: ten thousand models with all that was shown of them cost twice as much."""

    pk: int
    number: int
    values: dict[str, Any]
    problems: list[dict[str, Any]]
    verdict: str
    decision: str
    teacher_id: int | None
    candidates: list[dict[str, Any]]
    seen: int | None  # the stamp of the card, of a row that has one


def _judged(intake: Intake) -> list[tuple[Finding, Kept]]:
    """All rows judged against the register as it is now, as at the check; whose cards are touched are locked first."""
    kept = [Kept(*one) for one in intake.rows.order_by("number").values_list(*Kept._fields[:-1], "changes__seen")]
    touched = sorted({row.teacher_id for row in kept if row.teacher_id and row.decision in TAKEN})
    list(Teacher.objects.filter(pk__in=touched).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    rows = [Row(row.number, row.values, _read_problems(row), row.decision, row.teacher_id) for row in kept]
    return list(zip(judge(rows, file_of(intake, intake.by, people_on(intake.on))), kept, strict=True))


def _read_problems(row: Kept) -> list[dict[str, Any]]:
    """A row that was refused stays so until the file is checked anew."""
    return [*row.problems, {"fatal": True}] if row.verdict == REFUSED else [one for one in row.problems if not one["fatal"]]


def _stale(found: list[tuple[Finding, Kept]]) -> list[tuple[Finding, Kept]]:
    """Chosen rows that would now do something else than what was shown."""
    return [(one, row) for one, row in found if row.decision in TAKEN and _differs(one, row)]


def _differs(one: Finding, row: Kept) -> bool:
    if one.verdict in (REFUSED, DOUBTFUL):
        return True
    if one.person is None:
        return row.verdict not in (NEW, DOUBTFUL) or row.teacher_id is not None
    return _shown(row).get(one.person.pk) != one.person.stamp


def _shown(row: Kept) -> dict[int | None, int | None]:
    """The stamps of the cards that the row was shown with."""
    return {who["teacher"]: who["seen"] for who in row.candidates} | ({row.teacher_id: row.seen} if row.seen is not None else {})


def _give_back(intake: Intake, stale: list[tuple[Finding, Kept]]) -> None:
    letters, told = letters_of(intake), []
    models = IntakeRow.objects.in_bulk([kept.pk for _, kept in stale])
    for one, kept in stale:
        row = models[kept.pk]
        row.decision, row.teacher_id = "", None
        if one.verdict == REFUSED and one.stop:
            told.append(one.stop.reason)
            row.verdict, row.problems, row.candidates = REFUSED, [*row.problems, problem(row.number, one.stop, letters, fatal=True)], []
            continue
        who = one.person.pk if one.person else (one.candidates[0].person.pk if one.candidates else kept.teacher_id)
        why = _who_changed(intake, who) if _changed(one, kept) else ""
        told.append(why or next((who.why for who in one.candidates), ""))
        people = [who.person for who in one.candidates] or ([one.person] if one.person else [])
        whys = {who.person.pk: ". ".join(filter(None, (who.why, why))) for who in one.candidates}
        row.verdict, row.changes = DOUBTFUL, {key: value for key, value in one.changes.items() if key != "seen"}
        row.candidates = [{"teacher": known.pk, "why": whys.get(known.pk, why), "seen": known.stamp} for known in people]
    IntakeRow.objects.bulk_update(list(models.values()), ["decision", "teacher", "verdict", "problems", "candidates", "changes"], batch_size=500)
    said = f"Ничего не записано: {_what_happened(stale)}. {next(iter(dict.fromkeys(told)), '')}"
    jobs.finish(intake, S.CHECKED, message=said[:500], totals={**intake.totals, **counts(intake)})
    jobs.tell(intake, f"Загрузка {quoted(intake.file.name)}: {said}", "stale")


def _changed(one: Finding, kept: Kept) -> bool:
    """Whether the cards that the row may mean are not those that were shown. A row that is refused says itself why."""
    if one.verdict == REFUSED and one.stop:
        return False
    people = [who.person for who in one.candidates] or ([one.person] if one.person else [])
    shown = _shown(kept)
    return not people or any(shown.get(known.pk) != known.stamp for known in people)


def _what_happened(stale: list[tuple[Finding, Kept]]) -> str:
    """«Реестр изменился» only when it did."""
    if any(_changed(one, kept) for one, kept in stale):
        return f"пока вы решали, реестр изменился. {counted(len(stale), ('строка стала', 'строки стали', 'строк стали'))} под вопросом"
    if all(one.verdict == REFUSED for one, _ in stale):
        return f"{counted(len(stale), ('выбранную строку', 'выбранные строки', 'выбранных строк'))} записать нельзя"
    return f"{counted(len(stale), ('строка стала', 'строки стали', 'строк стали'))} под вопросом"


def _who_changed(intake: Intake, teacher: int | None) -> str:
    deeds = Deed.objects.changing().filter(object_type="teachers.teacher", object_id=teacher, at__gt=intake.checked_at or intake.at)
    last = deeds.order_by("-at").first()
    return f"Карточку изменил(а) {last.actor_name}, {day(last.at, 'time')}" if last else "Карточка изменилась после проверки"


def _write(intake: Intake, chosen: list[Finding], rows: dict[int, int], say: Say) -> None:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for one in chosen:
        groups[one.key].append(one)
    writer = Writer(intake, intake.by)
    say(30, "Записываем карточки")
    writer.cards(groups)
    if len(chosen) > BATCH:
        statistics.refresh_grown(
            len(chosen), Teacher
        )  # else the checks of what hangs on the new cards keep the plans of an empty table: a look at every card for each
    say(50, "Записываем места работы и категории")
    writer.jobs(groups)
    writer.grades(groups)
    say(75, "Пишем журнал")
    writer.journal(groups)
    writer.traces(rows)
    totals = {**intake.totals, **counts(intake), **writer.totals}
    jobs.finish(intake, S.APPLIED, applied_at=timezone.now(), totals=totals)
    record(verb="записал(а) сотрудников из файла", obj=intake, by=intake.by, comment=writer.told)
    jobs.tell(intake, f"Загрузка {quoted(intake.file.name)} записана: {writer.told}.", "applied")
    if len(chosen) > BATCH:
        say(95, "Обновляем статистику базы")
        statistics.refresh_grown(len(chosen), Employment, Qualification)
