"""Seven files with the same three people in them: each is read to the same values."""

from __future__ import annotations

import pytest

from portal.kit.workbook import open_book
from teachers.intake.columns import find_table
from teachers.intake.rows import read_rows
from tests.teachers.intake.files import WORDS
from tests.teachers.intake.samples import PEOPLE, SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_a_whole_file_is_read_without_a_hand(name: str):
    book = open_book(SAMPLES[name](), name)
    rows = list(read_rows(book, find_table(book), WORDS))
    assert [{key: row.values.get(key) for key in PEOPLE[0]} for row in rows] == PEOPLE
    assert [row.values["sex"] for row in rows] == ["f", "m", "f"]
    assert not any(row.refused for row in rows)
    assert {problem.reason for row in rows for problem in row.problems} <= {"Строка скрыта в файле, но прочитана"}
