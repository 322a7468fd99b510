"""What an address says of a list beside its conditions is no condition: a file, a page, columns, a group, an order keep the whole list."""

import django_filters
from django.forms import BaseForm
from django.urls import get_resolver

from portal.kit.listing import COLUMNS, GROUP, PASSING

RESERVED = {*PASSING, COLUMNS, GROUP, "sort", "per"}


def every(base: type) -> list[type]:
    return [one for each in base.__subclasses__() for one in (each, *every(each))]


def test_no_condition_is_called_as_what_the_address_says_beside_it() -> None:
    get_resolver().url_patterns  # noqa: B018  # every view, and with it every filter, is imported
    forms = {one.__qualname__: set(one.base_fields) for one in every(BaseForm) if hasattr(one, "base_fields") and "q" in one.base_fields}
    sets = {one.__qualname__: set(one.base_filters) for one in every(django_filters.FilterSet)}
    assert {"EventFilter", "TeacherFilter"} <= forms.keys() | sets.keys()
    assert {name: found for name, fields in {**forms, **sets}.items() if (found := fields & RESERVED)} == {}
