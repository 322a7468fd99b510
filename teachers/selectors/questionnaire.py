"""The self-assessment while it is being filled in: which functions are asked, what is answered, what comes next."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, OuterRef
from django.db.models.functions import JSONObject

from portal.accounts.models import Word
from teachers.models import Answer, Assessment, Competency, Employment, Framework, Teacher

Tree = list[tuple[Competency, list[Competency]]]  # functions with their actions
NURSERY_POSTS = ("ped02", "ped03", "ped13")  # воспитатель, старший воспитатель, музыкальный руководитель
LESSON_POSTS = ("ped01", "ped18", "ped19")  # учитель, преподаватель-организатор, преподаватель
PRIMARY_SUBJECTS = ("начальные классы", "литературное чтение", "окружающий мир")
MATHS = ("математика", "алгебра", "геометрия", "вероятность")
RUSSIAN = ("русский язык", "литература")


@dataclass(frozen=True)
class Question:
    """Трудовое действие и ответ на него: `level` 0–3, None while unanswered; `number` from 1 within the function."""

    pk: int
    number: int
    name: str
    level: int | None


@dataclass(frozen=True)
class Section:
    """Трудовая функция с её действиями — одна страница самооценки."""

    pk: int
    code: str
    name: str
    questions: tuple[Question, ...]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def answered(self) -> int:
        return sum(one.level is not None for one in self.questions)

    @property
    def missing(self) -> Question | None:
        """The first action without an answer."""
        return next((one for one in self.questions if one.level is None), None)


@dataclass(frozen=True)
class Questionnaire:
    """Все страницы самооценки в порядке стандарта."""

    sections: tuple[Section, ...]

    @property
    def total(self) -> int:
        return sum(one.total for one in self.sections)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.sections)

    @property
    def percent(self) -> int:
        """Share of answered actions, whole percent; 100 only when nothing is missing."""
        return self.answered * 100 // self.total if self.total else 0

    @property
    def missing(self) -> Section | None:
        """The first page with an action that has no answer."""
        return next((one for one in self.sections if one.missing), None)

    def section(self, pk: int) -> Section | None:
        return next((one for one in self.sections if one.pk == pk), None)

    def after(self, section: Section) -> Section | None:
        """The next page; None after the last."""
        place = self.sections.index(section) + 1
        return self.sections[place] if place < len(self.sections) else None

    def before(self, section: Section) -> Section | None:
        place = self.sections.index(section)
        return self.sections[place - 1] if place else None


@dataclass(frozen=True)
class Choice:
    """Трудовая функция в настройке самооценки: chosen or not; an obligatory one cannot be switched off."""

    code: str
    name: str
    actions: int
    chosen: bool
    obligatory: bool
    fits: bool


def functions_named(codes: str = "functions") -> ArraySubquery:
    """Correlated: {code, name} of the labour functions whose codes the outer row's field lists, by the standard in force."""
    listed: Any = Func(F("code"), OuterRef(codes), template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField())
    return ArraySubquery(
        Competency.objects.filter(listed, framework__in_force=True, parent__isnull=True).order_by("order").values(named=JSONObject(code="code", name="name"))
    )


def framework_in_force() -> Framework | None:
    """The edition of the professional standard that a new self-assessment follows."""
    return Framework.objects.filter(in_force=True).order_by("-pk").first()


def draft_of(teacher: Teacher) -> Assessment | None:
    """The self-assessment that is being filled in; at most one (kept by the database)."""
    return Assessment.objects.filter(teacher=teacher, state=Assessment.State.DRAFT).select_related("framework").first()


def questionnaire(assessment: Assessment, tree: Tree | None = None) -> Questionnaire:
    """The pages of the self-assessment with the answers given so far. Two queries, one when the `tree` is at hand."""
    levels = dict(Answer.objects.filter(assessment=assessment).values_list("competency", "level"))
    functions = tree or tree_of(assessment.framework_id)
    chosen = [(function, actions) for function, actions in functions if not assessment.functions or function.code in assessment.functions]
    return Questionnaire(tuple(_section(function, actions, levels) for function, actions in chosen))


def tree_of(framework_id: int) -> Tree:
    """Functions that have actions, each with them, in the order of the standard. One query."""
    every = list(Competency.objects.filter(framework=framework_id).order_by("order", "code"))
    actions: dict[int, list[Competency]] = {}
    for one in every:
        if one.parent_id:
            actions.setdefault(one.parent_id, []).append(one)
    return [(one, actions[one.pk]) for one in every if not one.parent_id and one.pk in actions]


def _section(function: Competency, actions: list[Competency], levels: dict[int, int]) -> Section:
    asked = (Question(one.pk, number, one.name, levels.get(one.pk)) for number, one in enumerate(actions, 1))
    return Section(function.pk, function.code, function.name, tuple(asked))


def function_choices(framework: Framework, teacher: Teacher, on: dt.date, chosen: Iterable[str] | None = None, tree: Tree | None = None) -> list[Choice]:
    """Every function of the standard; without `chosen` those are proposed that fit the teacher's work on the date. Three queries, two when the `tree` is at hand."""
    fitting = facets(teacher, on)
    picked = None if chosen is None else set(chosen)
    made = []
    for function, actions in tree or tree_of(framework.pk):
        obligatory = not function.levels
        fits = obligatory or bool(fitting & set(function.levels))
        made.append(Choice(function.code, function.name, len(actions), obligatory or (fits if picked is None else function.code in picked), obligatory, fits))
    return made


def facets(teacher: Teacher, on: dt.date) -> set[str]:
    """Levels of education and subject modules of the teacher's work on the date: {"ooo", "soo", "math"}. Two queries."""
    jobs = list(Employment.objects.on(on).filter(teacher=teacher).select_related("organisation"))
    kinds = dict(Word.objects.filter(dictionary="org_kinds").values_list("code", "data"))
    found: set[str] = set()
    for job in jobs:
        found |= _of_job(job, set(kinds.get(job.organisation.kind, {}).get("levels", ())))
    return found


def _of_job(job: Employment, levels: set[str]) -> set[str]:
    """Functions of part B are for those who teach: the position and the kind of organisation tell the level, the subject its module."""
    if levels == {"do"} or job.position in NURSERY_POSTS:
        return levels & {"do"}
    if job.position not in LESSON_POSTS:
        return set()
    subject = job.subject.lower()
    if subject.startswith(PRIMARY_SUBJECTS) or levels & {"noo", "ooo", "soo"} == {"noo"}:
        return levels & {"noo"}
    modules = {"math"} if subject.startswith(MATHS) else {"rus"} if subject.startswith(RUSSIAN) else set()
    return levels & {"ooo", "soo"} | modules
