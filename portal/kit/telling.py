"""What a page tells once after a deed (Django's messages)."""

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage

from portal.kit.words import stopped


class Storage(FallbackStorage):
    """Django's own, in a cookie or in the session; each message is a whole sentence, whatever name stands at its end."""

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        super().add(level, stopped(message) if isinstance(message, str) else message, extra_tags or "")
