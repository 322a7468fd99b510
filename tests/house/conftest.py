"""The option that writes golden tables anew."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-write", action="store_true", help="write the golden tables of tests/house anew, for review in the diff")
