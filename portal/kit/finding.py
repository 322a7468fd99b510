"""Search in lists: every word of the text, in any order and case, «е» equal to «ё», initials, the other layout of the keyboard.

Whatever looks alike is one: Latin «C» and Cyrillic «С», any dash, any apostrophe or none (`fold` here, the same in the column and in the patterns).

Under the wall no index of texts is used (their operators could leak what the wall hides): a search reads the district's rows by the
district's own index and asks each one. What is asked in every list, the name of a person, is kept folded (`folded`) and read eight times quicker than
folded anew. What a page shows beside the found rows is read for the page alone (`pages.ByKeys`).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import and_
from typing import Any, TypeVar

from django.db.models import BooleanField, Case, CharField, F, Func, GeneratedField, IntegerField, Lookup, Model, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Lower, Replace

from portal.kit.naming import ALIKE
from portal.kit.spelling import APOSTROPHES

M = TypeVar("M", bound=Model)
Word = tuple[str, str]  # a lookup and its value
Readings = list[list[Word]]  # ways to read a text: words that must all be there
Shape = tuple[tuple[str, ...], ...]  # the same without the words: lookups of each reading
WORDS_AT_MOST = 5
FOLDED = "folded"
# one letter to a reader, in lower case: the second is kept instead of the first; what has no pair is left out
_ALIKE, _KEPT = "aёebkmhopctyx" + "‐‑‒–—―−", "аеевкмнорстух" + "-------"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
FROM, TO = f"{_ALIKE}{APOSTROPHES}{_UNSEEN}", _KEPT
_FOLD = {ord(sign): TO[place] if place < len(TO) else None for place, sign in enumerate(FROM)}
_GROUPS = {kept: "".join((kept, *(one for one, other in zip(_ALIKE, _KEPT, strict=True) if other == kept))) for kept in _KEPT}
_MAY_STAND = f"[{APOSTROPHES}]?"  # between two letters
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"
_TO_RUSSIAN, _TO_LATIN = str.maketrans(_LATIN, _RUSSIAN), str.maketrans(_RUSSIAN, _LATIN)
# what no Russian word has: it begins with a sign, doubles what is never doubled, has no vowel where there must be one
_NOT_RUSSIAN = re.compile(r"\b[ьъы]|щщ|[ьъ]{2}|[жшщч][ыэя]|[аеёиоуыэюя][ьъ]|[бвгджзйклмнпрстфхцчшщ]{5}", re.IGNORECASE)
_CASES = "ыми|ими|ями|ами|ого|его|ому|ему|ая|яя|ую|юю|ой|ей|ою|ею|ых|их|ах|ях|ым|им|ом|ем|ам|ям|ые|ие|а|я|о|е|у|ю|ы|и"
_ENDING = re.compile(rf"(?<=^[а-яё]{{3}})([а-яё]*?)(?:{_CASES})$", re.IGNORECASE)
# what a Latin letter or several may stand for in a Russian name, folded («ё» is «е»); the soft sign is seldom written
_SOUNDS = {
    "shch": "щ", "sch": "(щ|ш|сч)", "zh": "ж", "kh": "х", "ts": "(ц|тс)", "tz": "ц", "ch": "ч", "sh": "[шщ]", "yu": "ю", "iu": "(ю|иу)", "ju": "ю", "ya": "я",
    "ia": "(я|ия|иа|ья)", "ja": "я", "iya": "(ия|ья)", "iia": "(ия|ья)", "yo": "(е|йо)", "jo": "(е|йо)", "io": "(е|ио)", "ye": "[еэ]", "ie": "(е|ие)", "je": "е", "iy": "(ий|ый)",
    "yy": "ый", "ii": "ий", "ij": "(ий|ый)", "ks": "кс", "x": "(кс|х)", "a": "а", "b": "бь?", "c": "[цк]ь?", "d": "дь?", "e": "[еэ]", "f": "фь?", "g": "гь?",
    "h": "[хг]", "i": "[иый]", "j": "[йж]", "k": "кь?", "l": "ль?", "m": "мь?", "n": "нь?", "o": "о", "p": "пь?", "q": "к", "r": "рь?", "s": "сь?", "t": "ть?",
    "u": "[ую]", "v": "вь?", "w": "в", "y": "[йыи]", "z": "зь?", "'": "[ьъ]?", "’": "[ьъ]?", "-": "[ -]",
}  # fmt: skip
_SYLLABLE = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))


@TextField.register_lookup
class Holds(Lookup):  # type: ignore[type-arg]
    """`folded__holds="орлова"`: the text stands there as it is; half the price of `contains`, whose pattern is read letter by letter."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """`strpos(column, text) > 0`, said so that the planner expects few rows and not a third of them."""
        column, params = self.process_lhs(compiler, connection)
        value, given = self.process_rhs(compiler, connection)
        return f"least(strpos({column}, {value}), 1) = 1", [*params, *given]


def folded(*names: str) -> Any:
    """A column that the database keeps: the fields one after another, a space before each, folded as `fold` does."""
    parts = [part for name in names for part in (Value(" "), F(name))]
    plain = Func(Lower(_glued(*parts)), Value(FROM), Value(TO), function="translate", output_field=TextField())
    return GeneratedField(expression=plain, output_field=TextField(), db_persist=True)


def fold(text: str) -> str:
    """Text as `folded` keeps it: lower case, «ё» as «е», Latin look-alikes as Cyrillic, one kind of dash, no apostrophes, nothing invisible."""
    return unicodedata.normalize("NFC", text).lower().translate(_FOLD)


def likeness(*names: str) -> Any:
    """A number that the database keeps: the same for texts that `normal` makes the same, nearly always different for others. For joining a table with itself.

    Only Russian letters count, after look-alikes have become them. What is equal by number is still to be compared by text.
    """
    russian = Func(Replace(_glued(*map(F, names)), Value("№"), Value(" ")), template="normalize(%(expressions)s, NFKC)", output_field=TextField())
    for function, *given in (("translate", *(text + more for text, more in zip(ALIKE, "ЁЕ", strict=True))), ("lower",), ("regexp_replace", "[^а-я]+", "", "g")):
        russian = Func(russian, *map(Value, given), function=function, output_field=TextField())
    return GeneratedField(expression=Func(russian, function="hashtext", output_field=IntegerField()), output_field=IntegerField(), db_persist=True)


def _glued(*parts: Any) -> Func:
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def holding(rows: QuerySet[M], text: str, *paths: str) -> QuerySet[M]:
    """Rows whose fields, read one after another, hold every word of the text. An empty text narrows nothing.

    A number of up to three digits is a whole one («3» is neither 13 nor a part of a date), one or two letters begin a word («СШ»).
    """
    return matching(rows, spelled(text), *paths)


def spelled(text: str) -> Readings:
    """What `holding` asks of the fields."""
    return [[("regex", _word(word)) for word in words] for words in _typed(text)]


def titled(text: str) -> Readings:
    """What `holding` asks, put to a model that keeps its text `folded`: found at a fifth of the price."""
    readings: Readings = []
    for words in _typed(text):
        plain = [fold(word) or word for word in words]
        readings.append([*(("holds", word) for word in plain), *(("regex", _word(word)) for word in plain if _bounded(word))])
    return readings


def _typed(text: str) -> list[list[str]]:
    """The words of the text, and those in the other layout."""
    return [re.sub("№(?=[0-9])", " ", one).split()[:WORDS_AT_MOST] for one in (text, other_layout(text))]


def named(rows: QuerySet[M], text: str, path: str = "") -> QuerySet[M]:
    """Rows whose person's name holds every word of the text, in any order and case, «е» equal to «ё».

    An empty text narrows nothing, signs alone («...») are in nobody's name. Single letters, with or without dots, begin names that stand side by side: «Иванова а. п.», «А.П. Иванова». `path` leads to the person: named(marks, text, "teacher__").
    """
    readings = called(text)
    return rows.none() if text.strip() and not any(readings) else matching(rows, readings, f"{path}{FOLDED}")


def called(text: str) -> Readings:
    """What `named` asks of the folded name; a name typed in Latin letters is looked for by its sound too, any other pays nothing for that."""
    return [_asked(text), _asked(other_layout(text)), *([sounded(text)] if _spoken(text) else [])]


def _spoken(text: str) -> bool:
    """Latin letters that can be said: each long word has a vowel. Russian words typed in the other layout seldom do."""
    words = text.replace(".", " ").split()
    return bool(words) and all(
        re.fullmatch("[a-z][a-z'’-]*", word, re.IGNORECASE) and (len(word) < 3 or re.search("[aeiou]", word, re.IGNORECASE)) for word in words
    )


def sounded(text: str) -> list[Word]:
    """Each word as the beginning of a name in Russian letters, by any of the usual systems: «Shcherbakova Nataliya» → «щербакова наталия»."""
    return [("regex", f" {''.join(_SYLLABLE.sub(_russian, word.lower()))}") for word in text.replace(".", " ").split()[:WORDS_AT_MOST]]


def _russian(found: re.Match[str]) -> str:
    return _SOUNDS[found[0]]


def _read(paths: Sequence[str]) -> F | Func:
    """The fields one after another, a space before each; Django's own Concat takes longer to write than the query to ask."""
    return F(paths[0]) if len(paths) == 1 else Func(Value(" "), Value(""), *map(F, paths), function="concat_ws", output_field=CharField())


def matching(rows: QuerySet[M], readings: Readings, *paths: str) -> QuerySet[M]:
    """Rows whose fields, read one after another, hold every word of one of the readings. No reading narrows nothing."""
    readings, searched = [words for words in readings if words], _read(paths)
    if not readings:
        return rows
    wanted = Q()
    for words in readings:
        asked = [Q(**{f"searched__{lookup}": word}) for lookup, word in words]
        plain = [one for one, (lookup, _) in zip(asked, words, strict=True) if lookup == "holds"]
        wanted |= _first(plain, [one for one in asked if one not in plain])
    found: Any = rows.alias(searched=searched).filter(wanted)
    return found  # type: ignore[no-any-return]


def shape_of(readings: Readings) -> tuple[Shape, list[str]]:
    """The lookups of the readings and the words that belong to them, one after another: a query of the shape is written once (`portal.kit.prepared`)."""
    return tuple(tuple(lookup for lookup, _ in words) for words in readings), [word for words in readings for _, word in words]


def filled(shape: Shape, words: Iterable[str]) -> Readings:
    """The readings again, with these words."""
    given = iter(words)
    return [[(lookup, next(given)) for lookup in lookups] for lookups in shape]


def _first(plain: list[Q], patterns: list[Q]) -> Any:
    """All of them; a pattern is asked of the few rows that hold the text, though the planner takes it for the cheaper question."""
    first, then = (reduce(and_, some, Q()) for some in (plain, patterns))
    return Q(Case(When(first, then=then), default=Value(False), output_field=BooleanField())) if plain and patterns else first & then


def begun(text: str) -> str:
    """What is said where nothing was found and the stems of the words found something: «Слова «Орловой» в таком виде нет …»."""
    said = " ".join(f"{bare}…" if bare != word else word for bare, word in zip(stems(text).split(), text.split(), strict=True))
    return f"{'Слов' if ' ' in said else 'Слова'} «{text}» в таком виде нет. Показано то, что начинается так же: «{said}»."


def stems(text: str) -> str:
    """Each long Russian word without the ending of its case: «Орловой» → «Орлов», «школы № 3» → «школ № 3»."""
    return " ".join(_ENDING.sub(r"\1", word) for word in text.split())


def _word(word: str) -> str:
    if re.fullmatch("[0-9]{1,3}", word):
        return rf"(?<![0-9])(?<![0-9][.,]){word}(?![0-9])(?![.,][0-9])"
    return rf"\m{pattern(word)}" if _bounded(word) else pattern(word)


def _bounded(word: str) -> bool:
    """A number is a whole one, a short word begins one: it is not enough that the text stands there."""
    return bool(re.fullmatch("[0-9]{1,3}", word)) or (len(word) <= 2 and word.isalpha())


def _asked(text: str) -> list[Word]:
    """What a folded name must hold: words anywhere, initials at the beginnings of names that stand side by side."""
    typed = text.replace(".", " ").split()
    glued = [word for word in typed if len(typed) > 1 and re.fullmatch("[А-ЯЁ]{2}", word)]  # «Иванова АП»
    words = [word for word in map(fold, (one for one in typed if one not in glued)) if word][:WORDS_AT_MOST]
    letters = [*(word for word in words if len(word) == 1), *fold("".join(glued))]
    held = [("holds", word) for word in words if len(word) > 1]
    if len(letters) < 2:
        return [*held, *(("holds", f" {letter}") for letter in letters)]
    begin = [re.escape(f" {letter}") for letter in letters]
    together = "|".join("[^ ]*".join(one) for one in {tuple(begin): 0, tuple(reversed(begin)): 0})  # «П. А.» is found too
    return [*held, ("regex", together)]


def other_layout(text: str) -> str:
    """What the same keys give in the other layout: «bdfyjdf» → «иванова», «ящщь» → «zoom»; nothing where the text reads as it stands."""
    latin, russian = re.search("[a-z]", text, re.IGNORECASE), re.search("[а-яё]", text, re.IGNORECASE)
    if latin and not russian:
        return text.translate(_TO_RUSSIAN)
    return text.translate(_TO_LATIN) if russian and not latin and _NOT_RUSSIAN.search(text) else ""


def retyped(text: str, shown: Iterable[str]) -> str:
    """«иванова» when that is what found the shown rows while «bdfyjdf» was typed, so that the page can say so."""
    other, found = other_layout(text), [fold(one) for one in shown]
    if not other.split() or not found:
        return ""
    first, then = (fold(one).split()[0] for one in (text, other))
    return " ".join(other.lower().split()) if any(then in one for one in found) and not any(first in one for one in found) else ""


def pattern(word: str) -> str:
    """The word as a regular expression of PostgreSQL that minds no more than `fold` does.

    To fold every row's case in ICU would take twice the time.
    """
    letters = [letter for letter in unicodedata.normalize("NFC", word) if letter.lower() not in APOSTROPHES]
    if not letters:
        return re.escape(word)
    between = (_MAY_STAND if one.isalpha() and other.isalpha() else "" for one, other in pairwise(letters))
    return "".join(f"{_letter(letter)}{then}" for letter, then in zip(letters, [*between, ""], strict=True))


def _letter(letter: str) -> str:
    alike = _GROUPS.get(fold(letter), letter)
    if len(alike) == 1 and not letter.isalpha():
        return letter if letter.isdigit() else re.escape(letter)
    return f"[{''.join(dict.fromkeys(form for one in alike for form in (one, one.lower(), one.upper()) if len(form) == 1))}]"
