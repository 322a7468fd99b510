"""What we do: the card, the self-assessment, where people work, the organisations' lives."""

from teachers.services import career, facts, intake, moves, organisations, reorganisation, staffing
from teachers.services.assessment import answer, choose_functions, finish_assessment, start_assessment
from teachers.services.card import Export, edit_teacher, export_teachers, note_reading

__all__ = [
    "Export",
    "answer",
    "career",
    "choose_functions",
    "edit_teacher",
    "export_teachers",
    "facts",
    "finish_assessment",
    "intake",
    "moves",
    "note_reading",
    "organisations",
    "reorganisation",
    "staffing",
    "start_assessment",
]
