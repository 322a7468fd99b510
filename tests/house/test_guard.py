"""The portal does not start where its wall or its people would be unsafe."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from portal.accounts import guard
from portal.accounts.models import District, Role
from portal.kit import checks
from portal.kit.checks import role_is_held
from portal.kit.env import database
from tests import factories


@pytest.fixture
def production(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mode in which a start is refused; the test's own connection must outlive the check."""
    settings.MODE = "production"  # type: ignore[attr-defined]
    monkeypatch.setattr(connection, "close", lambda: None)


def test_start_with_a_safe_role_and_real_people(production: None, district: District) -> None:
    factories.user(Role.METHODIST, district)
    guard.refuse_unsafe_start()


def test_start_with_demo_accounts_is_refused(production: None, district: District) -> None:
    who = factories.user(Role.METHODIST, district)
    who.demo = True
    who.save()
    with pytest.raises(ImproperlyConfigured, match="демонстрационные"):
        guard.refuse_unsafe_start()


def test_start_with_a_table_without_its_wall_is_refused(production: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_walled_tables", lambda: {"accounts_district": "accounts.District"})
    with pytest.raises(ImproperlyConfigured, match=r"без стены.*accounts\.District.*migrate"):
        guard.refuse_unsafe_start()


def test_an_interrupted_migration_may_go_on(settings: object, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """`migrate` checks the database first; where a kill has left tables without walls, only the owner may build them."""
    monkeypatch.setattr(checks, "_walled_tables", lambda: {"accounts_district": "accounts.District"})
    assert [error.id for error in checks.walls_stand()] == ["portal.E001"]
    settings.DATABASE_APP_ROLE = "another"  # type: ignore[attr-defined]
    assert checks.walls_stand() == []


def test_start_as_a_role_that_could_pass_the_wall_is_refused(production: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = database("DATABASE_OWNER_URL")["USER"]
    monkeypatch.setattr(guard, "role_is_held", lambda: role_is_held(owner))
    with pytest.raises(ImproperlyConfigured, match="владеет таблицами"):
        guard.refuse_unsafe_start()
