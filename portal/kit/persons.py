"""What a table keeps of a person. Each storey declares its own tables; the roof joins them (`portal.site.personal`).

From the one declaration follow «кто смотрел мои данные», «всё обо мне», the preview of an erasure and the erasure itself (152-ФЗ).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models

NAMELESS = "Обезличено"


@dataclass(frozen=True)
class Subject:
    """Whose data: ids of the cards (the kept one first, then duplicates merged into it) and of the account."""

    cards: tuple[int, ...] = ()
    account: int | None = None


class Fate(StrEnum):
    """What an erasure does with the rows."""

    DELETE = "delete"
    BLANK = "blank"  # the row stays for the numbers, what tells of the person goes
    KEEP = "keep"


@dataclass(frozen=True)
class Held:
    """One table's part in a person: how a row leads to her, what becomes of it, and why what stays stays.

    `path` ends at the card (`account=False`) or at the account; "" with `about` set: the row names its object by type and id.
    `files`: keys of private files that are hers. `hidden`: fields that tell of somebody else or open a door, left out of «всё обо мне».
    `unjournalled`: no deed is ever about such a row, so that thousands of them are not looked for in the journal.
    """

    model: type[models.Model]
    path: str
    fate: Fate = Fate.DELETE
    why: str = ""
    account: bool = False
    about: str = ""
    blank: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    unjournalled: bool = False
    named: str = ""  # in the person's words, where the model's own are not

    @property
    def title(self) -> str:
        return self.named or str(self.model._meta.verbose_name_plural)

    def rows(self, who: Subject) -> models.QuerySet[Any]:
        """The person's rows of this table that the open scope shows."""
        every = self.model._base_manager.all()
        if self.account:
            return every.filter(**{self.path: who.account}) if who.account else every.none()
        if self.about:
            way = self.path.rpartition("object_id")[0]
            return every.filter(**{f"{way}object_type": self.about, f"{way}object_id__in": who.cards})
        return every.filter(**{f"{self.path}__in": who.cards}) if who.cards else every.none()
