"""Asking the portal as somebody and reading all that it answers, whatever the format."""

import csv
import html
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve
from pypdf import PdfReader

from portal.accounts.models import User
from tests import factories

LINK = re.compile(r'(?:\shref|\shx-get)="([^"#]+)')


@dataclass(frozen=True)
class Answer:
    """What came back: status, where to, of what type, and every text in it."""

    address: str
    status: int
    location: str
    kind: str
    body: bytes = field(repr=False)
    context: Any = field(default=None, repr=False)  # what the templates were given, or None

    @cached_property
    def text(self) -> str:
        """Everything that a person or a program could read out of the body."""
        if "pdf" in self.kind and self.body.startswith(b"%PDF-1") and len(self.body) > 200:
            return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(self.body)).pages)
        if self.body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(self.body)) as package:
                return html.unescape("\n".join(package.read(name).decode("utf-8", "ignore") for name in package.namelist()))
        return html.unescape(self.body.decode("utf-8", "ignore"))

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html")

    @property
    def links(self) -> list[str]:
        """Addresses of the portal that the page leads to or loads by itself."""
        found = [urljoin(self.address, html.unescape(link)) for link in LINK.findall(self.body.decode("utf-8", "ignore"))] if self.is_page else []
        return [link for link in dict.fromkeys(found) if link.startswith("/") and not link.startswith(("/static/", "//"))]


class Visitor:
    """A signed-in person (or nobody); whatever she does is undone after each answer."""

    def __init__(self, who: User | None) -> None:
        self.client: Client = factories.client(who)
        self.cookies = self.client.cookies.output(header="")
        self.met: dict[str, Answer] = {}  # on her walks, without what was in them

    def ask(self, method: str, address: str, data: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request, rolled back; errors of the portal come up with the address in them."""
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            try:
                response = getattr(self.client, method.lower())(address, data or {}, headers=headers)
                said = response.headers.get
                answer = Answer(address, response.status_code, said("Location", ""), said("Content-Type", ""), body_of(response), response.context)
            except Exception as trouble:
                trouble.add_note(f"{method} {address}")
                raise
            transaction.set_rollback(True)
        return answer

    def get(self, address: str, **headers: str) -> Answer:
        path, _, query = address.partition("?")
        return self.ask("GET", path, dict(parse_qsl(query)), **headers) if query else self.ask("GET", path, **headers)

    def enter(self, address: str, data: dict[str, str]) -> None:
        """A POST that stays done for the rest of the visitor's time."""
        self.client.cookies = SimpleCookie(self.cookies)
        self.client.post(address, data)
        self.met.clear()

    def meets(self, address: str) -> Answer:
        """How the address answers her, without a body. What she met on a walk is not asked again: all that an answer does is undone, so the next one would be the same."""
        return self.met.get(address) or self.get(address)

    def walk(self, starts: list[str], limit: int = 0) -> list[Answer]:
        """The starts and all that they lead to: of each kind of address two objects, of each set of query keys one. With a limit only the first so many."""
        waiting, kinds, answers = list(starts), Counter[tuple[str, ...]](), dict[str, Answer]()
        while waiting and not 0 < limit <= len(answers):
            address = waiting.pop(0)
            kind = kind_of(address)
            if kind is None or address in answers or kinds[kind] >= (2 if "?" not in address else 1):
                continue
            kinds[kind] += 1
            answers[address] = found = self.get(address)
            self.met[address] = replace(found, body=b"", context=None)
            waiting += found.links
        return list(answers.values())


def kind_of(address: str) -> tuple[str, ...] | None:
    """Name of the view and keys of the query; None for what is not to be visited."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return None
    return None if name == "account_logout" else (name, *sorted(key for key, _ in parse_qsl(parts.query)))


def body_of(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def with_query(address: str, **query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def cells(answer: Answer) -> list[list[str]]:
    """Rows of a CSV answer."""
    text = answer.body.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ","))
