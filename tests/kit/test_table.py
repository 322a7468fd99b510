"""Columns declared once draw a list: heads, cells, groups; what people have typed stays text."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from portal.kit.cells import deeds, html, link, said, sub, tag, ticks, whole
from portal.kit.listing import Col, Frame, Group

EVIL = '"><img src=x onerror="alert(1)">'
TEXT = "&quot;&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"


def table(columns: list[Col], path: str = "/list/", **given: Any) -> str:
    page = {"request": RequestFactory().get(path), "columns": columns, "groups": None, "rows": [], **given}
    return Template('{% table columns rows=rows groups=groups nouns="педагог,педагога,педагогов" %}').render(Context(page))


@pytest.mark.parametrize(
    "cell",
    [
        lambda row: row.name,
        lambda row: link(f"/{row.name}/", row.name, title=row.name, label=row.name),
        lambda row: tag(row.name, row.name),
        lambda row: sub(row.name, row.name),
        lambda row: html(row.name, " ", row.name),
        lambda row: whole(row.name, sub(row.name)),
    ],
)
def test_a_name_with_html_stays_text(cell: Any) -> None:
    drawn = table([Col("name", EVIL, lambda row: "", cell=cell, label=EVIL, css=EVIL)], groups=[Group(EVIL, [SimpleNamespace(name=EVIL)], 1)])
    assert "<img" not in drawn
    assert drawn.count(TEXT) >= 4  # the heading, the group, the label, the cell


def test_a_box_to_tick_names_the_row_and_escapes_it() -> None:
    drawn = table([ticks(lambda row: row, form="many")], rows=[(7, EVIL)])
    assert f'name="who" value="7" form="many" aria-label="Отметить: {TEXT}"' in drawn
    assert "data-tick-all" in drawn
    with pytest.raises(ValueError, match="invalid literal"):
        table([ticks(lambda row: row)], rows=[(EVIL, "")])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (1234.5, "1234.5"),
        (dt.date(2026, 3, 8), "08.03.2026"),
        (dt.datetime(2026, 3, 8, 9, 5), "08.03.2026 09:05"),
        (sub(""), '<span class="sub"></span>'),
        (sub("РМО · воспитание"), '<span class="sub">РМО\xa0· воспитание</span>'),  # no line begins with the dot
    ],
)
def test_a_value_is_said_as_people_write_it(value: object, words: str) -> None:
    assert said(value) == words


def test_where_nothing_is_known_the_column_says_so() -> None:
    columns = [Col("age", "Возраст, лет", lambda row: None, head="Возраст", num=True, empty="нет данных"), deeds(lambda row: None, "board-deeds")]
    assert '<tr><td class="num" data-label="Возраст">нет данных</td><td class="board-deeds"></td></tr>' in table(columns, rows=["она"])


def test_only_what_is_shown_is_asked() -> None:
    """The file says «Возраст, лет», the screen «Возраст»; the topic stands in another cell; nobody has chosen the phone."""
    columns = [
        Col("age", "Возраст, лет", lambda row: row, head="Возраст", sort="age", num=True),
        Col("topic", "Тема", lambda row: 1 / 0, noted=True),
        Col("phone", "Телефон", lambda row: 1 / 0, usual=False),
    ]
    view = Frame("x", QueryDict(), columns, lead=(Col("name", "Педагог", lambda row: "Иванова", label=""),), tail=(deeds(lambda row: None),))
    drawn = table(view.table, "/list/?sort=age&page=2", rows=[34])
    assert '<tr><td>Иванова</td><td class="num" data-label="Возраст">34</td><td></td></tr>' in drawn
    assert '<th scope="col" class="num sortable" aria-sort="ascending"><a href="?sort=-age" data-part>Возраст<svg' in drawn
    assert [one.title for one in view.shown] == ["Возраст, лет", "Тема"]


def test_groups_stand_under_their_names_with_counts() -> None:
    columns = [Col("name", "Педагог", lambda row: row, label=""), Col("place", "Организация", lambda row: "")]
    drawn = table(columns, groups=[Group("СШ № 1", ["Иванова"], 1204), Group("СШ № 2", ["Петрова"], 1)])
    assert '<th scope="rowgroup" colspan="2">СШ № 1 <span class="sub">1\u00a0204\u00a0педагога</span></th>' in drawn
    assert drawn.count("<tbody>") == 2
    assert "table-group" not in table(columns, rows=["Иванова"])
