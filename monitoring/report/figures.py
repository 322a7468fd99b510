"""How the figures of a report are printed: «7,0 %», «158», «да», «нет данных» — the same in every output."""

from decimal import Decimal

from monitoring.report import judge
from monitoring.report.structure import PERCENT, YES_NO, Direction, OrganisationRow, WeakIndicator
from portal.kit import words

NO_DATA = words.NO_DATA
NO_TARGET = "не задана"
NOBODY = "—"  # the denominator is 0: there was nobody to count
NOBODY_NOTE = "«—» — считать некого: знаменатель равен нулю."
TOTAL = "Итого по району"


def figure(value: Decimal | None, unit: str, missing: str = NO_DATA) -> str:
    """A value in its unit; ``missing`` stands for None."""
    if value is None:
        return missing
    if unit == PERCENT:
        return words.percent(value)
    if unit == YES_NO and value in (0, 1):
        return "да" if value else "нет"
    return words.decimal(value)


def count(value: int | None) -> str:
    """A numerator or a denominator."""
    return words.decimal(value) if value is None or value < 0 else f"{value:,}".replace(",", words.NBSP)  # the same, sooner: a page has thousands


def made(numerator: int | None, denominator: int | None) -> str:
    """What a share was made of: «35 из 500»; empty for a plain count and without data."""
    return "" if numerator is None or denominator is None else f"{count(numerator)} из{words.NBSP}{count(denominator)}"


def difference(value: Decimal | None, unit: str) -> str:
    """A deviation with its sign: «+3,0 п. п.», «−5»; «—» where there is nothing to compare."""
    if value is None or unit == YES_NO:
        return NOBODY
    text = words.decimal(value, 1 if unit == PERCENT else None)
    sign = "+" if value > 0 and text.strip("0,") else ""
    points = f"{words.NBSP}п.{words.NBSP}п." if unit == PERCENT else ""
    return f"{sign}{text}{points}"


def organisation_figure(row: OrganisationRow, unit: str) -> str:
    """An organisation's value; «—» when there was nobody to count, «нет данных» when nothing was given."""
    return figure(row.value, unit, NOBODY if nobody(row) else NO_DATA)


def nobody(row: OrganisationRow) -> bool:
    """Whether the organisation gave data but had nobody to count."""
    return row.value is None and row.numerator is not None and row.denominator == 0


def total_unit(unit: str) -> str:
    """The unit of a table's total: a yes/no indicator's total is the share of «да» in per cent."""
    return PERCENT if unit == YES_NO else unit


def weakness(weak: WeakIndicator) -> str:
    """«ниже района и цели», «выше цели» (when less is better), «не выполнено» for a yes/no sign."""
    if weak.unit == YES_NO:
        return "не выполнено"
    marks = zip(judge.marks(weak), ("района", "цели"), strict=True)
    than = " и ".join(name for mark, name in marks if judge.worse_than(weak, mark))
    return f"{'выше' if weak.direction == Direction.DECREASE else 'ниже'} {than}"
