"""How long what is kept, and why: one table in code, from which the page, the dry run and the nightly job are made. Each term is one set-based statement."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.models import District, Handover, Invitation, PersonalCopy
from portal.journal.models import PORTAL, READING, Deed, FormKey, Notice
from portal.kit import wall
from portal.kit.mailing import DAYS
from portal.kit.storing import discard
from teachers.models import Intake, IntakeRow, Proposal
from teachers.services.personal import EMPTY, replace_file

VERB = "убрал то, у чего вышел срок хранения"
YEAR = dt.timedelta(days=365)
OVER = ("applied", "undone", "failed", "cancelled")  # loads that nobody works on any more


@dataclass(frozen=True)
class Term:
    """What is kept for how long; `rows` finds what is over, `take` takes it away and counts. `common`: belongs to no district."""

    title: str
    told: str
    why: str
    rows: Callable[[], QuerySet[Any]]
    take: Callable[[QuerySet[Any]], int] = lambda rows: int(rows.delete()[0])
    common: bool = False


def _before(age: dt.timedelta) -> dt.datetime:
    return timezone.now() - age


def _expired_invitations() -> QuerySet[Any]:
    return Invitation.objects.filter(at__lt=_before(YEAR)).filter(Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False) | Q(expires_at__lt=timezone.now()))


def _loads() -> QuerySet[Any]:
    return Intake.objects.filter(at__lt=_before(YEAR), state__in=OVER).exclude(file__name="файл удалён.csv")


def _empty_loads(rows: QuerySet[Any]) -> int:
    found = list(rows.select_related("file"))
    IntakeRow.objects.filter(intake__in=found).update(**EMPTY)
    for load in found:
        replace_file(load, "Файл удалён: вышел срок хранения.")
    return len(found)


def _drop_files(rows: QuerySet[Any]) -> int:
    found = list(rows)
    for one in found:
        for name in ("file", "paper"):
            if stored := getattr(one, name, None):
                discard(str(stored.name))
    return rows.delete()[0] if rows.model is PersonalCopy else rows.update(file="")


def _expire_journal(rows: QuerySet[Any]) -> int:
    """The journal is append-only: the database takes away what is three years old by its own function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_expire()")
        return int(cursor.fetchone()[0])


def _old_reads() -> QuerySet[Any]:
    read = Q(*(Q(verb__startswith=one) for one in READING), _connector=Q.OR)
    return Deed.objects.filter(read, at__lt=_before(3 * YEAR)).order_by()


TERMS = (
    Term("Сеансы входа", "12 часов", "Нужны, только пока человек работает.", lambda: Session.objects.filter(expire_date__lt=timezone.now()), common=True),
    Term("Где и с какого устройства входили", "30 дней", "Адрес и устройство — персональные данные; дольше их хранить незачем (152-ФЗ, ст. 5, ч. 7).", lambda: UserSession.objects.filter(last_seen_at__lt=_before(dt.timedelta(days=30))), common=True),
    Term("Приглашения: принятые, отозванные, просроченные", "1 год", "Чтобы ответить, кто и когда дал доступ (КоАП РФ, ст. 4.5: год).", _expired_invitations),
    Term("Уведомления", "1 год", "Сроки и решения учебного года; дальше они в журнале и карточках.", lambda: Notice.objects.filter(at__lt=_before(YEAR))),
    Term("Архивы всех данных района", "7 дней", "Архив персональных данных не должен лежать (152-ФЗ, ст. 5, ч. 7).", lambda: Handover.objects.filter(finished_at__lt=_before(dt.timedelta(days=7))).exclude(file=""), _drop_files),
    Term("Копии «Всё обо мне»", "7 дней", "Собранные вместе данные человека не должны лежать дольше, чем нужно, чтобы их забрать.", lambda: PersonalCopy.objects.filter(finished_at__lt=_before(dt.timedelta(days=7))), _drop_files, common=True),
    Term("Файлы загрузок и прочитанное из них", "1 год", "Нужны, пока загрузку можно отменить или спросить, откуда сведения; записанное в карточки остаётся.", _loads, _empty_loads),
    Term("Отозванные и возвращённые предложения педагогов", "1 год", "Не приняты: цель обработки достигнута (152-ФЗ, ст. 21, ч. 4).", lambda: Proposal.objects.filter(state__in=("returned", "withdrawn"), at__lt=_before(YEAR), scan__isnull=True)),
    Term("Ключи отправленных форм", "7 дней", "Чтобы второе нажатие не сделало вторую запись; дольше страницы открытыми не держат.", lambda: FormKey.objects.filter(at__lt=_before(dt.timedelta(days=7))), common=True),
    Term("Журнал: кто открывал карточки, кто был в выгрузках", "3 года", "Срок исковой давности (ГК РФ, ст. 196); записи об изменениях хранятся дольше.", _old_reads, _expire_journal),
)  # fmt: skip
NOT_KEPT = (
    "Файлы выгруженных списков портал не хранит: они собираются на лету, в журнале остаётся запись. Отправленные письма тоже: их забирает почтовый сервер, "
    f"а где его нет (демонстрация), они лежат файлами {DAYS} дней."
)


def run(*, dry: bool = False) -> dict[str, dict[str, int]]:
    """Place («портал» or the district's name) → title → how many went, or would go. What went stands in the journal of the place."""
    found: dict[str, dict[str, int]] = {}
    with wall.scope(common=True, signin=True):
        found["портал"] = _counted([one for one in TERMS if one.common], dry)
        if found["портал"] and not dry:
            _note(None, found["портал"])
    for district in District.objects.order_by("pk"):
        with wall.scope([district.pk], common=True):
            counts = _counted([one for one in TERMS if not one.common], dry, district)
            if counts and not dry:
                _note(district, counts)
        if counts:
            found[district.name] = counts
    return found


def _counted(terms: list[Term], dry: bool, district: District | None = None) -> dict[str, int]:
    counts = {}
    for one in terms:
        rows = one.rows() if district is None else one.rows().filter(district=district)
        counts[one.title] = rows.count() if dry else one.take(rows)
    return {title: count for title, count in counts.items() if count}


def _note(district: District | None, counts: dict[str, int]) -> None:
    told = "; ".join(f"{title}: {count}" for title, count in counts.items())
    kind, pk, label = ("accounts.district", district.pk, str(district)) if district else ("site.retention", None, "Сроки хранения")
    Deed.objects.bulk_create([Deed(district=district, actor_name=PORTAL, verb=VERB, object_type=kind, object_id=pk, object_label=label, comment=told)])
