"""A query that every page asks: its SQL is written once for a process, afterwards only the values in it change."""

import copy
import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar
from weakref import WeakSet

from django.db import connections
from django.db.models import BigAutoField, ForeignKey, Lookup, QuerySet

# What stands in a written query where a value of that type belongs; no row and no other value of a query is like it. The nth of a type is n further on.
BLANKS: dict[type, Callable[[int], Any]] = {
    int: lambda n: -7_077_707_770_777 - n,
    dt.date: lambda n: dt.date(1901, 1, 7) + dt.timedelta(n),
    dt.datetime: lambda n: dt.datetime(1901, 1, 7, 7, 7, 7, 707, tzinfo=dt.UTC) + dt.timedelta(n),
    str: lambda n: f"\ue000{n}",  # a sign of no alphabet
    list: lambda n: [-7_077_707_770_777 - n],
}


@BigAutoField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):  # type: ignore[type-arg]
    """`pk__among=[1, 2]`: as `pk__in`, with the ids in one value, so that the SQL stays the same however many there are. No id gives no row."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """`column = ANY(array)`."""
        column, given = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*given, list(self.rhs)]


class Prepared:
    """`Prepared(build, user_id=int, at=dt.datetime)`: what `build(user_id=…, at=…)` gives, without writing its SQL anew each time.

    Django writes the SQL of every query from the start, which for one of many parts takes longer than the database needs to answer it.
    What `build` reads besides its values (today, who asks) would stay as it was at the first asking: it must be given. The values must go into
    the SQL as they are: text as a whole (no search in it), lists of ids by `__among`.
    """

    made: ClassVar["WeakSet[Prepared]"] = WeakSet()  # for the test that none of them keeps the day of its first asking

    def __init__(self, build: Callable[..., QuerySet[Any]], **values: type) -> None:
        kinds = list(values.values())
        self.build = build
        self.blanks = {name: BLANKS[kind](kinds[:place].count(kind)) for place, (name, kind) in enumerate(values.items())}
        self.places = {_hashed(blank): name for name, blank in self.blanks.items()}
        self.made.add(self)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        return self.build(**self.blanks)

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
        return text, [self._filled(one, values) for one in given]

    def _filled(self, one: Any, values: dict[str, Any]) -> Any:
        """The value whose place it is; a list may hold places too («among the districts: this one»)."""
        if name := self.places.get(_hashed(one)):
            return values[name]
        return [self._filled(each, values) for each in one] if isinstance(one, list) else one


def _hashed(value: Any) -> Any:
    return (list, *value) if isinstance(value, list) else value
