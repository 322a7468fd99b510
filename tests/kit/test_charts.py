"""Charts: honest pictures of the values, safe and readable everywhere."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.charts import Chart, Series, columns, lines, radar, rows, stacked
from portal.kit.charts.canvas import COLOURS, cut, scale, wrapped

EVIL = "<script>alert(1)</script> & \"Школа\" 'О'"
SVG = "{http://www.w3.org/2000/svg}"
LABELS = ("2019", "2020", "2021")
KINDS: dict[str, Callable[..., Chart]] = {
    "columns": columns, "rows": rows, "stacked": stacked, "lines": lines,
    "radar": lambda *given, **more: radar(*given, top=100, **more),
}  # fmt: skip


def tree(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


@pytest.fixture(params=KINDS)
def draw(request: pytest.FixtureRequest) -> Callable[..., Chart]:
    return KINDS[request.param]


def test_words_from_people_are_escaped(draw: Callable[..., Chart]) -> None:
    chart = draw(EVIL, [EVIL, "b", "c"], [Series(EVIL, [1, 2, 3])], unit=EVIL)
    assert "<script" not in chart.svg
    assert not tree(chart).findall(f".//{SVG}script")
    assert tree(chart).find(f"{SVG}title").text == EVIL  # type: ignore[union-attr]


def test_nothing_in_a_chart_needs_an_inline_style_or_script(draw: Callable[..., Chart]) -> None:
    svg = draw("Доля", LABELS, [Series("Район", [1, None, 3]), Series("Край", [2, 2, 2])]).svg
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href", svg)


def test_chart_is_named_and_told_to_screen_readers(draw: Callable[..., Chart]) -> None:
    root = tree(draw("Доля с ИОМ", LABELS, [Series("Район", [6.2, None, 18])], unit="%"))
    named = {part.get("id"): part.text for part in root if part.get("id")}
    assert root.get("role") == "img"
    assert set((root.get("aria-labelledby") or "").split()) == set(named)
    told = " ".join(str(text) for text in named.values())
    assert "Доля с ИОМ" in told
    assert "Район, 2020: нет данных" in told


def test_table_says_the_same_as_the_picture(draw: Callable[..., Chart]) -> None:
    chart = draw("Доля", LABELS, [Series("Район", [6.2, None, 18])], unit="%", digits=1, first="Год")
    assert chart.head == ["Год", "Район"]
    assert chart.rows == [["2019", "6,2\u00a0%"], ["2020", "нет данных"], ["2021", "18,0\u00a0%"]]


@pytest.mark.parametrize("values", [[None, None, None], [0, 0, 0], [1e9, 1, 0.001], [-5, 3, 2]])
def test_odd_values_still_draw_inside_the_canvas(values: list[float | None]) -> None:
    for draw in (columns, lines, rows):
        root = tree(draw("Сдвиг", LABELS, [Series("Район", values)]))
        width, height = (float(side) for side in (root.get("viewBox") or "").split()[2:])
        for bar in root.iter(f"{SVG}rect"):
            assert float(bar.get("x") or 0) >= -1
            assert float(bar.get("x") or 0) + float(bar.get("width") or 0) <= width + 1
            assert float(bar.get("y") or 0) + float(bar.get("height") or 0) <= height + 1


def test_bars_are_as_long_as_their_values() -> None:
    bars = [bar for bar in tree(rows("Доля", ["а", "б"], [Series("Доля", [25, 100])])).iter(f"{SVG}rect") if bar.find(f"{SVG}title") is not None]
    short, long = (float(bar.get("width") or 0) for bar in bars)
    assert long == pytest.approx(4 * short, rel=0.01)


def test_line_breaks_where_data_is_missing() -> None:
    drawn = [
        line.get("points", "").split()
        for line in tree(lines("Доля", [str(n) for n in range(6)], [Series("Район", [1, 2, None, 4, 5, 6])])).iter(f"{SVG}polyline")
    ]
    assert [len(points) for points in drawn] == [2, 3]


def test_radar_leaves_out_corners_without_data() -> None:
    chart = radar("Профиль", ["а", "б", "в", "г"], [Series("Осень", [1, None, 3, 4])], top=4)
    shape = next(part for part in tree(chart).iter(f"{SVG}polygon") if "ch-area" in (part.get("class") or ""))
    assert len((shape.get("points") or "").split()) == 3


def test_radar_needs_three_axes() -> None:
    with pytest.raises(ValueError, match="трём"):
        radar("Профиль", ["а", "б"], [Series("Осень", [1, 2])], top=4)


def test_no_labels_is_an_empty_picture_and_not_an_error() -> None:
    for draw in (columns, lines, rows, stacked):
        assert draw("Пусто", [], [Series("Район", [])]).rows == []


def test_same_data_gives_the_same_bytes() -> None:
    assert lines("Доля", LABELS, [Series("Район", [1, 2, 3])]) == lines("Доля", LABELS, [Series("Район", [1, 2, 3])])


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6, allow_nan=False) | st.none(), max_size=20))
def test_scale_covers_the_values_with_few_even_marks(values: list[float | None]) -> None:
    marks = scale(values)
    known = [value for value in values if value is not None]
    assert 2 <= len(marks) <= 8
    assert marks[0] <= min([0, *known]) + 1e-9
    assert marks[-1] >= max([0, *known]) - 1e-9 * (1 + marks[-1] - marks[0])  # but for a billionth of the picture
    assert 0 in marks


def test_long_names_wrap_between_words_and_are_cut_at_the_end() -> None:
    name = "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 15 рабочего посёлка Заветы Ильича»"
    broken = wrapped(name, 200)
    assert len(broken) == 2
    assert broken[1].endswith("…")
    assert cut("Школа", 500) == "Школа"
    assert "№\u00a015" in " ".join(wrapped("Средняя школа № 15", 90))


def test_colours_stand_out_on_white() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert [colour for colour in COLOURS if 1.05 / (light(colour) + 0.05) < 2.9] == []
