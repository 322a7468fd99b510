"""Erasing a person over all rooms (152-ФЗ, ст. 21): preview, and the job that does what was decided. Decision 29."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import FileField, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from monitoring.services import personal as reports
from portal.accounts.models import Appointment, District, Erasure, User
from portal.accounts.services import forgetting as accounts
from portal.documents.models import StoredFile
from portal.documents.services import discard_file
from portal.kit import wall
from portal.kit.persons import NAMELESS, Fate, Held, Subject
from portal.kit.wall import Walled
from portal.kit.words import counted, plural_form
from portal.site.personal.naming import accounts_of, cross_out_everywhere
from portal.site.personal.registry import HELD, objects_of
from routes.services import end_of_erased
from teachers.models import Teacher
from teachers.selectors.personal import former_accounts, subject_of
from teachers.services import personal as cards

S = Erasure.State
SPECIAL = {"teachers.Teacher", "accounts.User", "accounts.Erasure"}  # blanked by their own services
FILES = -1  # among the counts of the tables
SCANS = "Файлы: сканы, подтверждения шагов, архивы «Всё обо мне»"
FILES_GO = "Удаляются с диска сразу, в корзине не остаются; в резервных копиях — пока их хранят."
BECOMES = {
    Fate.DELETE: ("удалится", "удалятся", "удалятся"),
    Fate.BLANK: ("останется без имени", "останутся без имени", "останутся без имени"),
    Fate.KEEP: ("останется", "останутся", "останутся"),
}
STAYED = "Учётная запись осталась: у человека есть карточка или доступ в другом районе."
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One table in the preview, or the files: how many, what becomes of them, why what stays stays."""

    title: str
    count: int
    fate: str
    why: str
    nouns: tuple[str, str, str] = ("запись", "записи", "записей")

    @property
    def amount(self) -> str:
        """«1 запись», «3 файла»."""
        return counted(self.count, self.nouns)

    @property
    def becomes(self) -> str:
        """What happens to it, in the number of the rows."""
        return plural_form(self.count, BECOMES[Fate(self.fate)])


def preview(who: Subject, district: District, *, stays: bool) -> list[Line]:
    """What goes and what stays, by table; tables without a row of the person are left out. `stays`: her account does (`works_elsewhere`)."""
    counts = _counts(who, district, stays)
    lines = [Line(capfirst(one.title), counts.get(number, 0), str(one.fate), one.why) for number, one in reversed(list(enumerate(HELD)))]
    merged: dict[str, Line] = {}
    for line in lines:
        if line.count:
            known = merged.get(line.title)
            merged[line.title] = Line(line.title, line.count + (known.count if known else 0), line.fate, line.why)
    gone = Line(SCANS, counts.get(FILES, 0), Fate.DELETE, FILES_GO, ("файл", "файла", "файлов"))
    return [*merged.values(), *([gone] if gone.count else [])]


def _counts(who: Subject, district: District, stays: bool) -> dict[int, int]:
    """Place of a table in HELD → how many rows of the person it has; FILES → how many files. One query: there are half a hundred tables."""
    parts, files = list[tuple[str, Any]](), list[tuple[str, Any]]()
    for number, one in enumerate(HELD):
        rows = rows_of(one, who, district, stays=stays).order_by()
        parts += [(f"SELECT {number}, count(*) FROM ({sql}) found", given) for sql, given in _asked([rows.values("pk")])]
        files += _asked(_paths(one, rows))
    if files:  # a scan that went from a proposal to the card is one file
        parts.append((f"SELECT {FILES}, count(*) FROM ({' UNION '.join(sql for sql, _ in files)}) found", [value for _, given in files for value in given]))
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _ in parts), [value for _, given in parts for value in given])
        return dict(cursor.fetchall())


def _asked(queries: list[QuerySet[Any]]) -> Iterator[tuple[str, Any]]:
    """Each query with its values, but for those that can find nothing of the person."""
    for one in queries:
        with suppress(EmptyResultSet):
            yield one.query.sql_with_params()


def _paths(one: Held, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
    """Where the files of these rows lie: private files that they point to, and what the table keeps itself."""
    if one.fate == Fate.KEEP:
        return []
    own = [field.name for field in one.model._meta.concrete_fields if isinstance(field, FileField)]
    return [rows.filter(**{f"{name}__isnull": False}).values(f"{name}__file") for name in one.files] + [rows.exclude(**{name: ""}).values(name) for name in own]


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


def works_elsewhere(who: Subject, district: District) -> bool:
    """Has a card or access in another district; asked behind its wall, the answer is yes or no."""
    if who.account is None:
        return False
    with wall.scope(user=who.account):
        elsewhere = Appointment.objects.filter(user=who.account).exclude(district=district)
        homes = set(elsewhere.exclude(district=None).values_list("district", flat=True))
        if elsewhere.lasting().exists():
            return True
    with wall.scope(sorted(homes), user=who.account):
        return Teacher.objects.filter(user=who.account, district__in=homes).exists()


def rows_of(one: Held, who: Subject, district: District, *, stays: bool) -> QuerySet[Any]:
    """A table's rows of the person in this district; what belongs to no district goes with the account, unless that stays for another one."""
    rows = one.rows(who)
    if issubclass(one.model, Walled):
        return rows.filter(district=district)
    return rows.none() if stays and one.account else rows


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
    """Only the district that decided is open: another one's rows of the same person are its own."""
    with wall.scope([row.district_id], user=row.user_id, signin=True, common=True):
        fresh = Erasure.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=row.pk, state=S.DECIDED).first()
        if fresh is None:
            return False
        who = subject_of(card=fresh.card, account=fresh.user_id)
        stays = works_elsewhere(who, row.district)
        fresh.counts = _erase(fresh, who, row.district, stays)
        fresh.state, fresh.done_at = S.DONE, timezone.now()
        fresh.save()
        every = Erasure.objects.filter(Q(card__in=who.cards) | Q(user__in=accounts_of(who)) | Q(pk=fresh.pk), district=row.district)
        every.update(person=NAMELESS, words=[], text="", reason="")  # the refused and withdrawn ones named her too
        if stays:
            Erasure.objects.filter(pk=fresh.pk).update(reason=STAYED)
    return True


def _erase(erasure: Erasure, who: Subject, district: District, stays: bool) -> dict[str, int]:
    """From the roof down; the journal is told first, while it can be seen whose rows it points to."""
    words, objects = list(erasure.words), objects_of(who)
    named_reports = reports.reports_naming(words, district.pk, who.account)
    counts = {"monitoring.FrozenList": reports.forget_in_lists(erasure)}
    counts["journal.Deed"] = accounts.forget_in_journal(erasure=erasure, objects=objects)
    cards.before_rows(who, words, district.pk)
    former = [Subject((), pk) for pk in former_accounts(who)]  # the mergings that tell of them go with the rows
    everyone = [(who, stays), *((one, works_elsewhere(one, district)) for one in former)]
    for one, keeps in everyone:
        accounts.before_rows(None if keeps else one.account, words, district)
        for name, count in _rows(one, district, keeps).items():
            counts[name] = counts.get(name, 0) + count
    cards.name_away(who)
    for one, keeps in everyone:
        accounts.name_away(None if keeps else one.account)
    end_of_erased(who.cards)  # when the name is gone: its journal lines do not tell it
    counts |= cross_out_everywhere(words, district)
    for pk in named_reports:
        reports.write_again(pk)
    return {name: count for name, count in counts.items() if count}


def _rows(who: Subject, district: District, stays: bool) -> dict[str, int]:
    """The declared rows: her files first, then delete or blank."""
    counts: dict[str, int] = {}
    for one in HELD:
        rows = rows_of(one, who, district, stays=stays)
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


def person_of(who: Subject) -> str:
    """The name that the requirement is kept under until it is done."""
    found: Any = Teacher.objects.filter(pk__in=who.cards[:1]).first() or User.objects.filter(pk__in=accounts_of(who)).first()
    return found.full_name if found else ""
