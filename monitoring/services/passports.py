"""Editing what is counted and what is aimed at: editions of passports, targets."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from monitoring.models import Edition, Indicator, Target
from monitoring.selectors.passport import edition_of
from portal.accounts.models import District
from portal.journal.services import record
from portal.kit.periods import Period
from portal.kit.refusal import Refusal
from portal.kit.words import day, short_name


@transaction.atomic
def edit_passport(*, indicator: Indicator, district: District, params: dict[str, Any], filter_text: str, note: str, version: int, by: Any) -> Edition:
    """Write a new edition of the passport for the district; the older ones stay for the reports that they counted.

    `version` is the one that the editor had before her eyes. Raises Refusal when somebody saved meanwhile, or nothing changed.
    """
    District.objects.select_for_update(no_key=True).get(pk=district.pk)  # two editors of one district stand in line
    newest = edition_of(indicator, district.pk)
    current: Edition | Indicator = newest or indicator
    if current.version != version:
        who = f"{short_name(newest.by)}, {day(newest.at, 'time')}" if newest and newest.by else "другой человек"
        raise Refusal(f"Пока вы правили паспорт, его сохранил: {who} (версия {current.version}). Ваш текст ниже: сверьте с новой версией и сохраните ещё раз.")
    if params == current.params and filter_text == current.filter_text:
        raise Refusal("Ничего не изменено: новая версия не нужна.")
    made = Edition.objects.create(district=district, indicator=indicator, version=version + 1, params=params, filter_text=filter_text, note=note, by=by)
    before = {"params": current.params, "filter": current.filter_text, "version": version}
    after = {"params": params, "filter": filter_text, "version": made.version}
    record(verb="изменил(а) паспорт показателя", obj=made, by=by, before=before, after=after, comment=note)
    return made


@transaction.atomic
def set_target(
    *,
    indicator: Indicator,
    district: District,
    period: Period,
    base: Decimal | None,
    target: Decimal | None,
    note: str,
    version: int,
    by: Any,
) -> Target:
    """Set the district's base and target for a year. `version` 0 means that there was no target yet.

    Raises Refusal when somebody saved meanwhile (who and when), or a share is outside 0–100.
    """
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    if indicator.unit == "%" and any(value is not None and not 0 <= value <= 100 for value in (base, target)):
        raise Refusal("Доля — от 0 до 100 %.", field="target")
    row = Target.objects.filter(district=district, indicator=indicator, period=period.code).select_related("edited_by").first()
    if (row.version if row else 0) != version:
        who = f"{short_name(row.edited_by)}, {day(row.edited_at, 'time')}" if row and row.edited_by else "другой человек"
        raise Refusal(f"Пока вы правили цель, её сохранил: {who}. Ваши значения ниже: сверьте и сохраните ещё раз.")
    row = row or Target(district=district, indicator=indicator, period=period.code)
    before = {"base": _text(row.base), "target": _text(row.target)}
    row.base, row.target, row.note, row.edited_by, row.version = base, target, note, by, version + 1
    row.save()
    after = {"base": _text(base), "target": _text(target)}
    record(verb="задал(а) цель показателя", obj=row, by=by, before=before, after=after, comment=f"{indicator.code}, {period.label}. {note}".strip())
    return row


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
