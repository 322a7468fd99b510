"""The passport of an indicator in words: measures, parameters with the names of their codes, editions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitoring.measures import MEASURES
from monitoring.models import Edition, Indicator
from portal.accounts.models import Word
from portal.kit.words import counted

YEARS, HOURS = ("год", "года", "лет"), ("часа", "часов", "часов")
WHO = {"all": "все педагогические работники", "young": "до 35 лет", "novice": "молодые специалисты", "young_or_novice": "до 35 лет или молодые специалисты"}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a measure: its label, the dictionary its codes come from, or the bounds of a number."""

    name: str
    label: str
    dictionary: str = ""
    low: int = 0
    high: int = 0
    help: str = ""


PARAMETERS = {
    one.name: one
    for one in (
        Parameter("who", "Кого считаем"),
        Parameter("age", "Моложе, лет", low=18, high=100),
        Parameter("years", "Молодой специалист: стаж не более, лет", low=1, high=10),
        Parameter("topics", "Темы-метки", help="Пусто — любые темы."),
        Parameter("hours", "Не менее, часов", low=1, high=1000),
        Parameter("span", "За сколько лет до даты отчёта", low=0, high=20, help="0 — только за период отчёта."),
        Parameter("formats", "Форматы событий", "event_formats", help="Пусто — любые форматы."),
        Parameter("event_formats", "Мотивационные события (форматы)", "event_formats", help="Пусто — считать только конкурсы."),
        Parameter("levels", "Уровни", "event_levels", help="Пусто — любые уровни."),
        Parameter("roles", "Роли участников", "contest_roles", help="Пусто — любые роли."),
        Parameter("kinds", "Виды сообществ", "community_kinds", help="Пусто — любые виды."),
        Parameter("contest_kinds", "Виды конкурсов", "contest_kinds", help="Пусто — любые виды."),
        Parameter("categories", "Категории", "qualification_categories", help="Пусто — любые."),
        Parameter("banks", "Банки", "bank_kinds", help="Пусто — любые."),
        Parameter("member_roles", "Роли в сообществе"),
        Parameter("requirements", "Требования"),
    )
}
MEMBER_ROLES = {"member": "участник", "leader": "руководитель"}


def parameters_of(indicator: Indicator) -> list[Parameter]:
    """The parameters that the indicator's measures read, in the order of the catalogue."""
    used = {name for code in (indicator.numerator, indicator.denominator) if code in MEASURES for name in MEASURES[code].uses}
    return [one for name, one in PARAMETERS.items() if name in used]


def in_words(indicator: Indicator, params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value) of every parameter that is set; one query for the names of codes."""
    wanted = [one for one in parameters_of(indicator) if params.get(one.name)]
    names = code_names({one.dictionary for one in wanted if one.dictionary})
    return [(one.label, _value(one, params[one.name], names)) for one in wanted]


def code_names(dictionaries: set[str]) -> dict[tuple[str, str], str]:
    """(dictionary, code) → name."""
    if not dictionaries:
        return {}
    return {(one[0], one[1]): one[2] for one in Word.objects.filter(dictionary__in=dictionaries).values_list("dictionary", "code", "name")}


def _value(parameter: Parameter, value: Any, names: dict[tuple[str, str], str]) -> str:
    if parameter.name == "who":
        return WHO.get(str(value), str(value))
    if parameter.name == "requirements":
        return "; ".join(str(one["name"]) for one in value)
    if isinstance(value, list):
        known = MEMBER_ROLES if parameter.name == "member_roles" else {}
        return "; ".join(names.get((parameter.dictionary, str(one)), known.get(str(one), str(one))) for one in value)
    return counted(int(value), {"hours": HOURS}.get(parameter.name, YEARS)) if parameter.name in ("hours", "span") else str(value)


def edition_of(indicator: Indicator, district_id: int) -> Edition | None:
    """The district's newest edition; None while the passport itself is in force there."""
    return Edition.objects.filter(indicator=indicator, district_id=district_id).select_related("by").order_by("-version").first()
