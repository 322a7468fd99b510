"""The diagrams of docs/lifecycles.md, written from the tables of moves: the page cannot disagree with the engine."""

from django.apps import apps

from portal.journal.lifecycle import Lifecycle, Move, all_lifecycles

HEAD = """# Жизненные циклы

Написано командой `python manage.py draw_lifecycles` из таблиц переходов (`<приложение>/lifecycle.py`); тест следит, чтобы страница не отставала.
"""


def page() -> str:
    """The whole page as Markdown with Mermaid diagrams, one section per model."""
    cycles = sorted(all_lifecycles().items())
    return "\n".join([HEAD, *(section(cycle) for _, cycle in cycles)])


def section(cycle: Lifecycle) -> str:
    """Heading, diagram and table of one life cycle."""
    model = apps.get_model(cycle.model)
    states = dict(model._meta.get_field(cycle.field).choices or [])
    name = str(model._meta.verbose_name)
    lines = [f"## {name[:1].upper()}{name[1:]} (`{cycle.model}`)", "", "```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{shown}" as {code}' for code, shown in states.items()]
    lines += [f"    [*] --> {_first(model, cycle)}"]
    lines += [f"    {source} --> {move.target}: {move.label}" for move in cycle.moves for source in move.source]
    lines += [f"    {code} --> [*]" for code in states if not any(code in move.source for move in cycle.moves)]
    lines += ["```", "", "| Действие | Из состояния | В состояние | Право | Пояснение |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(move, states) for move in cycle.moves), ""])


def _first(model: type, cycle: Lifecycle) -> str:
    default = model._meta.get_field(cycle.field).default  # type: ignore[attr-defined]
    return str(getattr(default, "value", default))


def _row(move: Move, states: dict[str, str]) -> str:
    sources = ", ".join(str(states[code]) for code in move.source)
    return f"| {move.label} | {sources} | {states[move.target]} | `{move.may}` | {'обязательно' if move.ask_comment else '—'} |"
