"""Search in lists: every word of the text, in any order and case, «е» equal to «ё»."""

from typing import Any, TypeVar

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, Lower, Replace

M = TypeVar("M", bound=Model)
WORDS_AT_MOST = 5


def holding(rows: QuerySet[M], text: str, *paths: str) -> QuerySet[M]:
    """Rows whose fields, read one after another, hold every word of the text. An empty text narrows nothing."""
    words = text.lower().replace("ё", "е").split()[:WORDS_AT_MOST]
    if not words:
        return rows
    parts = [part for path in paths for part in (Value(" "), Coalesce(F(path), Value(""), output_field=CharField()))]
    found: Any = rows.alias(searched=Replace(Lower(Concat(*parts, output_field=CharField())), Value("ё"), Value("е")))
    for word in words:
        found = found.filter(searched__contains=word)
    return found
