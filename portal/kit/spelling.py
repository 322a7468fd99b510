r"""One pattern for «this person's name in any spelling»: case, «е» for «ё», oblique cases, Latin look-alikes, initials with and without dots and spaces.

Words are written as a person reads them: «Кукушёнкин* Аделаид* Прохоровн*», «Кукушёнкин* А. П.», «А. П. Кукушёнкин*». An asterisk is any ending of a case. A bare
stem with a capital letter is found with a capital only («Орлов*» is not «стая орлов»), one in lower case however it is written. The database makes the
same patterns (`erasure_pattern`, migration 0014); a test compares the two.
"""

import json
import re
from collections.abc import Sequence
from urllib.parse import quote

LETTERS = "а-яёА-ЯЁa-zA-Z"
STEM = re.compile(rf"[{LETTERS}]{{4,}}\*")
# Letters that are one letter to a reader: small and capital in turn.
GROUPS = [
    "аАaA",
    "бБ",
    "вВbB",
    "гГ",
    "дД",
    "еЕёЁeE",
    "жЖ",
    "зЗ",
    "иИ",
    "йЙ",
    "кКkK",
    "лЛ",
    "мМmM",
    "нНhH",
    "оОoO",
    "пП",
    "рРpP",
    "сСcC",
    "тТtT",
    "уУyY",
    "фФ",
    "хХxX",
    "цЦ",
    "чЧ",
    "шШ",
    "щЩ",
    "ъЪ",
    "ыЫ",
    "ьЬ",
    "эЭ",
    "юЮ",
    "яЯ",
    "dD",
    "fF",
    "gG",
    "iI",
    "jJ",
    "lL",
    "nN",
    "qQ",
    "rR",
    "sS",
    "uU",
    "vV",
    "wW",
    "zZ",
]
_GROUP = {letter: group for group in GROUPS for letter in group}
ENDING = "[аеёиоуыюяьйгмхАЕЁИОУЫЮЯЬЙГМХaeoyxAEOYXM]{0,3}"  # «ого», «ыми», «ой», none: what a surname, a name or a patronymic ends with
SPACE = r"(?:[ \t\n\r\u00a0]|\\[nrt])+"  # a line may be broken; in JSON a break is two signs
GAP = r"[ \u00a0]*"
BEGIN = r"\m"
SEARCHED = "ФИО: "  # what somebody typed into a search, as the journal tells it
LONG = 2_000  # characters
_FOLD = {ord(letter): group[0] for letter, group in _GROUP.items()}
_RUNS = re.compile(rf"[{LETTERS}]+")
_PARTS = re.compile(rf"[{LETTERS}]{{2,}}|[0-9]+")
_SPECIAL = "\\.^$*+?()[]{}|"
_ADDRESS_ENDING = "(?:%D[01]%[89AB][0-9A-F])*"
_NAME = re.compile(r"[^@0-9]+")
_PIECES = re.compile(rf"[{LETTERS}]+\*?|[^{LETTERS}]")
_TAIL = re.compile(rf" ([{LETTERS}])\.(?: ([{LETTERS}])\.)?$")
_HEAD = re.compile(rf"^([{LETTERS}])\. (?:([{LETTERS}])\. )?")


def spelled(word: str) -> str:
    """The word in either case, with «е» or «ё», with Latin look-alikes: a regular expression of PostgreSQL and of Python."""
    return "".join(_letter(char) for char in word)


def pattern_of(words: Sequence[str], *, in_json: bool = False) -> str:
    """A regular expression of PostgreSQL; also of the words as an address has them («q=%D0%A9…»)."""
    return "|".join(part for word in words for part in (_plain(word, in_json), _in_address(word)))


def hint_of(words: Sequence[str]) -> str:
    """A pattern that finds whatever `pattern_of` does and more, fifty times faster: asked first of every row (`erasure_hint` in the database)."""
    cores = [max(_RUNS.findall(word), key=len, default=word) if _NAME.fullmatch(word) else word for word in words]
    return "|".join(sorted({part for core in cores for part in (spelled(core), _in_address(core))}))


def mentions(text: str, words: Sequence[str]) -> bool:
    """Does the text name the person?"""
    words = words if len(text) < LONG or "%D" in text else _perhaps(text, words)
    return bool(words) and re.search(pattern_of(words).replace(r"\m", r"\b").replace(r"\M", r"\b"), text) is not None


def _perhaps(text: str, words: Sequence[str]) -> list[str]:
    """Of a long text: the words whose every part stands somewhere in it; a pattern is a hundred times slower."""
    folded = text.translate(_FOLD)
    return [word for word in words if all(part in folded for part in _PARTS.findall(word.translate(_FOLD)))]


def _plain(word: str, in_json: bool) -> str:
    if not _NAME.fullmatch(word):  # an address, a phone, СНИЛС
        return spelled(json.dumps(word, ensure_ascii=False)[1:-1] if in_json else word)
    if STEM.fullmatch(word) and word[0] == word[0].upper():
        rest = f"{spelled(word[1:-1])}{ENDING}\\M"
        return f"{BEGIN}{_capital(word[0])}{rest}|{SEARCHED}{_letter(word[0])}{rest}"
    head, tail = _HEAD.match(word), _TAIL.search(word)
    body = word[head.end() if head else 0 : tail.start() if tail else None]
    first = "".join(f"{_capital(one)}[.]{'?' if number == 0 and head[2] else ''}{GAP}" for number, one in enumerate(head.groups()) if one) if head else ""
    return f"{BEGIN}{first}{''.join(_piece(one) for one in _PIECES.findall(body))}{_initials(tail[1], tail[2]) if tail else ''}"


def _piece(one: str) -> str:
    if one[0] == " ":
        return SPACE
    return f"{spelled(one.rstrip('*'))}{ENDING if one[-1] == '*' else ''}\\M" if one[0] in _GROUP else _letter(one)


def _initials(one: str, two: str | None) -> str:
    """After a surname. Small letters need their dots: «Иванова и о чём-то» is not «Иванова И. О.»."""
    if not two:
        return f"{SPACE}{_letter(one)}[.]"
    return f"{SPACE}(?:{_letter(one)}[.]{GAP}{_letter(two)}[.]|{_capital(one)}[.]?{GAP}{_capital(two)}\\M[.]?)"


def _letter(char: str) -> str:
    return f"[{_GROUP[char]}]" if char in _GROUP else f"\\{char}" if char in _SPECIAL else char


def _capital(char: str) -> str:
    return f"[{_GROUP[char][1::2]}]" if char in _GROUP else _letter(char)


def _in_address(word: str) -> str:
    """Percents for letters, a plus or %20 for a space."""
    return "".join(_address_letter(char) for char in word)


def _address_letter(char: str) -> str:
    if char in _GROUP:
        return f"(?:{'|'.join(quote(one) for one in _GROUP[char])})"
    if char in "* ":
        return _ADDRESS_ENDING if char == "*" else "(?:%20|[+])"
    coded = quote(char, safe="")
    return _letter(coded) if len(coded) == 1 else coded
