"""`python3 -m portal.engine <verb>`: what the Makefile calls."""

import sys


def run() -> int:
    # asked before anything that an older Python could not even read
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("Нужен Python 3.11 или новее, а это " + sys.version.split()[0] + ". Запустите: make PYTHON=python3.11 …")
    from .verbs import main

    return main(sys.argv[1:])


sys.exit(run())
