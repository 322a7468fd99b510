"""«Всё обо мне» as pure data: every declared table's rows of one person, readable by programs and by her. No other person is named in it."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from monitoring.selectors.personal import frozen_facts
from portal.accounts.models import PersonalCopy, User
from portal.accounts.selectors import names
from portal.documents.models import StoredFile
from portal.journal.models import Deed
from portal.journal.selectors import KINDS, done_with
from portal.kit.persons import Held, Subject
from portal.kit.words import gendered
from portal.site.personal.looking import own_deeds
from portal.site.personal.registry import HELD, objects_of, posts_of
from teachers.models import Teacher

SCHEMA = 1  # grows when a name or a meaning of everything.json changes; templates/site/personal/schema.txt tells it in words
PEOPLE = (Teacher, User)
DICTIONARY = re.compile(r" \(словарь (\w+)\)")
LIBRARY = {
    "created_at": "начат", "last_seen_at": "последнее действие", "last_used_at": "последний раз", "ip": "адрес в сети", "user_agent": "устройство",
    "verified": "подтверждён", "primary": "основной", "provider": "сервис", "uid": "номер в сервисе", "extra_data": "сведения сервиса", "expires_at": "действует до", "type": "вид", "author_name": "имя автора", "edited_at": "изменено",
    "version": "версия", "at": "когда", "object_type": "о чём", "object_id": "номер записи",
}  # fmt: skip
LIBRARIES = {"account", "mfa", "socialaccount", "usersessions", "sessions"}
NAMELESS_LINKS = {"teachers.Intake"}  # their own words may name somebody else


@dataclass
class Section:
    """One table: its name for programs, its title, labels of fields, rows."""

    table: str
    title: str
    labels: dict[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)


def sections(who: Subject) -> list[Section]:
    """Every declared table that has rows of the person, in the order of the declarations."""
    her = _named_as(who)
    every = [section for one in reversed(HELD) if (section := _section(one, who, her)).rows]
    return [*every, *_frozen(who), *_journal(who)]


def _named_as(who: Subject) -> Any:
    """Her card or account, whose name and sex tell how she is spoken of."""
    people = [*Teacher.objects.filter(pk__in=who.cards[:1]), *User.objects.filter(pk__in=[who.account] if who.account else [])]
    return people[0] if people else ""


def files_of(who: Subject) -> list[StoredFile]:
    """Her own scans and proofs."""
    ids = {pk for one in HELD for name in one.files for pk in one.rows(who).exclude(**{name: None}).values_list(name, flat=True)}
    return list(StoredFile.objects.filter(pk__in=ids).order_by("pk"))


def told(one: Held) -> list[Any]:
    """The fields of a table that go into the file."""
    return [each for each in one.model._meta.concrete_fields if each.name not in one.hidden]


def _section(one: Held, who: Subject, her: Any) -> Section:
    fields = told(one)
    kept = one.rows(who)
    if one.model is PersonalCopy:
        kept = kept.exclude(finished_at=None)  # the one that is being made does not tell of itself
    rows = list(kept.order_by("pk").values(*(each.attname for each in fields)))
    named = {each: _named(each, rows) if each.is_relation else words_of(each) for each in fields}
    section = Section(one.model._meta.label, one.title, {each.name: label_of(each) for each in fields})
    said = getattr(one.model, "SAID", {})  # what a table calls by the person's sex
    for row in rows:
        made = {each.name: _told(each, row[each.attname], named.get(each, {}), who) for each in fields}
        made |= {
            name: {**value, "name": gendered(said[value["code"]], her)} for name, value in made.items() if isinstance(value, dict) and value.get("code") in said
        }
        section.rows.append({name: value for name, value in made.items() if value not in (None, "", [], {})})
    return section


def _named(key: Any, rows: list[dict[str, Any]]) -> dict[Any, str]:
    """Names of what a key leads to, for things; people are never named."""
    model: type[models.Model] = key.related_model
    if model in PEOPLE or model._meta.label in NAMELESS_LINKS:
        return {}
    return {pk: str(found) for pk, found in model._base_manager.in_bulk({row[key.attname] for row in rows} - {None}).items()}


def label_of(each: Any) -> str:
    """The field in Russian; the sign-in library names its own in English, and what no page shows has no words of its own."""
    if each.name == "is_superuser":  # the framework's own; nobody of the portal has it
        return "служебная отметка"
    if each.model._meta.app_label in LIBRARIES and each.name in LIBRARY:
        return LIBRARY[each.name]
    said = str(each.verbose_name)
    if each.is_relation and said == each.name.replace("_", " "):  # a key that is called as what it leads to
        said = str(each.related_model._meta.verbose_name)
    if not re.search("[а-яё]", said, re.IGNORECASE):
        return LIBRARY.get(each.name, said)
    return DICTIONARY.sub("", said)


def words_of(each: Any) -> dict[Any, str]:
    """Names of the codes of a dictionary: the field's own name says which («категория (словарь qualification_categories)»)."""
    found = DICTIONARY.search(str(each.verbose_name))
    return names(found[1]) if found else {}


def _told(each: Any, value: Any, named: dict[Any, str], who: Subject) -> Any:
    if value is None:
        return None
    if each.is_relation and each.related_model in PEOPLE:
        mine = value in who.cards if each.related_model is Teacher else value == who.account
        return "это вы" if mine else None
    if each.is_relation:
        return {"id": value, "name": named[value]} if value in named else {"id": value}
    if not isinstance(value, list | dict) and value in named:
        return {"code": value, "name": named[value]}
    if each.choices:
        return {"code": value, "name": str(dict(each.flatchoices).get(value, value))}
    return plain(value)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) or hasattr(value, "name") else value


def _frozen(who: Subject) -> Iterable[Section]:
    """Her lines in the frozen lists of signed reports."""
    rows = frozen_facts(who)
    labels = {"report": "отчёт", "on": "дата", "what": "что"}
    return [Section("monitoring.FrozenList", "строки зафиксированных отчётов", labels, rows)] if rows else []


def _journal(who: Subject) -> Iterable[Section]:
    """What others did with her data, by post and not by name (152-ФЗ, ст. 14, ч. 7, п. 4), and what she did herself, without whom it was done with."""
    mine = own_deeds(who)
    others = list(done_with(who, objects_of(who), mine))
    posts = posts_of(others)
    seen = [
        {"at": plain(one.at), "kind": KINDS[one.kind], "what": one.told, "post": posts.get((one.actor_id or 0, timezone.localdate(one.at)), "")}
        for one in others
    ]
    own = [{"at": plain(one.at), "what": one.told} for one in Deed.objects.filter(mine).order_by("pk").iterator(2000)]
    made = [
        Section("journal.looked", "кто смотрел и менял мои данные", {"at": "когда", "kind": "вид", "what": "что сделано", "post": "должность"}, seen),
        Section("journal.own", "мои действия на портале", {"at": "когда", "what": "что сделано"}, own),
    ]
    return [one for one in made if one.rows]
