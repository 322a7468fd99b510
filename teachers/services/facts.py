"""Факты роста: КПК, награды, дополнительные роли, результаты аттестации, ступени карьеры; written by the school and the methodist."""

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from portal.documents.services import store_file
from portal.journal.models import Deed
from portal.journal.services import Stale, record
from portal.kit.refusal import Refusal
from portal.kit.words import day, gendered
from teachers.models import Award, CareerStage, Course, Duty, Qualification, Teacher

NOT_YOURS = "Записи карточки вносит своя организация или методист района."
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of facts: its model, and how the journal names one (accusative)."""

    model: type[models.Model]
    named: str


KINDS = {
    "courses": Kind(Course, "КПК"),
    "grades": Kind(Qualification, "результат аттестации"),
    "awards": Kind(Award, "награду"),
    "duties": Kind(Duty, "дополнительную роль"),
    "career": Kind(CareerStage, "ступень карьеры"),
}


@transaction.atomic
def add_fact(*, teacher: Teacher, kind: str, values: Values, file: UploadedFile | None = None, by: Any) -> models.Model:
    """Внести факт в карточку, with a scan as a private file. Raises Refusal with the field whose value the database would not take."""
    fresh = _card(teacher, by)
    made = KINDS[kind].model(district_id=fresh.district_id, teacher=fresh, **values)
    _attach(made, file, by)
    _save(made)
    record(verb=f"внёс(ла) {KINDS[kind].named}", obj=fresh, by=by, after=journalled(made), comment=str(made))
    return made


@transaction.atomic
def edit_fact(*, fact: Any, kind: str, values: Values, seen: int, file: UploadedFile | None = None, by: Any) -> models.Model:
    """Исправить факт; `seen` is `mark_of` what the form had shown. Raises Stale when somebody has changed it since."""
    fresh = _locked(fact, kind, seen, by)
    was, before = told(fresh), journalled(fresh)
    for name, value in values.items():
        setattr(fresh, name, value)
    _attach(fresh, file, by)
    _save(fresh)
    if file is not None or told(fresh) != was:
        record(verb=f"исправил(а) {KINDS[kind].named}", obj=fresh.teacher, by=by, before=before, after=journalled(fresh), comment=str(fresh))
    return fresh  # type: ignore[no-any-return]


@transaction.atomic
def remove_fact(*, fact: Any, kind: str, seen: int, by: Any) -> None:
    """Удалить внесённое по ошибке; the journal keeps what it was. Raises Stale when somebody has changed it since."""
    fresh = _locked(fact, kind, seen, by)
    record(verb=f"удалил(а) {KINDS[kind].named}", obj=fresh.teacher, by=by, before=journalled(fresh), after={}, comment=str(fresh))
    fresh.delete()


def told(fact: Any) -> dict[str, Any]:
    """The fact's own fields as plain values: what `mark_of` is made of."""
    skipped = ("id", "district", "teacher", "scan")
    return {one.name: _plain(getattr(fact, one.attname)) for one in fact._meta.concrete_fields if one.name not in skipped}


def journalled(fact: Any) -> dict[str, Any]:
    """The same as the journal keeps them: what the fact points at stands by its name."""
    links = {one.name: str(getattr(fact, one.name) or "") for one in fact._meta.concrete_fields if one.many_to_one}
    return {name: links.get(name, value) for name, value in told(fact).items()}


def mark_of(fact: Any) -> int:
    """A number that changes when the fact does: an open form carries it."""
    text = json.dumps([told(fact), getattr(fact, "scan_id", None)], ensure_ascii=False, default=str)
    return zlib.crc32(text.encode()) % 10**9


def _card(teacher: Teacher, by: Any) -> Teacher:
    fresh = Teacher.objects.shown().select_for_update(of=("self",), no_key=True).filter(pk=teacher.pk).first()
    if fresh is None:
        raise Refusal("Этой карточки больше нет: её объединили с другой или обезличили.")
    if not by.has_perm("teachers.record", fresh):
        raise Refusal(NOT_YOURS)
    return fresh


def _locked(fact: Any, kind: str, seen: int, by: Any) -> Any:
    card = _card(fact.teacher, by)
    fresh = KINDS[kind].model._default_manager.select_for_update(of=("self",)).filter(pk=fact.pk, teacher=card).first()
    if fresh is None:
        raise Refusal("Этой записи уже нет: её удалили, пока страница была открыта.")
    if mark_of(fresh) != seen:
        last = Deed.objects.about(card).filter(verb__endswith=KINDS[kind].named).first()
        who = f": {last.actor_name} {gendered(last.verb, last.actor_name)} ({day(last.at, 'time')})" if last else ""
        raise Stale(f"Пока страница была открыта, запись изменили{who}. Введённое вами осталось в форме: сверьте его и сохраните ещё раз.", mark_of(fresh))
    return fresh


def _attach(fact: Any, file: UploadedFile | None, by: Any) -> None:
    if file is not None:
        fact.scan = store_file(name=file.name or "скан", content=file, by=by, district_id=fact.district_id, allowed=("pdf", "image"))


def _save(fact: models.Model) -> None:
    try:
        fact.full_clean(exclude=["district"])
    except ValidationError as wrong:
        name, sentences = next(iter(wrong.message_dict.items()))
        raise Refusal(" ".join(sentences), field="" if name == "__all__" else name) from wrong
    fact.save()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
