"""The columns of the list behind a number, and of the papers of the service."""

from typing import Any

from monitoring.selectors.papers import standing, year_said
from portal.kit.cells import html, link, page, sub, tag
from portal.kit.listing import Col
from portal.kit.spreadsheet import Column

PERSON = Col("name", "Кто", lambda fact: link(fact.person_url, fact.person) if fact.person_url else fact.person, label="", sort="name")
PLACE = Col("place", "Организация", lambda fact: fact.place, sort="place")
DATE = Col("date", "Дата", lambda fact: fact.date, css="text-nowrap", sort="date")


def _what(fact: Any) -> object:
    return link(fact.url, fact.label) if fact.url and fact.url != fact.person_url else fact.label


PEOPLE = (PERSON, PLACE, DATE, Col("what", "Что", _what))
THINGS = (DATE, Col("what", "Что", _what, sort="name"))


def _name(code: str, field: str, *, keeps: bool) -> Col:
    """The paper's name, a link for who keeps it; its mark below."""

    def cell(row: Any) -> object:
        name = getattr(row, field)
        return html(link(f"{page('monitoring:papers')}{code}/{row.pk}/", name) if keeps else name, sub(row.tag) if row.tag else None)

    return Col("name", "Предмет" if code == "campaign" else "Название", cell, label="", sort="name")


DISTRICT = Col("district", "Район", lambda row: row.district.name, width=28)
STATE = Col("state", "Состояние", lambda row: tag(*standing(row)))


def papers(code: str, *, keeps: bool, several: bool = False) -> tuple[Col, ...]:
    """Columns of a kind of papers; `keeps`: she may open and change them; `several`: they are of more than one district."""
    name, *rest = _papers(code, keeps=keeps)
    return (name, DISTRICT, *rest) if several else (name, *rest)


def _papers(code: str, *, keeps: bool) -> tuple[Col, ...]:
    if code == "plan":
        return (
            _name(code, "title", keeps=keeps), Col("kind", "Вид", lambda row: row.get_kind_display()), Col("year", "Учебный год", lambda row: year_said(row.year)),
            Col("on", "Утверждён", lambda row: row.adopted_on, sort="on"),
        )  # fmt: skip
    if code == "campaign":
        return (
            _name(code, "subject", keeps=keeps), Col("on", "Начат", lambda row: row.starts_on, sort="on"), Col("finished", "Завершён", lambda row: row.finished_on),
            Col("report", "Отчёт", lambda row: row.report), STATE,
        )  # fmt: skip
    return (
        _name(code, "title", keeps=keeps), Col("kind", "Вид", lambda row: row.kind), Col("number", "Номер", lambda row: row.number),
        Col("on", "Принят", lambda row: row.adopted_on, sort="on"), STATE,
    )  # fmt: skip


FILES = {
    "act": (Column("Вид", 18), Column("Название", 70), Column("Номер"), Column("Принят"), Column("Утратил силу"), Column("Тема-метка", 20)),
    "plan": (Column("Вид", 14), Column("Название", 70), Column("Учебный год", 14), Column("Утверждён"), Column("Тема-метка", 20)),
    "campaign": (Column("Предмет", 70), Column("Начат"), Column("Завершён"), Column("Отчёт", 40), Column("Тема-метка", 20)),
}


def paper_line(code: str, row: Any) -> list[Any]:
    """One paper in a file."""
    if code == "plan":
        return [row.get_kind_display(), row.title, year_said(row.year), row.adopted_on, row.tag]
    if code == "campaign":
        return [row.subject, row.starts_on, row.finished_on, row.report, row.tag]
    return [row.kind, row.title, row.number, row.adopted_on, row.repealed_on, row.tag]
