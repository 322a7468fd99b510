"""The users' guide: the Markdown pages of docs/guide shown inside the portal."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

GUIDE = Path(settings.BASE_DIR) / "docs" / "guide"


@dataclass(frozen=True)
class GuidePage:
    """One page: slug of the file, title (its first heading), body as HTML, its parts (anchor, heading), and all titles for the side list."""

    slug: str
    title: str
    html: SafeString
    parts: tuple[tuple[str, str], ...]
    contents: tuple[tuple[str, str], ...]


@cache
def contents() -> tuple[tuple[str, str], ...]:
    """(slug, title) of every page, the index first."""
    files = sorted(GUIDE.glob("*.md"), key=lambda file: (file.stem != "index", file.stem))
    return tuple((file.stem, _title(file)) for file in files)


@cache
def page(slug: str) -> GuidePage | None:
    """The page by its slug; None when the guide has no such page."""
    if slug not in dict(contents()):
        return None
    text = (GUIDE / f"{slug}.md").read_text(encoding="utf-8")
    return GuidePage(slug, dict(contents())[slug], *to_html(text), contents())


def _title(file: Path) -> str:
    return file.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ").strip()


def to_html(text: str) -> tuple[SafeString, tuple[tuple[str, str], ...]]:
    """The page's body and its parts: Markdown with raw HTML switched off, links between pages turned into the portal's addresses, an anchor at each part."""
    body = text.split("\n", 1)[1] if text.startswith("# ") else text
    linked = re.sub(r"\(([\w-]+)\.md\)", r"(/help/\1/)", body)
    reader, parts = MarkdownIt("js-default"), list[tuple[str, str]]()
    tokens = reader.parse(linked)
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            parts.append((f"part-{len(parts) + 1}", words.content))
            opening.attrSet("id", parts[-1][0])
    return mark_safe(reader.renderer.render(tokens, reader.options, {})), tuple(parts)
