"""Posts, subjects, categories, education and organisations: what people write → keys of dictionaries."""

import re
from typing import NamedTuple

from portal.kit.naming import normal
from portal.kit.workbook import Value
from teachers.intake import dates
from teachers.intake.places import place_words
from teachers.intake.words import Note, Token, Unreadable, Vocabulary, outside_brackets, quoted, text_of, tokens

LONGEST = 200
TEACHES = re.compile(r"учител|преподавател|педагог дополн", re.IGNORECASE)
LEADS = re.compile(r"^(директор|заведующ|заместител|руководител|начальник)", re.IGNORECASE)
PLACE = re.compile(r"школ|сад|доу|мбоу|мбдоу|мкоу|маоу|мадоу|сош|сш|оош|нош|организац|учрежд|лице|гимназ|центр|филиал|цдт|цвр|оо|оу|и\.?о|д$|\d+")
PUPILS = re.compile(r"\d|класс|кл$|мальч|девоч|угл|проф|баз|уров|элект|факульт|внеур")  # whom and how a subject is taught
GUESSED = "Если это не так, впишите слово из словаря"
ACTING = re.compile(r"^(и\.?\s?о\.?|врио|исп\w*\.? обязанности)\s+", re.IGNORECASE)


class Post(NamedTuple):
    """A position and, where the cell names it, a subject."""

    position: str
    subject: str | None
    notes: tuple[Note, ...] = ()


def post(raw: Value, words: Vocabulary) -> Post | None:
    """«учитель математики» → the position and the subject; «зам. дир. по УВР», «воспитатель», «физрук»."""
    text = ACTING.sub("", text_of(raw))[:LONGEST]
    if not text:
        return None
    if re.fullmatch(r"физрук|учитель физры", normal(text)):
        text = "учитель физической культуры"
    if key := words.posts.named(text):
        return Post(key, None)
    said = tokens(text)
    key, length = words.posts.leading(said)
    if key is None or not _fits(words.positions[key], said[length:]):
        raise Unreadable(f"Должности {quoted(text)} нет в словаре", _hint(words.posts.near(text), "Впишите должность из словаря"))
    name = words.positions[key]
    guess = () if words.posts.says(said[:length], key) else (Note(f"Должность {quoted(text)} прочитана как {quoted(name)}", GUESSED),)
    if not said[length:] or not TEACHES.search(name):
        return Post(key, None, guess)
    rest = _after(text, length)
    subject, note = _subject(rest, words)
    if subject is None and rest:
        note = Note(
            f"Предмет {quoted(rest)} не найден в словаре, работа записывается без предмета", _hint(words.lessons.near(rest), "Впишите предмет из словаря")
        )
    return Post(key, subject, (*guess, note) if note else guess)


def _fits(name: str, rest: list[Token]) -> bool:
    """A head of something else than a school («заведующая хозяйством») is another post."""
    return not LEADS.match(name) or all(PLACE.match(one.word) for one in rest)


def _after(text: str, length: int) -> str:
    """The text behind its first words (little words are not counted)."""
    at, left = 0, length
    for found in re.finditer(r"[^\W_]+\.?", text):
        if left and tokens(found[0]):
            left -= 1
            at = found.end()
        if not left:
            break
    return text[at:].strip(" ,;:-/()")


def subject(raw: Value, words: Vocabulary) -> tuple[str | None, Note | None]:
    """The key of a subject; of several the first, with a remark. Raises Unreadable when none is known."""
    text = text_of(raw)[:LONGEST]
    if not text or text.lower() == "нет":
        return None, None
    found, note = _subject(text, words)
    if found is None:
        raise Unreadable(f"Предмета {quoted(text)} нет в словаре", _hint(words.lessons.near(text), "Впишите предмет из словаря"))
    return found, note


def _subject(text: str, words: Vocabulary) -> tuple[str | None, Note | None]:
    if key := words.lessons.find(text):
        sure = words.lessons.named(text) or any(words.lessons.says(said, key) for said in (tokens(text), tokens(outside_brackets(text))) if said)
        return key, None if sure else _read_as(text, key, words)
    parts = [part for part in re.split(r"[,;/+\n]| и ", text) if part.strip()]
    known = [(part, key) for part in parts[:6] if (key := words.lessons.find(part) or words.lessons.leading(tokens(outside_brackets(part)))[0])]
    if not known:
        return None, None
    if len(parts) == 1:
        said = [one for one in tokens(outside_brackets(text)) if not PUPILS.match(one.word)]
        return known[0][1], None if words.lessons.says(said, known[0][1]) else _read_as(text, known[0][1], words)
    return known[0][1], Note(
        f"Предметов несколько: {quoted(text)}; взят {quoted(words.subjects[known[0][1]])}", "Остальные впишите отдельными строками, если нужны"
    )


def _read_as(text: str, key: str, words: Vocabulary) -> Note:
    return Note(f"Предмет {quoted(text)} прочитан как {quoted(words.subjects[key])}", GUESSED)


def _hint(near: list[str], otherwise: str) -> str:
    return f"Возможно, это {', '.join(f'{quoted(one)}' for one in near)}" if near else otherwise


CATEGORIES = (
    ("ped_method", re.compile(r"педагог-? ?методист"), "педагог-методист"),
    ("ped_nast", re.compile(r"педагог-? ?наставник"), "педагог-наставник"),
    ("none", re.compile(r"без (?:квалиф\w* )?кат|^б[/. -]*к\b|^нет$|не имеет|не аттест|^отсутств|молодой спец|^0$"), "без категории"),
    ("high", re.compile(r"высш|^в\b|^вкк|^вк$|\bвкк\b"), "высшая"),
    ("first", re.compile(r"перв|^1(?!\d)|^i(?!i)|^і|\b1 ?-?(?:я|ая|кк|кв|кат)|\bi (?:кв|кат)|^пкк"), "первая"),
    ("sootv", re.compile(r"соотв|сзд|^сд$|соответ"), "соответствие занимаемой должности"),
)


class Grade(NamedTuple):
    """A category and the dates that the cell tells beside it."""

    category: str
    dates: list[str]


def category(raw: Value, words: Vocabulary) -> Grade | None:
    """«1 кат.», «высшая, 25.03.2021», «СЗД», «б/к»."""
    text = text_of(raw)[:LONGEST]
    if not text:
        return None
    plain = normal(text).replace("и категория", "i категория")
    if re.match(r"(втор|2(?!\d)|ii)", text.lower()):
        raise Unreadable(f"Второй категории больше не бывает: {quoted(text)}", "Впишите «первая», «высшая», «соответствие» или «без категории»")
    for code, pattern, name in CATEGORIES:
        if pattern.search(plain) or pattern.search(text.lower()):
            key = code if code in words.categories else words.grades.find(name)
            if key:
                return Grade(key, dates.within(text, words.on))
    if key := words.grades.find(text):
        return Grade(key, [])
    raise Unreadable(f"Не похоже на категорию: {quoted(text)}", "Впишите «первая», «высшая», «соответствие» или «без категории»")


HIGHER = re.compile(r"высш|^в/?о\b|бакалавр|магистр|специалитет|аспирант")
VOCATIONAL = re.compile(r"сред\w*[ .,/-]*(?:проф|спец)|^ср?[ .,/-]*(?:п|проф|спец)|спо\b|колледж|техникум|училищ|нач\w*[ .]*проф")
TEACHING = re.compile(r"пед|гпу\b|гпи\b|учител|воспитател|дошкольн")
STUDENT = re.compile(r"студент|обучается|учится|неоконч|незаконч|получает")
SECONDARY = re.compile(r"средн|общее|11 кл|школа")


def education(raw: Value, words: Vocabulary) -> tuple[str | None, str]:
    """(level, the text itself): «высшее пед.», «ср.-спец.», «СПО», «ХГПУ, 1998, учитель математики» (no level said)."""
    text = text_of(raw)
    plain = text.lower().replace("ё", "е")[:LONGEST]
    if not plain:
        return None, ""
    if key := words.schoolings.find(text[:LONGEST]):
        return key, text
    teaching = bool(TEACHING.search(plain)) and "непед" not in plain and "не пед" not in plain
    if STUDENT.search(plain):
        code = "student"
    elif HIGHER.search(plain):
        code = "higher_ped" if teaching else "higher"
    elif VOCATIONAL.search(plain):
        code = "mid_ped" if teaching else "mid"
    else:
        code = "school" if SECONDARY.search(plain) and not teaching else ""
    return (code if code in words.education else None), text


def organisation(raw: Value, words: Vocabulary) -> str | None:
    """The key of the organisation that the text names: «МБОУ СОШ №5», «школа 5», «СШ № 5 п. Ванино»."""
    text = text_of(raw)[:300]
    if not text:
        return None
    key = place(text, words)
    if key is None:
        said = place_words(text)
        near = list(dict.fromkeys(words.organisations[one.key][0] for one in words.places if said & one.words))[:3]
        raise Unreadable(f"Организации {quoted(text)} нет в районе", _hint(near, "Впишите краткое название организации, как оно записано на портале"))
    return key


def place(text: str, words: Vocabulary) -> str | None:
    """The only organisation that the text can mean."""
    plain, said = normal(text), place_words(text)
    exact = {one.key for one in words.places if one.plain == plain}
    if len(exact) == 1:
        return exact.pop()
    found = {one.key for one in words.places if _same_place(said, one.words)}
    return found.pop() if len(found) == 1 else None


def _same_place(said: frozenset[str], name: frozenset[str]) -> bool:
    """One names all that the other does, and both the same number; a bare number or kind is not enough."""
    numbers = {word for word in said if word.isdecimal()}, {word for word in name if word.isdecimal()}
    if numbers[0] != numbers[1] or len(said & name) < (2 if numbers[0] else 1):
        return False
    smaller = min(said, name, key=len)
    return smaller <= said & name and (bool(numbers[0]) or (smaller != {"школа"} and smaller != {"сад"}))
