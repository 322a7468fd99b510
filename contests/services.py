"""What methodists do with contests: plan, write in participants, results."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from contests.lifecycle import COMPETING
from contests.models import AWARDED, Contest, Participation
from portal.accounts.models import Appointment, District, Role
from portal.accounts.selectors import names
from portal.journal.lifecycle import advance
from portal.journal.services import notify_each, record, refuse_stale, who_was_faster
from portal.kit.namesakes import refuse_namesake, same
from portal.kit.periods import school_year, today
from portal.kit.refusal import Refusal
from portal.kit.turns import hold, in_turn, locked
from portal.kit.words import day, quoted, short_name
from teachers.models import Employment, Teacher
from teachers.services.changes import said
from teachers.services.holding import held_cards

NAMES_IN_JOURNAL = 200


@dataclass(frozen=True)
class ContestData:
    """What a methodist writes about a contest."""

    name: str
    kind: str
    starts_on: dt.date
    ends_on: dt.date
    level: str = "mun"
    external: bool = False
    topic: str = ""


NAMES = tuple(one.name for one in fields(ContestData))
KNOWN_BY = ("name", "kind", "ends_on")


@transaction.atomic
def create_contest(*, data: ContestData, district: District, by: Any, again: str = "") -> Contest:
    """Внести конкурс в план. Raises Refusal for reversed dates, Namesake when one of its kind has the name in the same school year, unless `again` names it."""
    made = Contest(district=district, **{name: getattr(data, name) for name in NAMES})
    _check(made)
    _ask(made, again)
    made.save()
    record(verb="добавил(а) конкурс", obj=made, by=by, after={"итоги": day(made.ends_on)})
    return made


def _ask(contest: Contest, again: str) -> None:
    """Raise Namesake when another one of its kind has the name in the same school year and is not cancelled."""
    in_turn("contests.contest", contest.district_id)
    year = school_year(contest.ends_on)
    others = Contest.objects.filter(district=contest.district_id, kind=contest.kind, ends_on__range=(year.starts, year.ends))
    refuse_namesake(
        others.exclude(state=Contest.State.CANCELLED), contest, again, begins="Такой конкурс в этом учебном году уже есть",
        address=lambda one: reverse("contests:contest", args=[one.pk]), note=lambda one: f"{one.get_state_display()}, итоги {day(one.ends_on)}",
    )  # fmt: skip


def _known(name: str, kind: str, ends_on: dt.date) -> tuple[str, str, int]:
    """What a contest is known by: two of one district that agree in it are namesakes."""
    return same(name), kind, school_year(ends_on).year


@transaction.atomic
def edit_contest(*, contest: Contest, data: ContestData, by: Any, seen: int | None = None, again: str = "") -> Contest:
    """Save the contest's page; participation is counted on the date of the results, therefore it follows that date.

    Raises Namesake when it becomes one of a name with another, unless `again` names that one.
    """
    fresh = locked(Contest.objects, contest.pk)
    refuse_stale(fresh, seen)
    before = {name: getattr(fresh, name) for name in NAMES}
    for name in NAMES:
        setattr(fresh, name, getattr(data, name))
    changed = [name for name in NAMES if getattr(fresh, name) != before[name]]
    if not changed:
        return fresh
    _check(fresh)
    if _known(**{name: before[name] for name in KNOWN_BY}) != _known(**{name: getattr(fresh, name) for name in KNOWN_BY}):
        _ask(fresh, again)
    fresh.save()
    if "ends_on" in changed:
        Participation.objects.filter(contest=fresh).update(happened_on=fresh.ends_on)
    record(
        verb="изменил(а) конкурс",
        obj=fresh,
        by=by,
        before=said(Contest, {name: before[name] for name in changed}),
        after=said(Contest, {name: getattr(fresh, name) for name in changed}),
    )
    return fresh


def _check(contest: Contest) -> None:
    if contest.ends_on < contest.starts_on:
        raise Refusal("Итоги раньше начала: проверьте даты.", field="ends_on")


@transaction.atomic
def move_contest(*, contest: Contest, move: str, by: Any, comment: str = "", seen: int | None = None) -> Contest:
    """Открыть приём, закрыть, подвести итоги (everybody is told of hers), отменить."""
    fresh: Contest = advance(contest, move, by=by, comment=comment, seen=seen)
    if move == "finish":
        tell_results(fresh, Participation.objects.filter(contest=fresh))
    return fresh


@transaction.atomic
def add_participants(*, contest: Contest, teachers: Iterable[int], role: str, by: Any) -> int:
    """Внести участников в роли; who has the role already is not doubled. Gives the number of new ones.

    Raises Refusal for an unknown role, people of another district, a contest not open yet or cancelled.
    """
    contest = _held(contest)
    _open_for_entries(contest)
    if role not in names("contest_roles"):
        raise Refusal("Такой роли в словаре нет.", field="role")
    people = _own_teachers(contest, teachers, by)
    inside = set(Participation.objects.filter(contest=contest, role=role, teacher__in=people).values_list("teacher_id", flat=True))
    new = [one for one in people if one.pk not in inside]
    rows = [Participation(district_id=contest.district_id, contest=contest, teacher=one, role=role, happened_on=contest.ends_on) for one in new]
    Participation.objects.bulk_create(rows, ignore_conflicts=True)
    if new:
        said = ", ".join(sorted(short_name(one) for one in new)[:NAMES_IN_JOURNAL])
        record(verb="внёс(ла) участников конкурса", obj=contest, by=by, after={"человек": len(new), "роль": names("contest_roles")[role]}, comment=said)
    return len(new)


def _held(contest: Contest) -> Contest:
    """As it is now: who changes or moves it waits until the transaction ends, others who write in its people do not."""
    hold(Contest, contest.pk)
    return Contest.objects.get(pk=contest.pk)


def _open_for_entries(contest: Contest) -> None:
    if contest.state == Contest.State.CANCELLED:
        raise Refusal("Конкурс отменён: участников в него не вносят.")
    if contest.state == Contest.State.PLANNED and not contest.external:
        raise Refusal("Приём заявок ещё не открыт: сначала откройте его.")
    if contest.state == Contest.State.FINISHED and not contest.external:
        raise Refusal("Итоги подведены. Чтобы внести участника, верните конкурс к экспертизе.")


def _own_teachers(contest: Contest, ids: Iterable[int], by: Any) -> list[Teacher]:
    wanted = set(ids)
    if not by.holds(Role.METHODIST, district_id=contest.district_id):
        raise Refusal("Вносить участников может только методист района.")
    if not wanted:
        raise Refusal("Никто не выбран.")
    found = held_cards(Teacher.objects.filter(district=contest.district_id), wanted)
    if len(found) != len(wanted):
        raise Refusal("Кого-то из выбранных нет среди педагогов вашего района. Обновите страницу и выберите ещё раз.")
    return found


@dataclass(frozen=True)
class Results:
    """How many results were saved, and which not, each as a sentence."""

    changed: int
    clashes: list[str]


@transaction.atomic
def set_results(*, contest: Contest, results: Mapping[int, str], by: Any, was: Mapping[int, str] | None = None) -> Results:
    """Внести результаты: {participation id: code of словарь contest_results, "" for none}. `was` is what the page showed.

    What somebody else has set meanwhile stays and is named among the clashes. Who learned hers already is told of another one. Raises Refusal for a
    word that is not in the dictionary; ids of other contests are not touched. Rows are locked in the order of their keys.
    """
    contest = _held(contest)
    if contest.state == Contest.State.CANCELLED:
        raise Refusal("Конкурс отменён: результаты в него не вносят.")
    known = names("contest_results")
    rows = Participation.objects.filter(contest=contest, pk__in=results).order_by("pk").select_for_update(of=("self",)).select_related("teacher")
    changed, clashes = [], []
    for row in rows:
        wanted = results[row.pk]
        if wanted and wanted not in known:
            raise Refusal("Такого результата в словаре нет.", field="result")
        if wanted != row.result and was is not None and row.result != was.get(row.pk, ""):
            clashes.append(_clash(row, wanted, known))
        elif wanted != row.result:
            before, row.result = row.result, wanted
            row.save(update_fields=["result"])
            said = known.get(before, "не внесён"), known.get(wanted, "не внесён")
            record(verb="внёс(ла) результат конкурса", obj=row, by=by, before={"результат": said[0]}, after={"результат": said[1]}, comment=contest.name)
            changed.append(row.pk)
    if contest.settled:
        tell_results(contest, Participation.objects.filter(pk__in=changed))
    return Results(len(changed), clashes)


def _clash(row: Participation, wanted: str, known: Mapping[str, str]) -> str:
    now, yours = known.get(row.result, "не внесён"), known.get(wanted, "не внесён")
    return f"{row.teacher.short_name}: сейчас «{now}» ({who_was_faster(row)}), вы выбрали «{yours}»"


def tell_results(contest: Contest, rows: QuerySet[Participation]) -> None:
    """Tell those who competed of their results, and the heads of their organisations; the same result is told once."""
    known = names("contest_results")
    found = list(rows.filter(role=COMPETING).exclude(result="").select_related("teacher").order_by("teacher__last_name", "teacher__first_name", "pk"))
    begins, url = f"Итоги конкурса {quoted(contest.name)}", reverse("contests:contest", args=[contest.pk])
    own = [(one.teacher.user_id, f"{begins}: {known.get(one.result, one.result)}.", f"{one.pk}-{one.result}") for one in found if one.teacher.user_id]
    heads = [(head, f"{begins}. {_told_of(some, known)}", _sign(some)) for head, some in _by_head(found)]
    notify_each(told=[(user, contest.district_id, text, url, f"contest-{contest.pk}-{key}") for user, text, key in (*own, *heads)])


def _by_head(rows: Iterable[Participation]) -> list[tuple[int, list[Participation]]]:
    """(user id, rows) of every head whose people are among those of `rows`, by their main work today."""
    people = {one.teacher_id: one for one in rows}
    works = Employment.objects.on(today()).main().filter(teacher__in=people).values_list("organisation", "teacher")
    places: dict[int, list[Participation]] = {}
    for place, teacher in works:
        places.setdefault(place, []).append(people[teacher])
    posts = Appointment.objects.in_force().filter(user__is_active=True, role=Role.SCHOOL_HEAD, organisation__in=places)
    return [(user, places[place]) for user, place in posts.order_by("pk").values_list("user_id", "organisation")]


def _told_of(rows: Iterable[Participation], known: Mapping[str, str]) -> str:
    """«Победитель: Иванова А. П.; участник: Петрова Б. В.»: the best first."""
    order = {code: place for place, code in enumerate(AWARDED)}
    by_result: dict[str, list[str]] = {}
    for one in sorted(rows, key=lambda row: order.get(row.result, len(order))):
        by_result.setdefault(one.result, []).append(short_name(one.teacher))
    said = (f"{known.get(result, result)}: {', '.join(people)}" for result, people in by_result.items())
    return f"{capfirst('; '.join(said))}."


def _sign(rows: Iterable[Participation]) -> str:
    """What tells one set of results from another: the key of a notice about many."""
    said = ",".join(sorted(f"{one.pk}-{one.result}" for one in rows))
    return f"heads-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


@transaction.atomic
def remove_participant(*, participation: Participation, by: Any, was: str | None = None) -> None:
    """Удалить запись об участии, внесённую по ошибке; the journal keeps the trace.

    `was` is the result that the page showed: nobody removes what somebody else has filled in meanwhile. Raises Refusal with who and when.
    """
    fresh = locked(Participation.objects.select_related("teacher", "contest"), participation.pk, "Эту запись об участии уже удалили.")
    if was is not None and was != fresh.result:
        now = names("contest_results").get(fresh.result, "не внесён")
        raise Refusal(f"Пока страница была открыта, результат изменили: сейчас «{now}» ({who_was_faster(fresh)}). Обновите страницу и решите ещё раз.")
    record(verb="удалил(а) запись об участии в конкурсе", obj=fresh, by=by, before=said(Participation, {"role": fresh.role, "result": fresh.result}))
    fresh.delete()
