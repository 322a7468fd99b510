"""A pasted list of names on its way to people: found, several to choose from, not found; nothing typed is ever lost.

The same three-part page serves attendance, members of a community, trainees and participants of a contest.
"""

from collections.abc import Container
from dataclasses import dataclass, field

from django.http import QueryDict

from portal.kit.naming import Match, Named, Register, lines_of
from portal.kit.typed import number, numbers

SKIP = "0"  # the answer «никто из них»


@dataclass(frozen=True)
class Found:
    """A person of the list; `known` when she already stands where the list would put her."""

    person: Named
    known: bool


@dataclass(frozen=True)
class Paste:
    """What the portal made of a pasted list."""

    found: list[Found] = field(default_factory=list)
    several: list[Match] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def people(self) -> list[int]:
        """Ids of the people that may be confirmed."""
        return [one.person.pk for one in self.found]

    @property
    def left(self) -> int:
        """How many lines still need an answer."""
        return len(self.several) + len(self.unknown)

    @property
    def unknown_text(self) -> str:
        return "\n".join(self.unknown)


def read_paste(data: QueryDict, register: Register, known: Container[int] = frozenset()) -> Paste:
    """People ticked and chosen so far, and the remaining lines matched anew.

    `data` carries `names` (lines), `person` (ticked ids), and for every open question `line-N` with its answer `choice-N`.
    Ids outside the register are dropped: the register is the district's own.
    """
    chosen = numbers(data.getlist("person"))
    lines = lines_of(data.get("names", ""))
    for key in [key for key in data if key.startswith("line-")]:
        answer = data.get(f"choice-{key[5:]}", "")
        if (pk := number(answer)) is not None and answer != SKIP:
            chosen.add(pk)
        elif answer != SKIP:
            lines += lines_of(str(data[key]))
    matches = [register.match(line) for line in dict.fromkeys(lines)]
    chosen |= {one.people[0].pk for one in matches if len(one.people) == 1 and not one.near}
    people = sorted((register.people[pk] for pk in chosen & register.people.keys()), key=lambda one: (one.full_name, one.pk))
    several = [one for one in matches if one.people and (one.near or len(one.people) > 1)]
    return Paste([Found(one, one.pk in known) for one in people], several, [one.line for one in matches if not one.people])
