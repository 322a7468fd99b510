"""The same file twice changes nothing: rows that would change what rows of the same file have just written contradict one another.

One rule for whatever a row can tell: the rows that may speak of one person are judged once more, against the card as they would
leave it. If any of them would still change something, none of them is written until the file is mended; so the register meets the
file the next time as it met it now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from portal.kit.naming import normal
from teachers.intake.afterwards import After, Told, afterwards
from teachers.intake.comparing import CHANGED, NEW, SKIP, File, Finding, Row, judge, refuse
from teachers.intake.identity import shared_emails
from teachers.intake.people import People, name_key
from teachers.intake.quarrels import Quarrel, said_of

Key = tuple[str, Any]
GRADES = {"until": "category_until", "act": "category_act"}


def judge_file(rows: Iterable[Row], file: File) -> list[Finding]:
    """A finding for each row, in their order, as `judge`; rows that contradict one another are refused."""
    rows = list(rows)
    if file.shared is None:
        file = file._replace(shared=shared_emails(one.values for one in rows))
    found = judge(rows, file)
    groups = _of_one_person(found, file.shared or ())
    if not groups:
        return found
    after = [one for group in groups for one in _after(group, file.desk.on)]
    every = {one.pk: one for one in file.people.every} | {one.person.pk: one.person for one in after}
    there = file._replace(people=People(list(every.values())))
    for group in groups:
        again = judge([Row(one.row.number, dict(one.row.told), one.row.problems) for one in group], there)
        offered = next((one for one in again if one.verdict in (NEW, CHANGED)), None)
        if offered is not None:
            _refuse(group, _quarrel(offered, group, after))
    return found


def _of_one_person(found: list[Finding], shared: Collection[str]) -> list[list[Finding]]:
    """Rows that are one person's or may be taken for one (`_keys`), in the order of the file; those that stand alone are left out."""
    roots: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while (above := roots.setdefault(key, key)) != key:
            roots[key] = key = roots[above]
        return key

    rows = [(one, list(_keys(one, shared))) for one in found if not one.row.refused and one.row.decision != SKIP]
    for _, (name, *others) in rows:
        for key in others:
            roots[root(key)] = root(name)
    groups: dict[Key, list[Finding]] = defaultdict(list)
    for one, (name, *_) in rows:
        groups[root(name)].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _keys(one: Finding, shared: Collection[str]) -> Iterator[Key]:
    """By what a person is found: the name first."""
    values = one.row.told
    yield "name", name_key(values)
    if snils := values.get("snils"):
        yield "snils", snils
    if (email := str(values.get("email") or "").lower()) and email not in shared:
        yield "email", email
    for key in [f"t{who.person.pk}" for who in one.candidates] or ([one.key] if one.key else []):
        yield "key", key


def _after(group: list[Finding], on: str) -> list[After]:
    """The cards that the rows make or change; a new one's key is the number of its first row below zero."""
    people: dict[str, list[Finding]] = defaultdict(list)
    for one in group:
        if one.verdict in (NEW, CHANGED):
            people[one.key].append(one)
    return [afterwards(rows[0].person, [Told(one.row.number, one.row.values, one.changes) for one in rows], on) for rows in people.values()]


def _quarrel(offered: Finding, group: list[Finding], after: list[After]) -> Quarrel:
    """Which row says otherwise than this one, and in what: the row that says what stands, else the one that wrote it."""
    number = offered.row.number
    made = next((one.by for one in after if offered.person and one.person.pk == offered.person.pk), {})
    for what, column, stands in _differing(offered.changes):
        others = [one.row.number for one in group if one.row.number != number and _says(one.row.told.get(column), stands)]
        wrote = [row for row in [made.get(what)] if row not in (None, number)]
        if other := next(iter(others or wrote), None):
            return Quarrel(number, other, column)
    return Quarrel(number, next(one.row.number for one in group if one.row.number != number), "")


def _differing(changes: dict[str, Any]) -> Iterator[tuple[Any, str, Any]]:
    """What each change is about (a key of `After.by`), the value's name in a row, and what stands now."""
    for key, value in changes.items():
        if key == "job":
            yield from (
                (("job", value["id"]), name, value["was"][name]) for name, now in value["now"].items() if value["was"] and value["was"].get(name) != now
            )
        elif key == "grade":
            yield from ((("grade", value["id"]), GRADES[name], was) for name, was in (value["was"] or {}).items())
        else:
            yield key, key, value[0]


def _says(given: Any, stands: Any) -> bool:
    return given not in (None, "") and normal(str(given)) == normal(str(stands))


def _refuse(group: list[Finding], quarrel: Quarrel) -> None:
    """None of the rows is written: each says with which other one it differs, and holds what it tells itself."""
    for one in group:
        if one.verdict in (NEW, CHANGED):
            one.notes.clear()
            one.row.values = dict(one.row.told)
            refuse(one, said_of(quarrel, one.row.number))
