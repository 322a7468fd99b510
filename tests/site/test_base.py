"""What a new portal begins with: no district is loaded, and yet one that opens can work."""

from io import StringIO

import pytest
from django.core.management import call_command

from monitoring.models import Indicator
from monitoring.selectors.compiled import computed
from portal.accounts.models import Word
from portal.kit.wall import scope
from portal.site.base import load_base
from teachers.models import Competency, Framework

pytestmark = pytest.mark.django_db


def told() -> str:
    out = StringIO()
    call_command("load_base", stdout=out)
    return out.getvalue()


def test_a_portal_without_the_demo_has_dictionaries_the_standard_and_the_indicators() -> None:
    load_base()
    with scope(common=True):
        kinds = set(Word.objects.values_list("dictionary", flat=True))
        standard = Competency.objects.filter(framework=Framework.objects.get())
        functions, actions = standard.filter(parent=None).count(), standard.exclude(parent=None).count()
        counted = {one.code for one in computed(Indicator.objects.all())}
    assert kinds >= {"org_kinds", "positions", "subjects"}
    assert 0 < functions < actions
    assert counted >= {*(f"SG-VOSP-0{n}" for n in range(1, 6)), *(f"SG-CNT-0{n}" for n in range(1, 7)), *(f"KIP-{n}" for n in range(1, 7))}


def test_loading_again_adds_nothing_and_keeps_what_people_have_changed() -> None:
    first = told()
    with scope(common=True):
        word = Word.objects.filter(from_memory=True).first()
        assert word is not None
        Word.objects.filter(pk=word.pk).update(name="Как здесь говорят")
        Indicator.objects.filter(code="PR-01").update(note="Пояснение района")
    assert told() == first
    with scope(common=True):
        assert Word.objects.get(pk=word.pk).name == "Как здесь говорят"
        assert Indicator.objects.get(code="PR-01").note == "Пояснение района"


def test_loading_after_an_update_brings_the_words_that_are_new() -> None:
    full = told()
    with scope(common=True):
        Word.objects.filter(dictionary="subjects").delete()
    assert told() == full
