"""Golden tables: plain text with columns, read by people in a diff, compared whole by a test."""

from pathlib import Path

HERE = Path(__file__).parent


def read(path: Path) -> list[list[str]]:
    """The rows without comments; an absent table is an empty one."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.split() for line in lines if line and not line.startswith("#")]


def write(path: Path, about: str, rows: list[list[str]]) -> None:
    """Columns as wide as their widest cell; `about` explains the table in its first line."""
    path.parent.mkdir(exist_ok=True)
    rows[0][0] = f"#{rows[0][0]}"
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    path.write_text("\n".join([f"# {about}", *lines, ""]), encoding="utf-8")


def difference(expected: list[list[str]], found: list[list[str]], header: list[str]) -> list[str]:
    """Sentences: which row and column changed from what to what."""
    before, after = ({_key(row, header): row for row in rows} for rows in (expected, found))
    said = [f"{key}: new row" for key in after if key not in before] + [f"{key}: the row has gone" for key in before if key not in after]
    for key, row in after.items():
        pairs = zip(header, before.get(key, row), row, strict=False)
        said += [f"{key}, {column}: {old} → {new}" for column, old, new in pairs if old != new]
    return said


def _key(row: list[str], header: list[str]) -> str:
    """Name of the row: its cells up to the first person's column."""
    return " ".join(row[: header.index("anonymous" if "anonymous" in header else "teacher")])
