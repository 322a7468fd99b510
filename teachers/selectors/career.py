"""The career line: the district's steps, where a teacher stands on a date, what the next step asks for."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.prepared import Prepared
from portal.kit.words import counted
from teachers.models import CareerStage, CareerStep, Employment, Teacher
from teachers.selectors.staff import in_force

CATEGORIES = "qualification_categories"
HIGHEST = {"high", "ped_method", "ped_nast"}  # педагог-методист и педагог-наставник — только при действующей высшей (приказ № 196)
ENOUGH = {"sootv": {"sootv", "first", *HIGHEST}, "first": {"first", *HIGHEST}, "high": HIGHEST}  # what is asked → what covers it


@dataclass(frozen=True)
class Need:
    """What a step asks for; `met` None where the portal cannot tell and people decide."""

    text: str
    met: bool | None = None


@dataclass(frozen=True)
class Rung:
    """Одна ступень: `since` and `act` where the teacher has stood on it by the date."""

    name: str
    state: str  # done · now · later
    since: dt.date | None = None
    act: str = ""

    @property
    def label(self) -> str:
        """For the row of steps."""
        return self.name


@dataclass(frozen=True)
class Ladder:
    """Карьерный путь на дату: all steps, the current one, the next one and what it asks for."""

    rungs: list[Rung]
    next: str = ""
    needs: tuple[Need, ...] = ()

    @property
    def now(self) -> Rung | None:
        return next((one for one in self.rungs if one.state == "now"), None)


def _steps(teacher: int, district: int, on: dt.date) -> QuerySet[Any]:
    """The district's steps with when, and by which act, the teacher came to stand on each by the date."""
    stood = CareerStage.objects.filter(teacher=teacher, step=OuterRef("pk"), since__lte=on).order_by("-since")
    since, act = Subquery(stood.values("since")[:1]), Subquery(stood.values("act")[:1])
    return CareerStep.objects.filter(district=district).annotate(stood_since=since, stood_act=act).order_by("order", "pk")


STEPS = Prepared(_steps, teacher=int, district=int, on=dt.date)


def ladder_of(teacher: Teacher, on: dt.date, held: set[str], words: Lexicon) -> Ladder:
    """Where the teacher stands on the date, holding the categories (codes). One query; experience must be at hand."""
    steps = [one for one in STEPS.ask(teacher=teacher.pk, district=teacher.district_id, on=on) if one.active or one.stood_since]
    reached = max((one for one in steps if one.stood_since), key=lambda one: (one.stood_since, one.order), default=None)
    at = steps.index(reached) if reached else -1
    following = _following([one for one in steps[at + 1 :] if one.active], teacher.experience(on), known=reached is not None)
    rungs = [
        Rung(one.name, "now" if place == at else "done" if place < at else "later", one.stood_since, one.stood_act or "") for place, one in enumerate(steps)
    ]
    return Ladder(rungs, following.name, tuple(_needs(following, teacher.experience(on), held, words))) if following else Ladder(rungs)


def _following(ahead: list[CareerStep], years: int | None, *, known: bool) -> CareerStep | None:
    """The step after the present one. Of whom no step is recorded, but whose years are enough for more, is not offered a beginner's, which asks for none."""
    if known or years is None:
        return next(iter(ahead), None)
    begun = next((one for one in ahead if one.least_years is not None or one.category), None)
    return begun if begun and begun.least_years is not None and years >= begun.least_years else next(iter(ahead), None)


def doubts(teacher: Teacher, step: CareerStep, on: dt.date, *, but: int | None = None) -> list[str]:
    """What speaks against the step on the date, sentence by sentence: conditions not met, steps passed over, conditions that people alone can check.

    `but`: the recorded stage that is being changed. Four queries besides the breaks.
    """
    held = set(in_force(on).filter(teacher=teacher).values_list("category", flat=True))
    needs = _needs(step, teacher.experience(on), held, lexicon(CATEGORIES))
    told = {
        "Не выполнено": [one.text for one in needs if one.met is False],
        "Пропущены ступени": _passed_over(teacher, step, on, but),
        "Портал проверить не может": [one.text for one in needs if one.met is None],
    }
    return [f"{what}: {'; '.join(found)}" for what, found in told.items() if found]


def _passed_over(teacher: Teacher, step: CareerStep, on: dt.date, but: int | None) -> list[str]:
    """Steps in use between the one she stands on and this one. Of whom no step is recorded nobody knows which she has passed."""
    stood = CareerStage.objects.filter(teacher=teacher, since__lte=on).exclude(pk=but or 0).order_by("-since", "-step__order").select_related("step").first()
    if stood is None:
        return []
    between = CareerStep.objects.filter(district=teacher.district_id, active=True, order__gt=stood.step.order, order__lt=step.order)
    return list(between.order_by("order", "pk").values_list("name", flat=True))


def _needs(step: CareerStep, years: int | None, held: set[str], words: Lexicon) -> list[Need]:
    found = []
    if step.least_years is not None:
        asked = counted(step.least_years, ("года", "лет", "лет"))
        found.append(Need(f"педагогический стаж не меньше {asked}", None if years is None else years >= step.least_years))
    if step.category:
        covered = held & ENOUGH.get(step.category, {step.category})
        found.append(Need(f"категория: {words.name(CATEGORIES, step.category)}", bool(covered)))
    return [*found, *(Need(line.strip()) for line in step.asks.splitlines() if line.strip())]


def steps_with_people(district_id: int, on: dt.date) -> QuerySet[CareerStep]:
    """The district's steps in their order, each with `people` who stand on it and work on the date."""
    latest = CareerStage.objects.filter(district=district_id, since__lte=on).order_by("teacher_id", "-since").distinct("teacher_id")
    working = Employment.objects.on(on).filter(district=district_id).values("teacher")
    standing = Q(stages__in=latest.values("pk"), stages__teacher__in=working)
    return CareerStep.objects.filter(district=district_id).annotate(people=Count("stages", filter=standing)).order_by("order", "pk")
