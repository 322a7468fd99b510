"""What a mail server says when a letter does not leave: whose trouble it is, and whether to ask again."""

import time
from dataclasses import dataclass
from pathlib import Path
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused

from django.conf import settings

NOT_NOW = 421  # «service not available»: said of the server, whatever it was asked
LONGEST = 200
DAYS = 7  # letters written into files, where no mail server is


@dataclass(frozen=True)
class Fault:
    """Why a letter did not leave. `final`: the mailbox does not take it; `server`: nobody's letters leave now."""

    said: str
    final: bool = False
    server: bool = False


def fault_of(error: Exception) -> Fault:
    """Whose trouble `error` is: a refused recipient or letter is the mailbox's, 5xx for good, 4xx for a while (RFC 5321, 4.2.1); all else the server's."""
    if isinstance(error, (ValueError, SMTPNotSupportedError)):  # the letter or its address cannot be written down for this server
        return Fault(_told(error), final=True)
    code: int
    said: bytes | str
    if isinstance(error, SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPDataError):
        code, said = error.smtp_code, error.smtp_error
    else:
        return Fault(_told(error), server=True)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return Fault(_told(f"{code} {text}"), final=code >= 500, server=code == NOT_NOW)


def _told(said: object) -> str:
    return " ".join(str(said).replace("\x00", "").split())[:LONGEST]


def drop_letters() -> int:
    """Remove letters that lie in files longer than `DAYS`; a mail server takes them away at once. Returns how many files went."""
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return 0
    over = time.time() - DAYS * 24 * 3600
    old = [one for one in Path(settings.EMAIL_FILE_PATH).glob("*.log") if one.stat().st_mtime < over]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)
