"""What the engine tells the person at the terminal, in Russian."""

import os
import sys
from typing import TextIO

COLOURS = {"web": 32, "worker": 36, "beat": 35, "db": 34, "broker": 33, "engine": 90}


class Trouble(Exception):
    """Something the person can mend; its text is a Russian sentence, shown without a traceback."""


def coloured(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ


def paint(text: str, colour: int, stream: TextIO) -> str:
    return f"\033[{colour}m{text}\033[0m" if coloured(stream) else text


def say(text: str) -> None:
    print(text, flush=True)


def step(text: str) -> None:
    """A line about what the engine does now."""
    say(paint("→ ", 90, sys.stdout) + text)


def log_line(name: str, text: str) -> None:
    """One line of the common log: `worker │ text`."""
    prefix = paint(f"{name:<6} │", COLOURS.get(name, 90), sys.stdout)
    say(f"{prefix} {text}")


def complain(text: str) -> None:
    print(paint("✗ ", 31, sys.stderr) + text, file=sys.stderr, flush=True)
