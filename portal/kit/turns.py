"""Taking turns: who checks and then writes does so one after another, so that the second finds what the first has made."""

from typing import TypeVar

from django.db import connection, models

from portal.kit.refusal import Refusal

M = TypeVar("M", bound=models.Model)
GONE = "Этой записи больше нет: её уже удалили. Обновите страницу."


def in_turn(*what: object, together: bool = False) -> None:
    """Wait until nobody else is about `what`, and keep it until the transaction ends. Asked again by the same transaction it costs nothing.

    Not a row lock: the row may not be there yet, or be one that the wall lets only be read. Those who ask `together` do not wait for each other,
    only for who asks alone, and she for them all.
    """
    kind = "pg_advisory_xact_lock_shared" if together else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind}(hashtextextended(%s, 0))", ["\x1f".join(str(one) for one in what)])


def hold(model: type[models.Model], *pks: int) -> None:
    """Until the transaction ends, whoever locks these rows whole (`select_for_update()`) waits for us, as we have waited for her; others who hold them do not wait.

    The ORM has no lock as light as that. Several are taken in the order of their keys, as everybody takes them.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(pks)])


def locked(rows: "models.QuerySet[M] | models.Manager[M]", pk: int, gone: str = GONE) -> M:
    """The row as it is now, and nobody else's until the transaction ends. Raises Refusal with `gone` when somebody was faster and removed it."""
    found = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refusal(gone)
    return found
