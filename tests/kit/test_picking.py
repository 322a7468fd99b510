"""Several of many in one condition: a folded list of boxes that says what is chosen."""

import re

from django import forms
from django.http import QueryDict
from django.template import engines

from portal.kit.listing import canonical, chips, told
from portal.kit.picking import MANY, ManyField


class Narrow(forms.Form):
    school = ManyField(label="Организация", choices=[(number, f"СШ № {number} <б>") for number in range(1, MANY + 2)])
    state = ManyField(label="Состояние", empty="Любое", choices=[("draft", "черновик"), ("review", "на согласовании")])


def drawn(query: str, name: str) -> str:
    template = engines["django"].from_string("{% field form." + name + " %}")
    return template.render({"form": Narrow(QueryDict(query))})


def test_the_line_says_what_is_chosen() -> None:
    lines = [re.search(r"<summary[^>]*>([^<]*)</summary>", drawn(query, "state"))[1] for query in ("", "state=draft", "state=draft&state=review")]  # type: ignore[index]
    assert lines == ["Любое", "черновик", "черновик и ещё 1"]


def test_it_has_the_name_of_its_field_and_a_search_only_where_the_values_are_many() -> None:
    few, many = drawn("state=draft", "state"), drawn("", "school")
    assert 'id="id_state_label"' in few
    assert 'aria-labelledby="id_state_label id_state"' in few
    assert ("data-pick-find" in few, "data-pick-find" in many) == (False, True)
    assert re.findall(r'value="(\w+)" checked', few) == ["draft"]
    assert "<б>" not in many  # names are text, whatever is in them


def test_an_empty_value_chooses_nothing_and_an_unknown_one_is_no_choice() -> None:
    empty, wrong = Narrow(QueryDict("state=&school=1")), Narrow(QueryDict("state=gone"))
    assert empty.is_valid()
    assert told(empty) == ["Организация: СШ № 1 <б>"]
    assert not wrong.is_valid()


def test_each_value_has_a_chip_that_takes_off_that_one_alone() -> None:
    query = QueryDict("state=draft&state=gone&page=3")
    found = chips(Narrow(query), query, lambda name, value: f"{name} {value} убрали")
    assert [(one.value, one.url, one.gone) for one in found] == [("черновик", "?state=gone", False), ("state gone убрали", "?state=draft", True)]


def test_the_order_in_which_values_were_ticked_makes_no_other_list() -> None:
    assert canonical(QueryDict("state=review&state=draft")) == canonical(QueryDict("state=draft&state=review&state="))
