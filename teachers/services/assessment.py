"""What a teacher does with her self-assessment."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from portal.journal.lifecycle import advance
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day
from teachers.models import Answer, Assessment, Competency, Framework, Mastery, Teacher
from teachers.selectors.questionnaire import framework_in_force

NO_CARD = "Вашу карточку только что объединили с другой. Обновите страницу и повторите."


@transaction.atomic
def start_assessment(*, teacher: Teacher, functions: Iterable[str], by: Any) -> Assessment:
    """Начать самооценку по действующему стандарту; the obligatory functions are always asked.

    Raises Refusal for another's card, an unfinished self-assessment, an unknown function or no standard at all.
    """
    _require_own(teacher, by)
    locked(Teacher.objects.shown(), teacher.pk, NO_CARD)  # two clicks at once begin one; a merger of the card is waited for
    draft = Assessment.objects.filter(teacher=teacher, state=Assessment.State.DRAFT).first()
    if draft:
        raise Refusal(f"Самооценка уже начата {day(draft.started_at)} и не завершена: продолжите её. Данные ответы сохранены.")
    framework = framework_in_force()
    if framework is None:
        raise Refusal("На портале пока нет действующего профессионального стандарта. Сообщите методисту района.")
    made = Assessment.objects.create(district_id=teacher.district_id, teacher=teacher, framework=framework, functions=_lawful(framework, functions))
    record(verb="начал(а) самооценку", obj=made, by=by, after={"functions": made.functions})
    return made


@transaction.atomic
def choose_functions(*, assessment: Assessment, functions: Iterable[str], by: Any) -> Assessment:
    """Включить и отключить трудовые функции; answers of a function that is switched off wait until the end."""
    fresh = _open(assessment, by)
    before, fresh.functions = fresh.functions, _lawful(fresh.framework, functions)
    if before != fresh.functions:
        fresh.save(update_fields=["functions"])
        record(verb="изменил(а) состав самооценки", obj=fresh, by=by, before={"functions": before}, after={"functions": fresh.functions})
    return fresh


@transaction.atomic
def answer(*, assessment: Assessment, levels: Mapping[int, int], by: Any) -> None:
    """Записать ответы: action id → level 0–3. The last answer to an action wins; others stay as they are.

    Single answers are not journalled: they are the teacher's own thoughts, and each row keeps its time.
    Raises Refusal for another's or a finished self-assessment, a level out of range, an action of another standard.
    """
    fresh = _open(assessment, by)
    if any(level not in Mastery.values for level in levels.values()):
        raise Refusal("Уровень выбирают из четырёх: от 0 («Не владею») до 3 («Владею и учу других»). Отметьте один из них.")
    asked = Competency.objects.filter(pk__in=levels, framework=fresh.framework_id, parent__code__in=fresh.functions).values_list("pk", flat=True)
    if set(asked) != set(levels):
        raise Refusal("Этого трудового действия нет в вашей самооценке. Обновите страницу: состав функций мог измениться.")
    rows = [Answer(district_id=fresh.district_id, assessment=fresh, competency_id=pk, level=level) for pk, level in sorted(levels.items())]
    Answer.objects.bulk_create(rows, update_conflicts=True, unique_fields=["assessment", "competency"], update_fields=["level", "at"])


@transaction.atomic
def finish_assessment(*, assessment: Assessment, by: Any) -> Assessment:
    """Завершить самооценку: from now on the answers do not change and the profile is made of them.

    Raises Refusal while answers are missing, and for another's or an already finished one.
    """
    fresh = advance(assessment, "finish", by=by, finished_on=today())
    Answer.objects.filter(assessment=fresh).exclude(competency__parent__code__in=fresh.functions).delete()
    return fresh


def _require_own(teacher: Teacher, by: Any) -> None:
    if not by.has_perm("teachers.assess", teacher):
        raise Refusal("Самооценку проходит только сам педагог.")


def _open(assessment: Assessment, by: Any) -> Assessment:
    """The draft, locked and re-read: answering and finishing at once wait for each other."""
    fresh = locked(Assessment.objects.select_related("teacher", "framework"), assessment.pk)
    _require_own(fresh.teacher, by)
    if fresh.state == Assessment.State.FINISHED:
        raise Refusal(f"Самооценка завершена {day(fresh.finished_on)}: ответы больше не меняются. Чтобы оценить себя заново, начните новую.")
    return fresh


def _lawful(framework: Framework, functions: Iterable[str]) -> list[str]:
    """Codes in the order of the standard, the obligatory ones always among them."""
    wanted = set(functions)
    known = list(Competency.objects.filter(framework=framework, parent__isnull=True, actions__isnull=False).distinct().order_by("order", "code"))
    if wanted - {one.code for one in known}:
        raise Refusal("Такой трудовой функции нет в профессиональном стандарте. Обновите страницу.")
    return [one.code for one in known if not one.levels or one.code in wanted]
