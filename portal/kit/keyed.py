"""Rows of one page by their keys, from a query whose SQL is written once (`portal.kit.prepared`)."""

from typing import Any

from portal.kit.prepared import Prepared


class Keyed:
    """What `pages.ByKeys` reads its rows from: `Keyed(Prepared(lambda keys, on: …, keys=list, on=dt.date), on=today())`."""

    def __init__(self, prepared: Prepared, **values: Any) -> None:
        self.prepared, self.values = prepared, values

    def in_bulk(self, keys: list[int]) -> dict[int, Any]:
        """Key → row; one query."""
        return {row.pk: row for row in self.prepared.ask(keys=keys, **self.values)}
