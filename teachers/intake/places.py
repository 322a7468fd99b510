"""Names of organisations reduced to what tells them apart: «МБОУ СОШ № 5 п. Лесной» is {школа, 5, лесной}."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from portal.kit.naming import normal

LEGAL = re.compile(
    r"(м[бка]?[до]?о?оу|мб[до]*у|мк[до]*у|ма[до]*у|муниципальн\w*|бюджетн\w*|казенн\w*|автономн\w*|образовательн\w*|общеобразовательн\w*|учрежден\w*"
    r"|организац\w*|дошкольн\w*|средн\w*|основн\w*|имени|им|город\w*|г|пос\w*|поселк\w*|сел[оа]|с|рабоч\w*|п|рп|район\w*|муниципальн\w*|дополнительн\w*|образовани\w*)"
)
SHORT = {
    "сош": "школа", "сш": "школа", "оош": "школа", "ош": "школа", "нош": "школа", "школы": "школа", "школе": "школа", "шк": "школа", "лицея": "лицей", "гимназии": "гимназия",
    "дс": "сад", "сада": "сад", "саду": "сад", "детский": "сад", "детского": "сад", "доу": "сад", "мбдоу": "сад", "мкдоу": "сад", "мадоу": "сад", "мдоу": "сад",
}  # fmt: skip


class Place(NamedTuple):
    """One of an organisation's names, ready for comparing."""

    key: str
    plain: str
    words: frozenset[str]


def places_of(organisations: Mapping[str, Sequence[str]]) -> list[Place]:
    return [Place(key, normal(name), place_words(name)) for key, names in organisations.items() for name in names]


def place_words(text: str) -> frozenset[str]:
    """Words of a name without legal forms and kinds of settlements; one word for each kind of organisation."""
    spaced = re.sub(r"д\s*/\s*с\b", " дс ", re.sub(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", normal(text)))
    words = (SHORT.get(word, word) for word in re.findall(r"[^\W_]+", spaced))
    return frozenset(word.lstrip("0") for word in words if not LEGAL.fullmatch(word))
