"""What we do: the card, the self-assessment, where people work, the organisations' lives."""

from teachers.services import career, facts, intake, moves, organisations, reorganisation, staffing
from teachers.services.access import Invited, close_access, invite_many, invite_teacher, link_invited, move_access
from teachers.services.assessment import answer, choose_functions, finish_assessment, start_assessment
from teachers.services.card import Export, edit_teacher, export_teachers

__all__ = [
    "Export",
    "Invited",
    "answer",
    "career",
    "choose_functions",
    "close_access",
    "edit_teacher",
    "export_teachers",
    "facts",
    "finish_assessment",
    "intake",
    "invite_many",
    "invite_teacher",
    "link_invited",
    "move_access",
    "moves",
    "organisations",
    "reorganisation",
    "staffing",
    "start_assessment",
]
