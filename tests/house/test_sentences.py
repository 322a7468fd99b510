"""People read sentences: no constraint, no field and no key of the code is named to them."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

import portal.urls  # noqa: F401  (with the views come all forms)
from portal.accounts.models import District, Role
from portal.journal import wording
from portal.journal.models import Deed
from portal.kit.periods import today
from portal.kit.sentences import NOT_TOGETHER
from teachers.models import Move
from tests import factories

ROOT = Path(__file__).parents[2]
OURS = ("portal", "teachers", "routes", "communities", "contests", "monitoring")
# What only the code itself could break: rows that it writes in one piece, behind a lock or with «on conflict».
NOBODY_MEETS = {
    "answer_once", "assessment_finished_has_date", "column_memory_once", "competency_once", "counter_once", "document_line_once", "erasure_decided",
    "form_sent_once", "intake_row_once", "internship_completed_has_date", "mailbox_of_a_person", "notice_said_once", "succession_has_a_side",
    "succession_once", "summary_once",
}  # fmt: skip


def ours() -> list[Any]:
    return [one for one in apps.get_models() if one.__module__.split(".")[0] in OURS]


def test_no_constraint_is_named_and_each_that_a_person_can_meet_has_a_sentence_of_its_own() -> None:
    found = [(model, one) for model in ours() for one in model._meta.constraints]
    said = {one.name: one.get_violation_error_message() for _, one in found}
    assert len(said) > 60
    assert [name for name, text in said.items() if name in text or not re.search("[а-яё]", text)] == []
    assert {name for name, text in said.items() if text == NOT_TOGETHER} == NOBODY_MEETS


def test_a_race_is_answered_with_the_constraints_own_sentence(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both windows have asked whether the name is free, and both were told yes: the second one met an error of the server."""

    def write(*args: Any, **given: Any) -> None:
        with transaction.atomic():
            for _ in range(2):
                factories.organisation(district, short_name="СШ № 99")

    monkeypatch.setattr("teachers.services.moves.undo_move", write)
    methodist = factories.user(Role.METHODIST, district)
    one = factories.teacher(district, factories.organisation(district))
    move = Move.objects.create(district=district, teacher=one, kind="leave", on=today(), by=methodist)
    answer = factories.client(methodist).post(reverse("teachers:undo_move", args=[one.pk, move.pk]))
    assert answer.status_code == 409
    assert "Организация с таким кратким названием в районе уже есть." in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        (models.PositiveSmallIntegerField().formfield(), "-1", "Не меньше 0."),
        (forms.IntegerField(min_value=1, max_value=9), "10", "Не больше 9."),
        (forms.CharField(max_length=3), "слово", "Знаков не больше 3, сейчас 5."),
        (forms.CharField(min_length=9), "слово", "Знаков не меньше 9, сейчас 5."),
        (forms.DecimalField(max_digits=4, decimal_places=2, max_value=Decimal(9)), "1.234", "После запятой цифр не больше 2."),
    ],
)
def test_what_does_not_fit_is_said_plainly(field: forms.Field, typed: str, says: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        field.clean(typed)
    assert wrong.value.messages == [says]


def journalled_keys() -> Iterator[tuple[str, str]]:
    """(app, key) of every key written out in `before` and `after` of a deed."""
    for path in (one for app in OURS for one in (ROOT / app).rglob("*.py")):
        for call in (one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call)):
            for given in (one.value for one in call.keywords if one.arg in ("before", "after")):
                for keys in (one.keys for one in ast.walk(given) if isinstance(one, ast.Dict)):
                    yield from ((path.relative_to(ROOT).as_posix(), one.value) for one in keys if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_every_key_of_the_journal_has_a_russian_label() -> None:
    found = set(journalled_keys())
    assert len(found) > 30
    bare = []
    for path, key in sorted(found):
        app = path.split("/")[1] if path.startswith("portal/") else path.split("/")[0]
        kinds = [f"{label}.{one.model_name}" for label in {app, "accounts", "teachers", "monitoring"} if label in apps.app_configs for one in metas(label)]
        labels = {wording.label(key, wording.field_of(kind, key, frozenset([key]))) for kind in kinds}
        if not key.endswith("_id") and key not in ("step", "version") and labels <= {wording.UNNAMED}:
            bare.append((path, key))
    assert bare == []


def metas(label: str) -> list[Any]:
    return [one._meta for one in apps.get_app_config(label).get_models()]


def test_a_key_that_nobody_has_named_is_not_shown() -> None:
    deed = Deed(object_type="accounts.organisation", after={"reorganisation": "Присоединение с 20.11.2026", "unheard": "слово"})
    assert deed.labels == ["реорганизация", "сведения"]
