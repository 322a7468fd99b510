"""Which labour functions a teacher is asked about."""

from typing import Any

import pytest

from portal.accounts.models import District, Word
from portal.kit.periods import today
from teachers.models import Competency, Employment, Teacher
from teachers.selectors.questionnaire import facets, framework_in_force, function_choices
from tests import factories

KINDS = {"sosh": ["noo", "ooo", "soo"], "nosh": ["noo"], "dou": ["do"], "nshds": ["do", "noo"], "cdt": ["dop"]}


@pytest.fixture
def kinds(db: None) -> None:
    for code, levels in KINDS.items():
        Word.objects.create(dictionary="org_kinds", code=code, name=code, data={"levels": levels})


def teacher_at(district: District, kind: str, position: str, subject: str = "") -> Teacher:
    made = factories.teacher(district, factories.organisation(district, kind=kind), position=position)
    Employment.objects.filter(teacher=made).update(subject=subject)
    return made


@pytest.mark.parametrize(
    ("kind", "position", "subject", "expected"),
    [
        ("sosh", "ped01", "Начальные классы", {"noo"}),
        ("sosh", "ped01", "Физика", {"ooo", "soo"}),
        ("sosh", "ped01", "Математика", {"ooo", "soo", "math"}),
        ("sosh", "ped01", "Русский язык", {"ooo", "soo", "rus"}),
        ("nosh", "ped01", "Математика", {"noo"}),
        ("dou", "ped02", "Дошкольное образование", {"do"}),
        ("dou", "ped10", "Логопедия", {"do"}),
        ("nshds", "ped02", "Дошкольное образование", {"do"}),
        ("nshds", "ped01", "Начальные классы", {"noo"}),
        ("cdt", "ped04", "Дополнительное образование", set()),
        ("sosh", "ped07", "Психология", set()),
        ("sosh", "adm01", "", set()),
    ],
)
def test_functions_follow_the_position_the_organisation_and_the_subject(
    district: District, kinds: Any, kind: str, position: str, subject: str, expected: set[str]
) -> None:
    assert facets(teacher_at(district, kind, position, subject), today()) == expected


def test_a_second_job_adds_its_functions(district: District, kinds: Any) -> None:
    who = teacher_at(district, "sosh", "ped01", "Физика")
    nursery = factories.organisation(district, kind="dou")
    Employment.objects.create(teacher=who, organisation=nursery, position="ped02", since="2020-09-01", is_main=False)
    assert facets(who, today()) == {"ooo", "soo", "do"}


def test_choices_propose_what_fits_and_keep_what_was_chosen(district: District, kinds: Any) -> None:
    factories.framework()
    Competency.objects.filter(code="A/02.6").update(levels=["noo"])
    Competency.objects.filter(code="A/03.6").update(levels=["ooo", "soo"])
    who, standard = teacher_at(district, "sosh", "ped01", "Физика"), framework_in_force()
    assert standard
    proposed = function_choices(standard, who, today())
    assert [(one.code, one.chosen, one.obligatory) for one in proposed] == [("A/01.6", True, True), ("A/02.6", False, False), ("A/03.6", True, False)]
    assert [one.chosen for one in function_choices(standard, who, today(), ["A/02.6"])] == [True, True, False]
