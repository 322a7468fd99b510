"""Taking turns: who checks and then writes does so one after another, so that the second finds what the first has made."""

from django.db import connection, models


def in_turn(*what: object) -> None:
    """Wait until nobody else is about `what`, and keep it until the transaction ends. Asked again by the same transaction it costs nothing.

    Not a row lock: the row may not be there yet, or be one that the wall lets only be read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["\x1f".join(str(one) for one in what)])


def hold(model: type[models.Model], pk: int) -> None:
    """Until the transaction ends, whoever locks this row whole (`select_for_update()`) waits for us, as we have waited for her; others who hold it do not wait.

    The ORM has no lock as light as that.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)} WHERE id = %s FOR KEY SHARE", [pk])
