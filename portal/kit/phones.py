"""Telephone numbers in one shape, however they are typed."""

import re

NOT_DIGIT = re.compile(r"[^0-9]")
ONE = re.compile(r"[\d\s()+.\-‐‑–—]+")


def full_number(text: str) -> str:
    """«+7 914 123-45-67» for a Russian number with its code; «» for anything else."""
    digits = NOT_DIGIT.sub("", text)
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    if len(digits) != 10 or digits[0] not in "3489":
        return ""
    return f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}"


def shaped(text: str) -> str:
    """As it is kept: a lone number with its code in the one shape, whatever else (a local number, two of them, «доб. 12») as it was typed."""
    plain = text.strip()
    return (full_number(plain) if ONE.fullmatch(plain) else "") or plain
