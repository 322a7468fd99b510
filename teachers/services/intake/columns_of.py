"""Many rows changed in one statement, each with its own values."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def set_many(model: type[models.Model], name: str, pairs: Sequence[tuple[int, Any]]) -> int:
    """Set one column of many rows: (id, value) pairs. Returns how many rows were changed; the wall hides foreign ones."""
    if not pairs:
        return 0
    field: Any = model._meta.get_field(name)
    quote, kind = connection.ops.quote_name, field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    kind = kind.partition("(")[0] if "(" in kind else kind
    values = [field.get_db_prep_save(value, connection) for _, value in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} one SET {quote(field.column)} = given.value FROM unnest(%s::bigint[], %s::{kind}[]) given(id, value) WHERE one.id = given.id",
            [[pk for pk, _ in pairs], values],
        )
        return int(cursor.rowcount)
