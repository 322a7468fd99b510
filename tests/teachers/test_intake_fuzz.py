"""Whatever a file holds, the whole way answers with rows or a sentence, and never writes a part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import Role
from portal.kit import wall
from portal.kit.refusal import Refusal
from teachers.models import Employment, Intake, Move, Qualification, Teacher
from teachers.selectors.intake import TAKEN
from teachers.services.intake import work
from tests import factories
from tests.kit.books import xlsx
from tests.teachers import loading

S = Intake.State
SCRAPS = (
    "Иванова Анна Петровна", "Семёнов Пётр Ильич", "Ким", "12.03.1980", "05.11.1992", "31.02.80", "111-111-111 45", "112-233-445 95", "8 914 123-45-67", "a@b.ru",
    "учитель", "директор", "Математика", "1,5", "совместительство", "основное", "25/20", "25", "первая", "01.09.2015", "01.09.2030", "31.08.2016", "СШ № 1", "СШ № 9",
    "-", "", "(" * 50, "ё" * 140, "_x0000_", "_xD800_", "Итого", "ФИО",
)  # fmt: skip
HEAD = ("ФИО", "Дата рождения", "СНИЛС", "Должность", "Предмет", "Ставка", "Дата приёма", "Дата увольнения", "Стаж", "Категория", "Дата присвоения категории",
        "Электронная почта", "Организация", "Вид работы")  # fmt: skip
LIKELY = ("Иванова Анна Петровна", "Семёнов Пётр Ильич", "Петрова Ольга Сергеевна", "Орлов Ян")
cells = st.one_of(st.sampled_from(SCRAPS), st.integers(-10, 60_000), st.floats(0, 5), st.none(), st.text("абвГД .,-/№12", max_size=12))
people = st.lists(st.tuples(st.sampled_from(LIKELY), *[cells] * (len(HEAD) - 1)), min_size=1, max_size=8)
likely = st.lists(
    st.tuples(
        st.sampled_from(LIKELY), st.sampled_from(["12.03.1980", "05.11.1992", ""]), st.sampled_from(["111-111-111 45", "112-233-445 95", ""]),
        st.sampled_from(["учитель", "директор", ""]), st.sampled_from(["Математика", "Физика", ""]), st.sampled_from(["1", "0,5", ""]),
        st.sampled_from(["01.09.2015", "01.09.2025", ""]), st.sampled_from(["31.08.2016", "31.08.2027", ""]), st.just(""), st.sampled_from(["первая", ""]),
        st.sampled_from(["25.03.2021", ""]), st.sampled_from(["a@b.ru", ""]), st.sampled_from(["СШ № 1", "СШ № 2", ""]), st.sampled_from(["основное", "совместительство", ""]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@pytest.mark.parametrize("kind", [people, likely], ids=["anything", "likely"])
def test_no_file_breaks_the_way_or_writes_a_part(
    kind: Any, transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("teachers.services.intake.jobs.current_app.send_task", lambda name, args: None)
    home = factories.district("sovgavan")
    loading.words(home)
    with wall.scope([home.pk]):
        place = factories.organisation(home, short_name="СШ № 1", name="МБОУ СШ № 1")
        factories.organisation(home, short_name="СШ № 2", name="МБОУ СШ № 2")
        factories.teacher(home, place, last_name="Орлов", first_name="Ян", patronymic="")
    by = factories.user(Role.METHODIST, home)
    _fuzz(kind, by, home, caplog)


def _fuzz(kind: Any, by: Any, home: Any, caplog: Any) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(kind)
    def through(rows: list[tuple[Any, ...]]) -> None:
        try:
            made = loading.take(xlsx([HEAD, *rows]), by, home, None)
        except Refusal:
            return
        work(made.pk, home.pk)
        checked = loading.fresh(made)
        assert checked.state == S.CHECKED, checked.message
        before = _register(home)
        try:
            done = loading.write(checked, by)
        except Refusal:  # nothing is chosen
            assert _register(home) == before
            return
        after = _register(home)
        assert done.state == S.APPLIED, done.message  # nobody disturbs it: what is offered can be written
        _again(rows, by, home, after)
        chosen = {row.number for row in loading.rows(done) if row.decision in TAKEN}
        assert {row.number for row in loading.rows(done) if row.applied is not None} <= chosen
        assert len(after["Teacher"]) == len(before["Teacher"]) + done.totals["made"]
        assert loading.undo(done, by).state == S.UNDONE
        assert _register(home) == before  # all of it, or nothing
        assert "работа не сделана" not in caplog.text

    through()


def _again(rows: list[tuple[Any, ...]], by: Any, home: Any, after: dict[str, Any]) -> None:
    """The same file once more: nothing is offered."""
    made = loading.take(xlsx([HEAD, *rows]), by, home, None)
    work(made.pk, home.pk)
    assert [(row.number, row.verdict, row.changes, row.values) for row in loading.rows(made) if row.verdict in ("new", "changed")] == []
    assert _register(home) == after


def _register(home: Any) -> dict[str, list[dict[str, Any]]]:
    """Everything that an import may write, as it stands; events that were undone tell of the past only."""
    with wall.scope([home.pk]):
        rows = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in (Teacher, Employment, Qualification)}
        return rows | {"Move": list(Move.objects.filter(undone_at__isnull=True).order_by("pk").values("teacher", "kind", "on"))}
