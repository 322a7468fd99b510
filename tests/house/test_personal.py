"""Every stored field is classified, and what is personal lies behind the wall."""

from collections import Counter

from django.apps import apps
from django.db import connection, models

from portal.accounts.models import District, Role
from portal.accounts.services import set_look
from portal.journal.models import Deed
from tests import factories
from tests.house import golden

PATH = golden.HERE / "personal.txt"
CLASSES = ("public", "personal", "special")
HOW = "Add the field to a line of tests/house/personal.txt: «app.Model public|personal|special field …»."
OPEN = {"sessions.Session"}  # signed, keyed by a secret, read before anybody is known; holds the number of an account and nothing else


def classified() -> dict[str, str]:
    """«app.Model.field» → class."""
    return {f"{row[0]}.{name}": row[1] for row in golden.read(PATH) for name in row[2:]}


def stored(model: type[models.Model]) -> list[str]:
    """The fields of a model but its number and its district."""
    return [f"{model._meta.label}.{one.name}" for one in model._meta.concrete_fields if one.name not in ("id", "district")]


def test_every_field_is_classified_once() -> None:
    every = [name for model in apps.get_models() for name in stored(model)]
    named = Counter(f"{row[0]}.{name}" for row in golden.read(PATH) for name in row[2:])
    assert sorted(set(every) - set(named)) == [], HOW
    assert sorted(set(named) - set(every)) == [], "These fields are no more: remove them from tests/house/personal.txt."
    assert [name for name, times in named.items() if times > 1] == []
    assert set(classified().values()) <= set(CLASSES)


def test_personal_fields_lie_behind_the_wall(db: None) -> None:
    """Tables with a personal field have forced row level security, those without a district as well."""
    holders = {name.rpartition(".")[0] for name, kind in classified().items() if kind != "public"} - OPEN
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        held = {row[0] for row in cursor.fetchall()}
    assert sorted(label for label in holders if apps.get_model(label)._meta.db_table not in held) == []


def test_what_hints_at_health_is_not_journalled(district: District) -> None:
    who = factories.user(Role.TEACHER, district)
    set_look(user=who, look={"size": "200", "scheme": "black"})
    assert who.look["size"] == "200"
    assert not Deed.objects.exists()
