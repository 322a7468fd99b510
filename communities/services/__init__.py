"""What methodists and teachers do with events, communities, internships and the bank of practices."""

from communities.services.attendance import close_marking, day_has_come, join, mark, mark_everybody, save_marks, strike, undo, unmark_everybody
from communities.services.circles import CommunityData, add_members, create_community, delete_membership, edit_community, end_membership, move_community
from communities.services.events import EventData, Stale, create_event, edit_event, move_event
from communities.services.internships import ProgrammeData, create_programme, edit_programme, enrol, move_internship
from communities.services.practices import PREPARED, PracticeData, move_practice, name_authors, propose_practice, unname_author
from communities.services.registration import register, unregister

__all__ = [
    "PREPARED",
    "CommunityData",
    "EventData",
    "PracticeData",
    "ProgrammeData",
    "Stale",
    "add_members",
    "close_marking",
    "create_community",
    "create_event",
    "create_programme",
    "day_has_come",
    "delete_membership",
    "edit_community",
    "edit_event",
    "edit_programme",
    "end_membership",
    "enrol",
    "join",
    "mark",
    "mark_everybody",
    "move_community",
    "move_event",
    "move_internship",
    "move_practice",
    "name_authors",
    "propose_practice",
    "register",
    "save_marks",
    "strike",
    "undo",
    "unmark_everybody",
    "unname_author",
    "unregister",
]
