"""Manners of a page as it is sent: a heading, a title, nothing that the content security policy forbids."""

import re

from tests.house.asking import Answer

FORBIDDEN = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "script on the page": r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")",
    "handler in an attribute": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "javascript:": r"(?:href|src|action)\s*=\s*[\"']\s*javascript:",
    "somebody else's host": r"(?:src|action|<link[^>]*href)\s*=\s*[\"'](?:https?:)?//",
}


def faults(answer: Answer) -> list[str]:
    """What is wrong with a page or a part of one."""
    body = answer.body.decode()
    found = [name for name, pattern in FORBIDDEN.items() if re.search(pattern, body, re.I)]
    whole = "</html>" in body
    if whole and len(re.findall(r"<h1\b", body)) != 1:
        found.append("not exactly one h1")
    if whole and not re.search(r"<title>[^<]*\S[^<]*</title>", body):
        found.append("no title")
    return found
