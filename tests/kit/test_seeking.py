"""One of many rows: a select of dozens, of more a line that understands a name."""

from typing import Any

import pytest
from django import forms

from portal.accounts.models import District, Organisation
from portal.kit import seeking
from tests import factories


def form_of(data: dict[str, Any] | None = None, **given: Any) -> forms.Form:
    class Where(forms.Form):
        place = seeking.SeekingField(Organisation.objects.all(), url="/find/", names=("short_name", "name"), required=False, empty_label="—")

    return Where(data, **given)


@pytest.fixture
def schools(district: District) -> list[Organisation]:
    return [factories.organisation(district, short_name=name, name=f"Школа {name}") for name in ("СШ № 1", "СШ № 11", "Лицей")]


def test_dozens_are_a_select_and_come_by_their_keys(schools: list[Organisation]) -> None:
    drawn = str(form_of()["place"])
    assert "<select" in drawn
    assert all(one.short_name in drawn for one in schools)
    form = form_of({"place": str(schools[0].pk)})
    assert form.is_valid()
    assert form.cleaned_data["place"] == schools[0]


def test_of_more_a_line_takes_a_name_and_says_what_else_fits(schools: list[Organisation], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeking, "MOST", 2)
    drawn = str(form_of(initial={"place": schools[2].pk})["place"])
    assert 'value="Лицей"' in drawn
    assert 'data-seek="/find/"' in drawn
    assert "СШ № 11" not in drawn
    for typed, found in (("СШ № 1", schools[0]), ("лицей", schools[2]), ("школа 11", schools[1]), ("", None)):
        form = form_of({"place": typed})
        assert form.is_valid(), typed
        assert form.cleaned_data["place"] == found
    several, nothing, key = (form_of({"place": typed}) for typed in ("СШ", "Гимназия", str(schools[2].pk) + "77"))
    assert several.errors["place"][0].startswith("Подходит несколько: СШ № 1; СШ № 11. ")
    assert 'value="СШ"' in str(several["place"])  # what was typed stays
    assert nothing.errors["place"] == key.errors["place"] == [seeking.NOTHING]
