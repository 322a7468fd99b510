"""The shapes that the home page is made of."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """One line of a block: words, where they lead, a note, a tag (tone, text)."""

    text: str
    url: str = ""
    note: str = ""
    tag: tuple[str, str] | None = None


@dataclass(frozen=True)
class Lead:
    """The one deed that matters most now: a sentence and a button."""

    text: str
    url: str = ""
    button: str = ""
    note: str = ""


@dataclass(frozen=True)
class Tile:
    """One number and the page that it opens; `tone` colours its edge, the note says the same in words."""

    label: str
    value: str
    url: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Block:
    """One card of the home page; `empty` is said when there are no lines. With `tiles` it stands across the page, above the others.

    `left`: how many more there are than the lines say, at the address of the block.
    """

    title: str
    lines: list[Line] = field(default_factory=list)
    url: str = ""
    more: str = ""
    empty: str = ""
    lead: Lead | None = None
    tiles: list[Tile] = field(default_factory=list)
    left: int = 0
