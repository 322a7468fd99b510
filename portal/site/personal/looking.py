"""«Кто смотрел мои данные»: who read, took away or changed a person's data, in plain words, by day."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat, Trim
from django.utils import timezone

from portal.accounts.models import User
from portal.journal.models import PORTAL, Deed, DeedQuerySet
from portal.journal.selectors import KINDS, done_by, done_with, of_kind
from portal.kit.persons import Subject
from portal.site.personal.registry import objects_of, posts_of
from teachers.models import Teacher
from teachers.selectors.personal import former_accounts

TERM = ("с", "по")  # how the two ends of a term are called beside their dates; alone they say nothing


@dataclass(frozen=True)
class Look:
    """One line: when, who (name and post), what was done and with what."""

    at: dt.datetime
    who: str
    post: str
    what: str
    kind: str
    note: str


@dataclass(frozen=True)
class Day:
    """Lines of one day, the latest first."""

    on: dt.date
    looks: list[Look]


def looked(who: Subject, kind: str = "") -> DeedQuerySet:
    """The deeds for `page_of`; the person's own are not among them."""
    return of_kind(done_with(who, objects_of(who), own_deeds(who)), kind)


def own_deeds(who: Subject) -> Q:
    """What the person did herself: also under an account that a merging ended and under a name of hers without any account."""
    accounts = [*([who.account] if who.account else ()), *(former_accounts(who) if len(who.cards) > 1 else ())]
    rows: Any = Teacher.objects.filter(pk__in=who.cards) if who.cards else User.objects.filter(pk__in=accounts)
    name = Trim(Concat("last_name", Value(" "), "first_name", Value(" "), "patronymic"))
    return done_by(accounts, rows.order_by().values_list(name))


def days(deeds: list[Deed]) -> list[Day]:
    """A page of deeds by day."""
    posts = posts_of(deeds)
    lines = [_line(deed, posts) for deed in deeds]
    return [Day(on, list(found)) for on, found in groupby(lines, key=lambda one: timezone.localdate(one.at))]


def _line(deed: Deed, posts: dict[tuple[int, Any], str]) -> Look:
    post = posts.get((deed.actor_id or 0, timezone.localdate(deed.at)), "")
    if deed.actor_id and not post and deed.actor_name != PORTAL:
        post = "должность на тот день не найдена"
    about = "" if deed.kind == "taken" and deed.object_type == "accounts.district" else deed.object_label
    note = deed.comment if deed.kind == "taken" else _changed(deed)
    return Look(deed.at, deed.actor_name, post, f"{deed.told}{': ' if about else ''}{about}", KINDS[deed.kind], note)


def _changed(deed: Deed) -> str:
    """«изменено: телефон, почта»; nothing of what was made anew, whose fields the deed itself tells of."""
    labels = dict.fromkeys("срок" if label in TERM else label for label in deed.labels) if deed.before else ()
    return f"изменено: {', '.join(labels)}" if labels else ""
