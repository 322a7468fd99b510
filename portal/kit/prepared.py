"""A query that every page asks: its SQL is written once for a process, afterwards only the values in it change."""

import copy
import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connections
from django.db.models import QuerySet

# What stands in a written query where the value of that type belongs; no row and no other value of a query is like it.
BLANKS: dict[type, Any] = {int: -7_077_707_770_777, dt.date: dt.date(1901, 1, 7), dt.datetime: dt.datetime(1901, 1, 7, 7, 7, 7, 707, tzinfo=dt.UTC)}


class Prepared:
    """`Prepared(build, user_id=int, at=dt.datetime)`: what `build(user_id=…, at=…)` gives, without writing its SQL anew each time.

    Django writes the SQL of every query from the start, which for one of many parts takes longer than the database needs to answer it.
    The values must go into the SQL as they are (so no lists, no text to search for), each of another type.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **values: type) -> None:
        self.build, self.places = build, {BLANKS[kind]: name for name, kind in values.items()}

    @cached_property
    def rows(self) -> QuerySet[Any]:
        return self.build(**{name: blank for blank, name in self.places.items()})

    @cached_property
    def compiler(self) -> Any:
        made = self.rows.query.get_compiler(self.rows.db)
        made.written = made.as_sql()
        return made

    def ask(self, **values: Any) -> list[Any]:
        """The rows with these values; one query."""
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.rows.db]  # each thread has its own
        compiler.as_sql = lambda: self.sql(**values)
        rows: Any = self.rows.all()
        rows.query.get_compiler = lambda *args, **kwargs: compiler
        return list(rows)

    def sql(self, **values: Any) -> tuple[str, list[Any]]:
        """The written SQL and what belongs in its places."""
        text, given = self.compiler.written
        return text, [values[self.places[one]] if one in self.places else one for one in given]
