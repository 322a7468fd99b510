"""Erasing a person over all rooms (152-ФЗ, ст. 21): preview, and the job that does what was decided. Decision 29."""

import logging
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone
from django.utils.text import capfirst

from monitoring.services import personal as reports
from portal.accounts.models import Appointment, District, Erasure, User
from portal.accounts.services import forgetting as accounts
from portal.documents.models import StoredFile
from portal.documents.services import discard_file
from portal.kit import wall
from portal.kit.forgetting import cross_out, snils_forms, stem_of, usable, words_of
from portal.kit.persons import NAMELESS, Fate, Subject
from portal.kit.wall import Walled
from portal.site.personal.registry import HELD, objects_of
from teachers.models import Teacher
from teachers.selectors.personal import subject_of
from teachers.services import personal as cards

S = Erasure.State
SPECIAL = {"teachers.Teacher", "accounts.User", "accounts.Erasure"}  # blanked by their own services
UNTOUCHED = {"journal.Deed", "journal.Disclosure", "monitoring.FrozenList", "monitoring.Edition", "accounts.Erasure"}  # by the database's own functions
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One table in the preview: how many rows, what becomes of them, why what stays stays."""

    title: str
    count: int
    fate: str
    why: str


def preview(who: Subject) -> list[Line]:
    """What goes and what stays, by table; tables without a row of the person are left out."""
    counts = _counts(who)
    lines = [Line(capfirst(one.title), counts.get(number, 0), str(one.fate), one.why) for number, one in reversed(list(enumerate(HELD)))]
    merged: dict[str, Line] = {}
    for line in lines:
        if line.count:
            known = merged.get(line.title)
            merged[line.title] = Line(line.title, line.count + (known.count if known else 0), line.fate, line.why)
    return list(merged.values())


def _counts(who: Subject) -> dict[int, int]:
    """Place of a table in HELD → how many rows of the person it has. One query: there are half a hundred tables."""
    parts, given = list[str](), list[Any]()
    for number, one in enumerate(HELD):
        try:
            sql, values = one.rows(who).order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # nothing of the person can be there
            continue
        parts.append(f"SELECT {number}, count(*) FROM ({sql}) found")
        given += values
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        return dict(cursor.fetchall())


def told(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What was done, table by table in the words of the preview; tables of one title are added up."""
    titles = {one.model._meta.label: one.title for one in HELD}
    found: dict[str, int] = {}
    for name, count in counts.items():
        label, _, texts = name.partition(" ")
        title = capfirst(titles.get(label) or str(apps.get_model(label)._meta.verbose_name_plural))
        key = f"{title}{' (в текстах)' if texts else ''}"
        found[key] = found.get(key, 0) + count
    return list(found.items())


def accounts_of(who: Subject) -> list[int]:
    """Her account as a list of at most one."""
    return [who.account] if who.account else []


def words_for(who: Subject, district: District) -> list[str]:
    """How texts name the person. The bare surname, with any ending, only while nobody else of the district bears it."""
    people: list[Any] = [*Teacher.objects.filter(pk__in=who.cards), *User.objects.filter(pk__in=accounts_of(who))]
    found: list[str] = []
    for one in people:
        found += [
            *words_of(one.last_name, one.first_name, one.patronymic),
            one.email,
            *_phones(getattr(one, "phone", "")),
            *snils_forms(getattr(one, "snils", "")),
        ]
        stem = stem_of(one.last_name)
        if stem and not _others(stem[:-1], who, district):
            found.append(stem)
    return usable(found)


def _phones(phone: str) -> list[str]:
    digits = "".join(char for char in phone if char.isdigit())
    return [phone, digits, digits[1:]] if len(digits) >= 10 else [phone]


def _others(stem: str, who: Subject, district: District) -> bool:
    cards = Teacher.objects.filter(district=district, last_name__startswith=stem).exclude(pk__in=who.cards)
    return cards.exists() or User.objects.filter(last_name__startswith=stem).exclude(pk__in=accounts_of(who)).exists()


def works_elsewhere(who: Subject, district: District) -> bool:
    """Has access in another district; asked behind its wall, the answer is yes or no."""
    if who.account is None:
        return False
    with wall.scope(user=who.account):
        return Appointment.objects.lasting().filter(user=who.account).exclude(district=district).exists()


def waiting() -> list[int]:
    """Ids of decided erasures."""
    with wall.scope(common=True):
        return list(Erasure.objects.filter(state=S.DECIDED).order_by("pk").values_list("pk", flat=True))


def perform(pk: int) -> bool:
    """Do one decided erasure in one transaction; a failure is left on the row and nothing of it is done. Returns whether it was done here."""
    with wall.scope(common=True):
        row = Erasure.objects.filter(pk=pk, state=S.DECIDED).select_related("district").first()
    if row is None:
        return False
    try:
        return _perform(row)
    except Exception:
        log.exception("Требование об удалении %s не исполнено", pk)
        with wall.scope(common=True):
            Erasure.objects.filter(pk=pk, state=S.DECIDED).update(state=S.FAILED)
        return False


def _perform(row: Erasure) -> bool:
    with wall.scope(common=True):
        homes = (
            {row.district_id, *Appointment.objects.filter(user=row.user_id).exclude(district=None).values_list("district", flat=True)}
            if row.user_id
            else {row.district_id}
        )
    with wall.scope(sorted(homes), user=row.user_id, signin=True, common=True):
        fresh = Erasure.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=row.pk, state=S.DECIDED).first()
        if fresh is None:
            return False
        who = subject_of(card=fresh.card, account=fresh.user_id)
        fresh.counts = _erase(fresh, who, row.district)
        fresh.state, fresh.done_at = S.DONE, timezone.now()
        fresh.save()
        every = Erasure.objects.filter(pk=fresh.pk) | (Erasure.objects.filter(card=fresh.card) if fresh.card else Erasure.objects.filter(user=fresh.user_id))
        every.update(person=NAMELESS, words=[], text="", reason="")  # the refused and withdrawn ones named her too
    return True


def _erase(erasure: Erasure, who: Subject, district: District) -> dict[str, int]:
    """From the roof down; the journal is told before names are gone from what it points to."""
    words, objects = list(erasure.words), objects_of(who)
    named_reports = reports.reports_naming(words, district.pk)
    counts = {"monitoring.FrozenList": reports.forget_in_lists(erasure)}
    cards.before_rows(who, words, district.pk)
    accounts.before_rows(who, words, district)
    counts |= _rows(who)
    counts["journal.Deed"] = accounts.forget_in_journal(erasure=erasure, objects=objects)
    cards.name_away(who)
    accounts.name_away(who.account)
    for model in texts():
        counts[f"{model._meta.label} (в текстах)"] = cross_out(model, words, [district.pk])
    for pk in named_reports:
        reports.write_again(pk)
    return {name: count for name, count in counts.items() if count}


def _rows(who: Subject) -> dict[str, int]:
    """The declared rows: her files first, then delete or blank."""
    counts: dict[str, int] = {}
    for one in HELD:
        rows = one.rows(who)
        files = {pk for name in one.files for pk in rows.exclude(**{name: None}).values_list(name, flat=True)}
        label = one.model._meta.label
        if label in SPECIAL or one.fate == Fate.KEEP:
            counts[label] = counts.get(label, 0)
        elif one.fate == Fate.DELETE:
            counts[label] = counts.get(label, 0) + rows.delete()[1].get(label, 0)
        else:
            counts[label] = counts.get(label, 0) + (rows.update(**one.blank) if one.blank else 0)
        for stored in StoredFile.objects.filter(pk__in=files):
            discard_file(stored)
    return counts


def texts() -> list[Any]:
    """Walled tables in whose texts somebody may have written the name."""
    return [one for one in apps.get_models() if issubclass(one, Walled) and one._meta.label not in UNTOUCHED]


def person_of(who: Subject) -> str:
    """The name that the requirement is kept under until it is done."""
    found: Any = Teacher.objects.filter(pk__in=who.cards[:1]).first() or User.objects.filter(pk__in=accounts_of(who)).first()
    return found.full_name if found else ""
