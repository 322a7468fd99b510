"""What we do: the card, the self-assessment, where people work, the organisations' lives."""

from teachers.services import moves, reorganisation
from teachers.services.assessment import answer, choose_functions, finish_assessment, start_assessment
from teachers.services.card import Export, edit_teacher, export_teachers, note_reading

__all__ = [
    "Export",
    "answer",
    "choose_functions",
    "edit_teacher",
    "export_teachers",
    "finish_assessment",
    "moves",
    "note_reading",
    "reorganisation",
    "start_assessment",
]
