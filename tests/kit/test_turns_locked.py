"""Whoever locks a row that another has removed meanwhile is told so."""

import re
from pathlib import Path

from django.conf import settings

KEPT = ("District", "Network", "User", "Teacher", "model._base_manager")  # nobody's deed removes these rows, but the removal of a whole district
BARE = re.compile(r"([\w.]+?)(?:\.objects)?\.select_for_update\(.*\.get\(")
ROOMS = ("portal", "teachers", "communities", "contests", "routes", "monitoring")


def test_no_service_takes_it_for_granted_that_the_row_it_locks_is_still_there() -> None:
    files = [path for room in ROOMS for path in (Path(settings.BASE_DIR) / room).rglob("*.py")]
    assert len(files) > 300
    bare = [f"{path.name}: {found}" for path in files for found in BARE.findall(path.read_text()) if found not in KEPT]
    assert bare == []
