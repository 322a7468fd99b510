"""The template vocabulary: icons, fields, sort links, components with a body."""

import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import SafeString

EVIL = '<img src=x onerror="alert(1)">'


def render(source: str, path: str = "/list/", **context: object) -> str:
    page = Context({"request": RequestFactory().get(path), **context})
    page.request = page["request"]  # type: ignore[attr-defined]
    return Template(source).render(page)


class Plan(forms.Form):
    theme = forms.CharField(label="Тема", help_text="Одним предложением.")
    ways = forms.MultipleChoiceField(label="Пути", choices=[("a", "КПК")], widget=forms.CheckboxSelectMultiple, required=False)


def test_icon_is_decoration_unless_it_has_a_name() -> None:
    assert 'aria-hidden="true"' in render('{% icon "route" %}')
    assert 'aria-label="Закрыть &lt;окно&gt;"' in render('{% icon "x" name %}', name="Закрыть <окно>")


def test_look_attrs_take_known_values_only() -> None:
    html = render("{% look_attrs look %}", look={"size": "200", "scheme": '"><script>', "spacing": None})
    assert html == 'data-size="200" data-scheme="normal" data-spacing="normal" data-images="on"'
    assert render("{% look_attrs look %}") == 'data-size="100" data-scheme="normal" data-spacing="normal" data-images="on"'


def test_larger_text_moves_the_narrow_layouts() -> None:
    assert render("{% look_width look 992 %}", look={}) == "(max-width: 991.98px)"
    assert render("{% look_width look 992 %}", look={"size": "150"}) == "(max-width: 1487.98px)"
    assert [render("{% look_width look 576 992 %}", look={"size": one}) for one in ("125", "200")] == [
        "(max-width: 719.98px)",
        "screen and (max-width: 1983.98px)",
    ]


def test_no_style_asks_the_screen_alone_for_its_width() -> None:
    """A width in pixels inside a stylesheet does not know of large letters: narrow layouts are files of their own, asked by `look_width`."""
    asked = re.compile(r"@media[^{]*(?:min|max)-width:\s*[0-9.]+px")
    assert [one.name for one in (Path(__file__).parents[2] / "static").glob("*.css") if asked.search(one.read_text())] == []


@pytest.mark.parametrize(
    ("path", "state", "href"),
    [("/list/?q=a&page=3", "none", "?q=a&amp;sort=name"), ("/list/?sort=name", "ascending", "?sort=-name"), ("/list/?sort=-name", "descending", "?sort=name")],
)
def test_heading_sorts_and_turns_round(path: str, state: str, href: str) -> None:
    html = render('{% th "Педагог" "name" %}', path)
    assert f'aria-sort="{state}"' in html
    assert f'href="{href}"' in html


def test_heading_escapes_what_came_in_the_address() -> None:
    assert "<script" not in render('{% th "Педагог" "name" %}', "/list/?q=%3Cscript%3E")


def test_field_shows_label_help_and_errors_together() -> None:
    html = render('{% field form.theme hx_post="/save/" %}', form=Plan({"theme": ""}))
    assert '<label class="form-label" for="id_theme">' in html
    assert "Одним предложением." in html
    assert "Обязательное поле." in html
    assert 'aria-invalid="true"' in html
    assert 'hx-post="/save/"' in html
    assert 'id="id_theme_error"' in html
    assert "id_theme_error" in html.split("aria-describedby=")[1].split('"')[1]


def test_field_keeps_and_escapes_what_was_typed() -> None:
    html = render("{% field form.theme %}", form=Plan({"theme": EVIL}))
    assert "&lt;img" in html
    assert EVIL not in html


def test_many_choices_are_a_fieldset_with_a_legend() -> None:
    html = render("{% field form.ways %}", form=Plan())
    assert "<fieldset" in html
    assert "<legend" in html


def test_wrap_gives_the_body_and_hides_the_page() -> None:
    html = render('{% wrap "card" note="на дату" %}{{ title }}{% endwrap %}', title="Заголовок страницы")
    assert html.count("Заголовок страницы") == 1
    assert "card-header" not in html


def test_component_sees_only_what_it_is_given_and_escapes_it() -> None:
    html = render('{% ui "stat" label=name value="5" %}', name=EVIL, url="/leak/", note="утечка")
    assert "&lt;img" in html
    assert "/leak/" not in html
    assert "утечка" not in html


def test_wrap_without_a_name_is_a_mistake_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% wrap %}{% endwrap %}")


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [(1, 1, [1]), (1, 10, [1, 2, 0, 10]), (5, 10, [1, 0, 4, 5, 6, 0, 10]), (3, 5, [1, 2, 3, 4, 5]), (10, 10, [1, 0, 9, 10]), (4, 6, [1, 2, 3, 4, 5, 6])],
)
def test_page_numbers_show_ends_and_neighbours(number: int, pages: int, shown: list[int]) -> None:
    page = Paginator(range(pages), 1).page(number)
    assert render("{% page_links page as links %}{% for n, url in links.pages %}{{ n }} {% endfor %}", page=page).split() == [str(one) for one in shown]


def test_pages_keep_the_query_and_count_the_rows() -> None:
    html = render('{% ui "pages" page=page %}', "/list/?q=a&page=2", page=Paginator(range(60), 25).page(2))
    assert "Показаны 26–50 из 60" in html
    assert 'href="?q=a&amp;page=3"' in html


def test_a_refused_deed_is_shown_with_its_reason_instead_of_a_button() -> None:
    html = render('{% ui "deeds" deeds=deeds %}', deeds=[{"label": "Согласовать", "url": "/go/", "why": "Это ваш маршрут."}])
    assert "Это ваш маршрут." in html
    assert "/go/" not in html


class Narrowing(forms.Form):
    further = ("age", "until")
    q, place, state, age, until = (forms.CharField(required=False, label=one) for one in ("Кто", "Где", "Состояние", "Возраст", "До"))


@pytest.mark.parametrize(("path", "opened"), [("/list/", ""), ("/list/?place=a&age=", ""), ("/list/?until=b", " open")])
def test_rare_conditions_are_folded_until_one_is_set(path: str, opened: str) -> None:
    html = render('{% include "ui/filters.html" with form=form %}', path, form=Narrowing({}))
    usual, rare = html.split(f'<details class="filters-more"{opened}>')
    assert [f'id="id_{one}"' in usual for one in Narrowing.base_fields] == [True, True, True, False, False]
    assert [f'id="id_{one}"' in rare for one in Narrowing.base_fields] == [False, False, False, True, True]


def test_an_empty_list_offers_its_whole_only_when_something_narrows_it() -> None:
    source = '{% ui "empty" title="Приглашений нет" url="?" label="Показать все" %}'
    assert "Показать все" not in render(source)
    assert "Показать все" in render(source, "/list/?q=a")
    assert "Добавить" in render('{% ui "empty" title="Пусто" url="/new/" label="Добавить" %}')


def test_what_was_typed_into_a_field_is_not_kept_for_the_next_reader() -> None:
    """Only a field in which nothing stands is drawn once for all: the next one gets neither the words nor the error of the first, nor safe HTML for plain text."""
    assert "Иванова" in render("{% field form.theme %}", form=Plan({"theme": "Иванова"}))
    assert "Обязательное поле." in render("{% field form.theme %}", form=Plan({"theme": ""}))
    empty = [render("{% field form.theme label=words %}", form=Plan(), words=words) for words in (SafeString("<b>Тема</b>"), "<b>Тема</b>")]
    assert [("<b>" in html, "Иванова" in html, "Обязательное поле." in html) for html in empty] == [(True, False, False), (False, False, False)]


def test_page_links_keep_the_conditions_and_drop_what_they_replace() -> None:
    page = Paginator(range(400), 50).page(2)
    html = render(
        "{% page_links page as links %}{{ links.after }} {{ links.whole }} {{ links.back }} {% for size, url in links.sizes %}{{ url }} {% endfor %}",
        "/list/?q=a&per=50&page=2",
        page=page,
    )
    assert html.replace("&amp;", "&").split() == ["?q=a&per=50&page=3", "?q=a&per=print", "?q=a", "?q=a&per=25", "?q=a&per=50", "?q=a&per=100"]


def test_a_list_too_long_to_print_offers_its_file_right_there() -> None:
    source = '{% ui "pages" page=page file=file %}'
    page = Paginator(range(400), 25).page(1)
    offered = render(source, "/list/?q=a&per=print&page=2", page=page, file="/list/export/", print_at_most=300).replace("&amp;", "&")
    assert 'href="/list/export/?q=a&format=xlsx"' in offered
    assert "файл" not in render(source, page=page, file="", print_at_most=300)  # no word of a file where there is none
