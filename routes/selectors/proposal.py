"""One proposed step: what, when, in which form, with which result, for which deficits and why."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Proposal:
    """One step that the portal proposes; `functions` are the deficits that it answers, `worth` how closely it is aimed at the person."""

    kind: str  # event · programme · community · course_offer · self
    ref: int | None
    direction: str
    title: str
    education: str
    remote: bool
    starts_on: dt.date
    ends_on: dt.date
    result: str
    functions: tuple[str, ...] = ()
    reason: str = ""
    worth: int = 0

    @property
    def key(self) -> tuple[str, int | str]:
        """What makes two proposals the same."""
        return (self.kind, self.ref or self.title)
