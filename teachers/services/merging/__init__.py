"""Two cards of one person become one, and two again when that was a mistake."""

from teachers.services.merging.accounts import Accounts, accounts_of
from teachers.services.merging.apart import ask_again, tell_apart
from teachers.services.merging.joining import merge, stamp_of, stamps_of
from teachers.services.merging.undoing import undo, why_not

__all__ = ["Accounts", "accounts_of", "ask_again", "merge", "stamp_of", "stamps_of", "tell_apart", "undo", "why_not"]
