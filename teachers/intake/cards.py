"""What a row says of the card itself and of the category: only what differs, and nothing that an empty cell would erase."""

import datetime as dt
from typing import Any

from portal.kit.naming import normal
from portal.kit.periods import years_before
from teachers.intake.jobs import Said
from teachers.intake.people import Grade, Person, digits

CARD = ("last_name", "first_name", "patronymic", "sex", "birth_date", "snils", "phone", "email", "education_level", "education", "topic")
WORDS = ("last_name", "first_name", "patronymic", "education", "topic")


def card_changes(person: Person, values: dict[str, Any], on: str) -> dict[str, Any]:
    """field → [as it is, as the file says]; experience is compared in full years where the file tells years."""
    changes: dict[str, Any] = {}
    for key in CARD:
        given, known = values.get(key), person.fields[key]
        if given and not same_value(key, str(given), known):
            changes[key] = [known, given]
    for prefix in ("working", "teaching"):
        since, known = values.get(f"{prefix}_since"), person.fields[f"{prefix}_since"]
        years = values.get(f"{prefix}_years")
        if not since or (years is not None and known and person.years.get(prefix) == years) or (years is None and known == since):
            continue
        begun = _begun(str(since), years, person.lost, on)
        if begun != known:
            changes[f"{prefix}_since"] = [known, begun]
    return changes


def _begun(since: str, years: int | None, lost: int, on: str) -> str:
    """The first day that gives the years of the file when breaks are taken off."""
    if years is None or not lost:
        return since
    full = min(dt.date.fromisoformat(since), years_before(dt.date.fromisoformat(on), years))
    return (full - dt.timedelta(days=lost)).isoformat()


def same_value(key: str, given: str, known: str) -> bool:
    """Whether two values of a field of the card mean one thing."""
    if key in WORDS:
        return normal(given) == normal(known)
    if key == "phone":
        return digits(given)[-10:] == digits(known)[-10:]
    return given.lower() == known.lower()


def grade_change(person: Person | None, values: dict[str, Any]) -> tuple[dict[str, Any] | None, Said | None]:
    """A category that the card does not have, or new words of one that it has; and a remark when it cannot be written."""
    category, on, until, act = (values.get(key) for key in ("category", "category_on", "category_until", "category_act"))
    if not category or category == "none":
        return None, None
    if on and until and until < on:
        return None, Said("category_until", "Срок категории кончается раньше, чем она присвоена: категория не записана", "Проверьте обе даты")
    known = [one for one in person.grades if one.category == category and on in (None, one.on)] if person else []
    if known:
        return _corrected(max(known, key=lambda one: one.on), until, act), None
    if not on:
        return None, Said("category", "Дата присвоения категории не указана: категория не записана", "Добавьте столбец с датой приказа")
    return {"id": None, "was": None, "now": {"category": category, "on": on, "until": until, "act": act or ""}}, None


def _corrected(known: Grade, until: str | None, act: str | None) -> dict[str, Any] | None:
    now = {key: given for key, given in (("until", until), ("act", act)) if given and given != getattr(known, key)}
    if now.get("until") and now["until"] < known.on:
        del now["until"]
    return {"id": known.pk, "was": {key: getattr(known, key) for key in now}, "now": now} if now else None
