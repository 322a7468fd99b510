"""Bringing people in from files: take the file, match its columns, check, decide, write, undo."""

from teachers.models import Intake
from teachers.services.intake import jobs
from teachers.services.intake.applying import apply, apply_intake
from teachers.services.intake.checking import check
from teachers.services.intake.deciding import decide, decide_all
from teachers.services.intake.starting import check_again, check_columns, choose_table, postpone, start_intake
from teachers.services.intake.undoing import UNDID, undo, undo_intake, undo_stopped

DOERS: dict[str, jobs.Work] = {Intake.State.CHECKING: check, Intake.State.APPLYING: apply, Intake.State.UNDOING: undo}
sweep = jobs.sweep


def work(intake_id: int, district_id: int) -> bool:
    """A worker's whole job on one import."""
    return jobs.work(intake_id, district_id, DOERS)


__all__ = [
    "UNDID",
    "apply_intake",
    "check_again",
    "check_columns",
    "choose_table",
    "decide",
    "decide_all",
    "postpone",
    "start_intake",
    "sweep",
    "undo_intake",
    "undo_stopped",
    "work",
]
