"""What a pasted list of organisations is compared with: kinds of the dictionary and names of the district."""

from typing import NamedTuple

from portal.accounts.models import District, Organisation, Word
from portal.kit.namesakes import same
from teachers.selectors.organisations import KINDS, LEVELS


class Kind(NamedTuple):
    """Вид организации; `levels` are those of its schools as the dictionary tells them."""

    name: str
    levels: list[str]


def kinds() -> dict[str, Kind]:
    """Code → kind in use. One query."""
    rows = list(Word.objects.filter(dictionary__in=(KINDS, LEVELS), active=True))
    levels = {one.code for one in rows if one.dictionary == LEVELS}
    return {one.code: Kind(one.name, [level for level in one.data.get("levels", []) if level in levels]) for one in rows if one.dictionary == KINDS}


def names_in_use(district: District) -> dict[str, str]:
    """Folded name, full and short → the short name of the district's organisation; closed ones too: their names stay theirs."""
    rows = Organisation.objects.filter(district=district).values_list("name", "short_name")
    return {same(name): short for full, short in rows for name in (full, short)}
