"""Shapes of input: answers of the self-assessment, the card, its facts, events of work."""

from teachers.forms.answers import changed_levels
from teachers.forms.card import CardForm, date_in

__all__ = ["CardForm", "changed_levels", "date_in"]
