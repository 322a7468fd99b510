"""ФИО in one cell or in three: spelling put right, parts told apart, sex seen from the patronymic."""

import re
from typing import NamedTuple

from portal.kit.naming import sex_of
from portal.kit.spelling import APOSTROPHES
from teachers.intake.words import Unreadable, clean, quoted

_ALIKE = str.maketrans("ABCEHKMOPTXYaceopxyuk", "АВСЕНКМОРТХУасеорхуик")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_LATIN = re.compile(r"[A-Za-z]")
_NUMBERING = re.compile(r"^\s*(?:№\s*)?\d{1,4}\s*[.)\]]?\s+|^\s*\d{1,4}[.)]\s*")
_BRACKETS = re.compile(r"\([^()]*\)?")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_PERSON = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PLAIN = re.compile(r"[А-ЯЁ][а-яё]{1,30}(?:-[А-ЯЁ][а-яё]{1,30})?")
_INITIALS = re.compile(r"(?<![^\W\d_])[^\W\d_]\.|\s[А-ЯЁA-Z]$|\s[А-ЯЁA-Z]\s")
_TAILS = {"оглы", "оглу", "улы", "уулу", "кызы", "кизи", "гызы"}
INITIALS_MEND = "Впишите имя и отчество полностью"


class Name(NamedTuple):
    """Parts of a person's name."""

    last: str
    first: str
    patronymic: str


def spelled(text: str) -> str:
    """A part of a name as it is written in papers: Cyrillic throughout, a capital first, no numbering and notes in brackets."""
    text = _BRACKETS.sub(" ", _NUMBERING.sub("", _APOSTROPHE.sub("'", clean(text)))).strip(" .,;:*\"«»'")
    return " ".join(_cased(_cyrillic(word)) for word in text.split())


def whole(text: str) -> Name:
    """ФИО of one cell. Raises Unreadable when it cannot be told apart into parts."""
    if len(ready := text.split(" ")) == 3 and sex_of(ready[2]) and all(map(_PLAIN.fullmatch, ready)):
        return Name(*ready)  # nearly every name needs nothing done to it
    plain = spelled(text.replace(",", " "))
    _check(plain, text)
    words = plain.split()
    if len(words) == 1:
        raise Unreadable(f"В ячейке только одно слово: {quoted(text)}", "Впишите фамилию, имя и отчество", fatal=True)
    if len(words) > 2 and words[-1].lower() in _TAILS:
        words[-2:] = [f"{words[-2]} {words[-1].lower()}"]
    if len(words) == 2:
        return Name(words[0], words[1], "")
    if len(words) > 5:
        raise Unreadable(f"Не похоже на ФИО: {quoted(text)}", "Впишите фамилию, имя и отчество", fatal=True)
    if not sex_of(words[-1]) and sex_of(words[1]) and len(words) == 3:
        return Name(words[2], words[0], words[1])  # «Анна Петровна Иванова»
    return Name(" ".join(words[:-2]), words[-2], words[-1])


def part(text: str, what: str) -> str:
    """One part of a name from a cell of its own."""
    if _PLAIN.fullmatch(text):
        return text
    plain = spelled(text)
    _check(plain, text)
    if what != "отчество" and len(plain.split()) > 3:
        raise Unreadable(f"Не похоже на {what}: {quoted(text)}", f"Впишите {what}", fatal=True)
    words = plain.split()
    return " ".join([*words[:1], *(word.lower() if word.lower() in _TAILS else word for word in words[1:])])


def is_person(text: str) -> bool:
    """Whether a lone cell is somebody's ФИО rather than a heading or a note: two to four words, a patronymic among them."""
    words = spelled(text).split()
    return 2 <= len(words) <= 5 and any(sex_of(word) or word.lower() in _TAILS for word in words[1:]) and all(_PERSON.fullmatch(word) for word in words)


def _check(plain: str, text: str) -> None:
    if not plain:
        raise Unreadable(f"Не похоже на имя: {quoted(text)}", "Впишите фамилию, имя и отчество", fatal=True)
    if _INITIALS.search(plain + " ") or _INITIALS.search(clean(text)):
        raise Unreadable(f"Имя сокращено до инициалов: {quoted(text)}", INITIALS_MEND, fatal=True)
    if len(plain) > 80 or not all(_PERSON.fullmatch(word) for word in plain.split()):
        raise Unreadable(f"В имени есть лишние знаки: {quoted(text)}", "Оставьте в ячейке только фамилию, имя и отчество", fatal=True)


def _cyrillic(word: str) -> str:
    """Latin look-alikes become Cyrillic where the word is Cyrillic but for them."""
    if not _LATIN.search(word):
        return word
    turned = word.translate(_ALIKE)
    return turned if _CYRILLIC.search(turned) and not _LATIN.search(turned) else word


def _cased(word: str) -> str:
    if not (word.isupper() or word.islower()):
        return word
    if word.lower() in _TAILS:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), word.lower())
