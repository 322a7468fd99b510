"""Telephone numbers in one shape, however they are typed."""

import re

NOT_DIGIT = re.compile(r"[^0-9]")
ONE = re.compile(r"[0-9\s()+.\-‐‑–—]+")
PREFIXED = re.compile(r"\s*(?:\+|[78][\s().\-‐‑–—]|89)")  # the number itself follows, and no code of Russia begins with 89


def full_number(text: str) -> str:
    """«+7 914 123-45-67» for a Russian number with its code; «» for anything else."""
    digits = NOT_DIGIT.sub("", text)
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    elif PREFIXED.match(text):  # a digit is missing: nobody's number may be made of it
        return ""
    if len(digits) != 10 or digits[0] not in "3489":
        return ""
    return f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}"


def shaped(text: str) -> str:
    """As it is kept: a lone number with its code in the one shape, whatever else (a local number, two of them, «доб. 12») as it was typed."""
    plain = text.strip()
    return (full_number(plain) if ONE.fullmatch(plain) else "") or plain
