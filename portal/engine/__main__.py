"""`python3 -m portal.engine <verb>`: what the Makefile calls."""

import sys


def run() -> int:
    if sys.version_info < (3, 11):  # before anything that an older Python could not even read
        found = "%d.%d" % sys.version_info[:2]
        sys.exit("Нужен Python 3.11 или новее, а это " + found + ". Запустите: make PYTHON=python3.11 …")
    from .verbs import main

    return main(sys.argv[1:])


sys.exit(run())
