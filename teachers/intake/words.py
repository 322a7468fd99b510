"""Words of messy files: cleaning of text, and finding a word of a dictionary by what people write for it."""

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from portal.kit import words
from portal.kit.naming import normal
from portal.kit.workbook import Fault, Value
from teachers.intake.places import Place, places_of

BLANKS = {"", "-", "--", "---", "н/д", "нд", "н.д.", "нет данных", "не указано", "не указан", "отсутствует", "?", "."}
_HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_DASHES = re.compile(r"[‐‑‒–—―−]")
_ODD = re.compile("[^ -~А-Яа-яЁё№«»]")
_WORD = re.compile(r"[^\W_]+\.?")
_BRACKETS = re.compile(r"\([^()]*\)?")
STOP = {"и", "по", "на", "в", "с", "о", "для", "или", "от", "the"}


class Unreadable(Exception):
    """A cell whose value cannot be taken: why, and how to mend it. `fatal` None leaves that to the field."""

    def __init__(self, reason: str, mend: str, *, fatal: bool | None = None) -> None:
        super().__init__(reason)
        self.reason, self.mend, self.fatal = reason, mend, fatal


class Note(NamedTuple):
    """A remark to a cell whose value was taken all the same."""

    reason: str
    mend: str


def clean(text: str) -> str:
    """One kind of space and dash, nothing invisible, letters in their composed form («й» is one character)."""
    if not _ODD.search(text):  # nearly every cell
        return " ".join(text.split())
    text = unicodedata.normalize("NFKC", text.replace("№", "\u0001")).replace("\u0001", "№").translate(_HIDDEN)
    return " ".join(_DASHES.sub("-", text).split())


def text_of(raw: Value) -> str:
    """A cell as text; «-», «н/д» and the like are empty. Raises Unreadable for a fault."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        text = clean(raw)
        return "" if text.lower() in BLANKS else text
    if isinstance(raw, Fault):
        raise Unreadable(raw.reason, raw.mend)
    if isinstance(raw, bool):
        return "да" if raw else "нет"
    if isinstance(raw, dt.date):
        return f"{raw:%d.%m.%Y}"
    return f"{raw:.10g}" if isinstance(raw, float) else str(raw)


SPELT, ALIKE = 5, 0.8  # letters and likeness from which a word may be another one misspelt


def quoted(text: str) -> str:
    """A value as a sentence shows it: in quotes, not too long."""
    return words.quoted(text if len(text) <= 60 else text[:59] + "…")


ENDINGS = re.compile(r"|[аоеиыуюьй]|[оеия]й|[еоаяыи]м|[оеи]ю|[аяыи]ми|[аяыи]х|[ое]в|ый|ая|яя|ое|ее|ые|ие|[ое]го|[ое]му|ую|юю|я")


class Token(NamedTuple):
    """A word of a text in its normal form; short when a dot cut it («уч.»)."""

    word: str
    short: bool

    def means(self, other: str) -> bool:
        """Whether it is the other word in another case or cut short: «математики» is «математика», «нач.» is «начальные»."""
        word = self.word
        if word == other:
            return True
        if self.short:
            return len(word) >= 2 and other.startswith(word)
        longest = max(len(word), len(other))
        if abs(len(word) - len(other)) > 3 or min(len(word), len(other)) < 3:
            return False
        same = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
        return same >= max(4 if longest > 5 else 3, longest - 3)

    def is_of(self, other: str) -> bool:
        """Whether it is surely the other word, cut short or in another case, number or gender: «химии» is «химия», «химея» and «учителька» are guesses."""
        if self.word == other or (self.short and self.means(other)):
            return True
        same = next((at for at, (a, b) in enumerate(zip(self.word, other, strict=False)) if a != b), min(len(self.word), len(other)))
        return any(ENDINGS.fullmatch(self.word[at:]) and ENDINGS.fullmatch(other[at:]) for at in range(max(same - 3, 2), same + 1))


def tokens(text: str) -> list[Token]:
    """Words of a text without little ones («и», «по»)."""
    found = (Token(word.rstrip("."), word.endswith(".")) for word in _WORD.findall(normal(text)))
    return [one for one in found if one.word not in STOP]


def words_of(text: str) -> list[str]:
    return [one.word for one in tokens(text)]


def outside_brackets(text: str) -> str:
    return _BRACKETS.sub(" ", text)


class Entry(NamedTuple):
    """A word of a dictionary ready for matching: `main` are words outside brackets, `all` with those inside."""

    key: str
    name: str
    main: list[str]
    all: list[str]


class Lexicon:
    """A dictionary that is asked by what people write."""

    def __init__(self, named: Mapping[str, str], aliases: Iterable[tuple[str, str]] = ()) -> None:
        self.entries = [Entry(key, name, words_of(outside_brackets(name)), words_of(name)) for key, name in named.items()]
        self._by_length: dict[int, list[Entry]] = {}
        for entry in self.entries:
            self._by_length.setdefault(len(entry.main), []).append(entry)
        self._exact = {normal(name): key for key, name in reversed(list(named.items()))}
        self._aliases = [(re.compile(pattern), words_of(canonical)) for pattern, canonical in aliases]

    def named(self, text: str) -> str | None:
        """The key of the word that the text is, as it stands or by what people usually write for it."""
        return self._exact.get(normal(text)) or self._by_alias(normal(text))

    def find(self, text: str) -> str | None:
        """The key of the word that the text means, a part of it too («английский» is «Иностранный язык (английский)»); None when there is none or several."""
        if key := self.named(text):
            return key
        for said in (tokens(text), tokens(outside_brackets(text))):
            if key := self._holding(said):
                return key
        return None

    def leading(self, said: Sequence[Token]) -> tuple[str | None, int]:
        """The longest beginning of the text that is a whole word of the dictionary, and how many tokens it takes."""
        for length in range(min(len(said), 12), 0, -1):
            head = said[:length]
            if key := self._by_alias(" ".join(one.word for one in head)):
                return key, length
            same = [one.key for one in self._by_length.get(length, ()) if all(a.means(b) for a, b in zip(head, one.main, strict=True))]
            if same:
                return (same[0] if len(same) == 1 else None), length
        return None, 0

    def says(self, said: Sequence[Token], key: str) -> bool:
        """Whether the words are surely those of the entry that was found for them: its own, or what people usually write for it."""
        if self._by_alias(" ".join(one.word for one in said)) == key:
            return True
        known = next(entry.all for entry in self.entries if entry.key == key)
        return all(any(one.is_of(word) for word in known) for one in said)

    def near(self, text: str, most: int = 3) -> list[str]:
        """Names that share a word with the text, most alike first; where none does, the words are taken for misspelt."""
        said = tokens(text)[:12]
        return self._sharing(said, most) or self._sharing(self._mended(said), most)

    @cached_property
    def _known_words(self) -> list[str]:
        return sorted({word for entry in self.entries for word in entry.all if len(word) >= SPELT})

    def _mended(self, said: Sequence[Token]) -> list[Token]:
        """The words of the dictionary that misspelt ones are like: «воспетатель», «психалог»."""
        known = self._known_words
        alike = [difflib.get_close_matches(one.word, known, n=1, cutoff=ALIKE) for one in said if len(one.word) >= SPELT]
        return [Token(word, False) for [word] in filter(None, alike)]

    def _sharing(self, said: Sequence[Token], most: int) -> list[str]:
        shared = [(sum(any(one.means(word) for word in entry.all) for one in said) / (len(entry.all) + 1), entry.name) for entry in self.entries]
        return [name for score, name in sorted(shared, key=lambda pair: -pair[0])[:most] if score]

    def _by_alias(self, text: str) -> str | None:
        for pattern, canonical in self._aliases:
            if pattern.fullmatch(text):
                return next((one.key for one in self.entries if one.all[: len(canonical)] == canonical), None)
        return None

    def _holding(self, said: list[Token]) -> str | None:
        """The only entry that holds every word of the text; of several the one that the text covers best."""
        if not said or len(said) > 12:
            return None
        found = [(len(said) / len(entry.main or entry.all), entry.key) for entry in self.entries if _covers(said, entry.all)]
        found.sort(reverse=True)
        if not found or (len(found) > 1 and found[0][0] == found[1][0]):
            return None
        return found[0][1]


def _covers(said: Sequence[Token], words: Sequence[str]) -> bool:
    left = list(words)
    for token in said:
        hit = next((word for word in left if token.means(word)), None)
        if hit is None:
            return False
        left.remove(hit)
    return True


@dataclass(frozen=True)
class Vocabulary:
    """Words of the district's dictionaries (code → name), its organisations (key → names) and the date of the file.

    What a reading gives is the keys; where the register keeps a name itself (subjects), the key is the name.
    """

    on: dt.date
    positions: Mapping[str, str]
    subjects: Mapping[str, str]
    categories: Mapping[str, str]
    education: Mapping[str, str]
    organisations: Mapping[str, Sequence[str]]

    @cached_property
    def posts(self) -> Lexicon:
        return Lexicon(self.positions, POSTS)

    @cached_property
    def lessons(self) -> Lexicon:
        return Lexicon(self.subjects, LESSONS)

    @cached_property
    def grades(self) -> Lexicon:
        return Lexicon(self.categories)

    @cached_property
    def places(self) -> list[Place]:
        return places_of(self.organisations)

    @cached_property
    def values(self) -> frozenset[str]:
        """Every word of the dictionaries and every name of an organisation, in normal form: what stands in rows, not above them."""
        named = [*self.positions.values(), *self.subjects.values(), *self.categories.values(), *self.education.values()]
        return frozenset(map(normal, [*named, *(name for names in self.organisations.values() for name in names)]))

    @cached_property
    def schoolings(self) -> Lexicon:
        return Lexicon(self.education)


# What people write → how the dictionary begins. Patterns are matched against the normal form (see `naming.normal`).
POSTS = (
    (r"учительница|учит|уч", "учитель"),
    (r"завуч|зам(еститель)?\.? ?дир(ектора)?\.? ?(по )?(у-?в-?р|учебно-? ?воспитательной работе|учебной работе)", "заместитель директора увр"),
    (r"зам(еститель)?\.? ?дир(ектора)?\.? ?(по )?(вр|воспитательной работе)", "заместитель директора вр"),
    (r"зам(еститель)? зав(едующего|едующей)?", "заместитель заведующего"),
    (r"зав|заведующий доу|заведующий садом", "заведующий"),
    (r"пдо|педагог до|педагог доп(олнительного)? обр(азования)?", "педагог дополнительного образования"),
    (r"психолог|пед(агог)?-? ?психолог", "педагог психолог"),
    (r"логопед|учитель логопед", "учитель логопед"),
    (r"дефектолог|олигофренопедагог", "учитель дефектолог"),
    (r"соц(иальный)?\.? ?пед(агог)?|соцпедагог", "социальный педагог"),
    (r"муз(ыкальный)?\.? ?рук(оводитель)?|музрук", "музыкальный руководитель"),
    (r"(инструктор|инстр) ?(физо|физкультуре|физ воспитанию|фк|физической культуре)", "инструктор физической культуре"),
    (r"преподаватель организатор( обж| обзр| осно\w+.*)?", "преподаватель организатор"),
    (r"организатор", "педагог организатор"),
    (r"советник( директора)?( воспитанию( .*)?)?", "советник директора воспитанию"),
    (r"ст(арший)? вожатый|вожатый|вожатая", "старший вожатый"),
    (r"ст(арший)? воспитатель", "старший воспитатель"),
    (r"тренер", "тренер преподаватель"),
    (r"воспит", "воспитатель"),
)
LESSONS = (
    (r"(нач|начальные|начальных|начальн)\.? ?(кл|классы|классов|школа|школы)?\.?|начальная школа|начальной школы", "начальные классы"),
    (r"физ-?ра|физо|физкультура|физкультуры|физ\.? ?культур[аы]|фк|физ воспитание", "физическая культура"),
    (r"обж|обзр|основы? безопасности.*|основ безопасности.*", "основы безопасности"),
    (r"изо", "изобразительное искусство"),
    (r"икт|информатик[аи] икт|информатик[аи] и икт", "информатика"),
    (r"(англ|английск(ий|ого))\.? ?(яз|язык|языка)?\.?", "иностранный язык английский"),
    (r"(нем|немецк(ий|ого))\.? ?(яз|язык|языка)?\.?", "иностранный язык немецкий"),
    (r"(фр|франц|французск(ий|ого))\.? ?(яз|язык|языка)?\.?", "иностранный язык французский"),
    (r"(кит|китайск(ий|ого))\.? ?(яз|язык|языка)?\.?", "иностранный язык китайский"),
    (r"(рус|русск(ий|ого))\.? ?(яз|язык|языка)?\.?", "русский язык"),
    (r"лит-?ра|лит", "литература"),
    (r"мат|матем", "математика"),
    (r"труд[аы]?|технологи[яи]", "труд технология"),
    (r"обществ|общество", "обществознание"),
    (r"орксэ|однкнр", "орксэ"),
)
