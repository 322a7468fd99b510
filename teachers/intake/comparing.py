"""Rows of a file against the register: new, same, changed, doubtful, refused; the same judgement before and at the moment of writing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from teachers.intake import jobs
from teachers.intake.cards import CARD, card_changes, grade_change
from teachers.intake.identity import find, not_another, shared_emails
from teachers.intake.jobs import Desk, Said
from teachers.intake.people import Candidate, People, Person, name_key
from teachers.intake.quarrels import complete, one_work, quarrel_of, said_of

NEW, SAME, CHANGED, DOUBTFUL, REFUSED = "new", "same", "changed", "doubtful", "refused"
SAME_PERSON, ANOTHER_PERSON, SKIP = "same_person", "another_person", "skip"
REPEATS, SECOND = "Повторяет строку", "Вторая работа человека из строки"
NEEDED = (
    ("birth_date", "Нет даты рождения", "Для нового человека она обязательна: впишите её"),
    ("sex", "Пол не указан и не виден из отчества", "Впишите «ж» или «м» в столбец «Пол» или добавьте отчество"),
)
OF_A_PERSON = (*CARD, "working_since", "working_years", "teaching_since", "teaching_years")


@dataclass
class Row:
    """A row as it was read, and what was decided about it."""

    number: int
    values: dict[str, Any]
    problems: list[dict[str, Any]]
    decision: str = ""
    teacher: int | None = None
    own: dict[str, Any] | None = None  # `values` before rows of one person were made to agree

    @property
    def told(self) -> dict[str, Any]:
        """What the row says itself."""
        return self.values if self.own is None else self.own

    @property
    def refused(self) -> bool:
        return any(one["fatal"] for one in self.problems)


@dataclass
class Finding:
    """What follows from a row. `key` is the same for all rows of one person; `changes` hold the card's fields, «job» and «grade»."""

    row: Row
    verdict: str = NEW
    person: Person | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    stop: Said | None = None
    key: str = ""


class File(NamedTuple):
    """What all rows share: the people of the register, the desk, the one organisation of the file (None: a column tells), addresses that tell of nobody."""

    people: People
    desk: Desk
    place: int | None
    shared: frozenset[str] | None = None  # None: as the rows tell


def judge(rows: Iterable[Row], file: File) -> list[Finding]:
    """A finding for each row, in their order."""
    if file.shared is None:
        rows = list(rows)
        file = file._replace(shared=shared_emails(one.values for one in rows))
    found = [_identified(row, file) for row in rows]
    groups: dict[str, list[Finding]] = defaultdict(list)
    keys = _Keys()
    for one in found:
        if one.verdict == REFUSED:
            continue
        one.key = keys.of(one)
        if stop := keys.stolen(one):
            refuse(one, stop)
        else:
            groups[one.key].append(one)
    for group in groups.values():
        _judge_person(group, file)
    return found


def _identified(row: Row, file: File) -> Finding:
    finding = Finding(row)
    if row.refused:
        finding.verdict = REFUSED
        return finding
    if stop := _place(row, file):
        return refuse(finding, stop)
    if row.decision == SAME_PERSON:
        finding.person = file.people.by_pk.get(row.teacher or 0)
        return finding if finding.person else refuse(finding, Said("name", "Карточки, которую Вы выбрали, больше нет", "Проверьте файл ещё раз"))
    if row.decision == ANOTHER_PERSON:
        stop = not_another(row.values, file.people, file.desk)
        return refuse(finding, stop) if stop else finding
    match = find(row.values, file.people, row.values["place"], file.desk.on, file.shared or ())
    finding.person, finding.candidates = match
    if match.candidates:
        finding.verdict = DOUBTFUL
    return finding


def _place(row: Row, file: File) -> Said | None:
    """Sets the organisation of the row, or tells why there is none."""
    said = row.values.get("organisation")
    place = int(said) if said else file.place
    if place is None:
        return Said("organisation", "Организация не указана", "Впишите её в строку или выберите организацию для всего файла")
    if place not in file.desk.places:
        return Said("organisation", "Такой организации в районе нет", "Впишите краткое название, как на портале")
    if file.place is not None and place != file.place:
        return Said("organisation", f"В строке другая организация: {file.desk.places[place].name}", "Загрузите эти строки отдельно или уберите их")
    if file.desk.own is not None and place not in file.desk.own:
        return Said("organisation", f"{file.desk.places[place].name}: не Ваша организация", "Её сотрудников загружает она сама или методист района")
    row.values["place"] = place
    return None


def refuse(finding: Finding, stop: Said) -> Finding:
    """The row is not written, for this reason."""
    finding.verdict, finding.stop, finding.person, finding.changes = REFUSED, stop, None, {}
    return finding


class _Keys:
    """Tells which rows of the file are one person's."""

    def __init__(self) -> None:
        self.owners: dict[str, Finding] = {}
        self.by_snils: dict[str, str] = {}
        self.by_name: dict[str, list[tuple[str, str | None, str | None]]] = defaultdict(list)

    def stolen(self, one: Finding) -> Said | None:
        """A row above has this СНИЛС and is not known to be the same person's: written for one of them, it would decide the doubt of the other the next time."""
        snils = one.row.values.get("snils")
        first = self.owners.setdefault(snils, one) if snils else one
        if first.key == one.key:
            return None
        alike = name_key(first.row.values) == name_key(one.row.values)
        if alike and (first.row.decision or bool(first.candidates) == bool(one.candidates)):
            return None
        whose = "" if alike else ", у другого человека"
        return Said("snils", f"Этот СНИЛС стоит и в строке {first.row.number}{whose}", "Сверьте СНИЛС с документом и оставьте его в одной строке")

    def of(self, one: Finding) -> str:
        if one.person:
            return f"t{one.person.pk}"
        if one.candidates:
            return f"r{one.row.number}"
        values = one.row.values
        name, born, snils = name_key(values), values.get("birth_date"), values.get("snils")
        key = self.by_snils.get(snils) if snils else None
        for known, their_birth, their_snils in self.by_name[name] if key is None else ():
            same_birth = born is None or their_birth is None or born == their_birth
            if same_birth and (snils is None or their_snils is None or snils == their_snils):
                key = known
                break
        key = key or f"n{one.row.number}"
        self.by_name[name].append((key, born, snils))
        if snils:
            self.by_snils.setdefault(snils, key)
        return key


def _judge_person(group: list[Finding], file: File) -> None:
    """All rows of one person: which of her jobs each tells of, what changes in her card."""
    person = group[0].person
    _same_person_twice(group)
    rows = [one for one in group if one.verdict != REFUSED]
    again = [one for one in rows if _told_again(one, rows)]
    for told in filter(None, ([one for one in rows if one not in again], again)):
        _judge_works(told, person, file)


def _told_again(one: Finding, rows: list[Finding]) -> bool:
    """Whether a row that was left out by hand tells of a work that another one tells of: that one stands in its place."""
    return one.row.decision == SKIP and any(other.row.decision != SKIP and one_work(other.row.values, one.row.values) for other in rows)


def _judge_works(rows: list[Finding], person: Person | None, file: File) -> None:
    """Each row's own work. Main work takes the days of its term only: who left and came back has two, in whatever order they stand.

    A row left out by hand takes none: the work beside it is the main one then, unless it says otherwise.
    """
    found = jobs.assign([one.row.values for one in rows], person, file.desk.on)
    held = {at: [job] for at, job in enumerate(found) if job is not None}
    for at in sorted(range(len(rows)), key=lambda at: found[at] is None):  # a work that ends leaves its days to the one that follows
        one = rows[at]
        plan = jobs.plan(one.row.values, person, found[at], file.desk, taken=[job for works in held.values() for job in works])
        _fill(one, plan, file)
        if one.verdict != REFUSED and not plan.ask and one.row.decision != SKIP:
            held[at] = jobs.after(found[at], plan)


def _same_person_twice(group: list[Finding]) -> None:
    """Rows of one person must agree in all that they state, else none is written; what a row leaves blank the others add.

    Otherwise one of the words would be lost without a sentence, and the last row would win the next time. A row left out by hand says nothing.
    """
    rows = [one for one in group if one.row.decision != SKIP]
    if len(rows) < 2:
        return
    for one in group:
        one.row.own = one.row.own or dict(one.row.values)
    if quarrel := quarrel_of([(one.row.number, one.row.told) for one in rows]):
        for one in rows:
            refuse(one, said_of(quarrel, one.row.number))
        return
    written: list[Finding] = []
    for one in rows:
        if first := next((other for other in written if one_work(other.row.values, one.row.values)), None):
            _repeats(first.row, one)
        else:
            written.append(one)
    first_row = rows[0].row
    for one in rows[1:]:
        _settled(first_row.values, one.row.values)
    for one in written[1:] if rows[0].person is None else ():
        one.notes.append(Said("name", f"{SECOND} {first_row.number}", _told_apart(one.row)))
    if rows[0].person is None:
        _share(first_row.values, [one.row.values for one in written[1:]])


def _repeats(first: Row, one: Finding) -> None:
    """The row tells of the same work as the first, which is written with all that this one adds."""
    added = complete(first.values, one.row.values)
    added += [key for key in OF_A_PERSON if first.values.get(key) in (None, "") and one.row.values.get(key) not in (None, "")]
    told = f"{REPEATS} {first.number}" + (": чего там нет, взято отсюда" if added else "")
    instead = f"Оставьте одну из них: если пропустить строку {first.number}, можно будет выбрать эту"
    refuse(one, Said("name", told, f"{instead}. Вторую работу укажите другой должностью, датами или «совместительством»"))


def repeated(reason: str) -> int:
    """The number of the row as whose repetition a row was refused; 0 when it was refused for something else."""
    number = reason.partition(":")[0].removeprefix(f"{REPEATS} ")
    return int(number) if number.isdecimal() else 0


def _told_apart(row: Row) -> str:
    """How to say that it is somebody else: by what the row does not tell yet."""
    lacking = [what for key, what in (("snils", "СНИЛС"), ("birth_date", "дату рождения")) if not row.told.get(key)]
    return f"Если это другой человек, впишите {' или '.join(lacking)}" if lacking else "Если это другой человек, исправьте его СНИЛС и дату рождения"


def _share(first: dict[str, Any], others: list[dict[str, Any]]) -> None:
    """Whichever row makes the card, it knows what all of them tell: the first may be refused, for want of a position say."""
    for other in others:
        other.update({key: known for key in OF_A_PERSON if other.get(key) in (None, "") and (known := first.get(key)) not in (None, "")})


def _settled(first: dict[str, Any], other: dict[str, Any]) -> None:
    """What one of the rows leaves blank of the person herself the other adds; to the later rows only what tells who she is."""
    for key in OF_A_PERSON:
        given, known = other.get(key), first.get(key)
        if known in (None, "") and given not in (None, ""):
            first[key] = given
        elif given in (None, "") and known not in (None, "") and key in ("birth_date", "sex"):
            other[key] = known


def _fill(one: Finding, plan: jobs.Plan, file: File) -> None:
    values, person = one.row.values, one.person
    if one.verdict == DOUBTFUL:
        return
    if plan.stop:
        refuse(one, plan.stop)
        return
    if person and plan.deed and plan.deed["deed"] in jobs.TAKING_IN and jobs.elsewhere(person, file.desk):
        one.verdict, one.candidates = DOUBTFUL, [Candidate(person, jobs.ELSEWHERE)]
        return
    if person is None and (stop := _lacking(values)):
        refuse(one, stop)
        return
    own = person is None or file.desk.own is None or person.works(file.desk.on, file.desk.own)
    one.changes = card_changes(person, values, file.desk.on) if person and own else {}
    if person and (owner := file.people.by_snils.get(one.changes.get("snils", ["", ""])[1])) and owner.pk != person.pk:
        refuse(one, Said("snils", "Этот СНИЛС записан в другой карточке района", "Сверьте СНИЛС с документом"))
        return
    if plan.deed:
        one.changes["job"] = plan.deed
    grade, note = grade_change(person, values) if own else (None, None)
    if grade:
        one.changes["grade"] = grade
    one.notes += [*plan.notes, *([note] if note else [])]
    if person is None:
        return
    one.verdict = CHANGED if one.changes else SAME
    if plan.ask and one.row.decision != SAME_PERSON:
        one.verdict, one.candidates = DOUBTFUL, [Candidate(person, plan.ask)]


def _lacking(values: Mapping[str, Any]) -> Said | None:
    return next((Said(key, reason, mend) for key, reason, mend in NEEDED if not values.get(key)), None)
