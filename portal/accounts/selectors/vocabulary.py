"""Which dictionaries take new words, and why the others do not."""

from collections.abc import Sequence

from portal.accounts.models import Word

BY_CODE = {"iom_states"}  # the portal itself moves routes between them
QUOTED = "Словарь взят из источника дословно: новых слов в него не вносят, ненужное можно выключить."
COUNTED = "У слов этого словаря есть не только название: по остальному портал считает, поэтому новое слово приходит с обновлением портала."
PASSED = "По словам этого словаря портал работает сам, поэтому новое слово приходит с обновлением портала."


def closed_to_words(rows: Sequence[Word]) -> str:
    """Why no word may be added to the dictionary of these rows; nothing when it may: some of it was written down from memory, and a word is its name."""
    if not any(one.from_memory for one in rows):
        return QUOTED
    if rows[0].dictionary in BY_CODE:
        return PASSED
    return COUNTED if any(one.data.keys() - {"note"} for one in rows) else ""


def groups_of(rows: Sequence[Word]) -> list[str]:
    """The groups of a dictionary whose words all stand in one, in their order; a new word needs one then."""
    return list(dict.fromkeys(one.group for one in rows)) if all(one.group for one in rows) else []
