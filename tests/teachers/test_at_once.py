"""What two people write at the same moment is answered with a sentence, never with an error of the portal."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from portal.kit.refusal import Refusal
from teachers.models import CareerStep, ColumnMemory, Teacher
from teachers.services import card
from teachers.services.intake import starting
from tests import factories
from tests.journal.test_form_keys import three
from tests.teachers import loading


@pytest.mark.django_db(transaction=True)
def test_three_tabs_with_the_same_name_make_one_career_step() -> None:
    home = factories.district("sovgavan")
    with wall.scope([home.pk]):
        methodist = factories.user(Role.METHODIST, home)
    sent = three(methodist, lambda browser: browser.post("/teachers/career/new/", {"name": "Молодой специалист", "order": "1", "active": "on"}))
    assert sorted(one.status_code for one in sent) == [302, 422, 422]
    assert all("Ступень с таким названием уже есть" in one.content.decode() for one in sent if one.status_code == 422)
    with wall.scope([home.pk]):
        assert CareerStep.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_columns_of_three_loads_agreed_to_at_once_are_remembered_once(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("teachers.services.intake.jobs.current_app.send_task", lambda name, args: None)
    home, number = factories.district("sovgavan"), count()
    loading.words(home)
    with wall.scope([home.pk]):
        school = factories.organisation(home)
        head = factories.user(Role.SCHOOL_HEAD, home, organisation=school)
    made = [started(head, home, school, f"{one}.xlsx") for one in range(3)]
    sent = three(head, lambda browser: browser.post(f"/teachers/intake/{made[next(number)].pk}/columns/check/", fields(made[0])))
    assert [one.status_code for one in sent] == [302] * 3
    with wall.scope([home.pk]):
        assert ColumnMemory.objects.count() == len(loading.HEAD)


def started(by: User, home: District, place: Organisation, name: str) -> Any:
    with wall.scope([home.pk], user=by.pk):
        return starting.start_intake(upload=loading.SimpleUploadedFile(name, loading.book(loading.ANNA)), organisation=place, district=home, by=by)


def fields(made: Any) -> dict[str, str]:
    return {f"column-{one['letter']}": one["field"] for one in made.columns}


def test_a_snils_that_another_card_gets_in_the_same_moment_is_refused(
    teacher: Teacher, nowhere: Teacher, methodist: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check has not seen it yet."""
    Teacher.objects.filter(pk=nowhere.pk).update(snils="11111111145")
    monkeypatch.setattr(Teacher, "validate_constraints", lambda self: None)
    with pytest.raises(Refusal, match="с таким СНИЛС в районе уже есть") as told:
        card.edit_teacher(teacher=teacher, changes={"snils": "11111111145"}, seen=0, by=methodist)
    assert told.value.field == "snils"
    assert Teacher.objects.get(pk=teacher.pk).snils == ""
