"""What the planner knows of the tables: brought up to date at once where many rows came at once, instead of waiting for autovacuum.

Only the owner of a table may analyse it, and the portal works as a role that owns none: a plain ANALYZE would do
nothing but warn. The functions `portal_analyze…` belong to the owner, do this one thing and show nothing.
"""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.operations.special import RunPython

FUNCTION = """
CREATE FUNCTION portal_analyze() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE one regclass;
BEGIN
    FOR one IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relowner = current_user::regrole ORDER BY c.oid LOOP
        EXECUTE format('ANALYZE %s', one);
    END LOOP;
END $$
"""

SOME = """
CREATE FUNCTION portal_analyze_some(names text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE one regclass;
BEGIN
    FOR one IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relowner = current_user::regrole AND c.relname = ANY(names) ORDER BY c.oid LOOP
        EXECUTE format('ANALYZE %s', one);
    END LOOP;
END $$
"""


def refresh(*models: Any) -> None:
    """Count the rows and values of these models' tables anew, of all tables when none is named; rows of the open transaction are counted too."""
    with connection.cursor() as cursor:
        if models:
            cursor.execute("SELECT portal_analyze_some(%s)", [[one._meta.db_table for one in models]])
        else:
            cursor.execute("SELECT portal_analyze()")


def refresh_grown(came: int, *models: Any) -> None:
    """The same for those of the tables whose statistics `came` new rows have outdated: more than a tenth of what is known, as autovacuum counts."""
    tables = {one._meta.db_table: one for one in models}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[]) AND %s > reltuples / 10", [list(tables), came])
        grown = [tables[name] for (name,) in cursor.fetchall()]
    if grown:
        refresh(*grown)


def _create(apps, schema_editor):  # type: ignore[no-untyped-def]  # the shape that migrations ask for
    schema_editor.execute(FUNCTION, params=None)  # its per cent sign is no place of a value
    schema_editor.execute("REVOKE ALL ON FUNCTION portal_analyze() FROM PUBLIC")
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION portal_analyze() TO {schema_editor.quote_name(settings.DATABASE_APP_ROLE)}")


def _drop(apps, schema_editor):  # type: ignore[no-untyped-def]
    schema_editor.execute("DROP FUNCTION portal_analyze()")


def _create_some(apps, schema_editor):  # type: ignore[no-untyped-def]
    schema_editor.execute(SOME, params=None)
    schema_editor.execute("REVOKE ALL ON FUNCTION portal_analyze_some(text[]) FROM PUBLIC")
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION portal_analyze_some(text[]) TO {schema_editor.quote_name(settings.DATABASE_APP_ROLE)}")


def _drop_some(apps, schema_editor):  # type: ignore[no-untyped-def]
    schema_editor.execute("DROP FUNCTION IF EXISTS portal_analyze_some(text[])")


def allowed_of_some() -> RunPython:
    """The same for named tables: a large import asks for three of them, not for all."""
    return RunPython(_create_some, _drop_some)


def allowed() -> RunPython:
    """The migration operation that lets the application's role ask for it."""
    return RunPython(_create, _drop)
