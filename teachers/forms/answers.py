"""The answers of one page of the self-assessment, as the form sends them."""

from collections.abc import Iterator

from django.http import QueryDict

from portal.kit.refusal import Refusal
from teachers.selectors.questionnaire import Question, Section


def changed_levels(data: QueryDict, section: Section) -> dict[int, int]:
    """Answers of the page that differ from what the page showed: action id → level.

    The page sends all its answers, with what each was when shown (`was-…`). Only changed ones are written, so that a tab opened
    earlier does not bring back its old answers over newer ones of another tab. Raises Refusal for what is not a number.
    """
    return {one.pk: _level(str(data[f"level-{one.pk}"])) for one in _touched(data, section)}


def _touched(data: QueryDict, section: Section) -> Iterator[Question]:
    for one in section.questions:
        given = data.get(f"level-{one.pk}", "")
        if given and given != data.get(f"was-{one.pk}", ""):
            yield one


def _level(text: str) -> int:
    try:
        return int(text)
    except ValueError as wrong:
        raise Refusal("Уровень выбирают из четырёх: от 0 до 3. Обновите страницу и отметьте один из них.") from wrong
