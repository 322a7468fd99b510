"""Rows of a list chosen for a deed on many: ticked one by one, or the whole list as it was filtered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from portal.kit.refusal import Refusal
from portal.kit.typed import number, numbers

SHOWN = 100  # rows that a preview and a result name


def chosen(request: HttpRequest, found: Callable[[QueryDict], Any], most: int, rows: str = "строк") -> list[int]:
    """The ids: those of a preview's form (POST), the ticked (?who=), or the whole list (?all=1&query=…), which `found` gives by its conditions.

    A list that has changed since it was shown is said. Raises Refusal for more than `most`.
    """
    if request.method == "POST":
        return few(sorted(numbers(request.POST.get("who", "").split(","))), most, rows)
    if not request.GET.get("all"):
        return few(sorted(numbers(request.GET.getlist("who"))), most, rows)
    ids = few(list(found(QueryDict(request.GET.get("query", "")))[: most + 1]), most, rows)
    seen = number(request.GET.get("seen", ""))
    if seen is not None and seen != len(ids):
        messages.warning(request, f"Пока страница была открыта, список изменился: было {seen}, стало {len(ids)}. Ниже — то, что в нём теперь.")
    return ids


def few(ids: list[int], most: int, rows: str = "строк") -> list[int]:
    """The same ids. Raises Refusal for more than `most`."""
    if len(ids) > most:
        raise Refusal(f"За один раз — не больше {most} {rows}. Сузьте отбор.")
    return ids


def listed(ids: list[int]) -> str:
    """How a preview's form carries them."""
    return ",".join(map(str, ids))
