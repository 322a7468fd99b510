"""Makes static/vendor/tabler.min.css from the package's own file: python -m portal.engine.tabler DIST/css/tabler.min.css OUT.

Keeps what the screens name (a seventh of the bytes over a slow line) and writes plain colours where it can: browsers of old school laptops know neither
light-dark() nor oklch(). Run once per version of Tabler, and again when a screen needs a class that was left out: those are listed in `LEFT_OUT`,
and a test tells who names one of them.
"""

import math
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import paths

LEFT_OUT = paths.ROOT / "tests/kit/tabler_left_out.txt"
APPS = ("portal", "teachers", "routes", "communities", "contests", "monitoring")
SCREENS = ("templates/**/*.html", "static/*.js", "static/*.css", *(f"{app}/**/*.py" for app in APPS))
# Themes and parts with a script of their own, whatever else bears such a word here.
UNUSED = re.compile(
    r"\.(modal|toast|tooltip|popover|dropdown|accordion|carousel|offcanvas|navbar|calendar|markdown|tracking|chat|signal|payment|theme-dark)(?![a-z])"
    r"|data-bs-theme=dark|data-bs-navbar-theme|\[data-vc|::-webkit-calendar|\[dir=rtl"
)
VALUE = re.compile(r"""(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|[^;{}"'])*;?""")  # of a variable; an address may hold anything between its quotes
CLASS = re.compile(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)")


@dataclass(frozen=True)
class Named:
    """All that the screens say: words, and the beginnings of those that are put together («btn-{{ kind }}»)."""

    text: str

    @cached_property
    def words(self) -> set[str]:
        return set(re.findall(r"[A-Za-z][\w-]*", self.text))

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        return tuple(set(re.findall(r"([A-Za-z][\w-]*-)(?=\$?\{)", self.text)))

    def has(self, name: str) -> bool:
        """Is the class named, as a whole or as a known beginning and a word?"""
        return name in self.words or any(name.startswith(one) and name.removeprefix(one) in self.words for one in self.beginnings)

    def wants(self, selector: str) -> bool:
        """Are all of its classes named? What it says of others (`:not`) does not matter."""
        return not UNUSED.search(selector) and all(map(self.has, classes(re.sub(r":not\([^()]*\)", "", selector))))


def screens() -> Named:
    """What the checkout's own screens say."""
    files = sorted({path for pattern in SCREENS for path in paths.ROOT.glob(pattern)} - {Path(__file__)})
    return Named("\n".join(path.read_text(encoding="utf-8") for path in files))


def classes(css: str) -> set[str]:
    """Names of the classes in selectors."""
    return {name.replace("\\", "") for name in CLASS.findall(css)}


def blocks(css: str) -> list[tuple[str, str]]:
    """Top-level rules as (selector, body); statements without a body have an empty one."""
    found, depth, start, head = list[tuple[str, str]](), 0, 0, ""
    for place, char in enumerate(css):
        if char == "{":
            if depth == 0:
                head, start = css[start:place], place + 1
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                found.append((head, css[start:place]))
                start = place + 1
        elif char == ";" and depth == 0:
            found.append((css[start:place], ""))
            start = place + 1
    return found


def split_outside(text: str, mark: str = ",") -> list[str]:
    """Split at commas that stand in no brackets."""
    parts, depth, start = list[str](), 0, 0
    for place, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char == mark and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def selectors(css: str) -> Iterator[str]:
    """Every selector, those within conditions too."""
    for head, body in blocks(css):
        if head.startswith(("@media", "@supports", "@layer", "@container")):
            yield from selectors(body)
        elif not head.startswith("@"):
            yield from split_outside(head)


def purge(css: str, named: Named) -> str:
    """The rules whose classes are named."""
    kept = []
    for head, body in blocks(css):
        if head.startswith(("@media", "@supports", "@layer", "@container")):
            inner = purge(body, named)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}" if body else f"{head};")
        else:
            wanted = [one for one in split_outside(head) if named.wants(one)]
            kept += [f"{','.join(wanted)}{{{body}}}"] if wanted else []
    return "".join(kept)


def spent(css: str, named: Named) -> str:
    """Without movements and values that no rule asks for; a value may have been asked for by one of them."""
    moves = set(re.findall(r"[\w-]+", "".join(re.findall(r"animation(?:-name)?:([^;}]*)", css + named.text))))
    css = "".join(written(head, body) for head, body in blocks(css) if not head.startswith("@keyframes") or head.split()[1] in moves)
    while (left := _asked_for(css, named)) != css:
        css = left
    return css


def _asked_for(css: str, named: Named) -> str:
    asked = set(re.findall(r"var\((--[\w-]+)", css)) | set(re.findall(r"--[\w-]+", named.text))
    return VALUE.sub(lambda found: found[0] if found[1] in asked else "", css)


def written(head: str, body: str) -> str:
    return f"{head}{{{body}}}" if body else f"{head};"


def light(css: str) -> str:
    """light-dark(a, b) → a: the portal has a light theme and contrast schemes of its own."""
    while (start := css.find("light-dark(")) >= 0:
        depth, place = 1, start + 11
        while depth:
            depth += (css[place] == "(") - (css[place] == ")")
            place += 1
        css = css[:start] + split_outside(css[start + 11 : place - 1])[0] + css[place:]
    return css


def plain_colour(match: re.Match[str]) -> str:
    """oklch(L% C Hdeg) as #rrggbb (source: CSS Color 4, §9.3)."""
    lightness, chroma, angle = float(match[1]) / 100, float(match[2]), math.radians(float(match[3]))
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long, middle, short = (
        (lightness + x * a + y * b) ** 3 for x, y in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480))
    )
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    shades = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear)
    return "#" + "".join(f"{round(255 * min(1, max(0, shade))):02x}" for shade in shades)


def prepared(css: str, named: Named) -> str:
    """The whole way: only what is named, plain colours; the licence comment stays first."""
    comment = re.search(r"/\*!.*?\*/", css, re.S)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)deg\)", plain_colour, light(spent(purge(css, named), named)))
    return '@charset "UTF-8";' + (comment[0] if comment else "") + "\n" + css.replace('@charset "UTF-8";', "") + "\n"


def main(package: Path, out: Path) -> None:
    whole, named = package.read_text(encoding="utf-8"), screens()
    css = prepared(whole, named)
    out.write_text(css, encoding="utf-8")
    left = sorted(classes(" ".join(selectors(whole))) - classes(" ".join(selectors(css))))
    LEFT_OUT.write_text(textwrap.fill(" ".join(left), 150, break_on_hyphens=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
