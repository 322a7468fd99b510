"""Manners of what is sent: a page has a heading, a title and nothing that its security policy forbids; a table file has no computed names."""

import io
import re

import openpyxl

from tests.house.asking import Answer, cells

FORBIDDEN = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "script on the page": r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")",
    "handler in an attribute": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "javascript:": r"(?:href|src|action)\s*=\s*[\"']\s*javascript:",
    "two full stops": r"(?<=[а-яё])\.\.(?![.\w/])",
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


def formulas(answer: Answer, formula: str) -> list[str]:
    """Cells of a table file that a spreadsheet would compute although they hold a name that begins like a formula."""
    if "csv" in answer.kind:
        return [cell for row in cells(answer) for cell in row if cell.startswith(formula)]
    if "spreadsheetml" not in answer.kind:
        return []
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and formula in str(cell.value)
    ]
