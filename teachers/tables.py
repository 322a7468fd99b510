"""What teachers propose, as the queue and their own page list it."""

from typing import Any

from django.utils.safestring import SafeString

from portal.kit.cells import link, page, sub, tag, whole
from portal.kit.listing import Col
from portal.kit.words import day, short_name
from teachers.selectors.proposals import Line


def _to(one: Line, words: str) -> SafeString:
    return link(f"{page('teachers:proposals')}{one.proposal.pk}/", words)


def _state(one: Line) -> Any:
    return whole(tag(one.tone, one.state), sub(one.proposal.comment) if one.proposal.comment else None)


STANDING = (Col("sent", "Отправлено", lambda one: day(one.proposal.at)), Col("state", "Состояние", _state))
QUEUE = (
    Col("teacher", "Педагог", lambda one: _to(one, short_name(one.proposal.teacher)), label=""),
    Col("place", "Организация", lambda one: str(one.proposal.organisation or "")),
    Col("what", "Что", lambda one: whole(one.kind, sub(one.about))),
    *STANDING,
)
MINE = (Col("what", "Что", lambda one: whole(_to(one, one.kind), sub(one.about)), label=""), *STANDING)
