"""Tables of slides and documents: every cell knows its row and column header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from msgcheck.model import Block, Kind, Locator, Surface
from msgcheck.readers.assembly import UNPLACED

LONGEST_HEADER = 60  # characters; a longer cell is copy, not a name

Cell = Sequence[str]
"""The paragraphs of one cell; empty for one that a merged cell covers."""


def table_blocks(
    rows: Sequence[Sequence[Cell]],
    *,
    where: Locator,
    group: str,
    headings: tuple[str, ...] = (),
    surface: Surface = Surface.BODY,
    header: bool | None = None,
    shown: Sequence[Sequence[str]] = (),
) -> Iterator[Block]:
    """Yield a block for each paragraph of each cell, row by row.

    where:   of the table; its label goes before "row Team, column Price".
    group:   of the table; each row adds its number.
    header:  whether the first row names the columns; None: judge by its cells.
    shown:   the rows as one text a cell, merged cells repeated over what they cover; default: as `rows`.
    """
    own = [[" ".join(cell) for cell in row] for row in rows]
    shown = shown or own
    titled = len(rows) > 2 and _is_title(own[0], shown[0])
    at = 1 if titled else 0
    if header is None or titled:
        header = _looks_like_header(rows[at:])
    depth = 2 if stacked_header(own, shown, at) else 1 if header else 0
    names = column_names(shown, at, depth)
    for number, row in enumerate(rows, start=1):
        is_header = number <= at + depth
        row_name = "" if is_header or not row else _name(shown[number - 1][0])
        for column, cell in enumerate(row):
            column_name = "" if is_header or column >= len(names) else _name(names[column])
            context = [name for name in ("" if column == 0 else row_name, column_name) if name]
            place = f"row {row_name or number}, column {column_name or column + 1}"
            label = f"{where.label}, {place}" if where.label else place
            for text in cell:
                yield Block(
                    text=text,
                    span=UNPLACED,
                    kind=Kind.TABLE_CELL,
                    surface=surface,
                    locator=replace(where, label=label),
                    headings=headings,
                    context=", ".join(context),
                    group=f"{group}, row {number}",
                )


def stacked_header(rows: Sequence[Sequence[str]], shown: Sequence[Sequence[str]], at: int) -> bool:
    """Say whether rows `at` and `at + 1` name the columns together: "Team" merged over "Monthly", "Yearly".

    rows:  the cells' own words, "" for one that a merged cell covers.
    shown: the same with merged cells repeated over what they cover.
    """
    if at + 2 >= len(rows):
        return False
    top, below = rows[at], rows[at + 1]
    width = min(len(shown[at]), len(below))
    covered = [c for c in range(width) if shown[at][c] and not (c < len(top) and top[c])]
    merged = {c for c in covered if c and shown[at][c] == shown[at][c - 1]}
    merged |= {c - 1 for c in merged}
    if not merged or len(merged) == len(shown[at]) or not all(below[c] for c in merged):
        return False
    others = [c for c in range(width) if c not in merged]
    if all(not below[c] for c in others):
        return True
    # Without merged cells beside them, only words are names: "$9", "$12" may be the first plan's prices.
    free = all(not shown[at][c] or not below[c] for c in others)
    return free and not any(map(str.isdigit, "".join(below[c] for c in merged)))


def column_names(shown: Sequence[Sequence[str]], at: int, depth: int) -> list[str]:
    """Return "Team, Monthly" for each column, from `depth` header rows; [] for none."""
    rows = shown[at : at + depth]
    width = max(map(len, rows), default=0)
    columns = [[row[c] for row in rows if c < len(row) and row[c]] for c in range(width)]
    return [", ".join(dict.fromkeys(column)) for column in columns]


def _is_title(own: Sequence[str], shown: Sequence[str]) -> bool:
    """One cell merged over the whole width of the table."""
    return len(shown) > 1 and bool(own[0]) and not any(own[1:]) and len(set(shown)) == 1


def _name(text: str) -> str:
    return text if len(text) <= LONGEST_HEADER else ""


def _looks_like_header(rows: Sequence[Sequence[Cell]]) -> bool:
    """Say whether the first row names columns: several short cells, no sentence, no figure."""
    if len(rows) < 2:
        return False
    names = [" ".join(cell) for cell in rows[0]]
    filled = [name for name in names if name]
    if len(filled) < 2 or len(filled) < len(names) - 1:
        return False
    short = all(len(name) <= LONGEST_HEADER and name[-1] not in ".!?" for name in filled)
    return short and 2 * sum(any(map(str.isalpha, name)) for name in filled) >= len(filled)
