"""Shapes of input: answers of the self-assessment, the card, its facts, events of work."""

from teachers.forms.answers import changed_levels
from teachers.forms.card import CardForm

__all__ = ["CardForm", "changed_levels"]
