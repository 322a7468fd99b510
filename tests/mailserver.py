"""A mail server on the loopback that answers as told: letters are sent to it as to a real one."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

OK = "250 ok"


class Server(socketserver.ThreadingTCPServer):
    """`answers`: address → what it hears to RCPT; `greeting`: what everybody hears first; `asked` and `taken` are kept in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers: dict[str, str] = {}
        self.greeting = "220 here"
        self.calls = 0
        self.asked: list[str] = []
        self.taken: list[str] = []


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.server.calls += 1
        self.say(self.server.greeting)
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self.server.asked.append(to)
                self.say(self.server.answers.get(to, OK))
            elif verb == "DATA":
                self.say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.server.taken.append(to)
                self.say(OK)
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say(OK)
        return None


@contextmanager
def mail_server(settings: Any) -> Iterator[Server]:
    """The portal's mail goes there until the block ends; `settings` is pytest-django's fixture."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = "127.0.0.1", server.server_address[1], False, ""
        yield server
        server.shutdown()
