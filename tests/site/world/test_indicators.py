"""The sources' figures through the portal's own measures: computed from the facts, never typed in."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from monitoring.catalogue import COMPUTED
from monitoring.models import Indicator
from monitoring.selectors.compiled import Compiled, Result, compile_indicators, facts_of
from portal.accounts.models import District
from portal.kit.periods import Period

pytestmark = pytest.mark.xdist_group("world")
Ask = Callable[[str, str], Result]


@pytest.fixture
def ask(sovgavan: District) -> Ask:
    """ask(period, code) → the district's result; each period is compiled once."""
    compiled: dict[str, Compiled] = {}

    def result(period: str, code: str) -> Result:
        if period not in compiled:
            compiled[period] = compile_indicators(Period.parse(period), [sovgavan.pk])
        return compiled[period].result(Indicator.objects.get(code=code), sovgavan.pk)

    return result


def printed(result: Result) -> str:
    return f"{result.value:.1f}".replace(".", ",")


@pytest.mark.parametrize(("code", "shown", "people"), [("SG-VOSP-01", "7,0", 35), ("SG-VOSP-02", "18,0", 90), ("SG-VOSP-03", "2,6", 13)])
def test_shares_of_five_hundred(ask: Ask, code: str, shown: str, people: int) -> None:
    result = ask("2020-2021", code)
    assert (result.numerator, result.denominator, printed(result)) == (people, 500, shown)


@pytest.mark.parametrize("code", ["SG-VOSP-04", "SG-VOSP-05"])
def test_signs_are_yes(ask: Ask, code: str) -> None:
    assert ask("2020-2021", code).value == 1


@pytest.mark.parametrize(("code", "number"), [("SG-CNT-01", 6), ("SG-CNT-02", 158), ("SG-CNT-03", 12), ("SG-CNT-04", 12), ("SG-CNT-05", 93), ("SG-CNT-06", 4)])
def test_counts(ask: Ask, code: str, number: int) -> None:
    assert ask("2020-2021", code).numerator == number


@pytest.mark.parametrize(("code", "value"), [("KIP-1", "25"), ("KIP-2", "20"), ("KIP-3", "10"), ("KIP-4", "0"), ("KIP-5", "0")])
def test_kip_of_2020_is_the_base(ask: Ask, code: str, value: str) -> None:
    assert ask("2020", code).value == Decimal(value)


@pytest.mark.parametrize(
    ("code", "least", "most"), [("KIP-1", 75, 95), ("KIP-2", 25, 150), ("KIP-3", 40, 40), ("KIP-4", 20, 25), ("KIP-5", 60, 80), ("KIP-6", 80, 99)]
)
def test_kip_of_2021_is_plausible_against_the_targets(ask: Ask, code: str, least: int, most: int) -> None:
    value = ask("2021", code).value
    assert value is not None
    assert least <= value <= most


def test_every_number_opens_to_its_list(sovgavan: District) -> None:
    compiled = compile_indicators(Period.parse("2020-2021"), [sovgavan.pk])
    for indicator in compiled.indicators:
        formula, result = compiled.formulas[sovgavan.pk, indicator.pk], compiled.result(indicator, sovgavan.pk)
        assert len(facts_of(formula, "numerator", compiled.period).listed()) == result.numerator, indicator.code
        if result.denominator is not None:
            assert len(facts_of(formula, "denominator", compiled.period).listed()) == result.denominator, indicator.code


def test_all_the_required_ones_are_computed(sovgavan: District) -> None:
    assert set(Indicator.objects.exclude(numerator="").values_list("code", flat=True)) == set(COMPUTED)
    assert len(COMPUTED) >= 22


@pytest.mark.parametrize("code", ["SG-VOSP-01", "SG-VOSP-02", "SG-VOSP-03", "SG-CNT-03", "KIP-1", "PR-01", "PR-04", "PR-06"])
def test_later_years_have_figures_too(ask: Ask, code: str) -> None:
    for year in range(2021, 2026):
        assert ask(f"{year}-{year + 1}", code).numerator
