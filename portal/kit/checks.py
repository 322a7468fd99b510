"""System checks of the wall: a table with a district and no wall, or a role that could pass it, is an error."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


def _walled_tables() -> dict[str, str]:
    return {m._meta.db_table: m._meta.label for m in apps.get_models() if any(f.name == "district" for f in m._meta.concrete_fields)}


def bare_tables() -> list[str]:
    """Labels of models with a district whose table has no forced row level security."""
    tables = _walled_tables()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s) AND NOT (c.relrowsecurity AND c.relforcerowsecurity "
            "AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))",
            [list(tables)],
        )
        return [tables[row[0]] for row in cursor.fetchall()]


def migrating() -> bool:
    """The process works as the owner of the tables, whose walls it may be about to build: an interrupted migration must be able to go on."""
    return bool(settings.DATABASES["default"]["USER"] != settings.DATABASE_APP_ROLE)


@register(Tags.database)
def walls_stand(app_configs: object = None, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """portal.E001: a table with a district and no wall."""
    bare = [] if migrating() else bare_tables()
    return [Error(f"{label}: у таблицы с районом нет стены.", hint="Добавьте операцию Wall в миграцию.", id="portal.E001") for label in bare]


def role_is_held(role: str | None = None) -> list[str]:
    """Reasons why the role that the process runs as could pass the wall; empty when it cannot."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = coalesce(%s, current_user)", [role])
        name, is_super, bypass = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE c.relnamespace = 'public'::regnamespace AND pg_has_role(%s, r.oid, 'USAGE')",
            [name],
        )
        owned = cursor.fetchone()[0]
    reasons = [
        (is_super, f"роль {name} — суперпользователь"),
        (bypass, f"роль {name} обходит стену (BYPASSRLS)"),
        (owned, f"роль {name} владеет таблицами портала"),
    ]
    return [text for bad, text in reasons if bad]


@register(Tags.database)
def role_is_safe(app_configs: object = None, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """portal.E002: the process's role could pass the wall (the owner is allowed while it migrates)."""
    reasons = [] if migrating() else role_is_held()
    return [Error(f"Стена ненадёжна: {reason}.", hint="Подключайтесь ролью без прав владельца.", id="portal.E002") for reason in reasons]
