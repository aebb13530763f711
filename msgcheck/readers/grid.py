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
    spanned: Sequence[Sequence[str]] = (),
) -> Iterator[Block]:
    """Yield a block for each paragraph of each cell, row by row.

    where:   of the table; its label goes before "row Team, column Price".
    group:   of the table; each row adds its number.
    header:  whether the first row names the columns; None: judge by its cells.
    spanned: the first row with merged headers repeated over the columns they cover, as one row.
    """
    if header is None:
        header = _looks_like_header(rows)
    names = [" ".join(cell) for cell in rows[0]] if header and rows else []
    if header and spanned:
        names = list(spanned[0])
    for number, row in enumerate(rows, start=1):
        is_header = header and number == 1
        row_name = "" if is_header else _name(" ".join(row[0])) if row else ""
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
