"""Reading the rows and comparing them with the register: the dry run. Nothing of the register is touched."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.selectors import in_time_of
from portal.kit import wall
from portal.kit.bulk import insert_many
from portal.kit.pulse import Say
from teachers.intake.comparing import ANOTHER_PERSON, SAME_PERSON, File, Finding, Row
from teachers.intake.jobs import Said
from teachers.intake.people import People
from teachers.intake.rows import ReadRow, read_all
from teachers.intake.twice import judge_file
from teachers.models import Intake, IntakeRow
from teachers.selectors.intake import counts, desk_of, people_on, vocabulary_on
from teachers.selectors.intake_file import book_of, table_of
from teachers.services.intake import jobs

D = IntakeRow.Decision
LEFT_AT_MOST = 200
BATCH = 2_000
ROW = ("district", "intake", "number", "values", "problems", "verdict", "changes", "candidates", "teacher", "decision")


def check(intake: Intake, say: Say) -> None:
    """A worker's job: all rows anew, in one transaction. The decisions of an earlier check that still make sense are kept."""
    with in_time_of(intake.district), wall.scope([intake.district_id]), transaction.atomic():
        say(5, "Читаем файл")
        book, words = book_of(intake), vocabulary_on(intake.on)
        table = table_of(intake, book)
        read, aside = read_all(book, table, words)
        del book  # what is read is let go step by step: the file, its rows, the register
        rows = rows_read(read, decisions(intake))
        del read
        say(35, "Сверяем с реестром")
        found = judge_file(rows, file_of(intake, intake.by, people_on(intake.on)))
        say(70, "Записываем итоги проверки")
        keep(intake, found)
        totals = {**counts(intake), "left": len(aside), "left_out": [list(one) for one in aside[:LEFT_AT_MOST]]}
        jobs.finish(intake, Intake.State.CHECKED, totals=totals, checked_at=timezone.now())


def file_of(intake: Intake, by: Any, people: People) -> File:
    """What the rows are judged by: the register, the places, whose import it is."""
    return File(people, desk_of(by, intake.district_id, intake.on), intake.organisation_id)


def decisions(intake: Intake) -> dict[int, tuple[str, int | None, dict[str, Any]]]:
    """What was decided about doubtful rows and which rows were left out before the columns were changed."""
    rows = intake.rows.filter(decision__in=(SAME_PERSON, ANOTHER_PERSON, D.SKIP)).values_list("number", "decision", "teacher_id", "values")
    return {number: (decision, teacher, values) for number, decision, teacher, values in rows}


def rows_read(read: Iterable[ReadRow], before: dict[int, tuple[str, int | None, dict[str, Any]]]) -> list[Row]:
    rows = []
    for one in read:
        decision, teacher, values = before.get(one.number, ("", None, {}))
        same = bool(decision) and all(values.get(key) == one.values.get(key) for key in ("last_name", "first_name", "patronymic", "birth_date"))
        problems = [asdict(problem) for problem in one.problems]
        rows.append(Row(one.number, dict(one.values), problems, decision if same else "", teacher if same else None))
    return rows


def keep(intake: Intake, found: list[Finding]) -> None:
    """The findings as rows of the import, instead of those of an earlier check."""
    intake.rows.all().delete()
    letters = letters_of(intake)
    insert_many(IntakeRow, ROW, (row_of(intake, one, letters) for one in found))


def letters_of(intake: Intake) -> dict[str, str]:
    """Field → letter of its column; what has no column is said beside the name."""
    known = {one["field"]: one["letter"] for one in intake.columns if one["field"]}
    name = known.get("name") or known.get("last_name") or "A"
    both = known.get("experiences", name)  # general and pedagogical experience in one cell
    return {"": name, "name": name, "experience": both, "teaching": both, **known}


def row_of(intake: Intake, one: Finding, letters: dict[str, str]) -> tuple[Any, ...]:
    """A finding as it is kept (the columns of `ROW`); new and changed rows are chosen beforehand, doubtful ones wait."""
    changes, row = dict(one.changes), one.row
    if one.person:
        changes["seen"] = one.person.stamp
    said = [problem(row.number, note, letters, fatal=False) for note in one.notes]
    if one.stop:
        said.append(problem(row.number, one.stop, letters, fatal=True))
    candidates = [{"teacher": who.person.pk, "why": who.why, "seen": who.person.stamp} for who in one.candidates]
    teacher = one.person.pk if one.person and not one.candidates else None
    return intake.district_id, intake.pk, row.number, row.values, [*row.problems, *said], one.verdict, changes, candidates, teacher, _decision(one)


def _decision(one: Finding) -> str:
    """Whose person a row is stays decided; a new or changed row is chosen unless it was left out before."""
    if one.verdict in ("same", "refused", "doubtful"):
        return ""
    return one.row.decision or D.TAKE


def problem(number: int, said: Said, letters: dict[str, str], *, fatal: bool) -> dict[str, Any]:
    """A remark with the address of its cell."""
    letter = letters.get(said.field) or letters[""]
    reason = f"{said.reason} (ячейка {letter}{said.beside})" if said.beside else said.reason
    return {"cell": f"{letter}{number}", "reason": reason, "mend": said.mend, "fatal": fatal}
