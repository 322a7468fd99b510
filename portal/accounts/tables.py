"""Appointments and districts as their pages list them."""

from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.accounts.models import Appointment, District, Role
from portal.kit.cells import deeds, html, link, page, sub, tag
from portal.kit.listing import Col
from portal.kit.words import day, decimal, period, short_name

S, ROLES = District.State, {code: str(label) for code, label in Role.choices}
STATES = {S.ACTIVE: tag("good", "работает"), S.REMOVED: tag("plain", "удалён")}
ENDS_TOO = " Закончится и замещение: доступ того, кто исполняет обязанности, тоже закроется."
PAUSED = tag("warn", "приостановлен")


def appointments(token: str) -> list[Col]:
    """Who, in what role, where, how long; `token`: the form's against forgery."""
    return [
        Col("who", "Кто", _who, label=""),
        Col("role", "Роль", _role),
        Col("place", "Где", lambda one: str(one.organisation or one.district or "Портал")),
        Col("term", "Срок", lambda one: period(one.since, one.until) if one.until else f"с {day(one.since)}", css="text-nowrap"),
        Col("act", "Основание", lambda one: one.act),
        deeds(lambda one: _ending(one, token)),
    ]


def _who(one: Any) -> SafeString:
    mailbox = render_to_string("accounts/parts/mailbox.html", {"mailbox": one.mailbox}) if one.mailbox else None
    return html(link(f"{page('accounts:people')}{one.pk}/", one.user.full_name), sub(one.user.email), mailbox)


def _role(one: Appointment) -> Any:
    role = ROLES[one.role]
    return html(role, sub(f"исполняет обязанности, замещает: {short_name(one.instead_of)}")) if one.instead_of_id else role


def _ending(one: Any, token: str) -> SafeString | None:
    """The button, or why there is none."""
    if not one.may_end:
        return None if one.lasts else tag("plain", "закончилось")
    name = escape(one.user.short_name)
    stood_for = not one.instead_of_id and one.deputised_until and one.deputised_until >= one.today
    return SafeString(
        f'<form method="post" action="{page("accounts:people")}{one.pk}/end/" '
        f'data-confirm="Закончить назначение «{ROLES[one.role]}» ({name})? Доступ закроется сразу.{ENDS_TOO if stood_for else ""}" data-confirm-yes="Закончить">{token}'
        f'<button class="btn btn-quiet" type="submit">Закончить<span class="visually-hidden"> назначение: {name}</span></button></form>'
    )


def districts(token: str) -> list[Col]:
    """The operator's districts with their sizes."""
    return [
        Col("name", "Район", lambda one: html(link(f"{page('accounts:districts')}{one.district.pk}/", one.district.name), sub(one.district.region)), label=""),
        Col("service", "Служба", lambda one: one.district.service_short),
        Col("organisations", "Организаций", lambda one: decimal(one.organisations, 0), num=True),
        Col("appointments", "Назначений", lambda one: decimal(one.appointments, 0), num=True),
        Col("state", "Состояние", lambda one: STATES.get(one.district.state, PAUSED)),
        deeds(lambda one: state_form(one.district, token)),
    ]


def state_form(district: District, token: str, css: str = "btn btn-quiet") -> SafeString | None:
    """Suspends it or opens it again; the wanted state is in the form, so that a second press changes nothing."""
    if district.state == S.REMOVED:
        return None
    name, active = escape(district.name), district.state == S.ACTIVE
    wanted, words = (S.FROZEN, "Приостановить") if active else (S.ACTIVE, "Открыть снова")
    asked = f"Приостановить «{name}»? Все его люди потеряют доступ до открытия." if active else f"Открыть «{name}» снова? Его люди увидят портал, как прежде."
    return SafeString(
        f'<form method="post" action="{page("accounts:districts")}{district.pk}/state/" data-confirm="{asked}" data-confirm-yes="{words}">{token}'
        f'<input type="hidden" name="state" value="{wanted}"><button class="{css}" type="submit">{words}'
        f'<span class="visually-hidden">: {name}</span></button></form>'
    )
