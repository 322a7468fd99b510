"""What merging two cards would do: which rows move, which are one fact, where main jobs overlap, what stands in the way."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Count, F, Q, Value

from portal.accounts.selectors import lexicon
from portal.kit.joining import Joining, pointing_at
from portal.kit.words import day, period
from teachers.models import Employment, Teacher

FIRST, SECOND, ASIDE_FIRST, ASIDE_SECOND, IN_TURN = "first", "second", "aside_first", "aside_second", "in_turn"
ONE_DAY = dt.timedelta(days=1)


@dataclass
class Part:
    """Rows of one model: those that move, those that go because a better one says the same (row, better), those that change before."""

    model: Any
    keys: list[Any]
    move: list[Any] = field(default_factory=list)
    drop: list[tuple[Any, Any]] = field(default_factory=list)
    change: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def same(self) -> list[str]:
        """The facts that both cards have, in words."""
        return [_named(one, self.model.joining) for one, _ in self.drop]


@dataclass(frozen=True)
class Clash:
    """Two main jobs that overlap: a person worked at one of them, or at one by the way. `chosen` is a key of `options` or empty."""

    first: Employment
    second: Employment
    options: list[tuple[str, str]]
    chosen: str

    @property
    def name(self) -> str:
        """Name of the field in the form."""
        return f"job_{self.first.pk}_{self.second.pk}"

    @property
    def told(self) -> str:
        return f"{post_of(self.first)} и {post_of(self.second)}"


@dataclass(frozen=True)
class Plan:
    """Everything that merging would do to rows; `obstacles` are sentences that forbid it."""

    parts: list[Part]
    clashes: list[Clash]
    obstacles: list[str]


def plan_of(kept: Teacher, duplicate: Teacher, chosen: Mapping[str, str] | None = None) -> Plan:
    """What merging would do. One query to count, one more for each kind of rows that has to be looked at."""
    parts, clashes, obstacles = list[Part](), list[Clash](), list[str]()
    for model, keys in _with_rows(duplicate).items():
        rows = list(model._base_manager.filter(_owned(keys, [kept.pk, duplicate.pk])).order_by("pk"))
        part, wrong = _part(model, keys, rows, kept.pk, duplicate.pk)
        obstacles += wrong
        if model is Employment:
            clashes = _clashes(part, rows, kept.pk, chosen or {})
            _resolve(part, clashes)
        parts.append(part)
    return Plan(parts, clashes, obstacles)


def sources() -> dict[Any, list[Any]]:
    """Models whose rows move with a card → their keys to it. Who joined is said by the model itself."""
    return {model: keys for model, keys in pointing_at(Teacher).items() if not rule_of(model).stays}


def rule_of(model: Any) -> Joining:
    """How the model's rows join; rows of a model that says nothing move as they are."""
    return getattr(model, "joining", Joining())


def _with_rows(duplicate: Teacher) -> dict[Any, list[Any]]:
    """Models in which the duplicate has rows, found by one query."""
    every = sources()
    counts = [
        model._base_manager.filter(**{key.attname: duplicate.pk})
        .order_by()
        .values(key.attname)
        .annotate(label=Value(model._meta.label_lower, output_field=CharField()), owner=F(key.attname), n=Count("pk"))
        .values_list("label", "n")
        for model, keys in every.items()
        for key in keys
    ]
    found = {label for label, _ in counts[0].union(*counts[1:], all=True)}
    return {model: keys for model, keys in every.items() if model._meta.label_lower in found}


def _owned(keys: Iterable[Any], cards: list[int]) -> Q:
    return reduce(or_, (Q(**{f"{key.attname}__in": cards}) for key in keys))


def _part(model: Any, keys: list[Any], rows: list[Any], kept: int, duplicate: int) -> tuple[Part, list[str]]:
    rule, part, wrong = rule_of(model), Part(model, keys), list[str]()
    mine = [one for one in rows if any(getattr(one, key.attname) == duplicate for key in keys)]
    theirs = [one for one in rows if one not in mine]
    both = [one for one in mine if {getattr(one, key.attname) for key in keys} >= {kept, duplicate}]
    if both:
        wrong.append(
            f"{_capital(model._meta.verbose_name)}: одна запись называет обе карточки как двух людей ({both[0]}). Если человек один, сначала удалите её."
        )
    if rule.either and any(_holds(one, rule.either) for one in mine) and any(_holds(one, rule.either) for one in theirs):
        wrong.append(rule.says)
    taken = {_key(one, rule, kept, duplicate): one for one in theirs if _counts(one, rule)} if rule.same else {}
    for one in mine:
        others = [found] if _counts(one, rule) and (found := taken.get(_key(one, rule, kept, duplicate))) else []
        if rule.terms:
            others = [other for other in theirs if overlap(one, other)]
        if others and rule.better(one) <= max(map(rule.better, others)):
            part.drop.append((one, max(others, key=rule.better)))
            continue
        part.drop += [(other, one) for other in others if all(other is not gone for gone, _ in part.drop)]
        part.move.append(one)
    return part, wrong


def _counts(row: Any, rule: Joining) -> bool:
    return bool(rule.same) and (rule.only is None or _holds(row, rule.only))


def _holds(row: Any, condition: tuple[str, tuple[Any, ...]]) -> bool:
    return getattr(row, condition[0]) in condition[1]


def _key(row: Any, rule: Joining, kept: int, duplicate: int) -> tuple[Any, ...]:
    """What makes the row one fact; both cards are one person in it, and words differ neither by case nor by spaces."""
    values = [getattr(row, row._meta.get_field(name).attname) for name in rule.same]
    related = [row._meta.get_field(name).related_model is Teacher for name in rule.same]
    return tuple(
        kept if card and value == duplicate else " ".join(value.casefold().split()) if isinstance(value, str) else value
        for value, card in zip(values, related, strict=True)
    )


def overlap(one: Any, other: Any) -> bool:
    """Whether two terms share a day; both ends belong to a term."""
    return bool(one.since <= (other.until or dt.date.max) and other.since <= (one.until or dt.date.max))


def _clashes(part: Part, rows: list[Employment], kept: int, chosen: Mapping[str, str]) -> list[Clash]:
    """Overlapping main jobs of the two cards, with what may be done about each."""
    gone = {row.pk for row, _ in part.drop}
    main = [one for one in Employment.objects.filter(pk__in=[row.pk for row in rows], is_main=True).select_related("organisation") if one.pk not in gone]
    first, second = ([one for one in main if (one.teacher_id == kept) is ours] for ours in (True, False))
    return [_clash(a, b, chosen) for a in first for b in second if overlap(a, b)]


def _clash(a: Employment, b: Employment, chosen: Mapping[str, str]) -> Clash:
    options = [
        (FIRST, f"верно {post_of(a)}; вторую запись убрать"),
        (SECOND, f"верно {post_of(b)}; вторую запись убрать"),
        (ASIDE_SECOND, f"верны обе, по совместительству — {post_of(b)}"),
        (ASIDE_FIRST, f"верны обе, по совместительству — {post_of(a)}"),
    ]
    if a.since != b.since:
        earlier, later = (a, b) if a.since < b.since else (b, a)
        options.append((IN_TURN, f"сначала {post_of(earlier, dates=False)} до {day(later.since - ONE_DAY)}, потом {post_of(later, dates=False)}"))
    likely = (FIRST if a.since <= b.since else SECOND) if (a.organisation_id, a.position) == (b.organisation_id, b.position) else ""
    picked = chosen.get(f"job_{a.pk}_{b.pk}", likely)
    return Clash(a, b, options, picked if picked in dict(options) else "")


def _resolve(part: Part, clashes: list[Clash]) -> None:
    """Do in the plan what was chosen; what a choice before has settled already is not asked again."""
    by_key = {one.pk: one for clash in clashes for one in (clash.first, clash.second)}
    settled = set[int]()
    for clash in clashes:
        a, b = by_key[clash.first.pk], by_key[clash.second.pk]
        if settled & {a.pk, b.pk} or not overlap(a, b):
            continue
        if clash.chosen in (FIRST, SECOND):
            goes, stays = (b, a) if clash.chosen == FIRST else (a, b)
            part.drop.append((goes, stays))
            part.move = [one for one in part.move if one.pk != goes.pk]
            settled.add(goes.pk)
        elif clash.chosen in (ASIDE_FIRST, ASIDE_SECOND):
            aside = a if clash.chosen == ASIDE_FIRST else b
            part.change.append((aside, {"is_main": False}))
            settled.add(aside.pk)
        elif clash.chosen == IN_TURN:
            earlier, later = (a, b) if a.since < b.since else (b, a)
            earlier.until = later.since - ONE_DAY
            part.change.append((earlier, {"until": earlier.until}))


def post_of(job: Employment, *, dates: bool = True) -> str:
    """«СШ № 1, с 01.09.2015»"""
    return f"{job.organisation.short_name}, {period(job.since, job.until)}" if dates else job.organisation.short_name


def _named(row: Any, rule: Joining) -> str:
    """«участие в событии: Семинар (01.09.2026)», «квалификационная категория: первая (25.03.2021)»."""
    others = [name for name in rule.same if row._meta.get_field(name).is_relation and row._meta.get_field(name).related_model is not Teacher]
    name = next(iter(others or rule.same), "")
    dictionary = re.search(r"словарь (\w+)", str(row._meta.get_field(name).verbose_name)) if name else None
    if dictionary:
        told = lexicon(dictionary[1]).name(dictionary[1], getattr(row, name))
    else:
        told = getattr(row, f"get_{name or 'kind'}_display", lambda: str(getattr(row, name, "") or row))()
    on = next((value for one in ("since", "awarded_on", "finished_on") if (value := getattr(row, one, None))), None)
    return f"{row._meta.verbose_name}: {told}" + (f" ({day(on)})" if on else "")


def _capital(text: Any) -> str:
    return f"{str(text)[:1].upper()}{str(text)[1:]}"
