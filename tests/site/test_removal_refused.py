"""A removal that may not be: the district works again, the archive is older than what people entered, the page's button comes too late."""

import time
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from portal.accounts.models import District, DistrictRemoval, Role, User
from portal.accounts.services import removals, set_district_state
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.refusal import Refusal
from portal.site.personal import removing
from tests import factories
from tests.site.test_removal import a_week_passes, removing_archive

S = DistrictRemoval.State


@pytest.fixture
def planned(transactional_db: None, tmp_path: Any, settings: Any) -> tuple[User, DistrictRemoval]:
    """A district that was frozen, exported and is to be removed; the week is over."""
    settings.MEDIA_ROOT = str(tmp_path)
    operator, district = factories.user(Role.OPERATOR, None), factories.district("gone")
    with wall.scope(user=operator.pk, common=True):
        set_district_state(district=district, state="frozen", by=operator)
        removing_archive(district, operator)
        made = removals.request_removal(district=district, typed="gone", by=operator)
    a_week_passes()
    return operator, made


def state_of(removal: DistrictRemoval) -> str:
    with wall.scope(common=True):
        return DistrictRemoval.objects.get(pk=removal.pk).state


def test_opening_the_district_cancels_its_removal(planned: tuple[User, DistrictRemoval]) -> None:
    operator, made = planned
    desk = factories.client(operator)
    page = desk.post(reverse("accounts:district_state", args=[made.subject_id]), {"state": "active"}, follow=True)
    assert "Назначенное удаление отменено" in page.content.decode()
    assert state_of(made) == S.CANCELLED
    with wall.scope(common=True):
        assert Deed.objects.about(made.subject).filter(verb="отменил(а) удаление района", actor=operator, comment="район снова открыт").exists()


def test_an_archive_older_than_the_last_freeze_stops_the_removal(planned: tuple[User, DistrictRemoval]) -> None:
    """However the district was opened in between, what was entered after the archive stays."""
    operator, made = planned
    with wall.scope(user=operator.pk, common=True):
        District.objects.filter(pk=made.subject_id).update(state="active")
        set_district_state(district=made.subject, state="frozen", by=operator)
    with wall.scope([made.subject_id]):
        factories.teacher(made.subject)
    assert removing.perform(made.pk) is False
    assert state_of(made) == S.CANCELLED
    assert removing.count_left(made.subject)["teachers.Teacher"] == 1


def test_a_killed_worker_leaves_a_removal_that_the_next_round_does(planned: tuple[User, DistrictRemoval], monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in the middle it is as before; killed before the act's last lines it is only finished."""
    _, made = planned

    def killed(*_: Any) -> None:
        raise SystemExit

    for step in ("_remove", "count_left"):
        with monkeypatch.context() as patch:
            patch.setattr(removing, step, killed)
            with pytest.raises(SystemExit):
                removing.perform(made.pk)
        assert state_of(made) == (S.WAITING if step == "_remove" else S.RUNNING)
        assert removing.due() == [made.pk]
    assert removing.perform(made.pk) is True
    assert state_of(made) == S.DONE
    with wall.scope(common=True):
        assert DistrictRemoval.objects.get().total > 0


@pytest.mark.parametrize("state", [S.RUNNING, S.DONE])
def test_cancelling_too_late_is_a_sentence(planned: tuple[User, DistrictRemoval], state: str) -> None:
    operator, made = planned
    with wall.scope(common=True):
        DistrictRemoval.objects.filter(pk=made.pk).update(state=state)
    desk = factories.client(operator)
    session = desk.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    page = desk.post(reverse("site:removal", args=[made.subject_id]), {"cancel": "1"}, follow=True)
    assert "Отменить уже нельзя" in page.content.decode()
    assert state_of(made) == state


def test_only_opening_and_freezing_are_a_press_of_a_button(planned: tuple[User, DistrictRemoval]) -> None:
    operator, made = planned
    desk, address = factories.client(operator), reverse("accounts:district_state", args=[made.subject_id])
    desk.post(address, {"state": "removed"})
    assert District.objects.get(pk=made.subject_id).state == "frozen"
    District.objects.filter(pk=made.subject_id).update(state="removed")
    with wall.scope(user=operator.pk, common=True), pytest.raises(Refusal, match="Район удалён"):
        set_district_state(district=made.subject, state="active", by=operator)
    desk.post(address, {"state": "active"})
    assert District.objects.get(pk=made.subject_id).state == "removed"


@pytest.mark.parametrize("ended", [S.CANCELLED, S.DONE])
def test_the_database_lets_no_ended_removal_begin_again(planned: tuple[User, DistrictRemoval], ended: str) -> None:
    _, made = planned
    with wall.scope(common=True):
        rows = DistrictRemoval.objects.filter(pk=made.pk)
        rows.update(state=ended)
        for state in (S.RUNNING, S.FAILED, S.WAITING):
            with pytest.raises(ProgrammingError, match="never begins again"), transaction.atomic():
                rows.update(state=state)
