"""Rows that came at once are swept by autovacuum within minutes; until then an index alone answers nothing. A district that people work in has been swept long ago."""

import time
from collections.abc import Callable

from django.db import connection

SWEPT = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relpages > 50 AND c.relallvisible < c.relpages * 0.5
"""
STEP, LONGEST = 3.0, 240.0  # seconds


def settled(say: Callable[[str], None], longest: float = LONGEST) -> bool:
    """Wait until autovacuum has been through every larger table; says how many it has not reached in `longest` seconds, and returns whether there are none."""
    until = time.monotonic() + longest
    while (left := _left()) and time.monotonic() < until:
        time.sleep(STEP)
    if left:
        say(f"Автоочистка не дошла до {left} таблиц: замеры будут хуже обычных.")
    return not left


def _left() -> int:
    with connection.cursor() as cursor:
        cursor.execute(SWEPT)
        return int(cursor.fetchone()[0])
