"""Giving and ending access; keeping districts and dictionaries."""

from portal.accounts.services.districts import LOOKS, clean_look, invite_head, open_district, set_district_state, set_look
from portal.accounts.services.duties import assign, release
from portal.accounts.services.handover import note_download, request_handover
from portal.accounts.services.invitations import accept, appoint_or_invite, deputise_newcomer, invite, invite_again, revoke, revoke_sending, send_again
from portal.accounts.services.people import Person, appoint, deputise, end_appointment, invitation_url
from portal.accounts.services.second_steps import may_reset, nothing_to_reset, reset_second_step, why_not_reset
from portal.accounts.services.security import end_sessions, note_seen, note_session, set_second_factor
from portal.accounts.services.words import add_word, edit_word

__all__ = [
    "LOOKS",
    "Person",
    "accept",
    "add_word",
    "appoint",
    "appoint_or_invite",
    "assign",
    "clean_look",
    "deputise",
    "deputise_newcomer",
    "edit_word",
    "end_appointment",
    "end_sessions",
    "invitation_url",
    "invite",
    "invite_again",
    "invite_head",
    "may_reset",
    "note_download",
    "note_seen",
    "note_session",
    "nothing_to_reset",
    "open_district",
    "release",
    "request_handover",
    "reset_second_step",
    "revoke",
    "revoke_sending",
    "send_again",
    "set_district_state",
    "set_look",
    "set_second_factor",
    "why_not_reset",
]
