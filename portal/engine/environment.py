"""The environment that the portal's processes get: the contract with `portal/settings.py`."""

import os
import secrets

from . import paths, system
from .broker import Broker
from .cluster import APP, DATABASE, OWNER, Cluster
from .say import Trouble

DEMO_PORT = 8000


def port() -> int:
    """The web server's port; Trouble when PORT is no port."""
    wanted = os.environ.get("PORT") or str(DEMO_PORT)
    if not wanted.isdigit() or not 1 <= int(wanted) <= 65535:
        raise Trouble(f"PORT={wanted}: нужен номер порта от 1 до 65535, например make demo PORT=8080")
    return int(wanted)


def secret() -> str:
    """The demo's own key, drawn once; by its first letters the production mode knows and refuses it."""
    if not paths.SECRET.exists():
        paths.local()
        paths.SECRET.touch(mode=0o600)
        paths.SECRET.write_text(f"demo-{secrets.token_urlsafe(48)}")
    return paths.SECRET.read_text()


def plain() -> dict[str, str]:
    """The caller's environment on the virtual environment's path, without what would lead psycopg or Python astray."""
    dropped = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "DJANGO_SETTINGS_MODULE")
    env = {key: value for key, value in os.environ.items() if key not in dropped and not key.startswith("PG")}
    env["PATH"] = f"{paths.VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    env["PYTHONUNBUFFERED"] = "1"
    return env


def portal(mode: str, cluster: Cluster | None, broker: Broker | None, **more: str) -> dict[str, str]:
    """Everything the settings read. A private engine's address is certain; the rest the caller may set himself, not for tests."""
    defaults = {
        "SECRET_KEY": secret(),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "PUBLIC_URL": f"http://127.0.0.1:{port()}",
        "MEDIA_ROOT": str(paths.MEDIA),
        "STATIC_ROOT": str(paths.STATIC),
        "CHROMIUM": system.browser() or "",
    } | more
    chosen = {} if mode == "test" else {key: os.environ[key] for key in defaults if os.environ.get(key)}
    return plain() | defaults | chosen | addresses(cluster, broker) | {"PORTAL_MODE": mode}


def addresses(cluster: Cluster | None, broker: Broker | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if cluster:
        found |= {"DATABASE_URL": cluster.url(APP, DATABASE), "DATABASE_OWNER_URL": cluster.url(OWNER, DATABASE)}
    if broker:
        found["REDIS_URL"] = broker.url()
    return found
