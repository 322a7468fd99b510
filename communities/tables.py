"""The columns of the lists of communities, of internship programmes and of the bank of practices, as the screen shows them."""

from html import escape
from typing import Any

from django.utils.safestring import SafeString

from communities.models import Membership
from portal.kit.cells import deeds, html, link, page, sub, tag, whole
from portal.kit.listing import Col
from portal.kit.words import day, decimal, period


def _note(*parts: str) -> object:
    return sub(" · ".join(one for one in parts if one))


def _member(row: Any) -> SafeString:
    """Who she is, whether she leads, what she has made there."""
    leads = html(" ", tag("info", "руководитель")) if row.role == Membership.MemberRole.LEADER else None
    return html(link(f"{page('teachers:list')}{row.teacher_id}/", row.teacher.full_name), leads, sub(row.product) if row.product else None)


def _change(row: Any) -> SafeString:
    words = html("Изменить", SafeString(f'<span class="visually-hidden">: {escape(row.teacher.full_name)}</span>'))
    return SafeString(f'<a class="btn btn-sm btn-quiet" href="{page("communities:list")}members/{row.pk}/">{words}</a>')


CIRCLES = (
    Col(
        "name", "Сообщество", lambda row: html(link(f"{page('communities:list')}{row.community.pk}/", row.community.name), _note(row.kind, row.community.topic, row.host)),
        label="", sort="name",
    ),
    Col("leaders", "Руководители", lambda row: row.leaders, empty="не назначены"),
    Col("since", "Работает", lambda row: period(row.community.since, row.community.until), sort="since"),
    Col("state", "Состояние", lambda row: tag(row.standing.tone, row.standing.words)),
    Col("members", "Участников", lambda row: decimal(row.members, 0), num=True),
    Col("events", "Проведено событий", lambda row: whole(row.events, sub(f"последнее {day(row.last_event)}") if row.last_event else None), num=True),
)  # fmt: skip
MEMBERS = (
    Col("name", "Участник", lambda row: _member(row.membership), label=""),
    Col("place", "Организация", lambda row: row.place),
    Col("term", "В сообществе", lambda row: period(row.membership.since, row.membership.until)),
    Col("visits", "Посещено событий", lambda row: row.visits, num=True),
)
CHANGE = deeds(lambda row: _change(row.membership))
PROGRAMMES = (
    Col(
        "name", "Программа",
        lambda row: html(
            link(f"{page('communities:programmes')}{row.programme.pk}/", row.programme.name), None if row.is_open else html(" ", tag("plain", "закрыта")),
            sub(row.programme.code) if row.programme.code else None,
        ),
        label="", sort="name",
    ),
    Col("site", "Площадка", lambda row: row.site, sort="site", empty=""),
    Col("term", "Работает", lambda row: row.term, empty=""),
    Col("hours", "Часов", lambda row: row.programme.hours, num=True),
    Col("under_way", "Проходят", lambda row: row.under_way, num=True),
    Col("completed", "Завершили", lambda row: row.completed, num=True),
)  # fmt: skip
PRACTICES = (
    Col(
        "title", "Практика",
        lambda row: html(link(f"{page('communities:practices')}{row.practice.pk}/", row.practice.title), sub(row.practice.topic) if row.practice.topic else None),
        label="", sort="title",
    ),
    Col("authors", "Авторы", lambda row: row.authors, empty="не указаны"),
    Col("bank", "Банк", lambda row: whole(row.bank, sub(row.level))),
    Col("state", "Состояние", lambda row: tag(row.tone, row.practice.get_state_display())),
    Col("included", "Включена", lambda row: row.practice.included_on, sort="included"),
)  # fmt: skip
