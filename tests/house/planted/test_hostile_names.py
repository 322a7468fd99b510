"""Names that hold HTML or a formula stay names: on pages and in table files."""

import io

import openpyxl
import pytest

from portal.accounts.models import Role
from portal.kit import wall
from tests import factories
from tests.house.asking import Answer, Visitor, cells
from tests.house.planted.conftest import samples
from tests.house.planting import Garden, plant

FORMULA = "=1+1"
HOSTILE = f'{FORMULA}"><script>x()</script>'


@pytest.fixture(scope="module")
def hostile(ground: None) -> Garden:
    """A district in which everybody and everything is named by an attacker."""
    home = factories.district("hostile")
    with wall.scope([home.pk]):
        return plant(home, HOSTILE)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_HEAD, Role.METHODIST, Role.DEPARTMENT_HEAD])
def test_html_and_formulas_in_names_stay_text(role: str, hostile: Garden) -> None:
    answers = Visitor(hostile.people[role]).walk([sample.of(hostile) for sample in samples()])
    assert any(FORMULA in one.text for one in answers)
    assert [one.address for one in answers if one.is_page and b"<script>x()" in one.body] == []
    assert [(one.address, bad) for one in answers if (bad := formulas(one))] == []


def formulas(answer: Answer) -> list[str]:
    """Cells of a table file that a spreadsheet would compute although they hold a name."""
    if "csv" in answer.kind:
        return [cell for row in cells(answer) for cell in row if cell.startswith(FORMULA)]
    if "spreadsheetml" not in answer.kind:
        return []
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and FORMULA in str(cell.value)
    ]
