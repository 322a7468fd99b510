"""Typed readers of the environment: each refusal names the variable and what it should hold."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable as text; without a default an empty one is refused."""
    value = os.environ.get(name, "") or default
    if value is None:
        raise ImproperlyConfigured(f"Переменная {name} не задана: укажите её в окружении (см. docs/operations.md).")
    return value


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"Переменная {name} = «{value}»: допустимо {', '.join(options)}.")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").lower()
    if value not in ("", "0", "1", "true", "false"):
        raise ImproperlyConfigured(f"Переменная {name} = «{value}»: допустимо 1 или 0.")
    return value in ("1", "true") if value else default


def number(name: str, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"Переменная {name} = «{value}»: нужно целое число от {low} до {high}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(name: str) -> dict[str, Any]:
    """A Django DATABASES entry from postgresql://user:password@host:port/name?host=/socket/dir."""
    url = urlsplit(text(name))
    if url.scheme not in ("postgresql", "postgres") or not url.path.strip("/"):
        raise ImproperlyConfigured(f"Переменная {name}: нужен адрес вида postgresql://роль@узел/база; портал работает только с PostgreSQL.")
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.strip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", url.hostname or ""),
        "PORT": str(query.get("port", url.port or "")),
    }
