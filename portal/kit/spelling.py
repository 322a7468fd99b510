r"""One pattern for «this person's name in any spelling»: case, «е» for «ё», oblique cases, Latin look-alikes, initials with and without dots and spaces,
letters of any alphabet, composed or not, soft hyphens and accents inside a word, any dash in a double surname, «_» and digits beside the name.

Words are written as a person reads them: «Кукушёнкин* Аделаид* Прохоровн*», «Кукушёнкин* А. П.», «А. П. Кукушёнкин*». An asterisk is any ending of a case,
a tilde the cases of a short word («Цой~»: Цоя, Цою; a short word without it is not declined: «Ли» is not «Лия»). What stands behind «(кроме …)» may not
stand before the name: a place is called so. A bare stem with a capital letter is found with a capital only («Орлов*» is not «стая орлов»), one in lower
case however it is written. The database makes the same patterns (`erasure_pattern`, migrations 0015 and 0016); a test compares the two.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote

# Inside brackets of a regular expression, of Python and of PostgreSQL alike; by code points, so that no locale matters.
LETTERS = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u0373\u0376-\u037d\u0386\u0388-\u0481\u048a-\u0556\u0561-\u0587\u05d0-\u05f2\u0620-\u065f"
    r"\u0671-\u06d3\u0904-\u0939\u10a0-\u10fa\u1100-\u1fff\u2c00-\u2dff\u3041-\u318f\u3400-\u9fff\ua640-\ua66e\ua680-\ua69d\ua722-\ua7ff\uac00-\ud7a3"
)
HIDDEN = r"\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f"  # soft hyphens, signs without width, accents
_SPACES = r" _\t\n\r\u00a0\u2000-\u200a\u202f\u205f\u3000"
_DASHES = r"\u2010-\u2015\u2212\ufe63\uff0d-"
APOSTROPHES = "'’ʼ`´‘ʻ′＇"  # any, or none: «О’Нар» is written «ОНар» too
STEM = re.compile(rf"[{LETTERS}]{{4,}}\*")
# Letters that are one letter to a reader: small and capital in turn. Of other alphabets a letter is its small and its capital one.
GROUPS = [
    "аАaA", "бБ", "вВbB", "гГ", "дД", "еЕёЁeE", "жЖ", "зЗ", "иИ", "йЙ", "кКkK", "лЛ", "мМmM",
    "нНhH", "оОoO", "пП", "рРpP", "сСcC", "тТtT", "уУyY", "фФ", "хХxX", "цЦ", "чЧ", "шШ", "щЩ",
    "ъЪ", "ыЫ", "ьЬ", "эЭ", "юЮ", "яЯ", "dD", "fF", "gG", "iI", "jJ", "lL", "nN",
    "qQ", "rR", "sS", "uU", "vV", "wW", "zZ", "әӘəƏ", "өӨɵƟ", "іІiI", "ӏӀ",
]  # fmt: skip
_GROUP = {letter: group for group in reversed(GROUPS) for letter in group}
_H, _UNIT = f"[{HIDDEN}]*", rf"(?:[{_SPACES}]|\\[nrt])"  # a line may be broken; in JSON a break is two signs
_CASES = "аеёиоуыюяьйгмхАЕЁИОУЫЮЯЬЙГМХaeoyxAEOYXM"
ENDING = f"(?:{_H}[{_CASES}]){{0,3}}"  # «ого», «ыми», «ой», none: what a surname, a name or a patronymic ends with
SHORT = f"(?:{_H}[аеуыиюяйАЕУЫИЮЯЙaeyAEY]|{_H}[оеёОЕЁoeOE]{_H}[миМИйЙM])"  # of a short one: «Цоя», «Кимом»
SPACE = rf"{_H}{_UNIT}(?:[{_SPACES}{HIDDEN}]|\\[nrt])*"
DASH = rf"{_H}(?:{_UNIT}*[{_DASHES}](?:[{_SPACES}{HIDDEN}]|\\[nrt])*|{_UNIT}(?:[{_SPACES}{HIDDEN}]|\\[nrt])*)"
GAP = r"[ _\u00a0\u00ad\u2000-\u200f\u202f\u2060\ufeff]*"
BEGIN = rf"(?<![{LETTERS}\u00ad\u0300-\u036f])"
END = f"{_H}(?![{LETTERS}{HIDDEN}])"
SEARCHED = "ФИО: "  # what somebody typed into a search, as the journal tells it
LONG = 2_000  # characters
FEWEST = 3  # words that are a whole name: there even «ли» is a surname
_FOLD = {ord(letter): group[-2] for group in reversed(GROUPS) for letter in group}
_UNSEEN = re.compile(f"[{HIDDEN}]")
_PARTS = re.compile(rf"[{LETTERS}]{{2,}}|[0-9]+")
_SPECIAL = "\\.^$*+?()[]{}|"
_CODED = "%D[0-4]%[89AB][0-9A-F]"
_ADDRESS_ENDINGS = {"*": f"(?:{_CODED})*", "~": f"(?:{_CODED}){{0,2}}(?!%D[0-4])"}
_NAME = re.compile(r"[^@0-9]+")
_PIECES = re.compile(rf"[{LETTERS}]+[*~]?|[^{LETTERS}]")
_TAIL = re.compile(rf" ([{LETTERS}])\.(?: ([{LETTERS}])\.)?$")
_HEAD = re.compile(rf"^([{LETTERS}])\. (?:([{LETTERS}])\. )?")
_BARRED = re.compile(r" \(кроме («[^»]*»(?:, «[^»]*»)*)\)$")
_DECLINED = re.compile(r"[аяйьАЯЙЬ]~")  # the last letter of a short word goes before an ending
_LEAST = 4  # letters of a stem
_RUNS, _ALONE = re.compile(rf"[{LETTERS}]+"), re.compile(rf"[{LETTERS}]{{2,3}}~")


def tidy(name: str) -> str:
    """A name as patterns are made of it: composed letters, nothing hidden, one kind of space, dash and apostrophe."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", name))
    plain = re.sub(f"[{APOSTROPHES}]", "'", re.sub(f"[{_DASHES}]", "-", plain))
    return " ".join(plain.split())


def spelled(word: str) -> str:
    """The word in either case, with «е» or «ё», with Latin look-alikes: a regular expression of PostgreSQL and of Python."""
    return _H.join(_letter(char) for char in word)


def spelled_name(name: str) -> str:
    """The whole of a field that holds one name, with any dash or a space between its parts, with any apostrophe or none."""
    parts = (f"[{APOSTROPHES}]?".join(spelled(one) for one in part.split("'")) for part in re.split("[- ]", tidy(name)))
    return f"^{DASH.join(parts)}{_H}$"


def pattern_of(words: Sequence[str], *, in_json: bool = False) -> str:
    """A regular expression of PostgreSQL; also of the words as an address has them («q=%D0%A9…»)."""
    return "|".join(part for word in words for part in (_plain(word, in_json), _in_address(word)))


def hint_of(words: Sequence[str]) -> str:
    """A pattern that finds whatever `pattern_of` does and more, fifty times faster: asked first of every row (`erasure_hint` in the database)."""
    cores = [max(_RUNS.findall(_root(word)), key=len, default=word) if _NAME.fullmatch(word) else word for word in words]
    return "|".join(sorted({part for core in cores for part in (spelled(core), _in_address(core))}))


def mentions(text: str, words: Sequence[str]) -> bool:
    """Does the text name the person?"""
    words = words if len(text) < LONG or "%D" in text else perhaps(text, words)
    return bool(words) and re.search(pattern_of(words), text) is not None


def perhaps(text: str, words: Sequence[str]) -> list[str]:
    """Of a long text: the words whose every part stands somewhere in it; a pattern is a hundred times slower."""
    folded = _folded(text)
    return [word for word in words if all(part in folded for part in _PARTS.findall(_folded(_root(word) if _NAME.fullmatch(word) else word)))]


def _folded(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(_FOLD).lower()


def _root(word: str) -> str:
    """The name without marks, and without the letters that its cases change."""
    return _DECLINED.sub(" ", _BARRED.sub("", word))


def _plain(word: str, in_json: bool) -> str:
    if not _NAME.fullmatch(word):  # an address, a phone, СНИЛС
        return spelled(json.dumps(word, ensure_ascii=False)[1:-1] if in_json else word)
    if STEM.fullmatch(word) and word[0] == word[0].upper():
        rest = f"{_H}{spelled(word[1:-1])}{ENDING}{END}"
        return f"{BEGIN}{_capital(word[0])}{rest}|{SEARCHED}{_letter(word[0])}{rest}"
    begin, word = BEGIN + _not_after(word), _BARRED.sub("", word)
    head, tail = _HEAD.match(word), _TAIL.search(word)
    pieces = _PIECES.findall(word[head.end() if head else 0 : tail.start() if tail else None])
    count = sum(group_of(one[0]) is not None for one in pieces)
    first = "".join(f"{_capital(one)}[.]{'?' if number == 0 and head[2] else ''}{GAP}" for number, one in enumerate(head.groups()) if one) if head else ""
    return f"{begin}{first}{''.join(_piece(one, count) for one in pieces)}{_initials(tail[1], tail[2]) if tail else END}"


def _not_after(word: str) -> str:
    """«(кроме «им. »)»: what may not stand before the name."""
    found = _BARRED.search(word)
    return "".join(f"(?<!{''.join(_before(char) for char in one)})" for one in re.findall("«([^»]*)»", found[1])) if found else ""


def _before(char: str) -> str:
    """One sign for one: Python looks back by a fixed length."""
    group = group_of(char)
    return f"[{_SPACES}]" if char == " " else f"[{group}]" if group else _letter(char)


def _piece(one: str, count: int) -> str:
    """`count`: of how many words the name is. A short word among few has its capital: «Анна ли пришла» is not «Анна Ли»."""
    if one == " ":
        return SPACE
    if one in "-'":
        return DASH if one == "-" else f"[{APOSTROPHES}]?"
    if group_of(one[0]) is None:
        return _letter(one)
    mark, letters = one[-1] if one[-1] in "*~" else "", one.rstrip("*~")
    strict = 1 < len(letters) < _LEAST and letters[0] == letters[0].upper() and ((not mark and count < FEWEST) or (mark == "~" and count == 1))
    kept = letters[:-1] if _DECLINED.search(one) else letters
    ending = ENDING if mark == "*" else "" if not mark else SHORT if kept != letters else f"{SHORT}?"
    return _H.join((_capital if strict and not at else _letter)(char) for at, char in enumerate(kept)) + ending


def _initials(one: str, two: str | None) -> str:
    """After a surname. Small letters need their dots: «Иванова и о чём-то» is not «Иванова И. О.»."""
    if not two:
        return f"{SPACE}{_letter(one)}[.]"
    return f"{SPACE}(?:{_letter(one)}[.]{GAP}{_letter(two)}[.]|{_capital(one)}[.]?{GAP}{_capital(two)}{END}[.]?)"


@lru_cache(1000)
def group_of(char: str) -> str | None:
    """The letters that are this one to a reader, small and capital in turn; None for what is no letter."""
    if char in _GROUP:
        return _GROUP[char]
    if not re.fullmatch(f"[{LETTERS}]", char):
        return None
    small, capital = (one if len(one) == 1 else char for one in (char.lower(), char.upper()))
    return small if small == capital else small + capital


@lru_cache(1000)
def _letter(char: str) -> str:
    group = group_of(char)
    return _any_of(group) if group else f"\\{char}" if char in _SPECIAL else char


@lru_cache(1000)
def _capital(char: str) -> str:
    group = group_of(char)
    return _any_of(group[1::2] or group) if group else _letter(char)


def _any_of(group: str) -> str:
    """Also in two signs: «й» as «и» with its breve."""
    apart = [two for two in _apart(group) if two[0] not in group]
    return f"(?:[{group}]|{'|'.join(apart)})" if apart else f"[{group}]"


def _apart(group: str) -> list[str]:
    return [two for letter in group if len(two := unicodedata.normalize("NFD", letter)) > 1]


def _in_address(word: str) -> str:
    """Percents for letters, a plus or %20 for a space. A short surname alone is a whole word there."""
    plain = _DECLINED.sub("~", _BARRED.sub("", word))
    return f"{'(?<=[=+])' if _ALONE.fullmatch(word) else ''}{''.join(_address_letter(char) for char in plain)}"


@lru_cache(1000)
def _address_letter(char: str) -> str:
    if group := group_of(char):
        return f"(?:{'|'.join(quote(one) for one in (*group, *_apart(group)))})"
    if char in "*~ ":
        return _ADDRESS_ENDINGS.get(char, "(?:%20|[+])")
    coded = quote(char, safe="")
    return _letter(coded) if len(coded) == 1 else coded
