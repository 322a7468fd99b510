"""The gallery of components: every part of the look in every state, for those who build and check pages."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from portal.kit.cells import html, link, sub, tag
from portal.kit.dates import DateField
from portal.kit.listing import Col
from portal.kit.pages import show
from portal.kit.picking import ManyField
from portal.kit.words import percent, short_name
from portal.site.views.samples import charts


class SampleForm(forms.Form):
    """A form with every kind of control."""

    title = forms.CharField(label="Тема самообразования", help_text="Одним предложением, как в плане.", max_length=200)
    kind = forms.ChoiceField(
        label="Форма", choices=[("", "Выберите форму"), ("formal", "Формальная"), ("nonformal", "Неформальная"), ("informal", "Информальная")]
    )
    day = DateField(label="Срок", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    hours = forms.IntegerField(label="Часов", required=False)
    note = forms.CharField(label="Ожидаемый результат", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    ways = forms.MultipleChoiceField(
        label="Направления", required=False, choices=[("kpk", "КПК"), ("community", "Сообщество")], widget=forms.CheckboxSelectMultiple
    )
    level = forms.ChoiceField(
        label="Уровень", choices=[("1", "Начинаю"), ("2", "Выполняю с помощью"), ("3", "Выполняю сам"), ("4", "Учу других")], widget=forms.RadioSelect
    )
    proof = forms.FileField(label="Подтверждение", required=False, help_text="PDF или изображение, до 10 МБ.")
    agree = forms.BooleanField(label="Согласен на обработку персональных данных")


class SampleFilter(forms.Form):
    """What stands above a list."""

    q = forms.CharField(label="Поиск", required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": "Фамилия или тема"}))
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Все"), ("draft", "Черновик"), ("review", "На согласовании")])
    school = ManyField(label="Организация", choices=[(str(number), f"МБОУ СШ № {number}") for number in range(1, 13)])


NAMES = ("Иванова Анна Петровна", "Петров Борис Ильич", "Сидорова Вера Олеговна", "Ёлкина Галина Юрьевна", "Жукова Дарья Сергеевна")
STATES = (("plain", "Черновик"), ("info", "На согласовании"), ("good", "Согласован"), ("warn", "Возвращён"), ("bad", "Просрочен"))

COLUMNS = (
    Col("name", "Педагог", lambda row: html(link("#", short_name(row["name"])), sub("учитель математики")), label="", sort="name"),
    Col("school", "Организация", lambda row: row["school"], sort="school"),
    Col("state", "Состояние", lambda row: tag(row["tone"], row["state"]), sort="state"),
    Col("done", "Выполнено", lambda row: percent(row["done"], 0), num=True, sort="done"),
)


@permission_required("site.view_gallery", raise_exception=True)
def gallery(request: HttpRequest) -> HttpResponse:
    """All components in all states."""
    return show(request, "site/ui.html", context(request), part="table")


def context(request: HttpRequest) -> dict[str, Any]:
    """Invented data for the gallery."""
    rows = [
        {"name": name, "school": "МБОУ СШ № 1", "tone": tone, "state": label, "done": 20 * number}
        for number, (name, (tone, label)) in enumerate(zip(NAMES, STATES, strict=True))
    ]
    return {
        "title": "Галерея компонентов",
        "breadcrumbs": [{"label": "Главная", "url": "/"}, {"label": "Галерея компонентов"}],
        "form": SampleForm(),
        "wrong": _wrong_form(),
        "filter_form": SampleFilter(request.GET),
        "columns": COLUMNS,
        "rows": rows,
        "page": Paginator(range(312), 25).get_page(request.GET.get("page", 5)),
        "tones": [*STATES, ("done", "Завершён")],
        "deeds": _deeds(),
        "story": _story(),
        "steps": [
            {"label": "Самооценка", "state": "done"},
            {"label": "Черновик ИОМ", "state": "done"},
            {"label": "Согласование", "state": "now"},
            {"label": "Выполнение"},
        ],
        "tabs": [
            {"label": "Шаги", "url": "#", "active": True, "count": 7},
            {"label": "История", "url": "#", "count": 0},
            {"label": "Документы", "url": "#", "count": ""},
        ],
        "facts": [("Должность", "учитель математики"), ("Организация", "МБОУ СШ № 1", "#"), ("Категория", "первая, до 30.09.2027"), ("Наставник", None)],
        "charts": charts(),
        "today": dt.date(2021, 12, 31),
    }


def _wrong_form() -> SampleForm:
    form = SampleForm({"wrong-title": "", "wrong-kind": "", "wrong-hours": "много", "wrong-level": "3"}, prefix="wrong")
    form.add_error(None, "Дата окончания раньше даты начала.")
    return form


def _deeds() -> list[dict[str, Any]]:
    return [
        {"label": "Согласовать", "url": "#", "icon": "check"},
        {"label": "Печать ИОМ", "url": "#", "icon": "printer"},
        {"label": "Отправить на экспертизу", "why": "Сначала должны быть подтверждены все шаги."},
        {"label": "Удалить черновик", "url": "#", "icon": "trash", "post": True, "danger": True, "confirm": "Удалить черновик маршрута?"},
    ]


def _story() -> list[dict[str, str]]:
    return [
        {"when": "12.10.2021 14:05", "title": "Согласован", "who": "Кузнецова М. А., методист", "tone": "good"},
        {"when": "08.10.2021 09:30", "title": "Возвращён", "who": "Кузнецова М. А., методист", "text": "Уточните срок второго шага.", "tone": "warn"},
        {"when": "01.10.2021 16:44", "title": "Отправлен на согласование", "who": "Иванова А. П."},
    ]
