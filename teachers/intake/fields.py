"""What the columns of a list of staff can hold: the fields, their Russian names, and how schools call them."""

import re
from functools import lru_cache
from typing import NamedTuple

from portal.kit.naming import normal

LONGEST_TITLE = 120


class Field(NamedTuple):
    """A known field. `titles` are stems that must all begin words of the heading («!» before one: must not,
    «^»: the first of them); a stem ending in «.» is a whole word. `strict`: a value that cannot be read refuses the row, otherwise it is left out with a remark.
    """

    code: str
    label: str
    titles: tuple[str, ...]
    strict: bool = False


FIELDS = (
    Field("name", "ФИО", (
        "фио !директор !ребен !настав !руковод", "ф. и. о. !директор !ребен !настав !руковод", "фамил имя отч", "фамил инициал", "фамил и. о.", "педагог. !стаж",
        "сотрудник.", "работник.", "педагогическ работник.", "учитель.", "полное имя", "фи. !директор",
    ), True),
    Field("last_name", "Фамилия", ("фамил",), True),
    Field("first_name", "Имя", ("имя.",), True),
    Field("patronymic", "Отчество", ("отчество",), True),
    Field("sex", "Пол", ("пол.", "м. ж.", "ж. м.")),
    Field("birth_date", "Дата рождения", (
        "дат рожд !ребен", "день рожд !ребен", "год рожд !ребен", "рождения. !ребен", "д. р.", "число месяц год рожд", "родил", "г. р.", "дат рожд число месяц год",
    ), True),
    Field("snils", "СНИЛС", ("снилс", "страхов ном", "пенсион страх", "ном инд лицев"), True),
    Field("phone", "Телефон", ("телефон", "тел. !дат", "моб", "контактн ном", "сот. тел", "номер тел")),
    Field("email", "Электронная почта", ("е маil", "маil.", "эл почт", "электрон почт", "электрон адрес", "почта", "эл адрес", "адрес эл", "адрес электрон почт")),
    Field("organisation", "Организация", (
        "организац !дат", "мест работ !основн !совм", "школа.", "оо.", "оу.", "доу.", "наимен оо.", "наимен оу.", "образоват учрежд", "образоват организац", "наимен организац",
        "наимен учрежд", "учреждение. !уч !оконч", "краткое наимен",
    ), True),
    Field("position", "Должность", ("^должност предмет", "^должност препод предмет", "должност !дат !кат !соотв", "должн. !дат", "занимаем должност !соотв !дат", "пост."), True),
    Field("subject", "Предмет", ("предмет", "преподаваем", "дисциплин", "направлен деят", "что препод", "препод предмет")),
    Field("load", "Ставка", ("ставк", "нагруз !доп !вид", "объем работ", "кол став", "доля став"), True),
    Field("is_main", "Основное место или совместительство", (
        "основн мест", "совмест", "вид работ", "вид занят", "услов привлеч", "штатн", "основн совмест", "форм занят", "тип занят", "характ работ",
    )),
    Field("since", "Работает с (дата приёма)", (
        "дат прием", "дат приня", "прием. работ", "принят", "работает с", "в организац с", "дат поступл", "дат начал работ", "дат назнач", "в должност с", "с как времен",
    ), True),
    Field("act", "Приказ о приёме", ("приказ прием", "приказ !кат !аттест !увол", "ном приказ прием", "основан прием")),
    Field("until", "Работает по (дата увольнения)", ("дат уволь", "увол", "дат оконч работ", "работает по."), True),
    Field("experience", "Общий стаж", ("стаж !пед", "общ стаж", "стаж общ", "общ трудов стаж", "стаж работ общ", "трудов стаж"), True),
    Field("teaching", "Педагогический стаж", ("пед стаж", "стаж пед", "стаж по специальн", "стаж работ специальн", "стаж пед работ", "педстаж", "^общ пед стаж"), True),
    Field("experiences", "Стаж общий / педагогический (в одной ячейке)", ("^стаж общ пед", "^стаж работ общ пед"), True),
    Field("education_level", "Уровень образования", ("уров образ", "образован уров", "вид образ")),
    Field("education", "Образование: что и когда окончено", (
        "образован", "учебн завед", "что оконч", "оконч !срок !дат", "вуз.", "образован учебн завед год оконч", "специальн диплом", "специальн !стаж !кат", "диплом",
        "уров образ учебн завед", "образован специальн", "квалификац диплом", "уров проф образ квалиф",
    )),
    Field("category", "Категория", ("категор !дат !срок !прик", "квалиф кат", "кв кат", "кв. кат", "^кв категор дат присв", "аттестац !дат !срок !прик !план", "кк.", "^категор дат", "^категор дат присв", "квалиф категор дат присв", "наличие кат")),
    Field("category_on", "Дата присвоения категории", ("дат присв", "дат присв кат", "дат установ кат", "дат аттест", "дат установ", "дат прохожд аттест", "когда присв", "дат получ кат", "год присв", "дат кат", "дат последн аттест")),
    Field("category_until", "Категория действует до", ("срок дейст", "дейст до", "оконч срок", "дат оконч кат", "дат следующ аттест", "срок оконч", "дат оконч срок дейст", "срок дейст кат", "очередн аттест")),
    Field("category_act", "Приказ о категории", ("приказ кат", "приказ присв кат", "приказ установ кат", "приказ аттест", "приказ присв", "ном дат прик кат", "реквизит прик кат")),
    Field("topic", "Методическая тема", ("тема самообр", "методич тем", "тем самообраз", "индивид тем", "тем метод")),
)  # fmt: skip
BY_CODE = {field.code: field for field in FIELDS}


class Pattern(NamedTuple):
    """One way to call a field."""

    code: str
    stems: tuple[str, ...]
    never: tuple[str, ...]
    weight: int


def _pattern(code: str, title: str) -> Pattern:
    parts = title.split()
    stems = tuple(normal(part) for part in parts if not part.startswith("!"))
    return Pattern(code, stems, tuple(normal(part[1:]) for part in parts if part.startswith("!")), sum(len(stem.rstrip(".")) + 1 for stem in stems))


PATTERNS = [_pattern(field.code, title) for field in FIELDS for title in field.titles]


def normal_title(title: str) -> str:
    """A heading as it is remembered and compared: normal letters, words only."""
    return " ".join(re.findall(r"[^\W_]+", normal(re.sub(r"(?<=\w)-\s*\n\s*(?=\w)", "", title))))[:LONGEST_TITLE]


@lru_cache(maxsize=4096)
def field_of(title: str) -> tuple[str, int]:
    """(field, how surely) for a heading in its normal form; («», 0) when it says nothing known."""
    words = title.split()[:16]
    best = ("", 0)
    for pattern in PATTERNS:
        if pattern.weight > best[1] and _holds(words, pattern.stems) and not any(_begins(word, stem) for stem in pattern.never for word in words):
            best = (pattern.code, pattern.weight)
    return best


def _begins(word: str, stem: str) -> bool:
    return word == stem[:-1] if stem.endswith(".") else word.startswith(stem)


def _holds(words: list[str], stems: tuple[str, ...]) -> bool:
    """Every stem begins a word of its own."""
    left = list(words)
    if stems[0].startswith("^") and not (words and _begins(words[0], stems[0][1:])):
        return False
    for stem in (one.removeprefix("^") for one in stems):
        hit = next((word for word in left if _begins(word, stem)), None)
        if hit is None:
            return False
        left.remove(hit)
    return True
