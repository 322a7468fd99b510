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


def address(name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
    """An URL of one of the schemes, with a host and, if any, a port that is a number. The value is not repeated: it may hold a password."""
    value = text(name, default)
    try:
        url = urlsplit(value)
        known = url.scheme in schemes and bool(url.hostname) and url.port != 0
    except ValueError:
        known = False
    if not known:
        raise ImproperlyConfigured(f"Переменная {name}: нужен адрес вида {' или '.join(f'{scheme}://узел' for scheme in schemes)}.")
    return value


def database(name: str) -> dict[str, Any]:
    """A Django DATABASES entry from postgresql://user:password@host:port/name?host=/socket/dir."""
    refusal = ImproperlyConfigured(f"Переменная {name}: нужен адрес вида postgresql://роль@узел/база; портал работает только с PostgreSQL.")
    try:
        url = urlsplit(text(name))
        port = url.port
    except ValueError:
        raise refusal from None
    if url.scheme not in ("postgresql", "postgres") or not url.path.strip("/") or not url.username:
        raise refusal
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.strip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", url.hostname or ""),
        "PORT": str(query.get("port", port or "")),
    }
