"""Every template obeys the content security policy, and every icon that it names exists."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.template import Context, Template

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
APPS = ("portal", "teachers", "routes", "communities", "contests", "monitoring")
FORBIDDEN = {
    "атрибут style": r"\sstyle\s*=",
    "тег style": r"<style\b",
    "сценарий на странице": r"<script(?![^>]*\ssrc=)",
    "обработчик в атрибуте": r"\son[a-z]+\s*=\s*[\"']",
    "hx-on": r"\shx-on",
    "js: в hx-vals": r"hx-(vals|headers)\s*=\s*[\"']\s*js(avascript)?:",
    "фильтр hx-trigger (нужен eval)": r"hx-trigger\s*=\s*[\"'][^\"']*\[",
    "javascript:": r"javascript:",
    "части Bootstrap с его сценарием": r"\sdata-bs-",
    "чужой узел": r"(?:src|href)\s*=\s*[\"']\s*(?:https?:)?//",
}
ICON = re.compile(r"{%\s*icon\s+\"([a-z0-9-]+)\"|\bicon=\"([a-z0-9-]+)\"|icon\|default:\"([a-z0-9-]+)\"")


def pages() -> list[Path]:
    """All templates of screens; those of PDF documents are not sent to a browser."""
    return [path for path in sorted((ROOT / "templates").rglob("*.html")) if "pdf" not in path.relative_to(ROOT).as_posix()]


def faults(source: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, source, re.I)]


@pytest.mark.parametrize(
    "planted",
    ['<p style="color:red">', "<style>p{}</style>", "<script>go()</script>", '<a onclick="go()">', '<a hx-on:click="go()">', "<a hx-vals='js:{a:1}'>",
     '<a hx-trigger="click[ctrlKey]">', '<a href="javascript:go()">', '<div data-bs-toggle="x">', '<script src="//cdn.example/x.js"></script>'],
)  # fmt: skip
def test_the_scan_sees_what_is_planted(planted: str) -> None:
    assert faults(planted)


def test_no_template_carries_inline_styles_scripts_or_foreign_addresses() -> None:
    assert len(pages()) > 40
    assert {path.relative_to(ROOT).as_posix(): found for path in pages() if (found := faults(path.read_text(encoding="utf-8")))} == {}


def test_every_question_is_answered_with_the_deed_and_not_with_a_bare_yes() -> None:
    """«Приостановить «Амурский район»?» — «Приостановить»: who presses reads what is done."""
    sources = [*pages(), *(path for app in APPS for path in (ROOT / app).rglob("*.py"))]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sources}
    asked = {name: (text.count("data-confirm="), text.count("data-confirm-yes=")) for name, text in texts.items() if "data-confirm=" in text}
    assert len(asked) > 10
    assert {name: counts for name, counts in asked.items() if counts[0] > counts[1]} == {}


def sprite() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))


def test_every_icon_that_a_template_or_the_navigation_names_exists() -> None:
    sources = [*pages(), *(path for app in APPS for path in (ROOT / app).rglob("*.py"))]
    named = {name for path in sources for found in ICON.findall(path.read_text(encoding="utf-8")) for name in found if name}
    navigation = (ROOT / "portal/site/navigation.py").read_text(encoding="utf-8")
    named |= set(re.findall(r'"[a-z]+:[a-z_]+", "([a-z0-9-]+)"', navigation))
    assert named - sprite() == set()


def test_vendored_files_name_their_versions_and_call_nobody() -> None:
    told = (STATIC / "vendor/README.md").read_text(encoding="utf-8")
    for path in (STATIC / "vendor").iterdir():
        assert path.name in told or path.name == "README.md", path.name
    css = (STATIC / "vendor/tabler.min.css").read_text(encoding="utf-8")
    assert not re.search(r"@import|url\([\"']?(?:https?:)?//", css)


CLASSES = re.compile(r"""class(?:="|': '|": "|List\.\w+\(["'])([^"']*)|\bcss="([^"]*)\"""")


def called(source: str) -> set[str]:
    """Names of classes in a template, a script or Python that draws; what is put together of parts is none."""
    return {name for found in CLASSES.findall(source) for words in found for name in re.sub(r"{[{%].*?[%}]}", "{}", words).split() if "{" not in name}


def left_out() -> set[str]:
    return set((ROOT / "tests/kit/tabler_left_out.txt").read_text(encoding="utf-8").split())


def test_no_screen_names_a_class_that_was_left_out_of_the_vendored_styles() -> None:
    """Only what screens name is vendored (portal/engine/tabler.py says how to make it anew when one needs more)."""
    sources = [*pages(), *STATIC.glob("*.js"), *(path for app in APPS for path in (ROOT / app).rglob("*.py"))]
    assert {path.name: found for path in sources if (found := called(path.read_text(encoding="utf-8")) & left_out())} == {}


def test_the_scan_sees_every_way_of_naming_a_class() -> None:
    source = """<p class="a b{% if c %} d-{{ e }}{% endif %} f">, attrs={"class": "g"}, x.classList.add("h"), Col(css="i j")"""
    assert called(source) == {"a", "f", "g", "h", "i", "j"}
    assert {"avatar-xl", "modal", "carousel-item"} <= left_out()


def test_first_load_of_any_page_leaves_room_for_its_text() -> None:
    """150 KB over the wire for a whole first load without pictures: at most 95 for everything that pages share."""
    head = Template('{% include "ui/head.html" %}').render(Context())
    named = {STATIC / path for path in re.findall(r'(?:href|src)="/static/([^"]+)"', head)}
    shared = named | set((STATIC / "vendor/golos").glob("*.woff2")) | {STATIC / "icons.svg"}
    sent = {path.name: len(path.read_bytes() if path.suffix == ".woff2" else brotli.compress(path.read_bytes())) for path in shared}
    assert sum(sent.values()) <= 95_000, sent
