"""Names as people type them: any case, «е» for «ё», Latin look-alikes, initials, numbering; matched against a register.

Pure functions: a pasted list of forty names is matched without a query per name.
"""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from portal.kit.spelling import APOSTROPHES

LINES_AT_MOST = 500
NEAR_AT_MOST = 6
ALIKE = ("ABCEHKMOPTXYaceopxykmё", "АВСЕНКМОРТХУасеорхукме")  # letters that look alike, and «ё»
_ALIKE = str.maketrans(*ALIKE)
_HIDDEN = dict.fromkeys(map(ord, f"\u00ad\u200b\u200c\u200d\u2060\ufeff{APOSTROPHES}"))
_RUSSIAN = re.compile(r"[А-Яа-яЁё0-9 -]*")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_NUMBER = re.compile(r"^\s*(?:№\s*)?\d+\s*[.)\]:]?\s*")
_FEMALE = re.compile(r".{2,}(?:вна|чна)$|.*\b(?:кызы|кизи|гызы)$", re.IGNORECASE)
_MALE = re.compile(r".{2,}(?:вич|мич|ич)$|.*\b(?:оглы|оглу|улы|уулу)$", re.IGNORECASE)
_HERS = re.compile(r".{2,}(?:[оеё]ва|[иы]на|ская|цкая|ая)$", re.IGNORECASE)
_HIS = re.compile(r".{2,}(?:[оеё]в|[иы]н|ский|цкий|[оыи]й)$", re.IGNORECASE)
_AFTER = re.compile(r"[,;(/|]|\s-\s|\s«|\s\"")  # what follows a name: a school, a position


class WithName:
    """Somebody with a surname, a name and perhaps a patronymic."""

    last_name: Any
    first_name: Any
    patronymic: Any

    @property
    def full_name(self) -> str:
        """«Иванова Анна Петровна»"""
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def short_name(self) -> str:
        """«Иванова А. П.»"""
        return " ".join([self.last_name, *(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)])


@dataclass(frozen=True)
class Named(WithName):
    """A person of the register; `place` tells namesakes apart."""

    pk: int
    last_name: str
    first_name: str
    patronymic: str
    place: str = ""


@dataclass(frozen=True)
class Match:
    """A pasted line and whom it may mean: one is found, several are to choose from, `near` are only alike."""

    line: str
    people: list[Named] = field(default_factory=list)
    near: bool = False


def sex_of(patronymic: str) -> str | None:
    """«f» or «m» by the patronymic; None when it does not tell."""
    if _FEMALE.match(patronymic):
        return "f"
    return "m" if _MALE.match(patronymic) else None


def sex_by_name(last_name: str, patronymic: str = "") -> str | None:
    """«f» or «m» by the patronymic, else by the surname; None for a name like «Ким Ли», which tells nothing."""
    if told := sex_of(patronymic):
        return told
    if _HERS.match(last_name):
        return "f"
    return "m" if _HIS.match(last_name) else None


@lru_cache(maxsize=5000)
def normal(text: str) -> str:
    """Lower case, «ё» as «е», Latin look-alikes as Cyrillic, one kind of space and dash, no apostrophes, nothing invisible.

    The last few thousand are remembered: a file says its posts and subjects in every row, and each name is asked for several times in a row.
    """
    if _RUSSIAN.fullmatch(text):  # nearly every name: a quarter of the time
        return " ".join(text.lower().replace("ё", "е").split())
    plain = unicodedata.normalize("NFKC", text.replace("№", " ").translate(_HIDDEN))
    plain = _DASHES.sub("-", plain).replace("Ё", "Е").translate(_ALIKE).lower()
    return " ".join(plain.split())


def lines_of(text: str) -> list[str]:
    """The names of a pasted text, one per line, without numbering and blank lines; what stands twice is taken once."""
    lines = (" ".join(_NUMBER.sub("", raw).split()) for raw in text.splitlines())
    seen: dict[str, str] = {}
    for line in lines:
        seen.setdefault(normal(line), line)
    return [line for key, line in seen.items() if key][:LINES_AT_MOST]


class Register:
    """People of a district, ready to be found by many typed names at once."""

    def __init__(self, people: Iterable[Named]) -> None:
        self.people = {one.pk: one for one in people}
        self._by_surname: dict[str, list[tuple[tuple[str, str, str], Named]]] = defaultdict(list)
        for one in self.people.values():
            parts = (normal(one.last_name), normal(one.first_name), normal(one.patronymic))
            self._by_surname[parts[0]].append((parts, one))
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for surname in self._by_surname:
            self._by_letter[surname[:1]].append(surname)

    def match(self, line: str) -> Match:
        """Everybody whom the line may mean, narrowed by the school when it is written after the name."""
        tokens, rest = _split(line)
        for reading in (_read(tokens), _unglued(tokens)):
            if found := self._people(*reading):
                return Match(line, _narrowed(found, rest))
        return Match(line, self._near(tokens), near=True)

    def _people(self, full: Sequence[str], letters: Sequence[str]) -> list[Named]:
        surnames = [word for word in full if word in self._by_surname]
        hits = {one.pk: one for word in surnames for parts, one in self._by_surname[word] if _fits(parts, word, full, letters)}
        return sorted(hits.values(), key=lambda one: (one.full_name, one.place, one.pk))

    def _near(self, tokens: Sequence[str]) -> list[Named]:
        """People only alike: without the third word, or with a surname that differs by a letter or two."""
        full, letters = _read(tokens)
        spelled = [(word, close) for word in full for close in difflib.get_close_matches(word, self._by_letter[word[:1]], n=3, cutoff=0.8)]
        readings = [([close if one == word else one for one in full], letters) for word, close in spelled]
        found = [one for reading in (_read(tokens[:2]), *readings) if len(tokens) > 1 for one in self._people(*reading)]
        return list(dict.fromkeys(found))[:NEAR_AT_MOST]


def _split(line: str) -> tuple[list[str], str]:
    """The name as at most three words or initials, and what is written after it."""
    plain = normal(line)
    cut = _AFTER.search(plain)
    name, rest = (plain[: cut.start()], plain[cut.end() :]) if cut else (plain, "")
    tokens = [part.strip("-'’") for part in re.split(r"[\s.]+", name)]
    tokens = [part for part in tokens if part]
    return tokens[:3], " ".join([*tokens[3:], rest])


def _read(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """(whole words, initials) of a name."""
    return [part for part in tokens if len(part) > 1], [part for part in tokens if len(part) == 1]


def _unglued(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """The same when two letters are initials written together: «Иванова АП»."""
    full, letters = _read(tokens)
    glued = [word for word in full[1:] if len(word) == 2]
    return [word for word in full if word not in glued], [*letters, *"".join(glued)]


def _fits(parts: tuple[str, str, str], surname: str, full: Sequence[str], letters: Sequence[str]) -> bool:
    """Every typed word is a part of this person's name, and the initials are those of the rest, in their order."""
    rest = list(parts[1:])
    for word in (one for one in full if one != surname):
        if word not in rest:
            return False
        rest.remove(word)
    return list(letters) == [part[:1] for part in rest if part][: len(letters)]


def _narrowed(found: list[Named], rest: str) -> list[Named]:
    """Of namesakes those whose place of work shares a number or a long word with what stands after the name."""
    said = _telling(rest)
    here = [one for one in found if said & _telling(normal(one.place))] if len(found) > 1 else []
    return here or found


def _telling(text: str) -> set[str]:
    return {word for word in re.findall(r"\d+|[^\W\d]+", text) if word.isdigit() or len(word) > 3}
