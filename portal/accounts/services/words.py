"""Keeping dictionaries: words are mended, switched off and added."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from portal.accounts.models import Word
from portal.accounts.selectors.vocabulary import closed_to_words, groups_of
from portal.journal.services import record, refuse_stale
from portal.kit.access import require
from portal.kit.namesakes import same
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from portal.kit.words import quoted

ENTERED = "внесено на портале"  # the source of words added here
CODE = 10  # signs: the shortest column that keeps a code is of ten
_SOUNDS = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch  y  e yu ya"
_LETTERS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SOUNDS.split(" "), strict=True))


@transaction.atomic
def add_word(*, dictionary: str, name: str, group: str = "", by: Any) -> Word:
    """Добавить слово в словарь, последним и «по памяти». Raises Refusal for a dictionary that is closed, a name in use, a group that it has not."""
    require(by, "accounts.operate")
    in_turn("accounts.word", dictionary)
    rows, name = list(Word.objects.filter(dictionary=dictionary)), " ".join(name.split())
    if why := closed_to_words(rows):
        raise Refusal(why)
    _refuse_name(rows, name)
    if (groups := groups_of(rows)) and group not in groups:
        raise Refusal("Выберите группу из списка.", field="group")
    order = max(one.order for one in rows) + 1
    code = _code(name, {one.code for one in rows})
    word = Word.objects.create(dictionary=dictionary, code=code, name=name, group=group if groups else "", source=ENTERED, from_memory=True, order=order)
    record(verb="добавил(а) слово в словарь", obj=word, by=by, after={"name": name, "active": True})
    return word


def _refuse_name(rows: Iterable[Word], name: str) -> None:
    """What is no name, or another word's: two words that read alike cannot be told apart in a list to choose from."""
    if not same(name):
        raise Refusal("В названии должна быть хотя бы одна буква или цифра.", field="name")
    for one in rows:
        if same(one.name) == same(name):
            off = "" if one.active else " Оно выключено: откройте его и включите."
            raise Refusal(f"Такое слово в словаре уже есть: {quoted(one.name)}.{off}", field="name")


def _code(name: str, taken: set[str]) -> str:
    """A code that nobody has, made of the name: «Хакатон» → khakaton, the next one khakaton2."""
    latin = "".join(_LETTERS.get(sign, sign) for sign in name.lower())
    plain = re.sub("[^a-z0-9]+", "", latin)[:CODE] or "word"
    endings = ("", *map(str, range(2, len(taken) + 3)))
    return next(code for end in endings if (code := plain[: CODE - len(end)] + end) not in taken)


@transaction.atomic
def edit_word(*, word: Word, name: str, active: bool, by: Any, seen: int | None = None) -> Word:
    """Поправить слово словаря. Only words «по памяти» may be renamed: the others are quoted from their source. Raises Refusal for a name in use."""
    name = " ".join(name.split())
    if not name:
        raise Refusal("Название не может быть пустым.", field="name")
    if not word.from_memory and name != " ".join(word.name.split()):
        raise Refusal("Это слово взято из источника дословно; изменить можно только слова с пометкой «по памяти».", field="name")
    in_turn("accounts.word", word.dictionary)
    word = locked(Word.objects, word.pk)
    refuse_stale(word, seen)
    if same(name) != same(word.name):
        _refuse_name(Word.objects.filter(dictionary=word.dictionary).exclude(pk=word.pk), name)
    before = {"name": word.name, "active": word.active}
    word.name, word.active = name, active
    word.save(update_fields=["name", "active"])
    record(verb="изменил(а) слово словаря", obj=word, by=by, before=before, after={"name": name, "active": active})
    return word
