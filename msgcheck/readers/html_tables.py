"""Tables in web pages: what a reader of one cell knows from its row and its column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from msgcheck.readers.html_tree import Element, Tree

_MOST_COVERED = 100_000  # places that cells of several rows and columns cover; spans beyond are not followed
_MOST_SPAN = 50  # columns or rows one cell may cover; real tables stay far below
_KEYED = re.compile(
    r"\d{1,2}[:.]\d\d\b|[^$€£¥₹]*\d.*[^\W\d_]{3}"
)  # a time of day, "8 June 2026": names of rows
_LONGEST_CELL = 400  # characters; longer ones are page layout
_NUMBER = re.compile(r"\d")
_VALUE = re.compile(
    r"[$€£¥₹~<>≤≥+\-–—✓✔✗×]?\s*\d|[✓✔✗×–—-]+$|(?:yes|no|included|unlimited|free)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cell:
    """context: "row header, column header"; group: the same for the cells of one row."""

    context: str
    group: str
    label: str
    caption: str = ""


@dataclass(slots=True)
class _Grid:
    """rows[r][c] is the cell that covers the place; `texts` by id of the cell."""

    rows: list[list[Element]]
    texts: dict[int, str]

    def text(self, row: int, column: int) -> str:
        cells = self.rows[row]
        return self.texts[id(cells[column])] if column < len(cells) else ""


def read_table(table: Element, tree: Tree, number: int, *, mail: bool) -> dict[int, Cell]:
    """Return the cells of a data table by the id of their element; {} for a table that is page layout.

    number: of the table in the page, from 1.
    mail:   mails are laid out with tables, so a table without header cells must prove itself.
    """
    if table.value("role").strip() in {"presentation", "none"}:
        return {}
    caption, trs = "", []
    for element in _inside(table):
        if is_table(element):
            return {}
        if element.name == "caption":
            caption = tree.text_of(element)
        if element.name == "tr" or element.value("role") == "row":
            trs.append(element)
    grid = _grid(trs, tree)
    width = max((len(row) for row in grid.rows), default=0)
    has_headers = any(_is_header(cell) for row in grid.rows for cell in row)
    proven = has_headers or bool(caption)
    if not proven and (len(grid.rows) < 2 + mail or width < 2):
        return {}
    if any(len(text) > _LONGEST_CELL for text in grid.texts.values()):
        return {}
    head = _header_rows(grid, trs, proven=proven)
    if not proven and mail and not head:
        return {}
    return dict(_cells(grid, tree, head, caption, number, width))


def is_table(element: Element) -> bool:
    """Whether it is a table, by its tag or, made of <div>s, by its role."""
    return element.name == "table" or element.value("role") in {"table", "grid", "treegrid"}


def _is_header(cell: Element) -> bool:
    return cell.name == "th" or cell.value("role") in {"columnheader", "rowheader"}


def _is_cell(element: Element) -> bool:
    return element.name in {"td", "th"} or element.value("role") in {
        "cell",
        "gridcell",
        "columnheader",
        "rowheader",
    }


def _inside(table: Element) -> Iterator[Element]:
    return (node for node in table.descendants if isinstance(node, Element))


def _grid(trs: list[Element], tree: Tree) -> _Grid:
    rows: list[list[Element]] = [[] for _ in trs]
    texts: dict[int, str] = {}
    covered: dict[tuple[int, int], Element] = {}
    for at, tr in enumerate(trs):
        row = rows[at]
        for cell in tr.elements():
            if not _is_cell(cell):
                continue
            texts[id(cell)] = tree.text_of(cell)
            while (at, len(row)) in covered:
                row.append(covered[at, len(row)])
            columns = max(_span(cell, "colspan"), _span(cell, "aria-colspan"))
            down = max(_span(cell, "rowspan"), _span(cell, "aria-rowspan"))
            if len(covered) + columns * down > _MOST_COVERED:
                columns = down = 1
            for below in range(at + 1, min(at + down, len(trs))):
                for column in range(len(row), len(row) + columns):
                    covered[below, column] = cell
            row += [cell] * columns
        while (at, len(row)) in covered:
            row.append(covered[at, len(row)])
    return _Grid(rows, texts)


def _span(cell: Element, name: str) -> int:
    value = cell.value(name).strip()
    return max(1, min(int(value), _MOST_SPAN)) if value.isdecimal() else 1


def _header_rows(grid: _Grid, trs: list[Element], *, proven: bool) -> set[int]:
    """Return the rows that name columns: in thead, all th, or a first row unlike the others."""
    head: set[int] = set()
    for at, row in enumerate(grid.rows):
        around = trs[at].parent
        in_head = around is not None and around.name == "thead"
        named = [c for c in row if _is_header(c) and c.value("scope") not in {"row", "rowgroup"}]
        named = [c for c in named if c.value("role") != "rowheader"]
        if in_head or (row and len(named) == len(row) and len(set(map(id, row))) > 1):
            head.add(at)
    if head or len(grid.rows) < 2 or not grid.rows[0]:
        return head
    first = grid.rows[0]
    if any(_is_header(cell) for cell in first[1:]):
        return {0}
    texts = [grid.texts[id(cell)] for cell in first]
    plain = all(text and not _VALUE.match(text) for text in texts[1:])
    values_below = any(
        _NUMBER.search(grid.text(row, column)) or _VALUE.match(grid.text(row, column))
        for row in range(1, len(grid.rows))
        for column in range(1, len(grid.rows[row]))
    )
    return {0} if plain and (values_below or not texts[0]) and (proven or len(first) > 1) else set()


def _cells(
    grid: _Grid, tree: Tree, head: set[int], caption: str, number: int, width: int
) -> Iterator[tuple[int, Cell]]:
    first_names = _first_column_names(grid, head)
    headed_rows = any(_is_header(row[0]) for at, row in enumerate(grid.rows) if row and at not in head)
    section = ""
    seen: set[int] = set()
    for at, row in enumerate(grid.rows):
        if at not in head and len(row) > 1 and len(set(map(id, row))) == 1 and len(row) == width:
            section = grid.texts[id(row[0])]  # one cell across the whole table names the rows below
        group = "" if at in head else f"table {number} row {at + 1}"
        names = [c for c in row if _is_header(c)] if at not in head else []
        # Where other rows begin with a <th>, a <tfoot> may begin with a <td>.
        if not names and at not in head and (first_names or (headed_rows and _names_row(grid, row))):
            names = row[:1]
        row_name = ", ".join(dict.fromkeys(filter(None, (grid.texts[id(c)] for c in names))))
        for column, cell in enumerate(row):
            if id(cell) in seen:
                continue
            seen.add(id(cell))
            covered = [c for c in range(column, len(row)) if row[c] is cell]
            above = [grid.text(h, c) for c in covered for h in sorted(head) if h < at]
            column_name = ", ".join(dict.fromkeys(filter(None, above)))
            footnotes = [note for name in names if name is not cell for note in tree.notes_of(name)]
            if at in head:
                label, context = f"table {number}, heading of column {column + 1}", column_name
            else:
                own = "" if cell in names else row_name
                heading = section if section != grid.texts[id(cell)] else ""
                columns = "" if own == "" and names else column_name
                context = ", ".join(filter(None, [heading, own, columns, *footnotes]))
                label = f"table {number}, row {row_name or at + 1}, column {column_name or column + 1}"
            yield id(cell), Cell(context, group, label, caption)


def _first_column_names(grid: _Grid, head: set[int]) -> bool:
    """Whether the first column names the rows: words, dates or times, no values, none twice."""
    body = [at for at in range(len(grid.rows)) if at not in head and len(grid.rows[at]) > 1]
    if any(_is_header(cell) for at in body for cell in grid.rows[at]):
        return False
    first = {id(grid.rows[at][0]): grid.rows[at] for at in body}  # a cell over two rows counts once
    names = [grid.texts[cell] for cell in first]
    return (
        bool(names) and all(_names_row(grid, row) for row in first.values()) and len(set(names)) == len(names)
    )


def _names_row(grid: _Grid, row: list[Element]) -> bool:
    name = grid.texts[id(row[0])]
    return bool(name) and (_KEYED.match(name) is not None or not _VALUE.match(name))
