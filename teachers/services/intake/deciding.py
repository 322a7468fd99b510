"""Which rows are written, and whose they are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from teachers.intake.comparing import DOUBTFUL, REFUSED, SECOND, Finding, Row, repeated
from teachers.intake.identity import shared_emails
from teachers.intake.jobs import ELSEWHERE
from teachers.intake.people import People
from teachers.intake.twice import judge_file
from teachers.models import Intake, IntakeRow
from teachers.selectors.intake import TAKEN, mates_of, out_of_reach, people_of, people_on, quarrels_of, rows_of
from teachers.services.intake.checking import ROW, file_of, letters_of, problem, row_of
from teachers.services.intake.starting import NOT_YOURS

D, V = IntakeRow.Decision, IntakeRow.Verdict
PLAIN = (V.NEW, V.CHANGED)


class Decided(NamedTuple):
    """How many rows were decided, how many could not be chosen (they repeat chosen ones or differ from them), which were left out with them, which may be written again."""

    done: int
    left: int = 0
    dropped: tuple[int, ...] = ()
    freed: tuple[int, ...] = ()


@transaction.atomic
def decide(*, row: IntakeRow, decision: str, teacher: int | None = None, by: Any) -> Decided:
    """Решение по одной строке. Raises Refusal for a decision that the row does not allow or a card that was not offered."""
    _locked(row.intake, by)
    fresh = locked(IntakeRow.objects, row.pk)
    if fresh.verdict == V.DOUBTFUL:
        if decision not in (D.SAME_PERSON, D.ANOTHER_PERSON, D.SKIP):
            raise Refusal("Решите, кто это: тот же человек, другой человек, или пропустите строку.", field="decision")
        if decision == D.SAME_PERSON and teacher not in [one["teacher"] for one in fresh.candidates]:
            raise Refusal("Выберите карточку из предложенных.", field="teacher")
        if decision == D.SAME_PERSON and out_of_reach(row.intake, [teacher], by):
            raise Refusal(f"{ELSEWHERE}.", field="teacher")
        fresh.teacher_id = teacher if decision == D.SAME_PERSON else None
    elif fresh.verdict == V.REFUSED and decision == D.SKIP and quarrels_of(fresh):
        return _left_out_of_quarrel(row.intake, fresh, by)
    elif fresh.verdict not in PLAIN or decision not in (D.TAKE, D.SKIP):
        raise Refusal("Эту строку записать нельзя: в ней нечего менять или её нужно исправить в файле.", field="decision")
    elif decision == D.TAKE and fresh.decision in (D.SAME_PERSON, D.ANOTHER_PERSON):
        decision = fresh.decision
    fresh.decision = decision
    found = _judged(row.intake, [fresh, *_standing([fresh])], by)
    if decision in TAKEN:
        _agrees_with_its_mates(fresh, found)
    fresh.save(update_fields=["decision", "teacher"])
    dropped = _settled(row.intake, found)
    if decision == D.SKIP:
        _free_repeats(row.intake, (fresh.number,), by)
    return Decided(1, 0, dropped)


def _agrees_with_its_mates(row: IntakeRow, found: list[Finding]) -> None:
    """Raises Refusal when the row, decided so, cannot be written: of itself, twice, or against another row of the same person that is to be written."""
    wrong = next((one for one in found if one.row.number == row.number and one.verdict == REFUSED), None)
    if wrong and wrong.stop:
        raise Refusal(f"Так эту строку не записать. {wrong.stop.reason}. {wrong.stop.mend} — или пропустите эту строку.", field="decision")
    if other := next((one.row.number for one in found if one.stop and repeated(one.stop.reason) == row.number), None):
        raise Refusal(f"Эту строку повторяет строка {other}, и она выбрана. Пропустите её, тогда можно будет выбрать эту.", field="decision")


def _standing(rows: Sequence[IntakeRow]) -> list[IntakeRow]:
    """Of the mates of the rows those that have their word: written, left out by hand (the work they tell of stays theirs), or told by the register."""
    return [one for one in mates_of(rows) if one.decision or one.verdict == V.SAME]


def _judged(intake: Intake, rows: Iterable[IntakeRow], by: Any, people: People | None = None) -> list[Finding]:
    """As at the check: also rows that would change what another one has just written contradict it."""
    rows = sorted(rows, key=lambda one: one.number)
    if not rows:
        return []
    read = [Row(one.number, dict(one.values), [said for said in one.problems if not said["fatal"]], one.decision, one.teacher_id) for one in rows]
    emails = {told for one in rows if (told := one.values.get("email"))}
    told = intake.rows.filter(values__email__in=sorted(emails)).values_list("values", flat=True) if emails else ()
    return judge_file(read, file_of(intake, by, people or people_of(intake, rows))._replace(shared=shared_emails(told)))


def _settled(intake: Intake, found: list[Finding]) -> tuple[int, ...]:
    """Chosen rows show what they write now that their mates are decided so; returns those that can be written no more and are left out."""
    rows = {one.number: one for one in intake.rows.filter(number__in=[one.row.number for one in found if one.row.decision in TAKEN])}
    letters, changed = letters_of(intake), dict[int, IntakeRow]()
    for one in found:
        row = rows.get(one.row.number)
        if row is None or row.decision not in TAKEN or (one.verdict == DOUBTFUL and row.decision == D.SAME_PERSON):
            continue
        if one.verdict in (REFUSED, DOUBTFUL):
            row.decision = D.SKIP
        elif one.changes == {key: value for key, value in row.changes.items() if key != "seen"}:
            continue
        else:
            row.changes = {**one.changes, **({"seen": row.changes["seen"]} if "seen" in row.changes else {})}
            told = [problem(row.number, note, letters, fatal=False) for note in one.notes if note.reason.startswith(SECOND)]
            row.problems = [*(said for said in row.problems if not said["reason"].startswith(SECOND)), *told]
        changed[row.number] = row
    IntakeRow.objects.bulk_update(changed.values(), ["decision", "changes", "problems"], batch_size=500)
    return tuple(number for number, row in changed.items() if row.decision == D.SKIP)


def _free_repeats(intake: Intake, numbers: Collection[int], by: Any) -> None:
    """Rows that only repeat those that are left out may be chosen in their place."""
    refused = intake.rows.filter(verdict=V.REFUSED, problems__contains=[{"fatal": True}])
    freed = {one.number: one for one in refused if all(repeated(said["reason"]) in numbers for said in one.problems if said["fatal"])}
    if not freed:
        return
    _renew(intake, freed, _judged(intake, [*freed.values(), *_standing(list(freed.values()))], by))
    for model in freed.values():
        model.decision = D.SKIP if model.decision else ""  # to be chosen by hand
    IntakeRow.objects.bulk_update(freed.values(), ROW[3:], batch_size=500)


def _renew(intake: Intake, rows: Mapping[int, IntakeRow], found: Iterable[Finding]) -> None:
    """The rows, by number, as they are judged now."""
    letters = letters_of(intake)
    for one in found:
        if model := rows.get(one.row.number):
            for name, value in list(zip(ROW, row_of(intake, one, letters), strict=True))[3:]:
                setattr(model, "teacher_id" if name == "teacher" else name, value)


def _left_out_of_quarrel(intake: Intake, row: IntakeRow, by: Any) -> Decided:
    """One of the rows that contradict each other is left out: it keeps its work as any row left out by hand, and the others are judged anew as at the check.

    Whose cards they are is not known yet, so the whole register is asked. A row that could not be written of itself says so and takes no part.
    """
    rows = {one.number: one for one in _quarrelling_with(intake, row)}
    standing, people = _standing(list(rows.values())), people_on(intake.on)
    rows[row.number].decision = D.SKIP
    found = _judged(intake, [*rows.values(), *standing], by, people)
    itself = [one for one in found if one.row.number == row.number]
    if itself[0].verdict == REFUSED:
        found = itself + _judged(intake, [*(one for one in rows.values() if one.number != row.number), *standing], by, people)
    _renew(intake, rows, found)
    chosen = {one.number for one in standing if one.decision in TAKEN}
    hurt = any(one.verdict == REFUSED for one in found if one.row.number in chosen)  # what was chosen before stays so
    for number, one in rows.items():
        if number == row.number or (hurt and one.decision):
            one.decision = "" if one.verdict == V.REFUSED else D.SKIP
    IntakeRow.objects.bulk_update(rows.values(), ROW[3:], batch_size=500)
    return Decided(1, 0, () if hurt else _settled(intake, found), tuple(number for number, one in rows.items() if one.decision in TAKEN))


def _quarrelling_with(intake: Intake, row: IntakeRow) -> list[IntakeRow]:
    """The row and all that are refused for one quarrel with it, in the order of the file."""
    refused = {one.number: one for one in intake.rows.filter(verdict=V.REFUSED, problems__contains=[{"fatal": True}]).order_by("number")}
    named = {number: {number, *quarrels_of(one)} for number, one in refused.items() if quarrels_of(one)}
    group, more = {row.number}, True
    while more:
        joined = group.union(*(numbers for numbers in named.values() if numbers & group))
        more, group = joined != group, joined
    return [refused[number] for number in sorted(group) if number in named]


@transaction.atomic
def decide_all(*, intake: Intake, verdict: str, decision: str = "", words: str, take: bool, by: Any) -> Decided:
    """Выбрать или пропустить все новые и изменённые строки отбора, as each of them by hand. Doubtful ones are decided one by one."""
    _locked(intake, by)
    found = rows_of(intake, verdict=verdict, decision=decision, words=words)
    rows = list(found.filter(verdict__in=PLAIN).exclude(decision__in=(D.SAME_PERSON, D.ANOTHER_PERSON)))
    if take:
        return _take_all(intake, rows, by)
    IntakeRow.objects.filter(pk__in=[one.pk for one in rows]).update(decision=D.SKIP)
    for one in rows:
        one.decision = D.SKIP
    mates = _standing(rows)
    dropped = _settled(intake, _judged(intake, [*rows, *mates], by)) if any(one.decision in TAKEN for one in mates) else ()
    _free_repeats(intake, {one.number for one in rows}, by)
    return Decided(len(rows), 0, dropped)


def _take_all(intake: Intake, rows: list[IntakeRow], by: Any) -> Decided:
    """Those that were left out are judged as if chosen: of two that tell of one work the first is written."""
    fresh = {one.number: one for one in rows if one.decision not in TAKEN}
    for one in fresh.values():
        one.decision = D.TAKE
    mates = _standing(list(fresh.values()))
    stopped = {one.row.number: one for one in _judged(intake, [*fresh.values(), *mates], by) if one.verdict == REFUSED}
    instead = {repeated(one.stop.reason) for number, one in stopped.items() if one.stop and number not in fresh}  # a chosen row stands for them
    left = {number for number in fresh if number in stopped or number in instead}
    IntakeRow.objects.filter(pk__in=[one.pk for number, one in fresh.items() if number not in left]).update(decision=D.TAKE)
    for number in left:
        fresh[number].decision = D.SKIP
    dropped = _settled(intake, _judged(intake, [*fresh.values(), *mates], by))
    return Decided(len(rows) - len(left), len(left), dropped)


def _locked(intake: Intake, by: Any) -> Intake:
    fresh = locked(Intake.objects, intake.pk)
    if not by.has_perm("teachers.work_on_intake", fresh):
        raise Refusal(NOT_YOURS)
    if fresh.state != Intake.State.CHECKED:
        raise Refusal(f"Сейчас загрузка в состоянии «{fresh.get_state_display()}»: решения уже не изменить. Обновите страницу.")
    return fresh
