"""Words that all districts share: the dictionaries and the professional standard."""

from collections.abc import Iterator
from typing import Any

from portal.accounts.models import Word
from teachers.models import Competency, Framework

from . import sources
from .sources import cite

FRAMEWORK = "544н"
RECALLED = " (по памяти)"  # a remark of the source, for the editor of the dictionary alone: the row keeps it in `from_memory`
# Who answers for which function of part B; an empty list is everybody. The subject modules follow the subject taught.
LEVELS = {"B/01.5": ["do"], "B/02.6": ["noo"], "B/03.6": ["ooo", "soo"], "B/04.6": ["math"], "B/05.6": ["rus"]}


def dictionaries() -> None:
    """Missing words only: what a district's editor has changed since stays."""
    words = [word for name, about in sources.dictionaries().items() for word in words_of(name, about)]
    Word.objects.bulk_create(words, ignore_conflicts=True)


def words_of(dictionary: str, about: dict[str, Any]) -> Iterator[Word]:
    for order, item in enumerate(sources.items(dictionary)):
        rest = {key: value for key, value in item.items() if key not in ("code", "name", "group", "source")}
        source = item.get("source", about["source"])
        name = item.get("name") or item["section"]
        yield Word(
            dictionary=dictionary,
            code=item.get("code", f"{order + 1:02}"),
            name=name.removesuffix(RECALLED),
            group=item.get("group", ""),
            data=rest | ({"note": about["note"]} if about.get("note") else {}),
            source=cite(source),
            from_memory="по памяти" in f"{source} {name}",
            order=order,
        )


def framework() -> Framework:
    """The professional standard «Педагог» with its functions and actions."""
    standard = sources.dictionaries()["professional_standard"]
    made, new = Framework.objects.get_or_create(code=FRAMEWORK, defaults={"name": standard["standard"], "source": cite(standard["source"])})
    if new:
        functions = [function for part in standard["functions"] for function in part["tf"]]
        parents = Competency.objects.bulk_create([competency(made, function, order) for order, function in enumerate(functions)])
        actions = [(parent, action) for parent, function in zip(parents, functions, strict=True) for action in function["actions"]]
        Competency.objects.bulk_create([competency(made, action, order, parent) for order, (parent, action) in enumerate(actions)])
    return made


def competency(framework: Framework, item: dict[str, str], order: int, parent: Competency | None = None) -> Competency:
    levels = LEVELS.get(item["code"].split("-")[0], [])
    return Competency(framework=framework, parent=parent, code=item["code"], name=item["name"], levels=levels, order=order)
