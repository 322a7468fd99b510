"""Taking a file, and saying which column is what."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from portal.accounts.models import District, Organisation
from portal.documents.services import store_file
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from portal.kit.workbook import open_head, too_heavy
from teachers.intake.columns import Column, Table, find_table, normal_title, once, table_under
from teachers.intake.contents import is_whole_name
from teachers.models import ColumnMemory, Intake
from teachers.selectors.intake import remembered, vocabulary_on
from teachers.selectors.intake_file import book_of, heaviest
from teachers.services.intake import jobs

S = Intake.State
NOT_YOURS = "Загружает сотрудников своя организация или методическая служба района."


@transaction.atomic
def start_intake(*, upload: UploadedFile, organisation: Organisation | None, district: District, by: Any) -> Intake:
    """Принять файл: it is read at once as far as the headings, so that everything wrong with it is said beside the field.

    Raises Refusal (field «file») for what is no list of people; a school head loads into her own organisation only.
    """
    if not by.has_perm("teachers.intake", district) or not _may_load(by, district, organisation):
        raise Refusal(NOT_YOURS, field="organisation")
    if (upload.size or 0) > heaviest() * 1024 * 1024:  # before anything is read: what is inside cannot be the reason then
        raise too_heavy(heaviest())
    data = upload.read()
    with jobs.uncollected():
        book = open_head(data, upload.name or "")
    table = find_table(book, remembered(organisation.pk if organisation else None), vocabulary_on(today()))
    stored = store_file(name=upload.name or "", content=data, by=by, district_id=district.pk, allowed=("xlsx", "ods", "csv"))
    made = Intake(district=district, organisation=organisation, file=stored, on=today(), by=by, state=S.MAPPING)
    _keep(made, table)
    made.save()
    record(verb="загрузил(а) файл сотрудников", obj=made, by=by)
    return made


def _may_load(by: Any, district: District, organisation: Organisation | None) -> bool:
    wide = district.pk in by.districts_as("methodist", "department_head")
    return wide or (organisation is not None and organisation.pk in by.organisations_as("school_head"))


def _keep(intake: Intake, table: Table) -> None:
    intake.sheet, intake.header_row = table.sheet[:100], table.header_row
    intake.columns = [asdict(one) for one in table.columns]


@transaction.atomic
def choose_table(*, intake: Intake, sheet: str, header_row: int, by: Any) -> Intake:
    """Another sheet or another row of headings: the columns are matched anew. Raises Refusal for what the file has not."""
    fresh = _open(intake, by)
    book = book_of(fresh)
    chosen = book.sheet(sheet)
    if not 0 <= header_row <= max((line.number for line in chosen.lines), default=0):
        raise Refusal("Такой строки на листе нет.", field="header_row")
    _keep(fresh, table_under(chosen, header_row, remembered(fresh.organisation_id), vocabulary_on(fresh.on)))
    fresh.state, fresh.message = S.MAPPING, ""
    fresh.save(update_fields=["sheet", "header_row", "columns", "state", "message"])
    return fresh


@transaction.atomic
def check_columns(*, intake: Intake, mapping: Mapping[str, str], by: Any) -> Intake:
    """Столбцы верны: they are remembered for the organisation, and the rows are checked in a job. Raises Refusal for a mapping without a name."""
    fresh = _open(intake, by)
    table = Table(fresh.sheet, fresh.header_row or 0, [Column(**{**one, "field": mapping.get(one["letter"], "")}) for one in fresh.columns])
    once(table)
    if table.lacks:
        raise Refusal(" ".join(table.lacks), field="columns")
    if fresh.organisation_id is None and "organisation" not in table.fields:
        raise Refusal("В файле несколько организаций: укажите, в каком столбце организация.", field="columns")
    _keep(fresh, table)
    fresh.save(update_fields=["sheet", "header_row", "columns"])
    _remember(fresh, table)
    jobs.order(fresh, S.CHECKING, sources=(S.MAPPING, S.CHECKED, S.CANCELLED))
    return fresh


@transaction.atomic
def check_again(*, intake: Intake, by: Any) -> Intake:
    """Проверить заново: the register has changed since the rows were checked. The columns and the decisions that still make sense stay."""
    fresh = _open(intake, by)
    jobs.order(fresh, S.CHECKING, sources=(S.CHECKED,))
    return fresh


def _remember(intake: Intake, table: Table) -> None:
    """One word for each heading: the last decision wins, of two loads at once too. Somebody's name is none: it stood there by mistake."""
    in_turn("teachers.intake.columns", intake.district_id, intake.organisation_id)
    said = {title: one.field for one in table.columns if (title := normal_title(one.title)) and not is_whole_name(one.title)}
    rows = [ColumnMemory(district_id=intake.district_id, organisation_id=intake.organisation_id, title=title, field=field) for title, field in said.items()]
    ColumnMemory.objects.filter(district_id=intake.district_id, organisation=intake.organisation_id, title__in=said).delete()
    ColumnMemory.objects.bulk_create(rows)


@transaction.atomic
def postpone(*, intake: Intake, by: Any) -> Intake:
    """Отложить: nothing was written; the file and the decisions stay, and it can be taken up again."""
    fresh = _open(intake, by)
    fresh.state, fresh.message = S.CANCELLED, ""
    fresh.save(update_fields=["state", "message"])
    record(verb="отложил(а) загрузку сотрудников", obj=fresh, by=by, before={"state": intake.state}, after={"state": S.CANCELLED})
    return fresh


def _open(intake: Intake, by: Any) -> Intake:
    """The import, locked and re-read, while nothing of it was written and no job runs."""
    fresh = locked(Intake.objects.select_related("file", "organisation"), intake.pk)
    if not by.has_perm("teachers.work_on_intake", fresh):
        raise Refusal(NOT_YOURS)
    if fresh.state not in (S.MAPPING, S.CHECKED, S.CANCELLED):
        raise Refusal(f"Сейчас загрузка в состоянии «{fresh.get_state_display()}»: столбцы уже не изменить.")
    return fresh
