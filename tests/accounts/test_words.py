"""Words of dictionaries: what was written down from memory is a mark of the row, not a part of the word."""

from importlib import import_module

from django.db import connection

from portal.accounts.models import District, Word
from portal.accounts.selectors import words
from portal.kit import wall
from portal.site.base import words as base

MIGRATION = import_module("portal.accounts.migrations.0021_fresh_links")


def test_loading_takes_the_remark_off_the_word(district: District) -> None:
    with wall.scope(common=True):
        base.dictionaries()
    found = Word.objects.get(dictionary="event_levels", code="int")
    assert (found.name, found.from_memory) == ("международный", True)
    assert "международный" in [one.name for one in words("event_levels")]
    assert not Word.objects.filter(name__contains="по памяти").exists()


def test_what_was_loaded_before_is_mended(district: District) -> None:
    given = {"a": "сельская (по памяти)", "b": "ПДП (по памяти: практикум) — тренинг", "c": "семинар", "d": "Центр (МОЦ; расшифровка по памяти)"}
    with wall.scope(common=True):
        Word.objects.bulk_create(Word(dictionary="formats", code=code, name=name) for code, name in given.items())
        with connection.cursor() as cursor:
            cursor.execute(MIGRATION.WORDS)
    found = {one.code: (one.name, one.from_memory) for one in Word.objects.filter(dictionary="formats")}
    assert found == {"a": ("сельская", True), "b": ("ПДП (практикум) — тренинг", True), "c": ("семинар", False), "d": ("Центр (МОЦ)", True)}
