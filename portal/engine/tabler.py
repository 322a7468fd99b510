"""Makes static/vendor/tabler.min.css from the package's own file: python -m portal.engine.tabler DIST/css/tabler.min.css OUT.

Leaves out what the portal does not use (a third of the bytes over a slow line) and writes plain colours where it can:
browsers of old school laptops know neither light-dark() nor oklch(). Run once per version of Tabler.
"""

import math
import re
import sys
from pathlib import Path

BRANDS = "facebook|twitter|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket|tabler|x"
UNUSED = re.compile(
    r"\.(navbar|offcanvas|carousel|modal|toast|tooltip|bs-tooltip|popover|bs-popover|dropdown|dropup|dropend|dropstart|dropcenter|ribbon|accordion|chat"
    r"|markdown|otp|signal|sparkline|sortable|social|theme-dark|ts-|noUi|apexcharts|litepicker|plyr|dz-|dropzone|fslightbox|tox|jvm|fc-|star-rating|gl-star"
    r"|countup|kanban|signature|payment|flag|form-imagecheck|form-colorinput|form-selectgroup|switch-icon|btn-floating|card-rotate|card-tabs|card-stacked"
    r"|turbo|nprogress|coloris|clr-|ql-|hljs|highlight|cm-|calendar|tracking|chip|btn-action|layout-|page-loader|placeholder|segmented|datagrid-editable"
    r"|img-responsive|float-|vr|ratio|stretched-link|font-monospace|cursor-|opacity-|order-|scrollable|user-select|pe-|perspective|object-|btn-group-vertical"
    rf"|(bg|text|btn|btn-outline|btn-ghost|border|link|avatar|badge|status|card|alert|icon|ribbon)-({BRANDS})(?![a-z]))"
    r"|data-bs-theme=dark|data-bs-navbar-theme|\[data-vc|::-webkit-calendar|\[dir=rtl"
)


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


def purge(css: str) -> str:
    """The rules without selectors of parts that the portal does not have."""
    kept = []
    for head, body in blocks(css):
        if head.startswith(("@media", "@supports", "@layer", "@container")):
            inner = purge(body)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}" if body else f"{head};")
        else:
            wanted = [one for one in split_outside(head) if not UNUSED.search(one)]
            kept += [f"{','.join(wanted)}{{{body}}}"] if wanted else []
    return "".join(kept)


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


def prepared(css: str) -> str:
    """The whole way: no brands, no unused parts, plain colours; the licence comment stays first."""
    comment = re.search(r"/\*!.*?\*/", css, re.S)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(rf"--tblr-({BRANDS})(-[\w-]+)?:[^;}}]*;?", "", css)
    css = re.sub(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)deg\)", plain_colour, light(purge(css)))
    return '@charset "UTF-8";' + (comment[0] if comment else "") + "\n" + css.replace('@charset "UTF-8";', "") + "\n"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(prepared(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")
