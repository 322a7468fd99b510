"""A pasted list of organisations: which column holds what, and the kind by what people write for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.kit.pasted import separator, table_of
from teachers.intake.words import Lexicon, clean

ORDER = ("name", "kind", "short_name", "address", "phone", "email", "on")  # of a list without a heading
NUMBER = re.compile(r"(№|n|номер)?( ?п ?/? ?п\.?)?")
# the narrower first: «адрес электронной почты» is no address, «краткое название» no name
TITLES = {
    "email": r"(адрес )?(e-?mail|электронн\w+ почт\w+|электронный адрес|эл\.? ?почта|почта|имейл)( .*)?",
    "site": r"(адрес )?(официальн\w+ )?(веб-?)?сайт\w*( .*)?",
    "short_name": r"(краткое|сокращ[её]нное|короткое)( название| наименование)?( .*)?|сокращение|кратко",
    "name": r"(полное )?(название|наименование)( .*)?|(образовательн\w+ )?(организация|учреждение)|оо",
    "kind": r"(вид|тип)( .*)?",
    "address": r"(юридическ\w+ |фактическ\w+ |почтов\w+ )?адрес( .*)?|местонахождение",
    "phone": r"(контактн\w+ )?(телефон\w*|тел\.?)( .*)?",
    "inn": r"инн( .*)?",
    "on": r"(дата )?(открыти[яе]|создания|основания)( .*)?|дата|открыт\w*( с)?",
}
# What people write → how the dictionary begins. Patterns are matched against the normal form (see `naming.normal`).
KINDS = (
    (r"(м[бка]оу )?(сош|сш)|школа|средняя|средняя школа|общеобразовательная( школа| организация)?", "средняя"),
    (r"(м[бка]оу )?(оош|ош)|основная|основная школа|девятилетка", "основная"),
    (r"(м[бка]оу )?нош|начальная( школа)?", "начальная общеобразовательная"),
    (r"гимназия|лицей", "гимназия"),
    (r"м?[бка]?доу|доо|дс|д/с|сад|садик|детсад|дет\.? ?сад|дошкольн\w+( образовательн\w+)?( организация| учреждение)?", "детский сад"),
    (r"нш ?-? ?дс|школа ?- ?(детский )?сад|начальная школа ?-? ?(детский )?сад", "начальная школа детский"),
    (r"удо|удод|одо|цдт|цвр|ддт|дом творчества|(центр|дом) детского творчества|доп(\.|олнительное)? ?образование", "организация дополнительного"),
    (r"дюсш|спортшкола|спортивная школа", "детско юношеская"),
    (r"с\(?к\)?ош\w?|коррекционная( школа)?|школа-интернат", "коррекционная"),
    (r"в\(?с\)?ош|вечерняя( школа)?|сменная школа", "вечерняя"),
    (r"спо|колледж|техникум|училище", "профессиональная"),
    (r"вуз|университет|институт", "организация высшего"),
    (r"имц|рмц|цро|ммс|методический центр|методическая служба", "методическая"),
)


@dataclass(frozen=True)
class Pasted:
    """A list as it was read: rows by column, the heading when there was one, and headings that say nothing to the portal."""

    rows: list[dict[str, str]]
    cells: list[list[str]]
    heading: list[str]
    unread: list[str]
    between: str


def read_list(text: str) -> Pasted:
    """The rows of the text. What stands beyond the known columns of a list without a heading is kept under «more»."""
    table = table_of(text)
    columns = _columns(table[0]) if table else []
    heading = table.pop(0) if "name" in columns or "short_name" in columns else []
    if not heading:
        columns = _usual(table)
    unread = [title for title, column in zip(heading, columns, strict=False) if not column and not NUMBER.fullmatch(_plain(title))]
    return Pasted([_row(one, columns) for one in table], table, heading, unread, separator(text))


def kinds_of(named: Mapping[str, str]) -> Lexicon:
    """The dictionary of kinds, asked by what people write."""
    return Lexicon(named, KINDS)


def _plain(title: str) -> str:
    return clean(title).lower().rstrip(".:*")


def _columns(titles: Sequence[str]) -> list[str]:
    """The column that each heading names; «» for one that names none, or one already named."""
    found: list[str] = []
    for title in map(_plain, titles):
        column = next((code for code, pattern in TITLES.items() if re.fullmatch(pattern, title)), "")
        found.append("" if column in found else column)
    return found


def _usual(table: Sequence[Sequence[str]]) -> list[str]:
    """The usual order, after a column of numbers when the list has one."""
    numbered = bool(table) and all(row[0].isascii() and row[0].rstrip(".)").isdecimal() for row in table)
    return ["", *ORDER] if numbered else list(ORDER)


def _row(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    found = {column: clean(cell) for column, cell in zip(columns, cells, strict=False) if column}
    more = " ".join(filter(None, cells[len(columns) :]))
    return found | ({"more": more} if more else {})
