"""Where the tables of one sheet begin and end: people put several below and beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from msgcheck.readers.columns import LONGEST_NAME, header_row
from msgcheck.readers.grid import stacked_header

_HEADER_WITHIN = 12  # rows, as in `columns.header_row`
_MOST_BESIDE = 50  # tables beside each other; more is one with empty columns


@dataclass(frozen=True, slots=True)
class Row:
    """One row as shown. number: from 1; places: of its cells in a text file, quotation marks included.

    merged: index of a cell that a merged one covers -> the words shown there.
    hidden: indices of cells that the sheet does not show.
    """

    number: int
    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = ()
    merged: tuple[tuple[int, str], ...] = ()
    bold: bool = False
    hidden: frozenset[int] = frozenset()

    @property
    def shown(self) -> list[str]:
        """The cells, each merged one repeated over what it covers."""
        shown = list(self.cells)
        for index, text in self.merged:
            shown += [""] * (index + 1 - len(shown))
            shown[index] = text
        return shown

    @property
    def filled(self) -> list[int]:
        return [index for index, text in enumerate(self.cells) if text]

    def within(self, first: int, last: int) -> Row:
        """Return the row with the cells outside of columns `first` to `last` empty; places stay."""
        return replace(
            self,
            cells=tuple(text if first <= i <= last else "" for i, text in enumerate(self.cells)),
            merged=tuple((i, text) for i, text in self.merged if first <= i <= last),
        )

    def without(self, first: int, last: int) -> Row:
        return replace(
            self, cells=tuple("" if first <= i <= last else text for i, text in enumerate(self.cells))
        )


def header(rows: Sequence[Row]) -> tuple[int, int]:
    """Return (index of the row that names the columns, how many rows do): (0, 0) when none does."""
    own = [row.cells for row in rows]
    shown = [row.shown for row in rows]
    for at in range(min(_HEADER_WITHIN, len(rows) - 1)):
        if rows[at].merged and stacked_header(own, shown, at):
            return at, 2
    found = header_row(own)
    return (0, 0) if found is None else (found, 1)


def split(rows: Sequence[Row], named: Sequence[tuple[int, int, int, int]] = ()) -> list[list[Row]]:
    """Return the tables of a sheet from the top down, each cell in one of them.

    rows:  those that are not empty.
    named: (first column, first row, last column, last row), from 1, of what Excel itself calls a table.
    """
    tables: list[list[Row]] = []
    rest = list(rows)
    for left, top, right, bottom in named:
        tables.append([row.within(left - 1, right - 1) for row in rest if top <= row.number <= bottom])
        rest = [row.without(left - 1, right - 1) if top <= row.number <= bottom else row for row in rest]
    tables = [table for table in map(_not_empty, tables) if table]
    return sorted([*tables, *_split(_not_empty(rest))], key=lambda table: (table[0].number, table[0].filled))


def _split(rows: list[Row]) -> Iterator[list[Row]]:
    if not rows:
        return
    for cut in (_side_by_side, _stacked):
        parts = cut(rows)
        if len(parts) > 1:
            for part in parts:
                yield from _split(part)
            return
    yield rows


def _not_empty(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.filled]


def _side_by_side(rows: list[Row]) -> list[list[Row]]:
    """Cut at empty columns, where each part has a header of its own and is not the other part's rest."""
    filled = sorted({index for row in rows for index in row.filled})
    starts = [at for at, index in enumerate(filled) if at == 0 or index > filled[at - 1] + 1]
    if not 1 < len(starts) <= _MOST_BESIDE:
        return [rows]
    bounds = [
        (filled[start], filled[end - 1])
        for start, end in zip(starts, [*starts[1:], len(filled)], strict=True)
    ]
    parts = [_not_empty([row.within(*bound) for row in rows]) for bound in bounds]
    headers = [_header_names(part) for part in parts]
    if not all(len(names) > 1 for names in headers):
        return [rows]
    names = [name for header_names in headers for name in header_names]
    repeated = len({name.casefold() for name in names}) < len(names)
    uneven = len({(part[0].number, part[-1].number) for part in parts}) > 1
    return parts if repeated or uneven else [rows]


def _header_names(rows: list[Row]) -> list[str]:
    at, depth = header(rows)
    return [text for row in rows[at : at + depth] for text in row.cells if text]


def _stacked(rows: list[Row]) -> list[list[Row]]:
    """Cut at empty rows, where a header of its own follows; a title above it goes with it."""
    bands: list[list[Row]] = []
    for row in rows:
        if bands and row.number == bands[-1][-1].number + 1:
            bands[-1].append(row)
        else:
            bands.append([row])
    tables: list[list[Row]] = []
    title: list[Row] = []
    for band in bands:
        if band is not bands[-1] and all(len(row.filled) == 1 for row in band):
            title += band
            continue
        if not tables or _opens(band):
            tables.append([*title, *band])
        else:
            tables[-1] += [*title, *band]
        title = []
    return tables


def _opens(band: list[Row]) -> bool:
    """Say whether a run of rows begins with a header: bold, or names above values and sentences."""
    at, depth = header(band)
    if not depth or any(len(row.filled) > 1 for row in band[:at]):
        return False
    names, below = band[at], band[at + depth :]
    if len(names.filled) < 2 or not below:
        return False
    if depth == 2 or (names.bold and not below[0].bold):
        return True
    for index in names.filled[1:]:
        cells = [row.cells[index] for row in below if index < len(row.cells) and row.cells[index]]
        if cells and 2 * sum(map(_is_value, cells)) > len(cells):
            return True
    return False


def _is_value(text: str) -> bool:
    return any(map(str.isdigit, text)) or text[-1] in ".!?" or len(text) > LONGEST_NAME
