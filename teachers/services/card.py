"""What we do with a teacher's card and with lists of teachers."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.accounts.models import District
from portal.journal.services import exported, record
from portal.kit.listing import Col
from portal.kit.phones import shaped
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import Column, export_csv, export_xlsx
from portal.kit.turns import locked
from portal.kit.words import day, gendered
from teachers.models import Teacher
from teachers.selectors.card import EDITED, last_edit
from teachers.selectors.staff import StaffRow


@transaction.atomic
def edit_teacher(*, teacher: Teacher, changes: Mapping[str, Any], seen: int, by: Any, may: str = "teachers.edit") -> Teacher:
    """Исправить карточку; `seen` is the id of the last correction that the form had shown (0 for none).

    `may` is the right that is asked: a head who accepts what her teacher proposed corrects no card of her own accord.

    Raises Refusal when somebody has corrected the card since, naming who and when.
    """
    fresh = locked(Teacher.objects, teacher.pk)
    if not by.has_perm(may, fresh):
        raise Refusal("Карточку исправляет методист района.")
    last = last_edit(fresh)
    if last and last.pk != seen:
        told = f"{gendered('Пока вы вносили изменения, карточку сохранил(а)', last.actor_name)} {last.actor_name} ({day(last.at, 'time')})."
        raise Refusal(f"{told} Введённое вами осталось в форме: сверьте его и сохраните ещё раз.")
    changes = in_shape(changes)
    before = {name: _plain(getattr(fresh, name)) for name in changes}
    after = {name: _plain(value) for name, value in changes.items()}
    if before != after:
        for name, value in changes.items():
            setattr(fresh, name, value)
        try:
            fresh.validate_constraints()  # a СНИЛС that another card has
        except ValidationError as wrong:
            raise Refusal(" ".join(wrong.messages), field="snils" if "snils" in changes else "") from wrong
        store_card(fresh, update_fields=[*changes])
        record(verb=EDITED, obj=fresh, by=by, before=before, after=after)
    return fresh


def in_shape(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed into a card as it is kept: a telephone in one shape, wherever it comes from."""
    return {**values, "phone": shaped(values["phone"])} if values.get("phone") else dict(values)


def store_card(card: Teacher, **how: Any) -> None:
    """Saved; a СНИЛС that another card has got in this very moment, which the check could not see, is refused by the database. Raises Refusal."""
    try:
        with transaction.atomic():
            card.save(**how)
    except IntegrityError as wrong:
        raise Refusal("Карточка с таким СНИЛС в районе уже есть: её завели или исправили только что.", field="snils") from wrong


def _plain(value: Any) -> Any:
    """A value as the journal's JSON keeps it."""
    return value.isoformat() if isinstance(value, dt.date) else value


FIRST = (Column("№", 6), Column("Фамилия, имя, отчество", 34))


@dataclass(frozen=True)
class Export:
    """A list to be taken out: its rows, the chosen columns, and the conditions in words."""

    rows: Iterable[StaffRow]
    columns: Sequence[Col]
    conditions: list[str]
    on: dt.date


def export_teachers(*, export: Export, kind: str, district: District, by: Any) -> IO[bytes]:
    """Выгрузить список: an open file, xlsx or csv, with the rows in their order; who took what goes into the journal."""
    columns = [*FIRST, *(Column(one.title, one.width) for one in export.columns)]
    people = list[int]()
    rows = _lines(export, people)
    about = [f"{district.service_name}. На {day(export.on)}", *export.conditions]
    if kind == "csv":
        file = export_csv(columns=columns, rows=rows)
    else:
        file = export_xlsx(title="Педагоги", columns=columns, rows=rows, about=about, author=by.full_name)
    told = "; ".join([f"{kind}, строк: {len(people)}", *export.conditions])
    exported(verb="выгрузил(а) список педагогов", obj=district, by=by, people=people, comment=told)
    return file


def _lines(export: Export, people: list[int]) -> Iterator[list[Any]]:
    """The rows of the file; whose they are is kept in `people` as they are written."""
    values = [one.value for one in export.columns]
    for number, one in enumerate(export.rows, 1):
        people.append(one.pk)
        yield [number, one.full_name, *[value(one) for value in values]]


def counted_in(people: list[int], pk: int) -> int:
    """The number of a row in a file; whose row it is is kept for the journal."""
    people.append(pk)
    return len(people)
