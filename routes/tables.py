"""What stands on the board beside the chosen columns: the box, the name, the decision; and the same of those who have no route."""

from collections.abc import Collection
from html import escape
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.safestring import SafeString

from portal.kit.cells import deeds, html, link, page, sub, tag, ticks, token
from portal.kit.listing import Col
from portal.kit.words import short_name

ROUTES = ticks(lambda row: (row.route.pk, row.route.teacher.short_name), form="many")
PEOPLE = ticks(lambda row: (row.teacher.pk, row.teacher.short_name), form="many")


def whose(codes: Collection[str]) -> Col:
    """Whose route it is, with her position where that is chosen."""
    placed = "position" in codes

    def name(row: Any) -> SafeString:
        route = row.route
        return html(link(f"{page('routes:board')}{route.pk}/", short_name(route.teacher)), sub(route.position) if placed else None)

    return Col("name", "Педагог", name, label="", sort="name")


def who(codes: Collection[str]) -> Col:
    """Who has no route, whether she is a beginner, her position."""
    novice, placed = "novice" in codes, "position" in codes

    def name(row: Any) -> SafeString:
        beginner = html(" ", tag("info", "молодой специалист")) if novice and row.novice else None
        card = link(f"{page('teachers:list')}{row.teacher.pk}/", short_name(row.teacher))
        return html(card, beginner, sub(row.position) if placed else None)

    return Col("name", "Педагог", name, label="", sort="name")


def decision(request: HttpRequest) -> Col:
    """Approve or return, for who may; afterwards she is back on the same page of the board."""
    here, guard = request.get_full_path(), token(request)
    return deeds(lambda row: _decision(row.route, here, guard) if row.may_decide else None, "board-deeds")


def _decision(route: Any, here: str, guard: str) -> SafeString:
    name, moves = escape(route.teacher.short_name), f"{page('routes:board')}{route.pk}/move/"
    back = f"{moves}return/form/?version={route.version}&amp;next={quote(here, safe='')}"
    return SafeString(
        f'<form method="post" action="{moves}approve/" hx-post="{moves}approve/" hx-swap="none" '
        f'data-confirm="Утвердить маршрут: {name}?" data-confirm-yes="Утвердить">{guard}'
        f'<input type="hidden" name="version" value="{route.version}"><input type="hidden" name="next" value="{escape(here)}">'
        f'<button class="btn btn-sm btn-primary" type="submit" aria-label="Утвердить: {name}">Утвердить</button></form>\n'
        f'<a class="btn btn-sm" href="{back}" hx-get="{back}" hx-target="#modal-body" data-dialog="modal" aria-label="Вернуть: {name}">Вернуть</a>'
    )
