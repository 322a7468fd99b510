"""Files of the storage and the transaction: what a rollback brings back must still have its file."""

from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction


def discard(path: str) -> None:
    """Remove a file of the storage once the transaction has held."""
    if path:
        transaction.on_commit(partial(default_storage.delete, path))
