"""A deed on many rows of a list: which were chosen, which it would touch, which it passes by and why, and the same plan again when it is done."""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from portal.kit.refusal import Refusal
from portal.kit.typed import number, numbers

SHOWN = 100  # rows that a preview and a result name
MOST = 3000  # rows of one deed


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


@dataclass(frozen=True)
class Plan:
    """Whom the deed will touch and whom not; `mark` changes whenever either does. `passed` says of the skipped what may be kept: ids, no names."""

    ready: list[Any] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (name, why)
    passed: list[tuple[int, str]] = field(default_factory=list)  # (key, why)
    mark: str = ""

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """Why, and who for that reason; the most common first."""
        found: dict[str, list[str]] = {}
        for name, why in self.skipped:
            found.setdefault(why, []).append(name)
        return sorted(found.items(), key=lambda one: -len(one[1]))


def planned(judged: list[tuple[Any, str]], asked: int, values: Mapping[str, Any] | None = None, *, gone: str) -> Plan:
    """The plan for each row with the reason why it is passed by, or none. A row has `pk` and `full_name`.

    `asked` is how many were chosen: of those no longer among `judged` it is said that they are `gone`. `values` are what the deed would write.
    """
    ready = [one for one, reason in judged if not reason]
    skipped = [(one.full_name, reason) for one, reason in judged if reason]
    passed = [(one.pk, reason) for one, reason in judged if reason]
    if asked > len(judged):
        skipped.append((f"Ещё {asked - len(judged)}", gone))
    text = json.dumps([[one.pk for one in ready], dict(values or {})], default=str, sort_keys=True)
    return Plan(ready, skipped, passed, f"{zlib.crc32(text.encode()):x}")


class Otherwise(Refusal):
    """The plan is no more the one that was shown; `plan` is what it is now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("Пока страница была открыта, список изменился. Ничего не сделано: посмотрите, кого это коснётся теперь.", field="mark")
        self.plan = plan


def agreed(model: type[Any], ids: Sequence[int], mark: str, make: Callable[[], Plan], *, nobody: str = "Делать нечего: все выбранные пропущены.") -> Plan:
    """The plan as it is now, under locks on the rows of `model`, when it is the one that was shown. Raises Otherwise, or Refusal when nobody is in it."""
    if len(ids) > MOST:
        raise Refusal(f"За один раз — не больше {MOST} строк. Сузьте отбор.")
    list(model.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
    plan = make()
    if plan.mark != mark:
        raise Otherwise(plan)
    if not plan.ready:
        raise Refusal(nobody)
    return plan
