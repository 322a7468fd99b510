"""What teachers propose, as the queue and their own page list it; the files that were loaded."""

from typing import Any

from django.utils.safestring import SafeString

from portal.kit.cells import link, page, sub, tag, whole
from portal.kit.listing import Col
from portal.kit.words import day, short_name
from teachers.models import Intake
from teachers.selectors.proposals import Line

S = Intake.State
TONES = {S.APPLIED: "good", S.CHECKED: "info", S.FAILED: "bad", S.UNDONE: "plain", S.CANCELLED: "plain", S.MAPPING: "warn"}  # of a loaded file


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


def _loading(one: Any) -> SafeString:
    return whole(tag(TONES.get(S(one.state), "info"), one.get_state_display()), sub(f"{one.progress} %") if one.busy else None)


def _total(code: str, title: str) -> Col:
    return Col(code, title, lambda one: one.totals.get(code) or None, num=True)


INTAKES = (
    Col("file", "Файл", lambda one: link(f"{page('teachers:intakes')}{one.pk}/", one.file.name), label=""),
    Col("state", "Состояние", _loading),
    Col("place", "Организация", lambda one: str(one.organisation or ""), empty="несколько"),
    Col("at", "Загружен", lambda one: whole(day(one.at, "time"), sub(short_name(one.by)) if one.by else None)),
    _total("rows", "Строк"),
    _total("new", "Новых"),
    _total("changed", "Изменений"),
    _total("doubtful", "Под вопросом"),
    _total("refused", "Не принято"),
)
