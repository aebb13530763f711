"""The cells of a CSV file and where each stands in it. Python's `csv` knows words, but no places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgcheck.readers.flow import Flow, Origin

Cell = tuple[int, int]
"""(start, end) in the file, quotation marks included."""

_END_OF_ROW = re.compile(r"\r\n|\r|\n")


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """Return the pattern of one cell: within quotation marks, where "" is one, or as it stands.

    A cell whose quotation mark nobody closed goes on to the end of the file, as in `csv` and in Excel.
    Possessive (`*+`): what was read once is not tried again, however long a cell is.
    """
    bare = rf"[^{re.escape(delimiter)}\r\n]*+"
    return re.compile(rf'"(?P<quoted>[^"]*+(?:""[^"]*+)*+)(?:"(?P<rest>{bare}))?|{bare}')


def rows(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """Yield the cells of each row; an empty line is a row without cells, as in `csv`."""
    cell, at = _cell(delimiter), 0
    row: list[Cell] = []
    while at < len(text) or row:
        found = cell.match(text, at)
        if found is None:  # the pattern matches nothing, too
            raise AssertionError(f"no cell at {at}")
        row.append(found.span())
        at = found.end()
        if text.startswith(delimiter, at):
            at += len(delimiter)
            continue
        yield [] if row == [(at, at)] else row
        row = []
        end = _END_OF_ROW.match(text, at)
        at = end.end() if end else at


def lines(text: str, cell: Cell, delimiter: str) -> list[tuple[str, Origin]]:
    """Return the lines of one cell, white space folded, each with its places in the file; no empty ones."""
    start, end = cell
    found = _cell(delimiter).fullmatch(text, start, end)
    if found is None or found["quoted"] is None:
        parts = [(start, end)]
    else:
        inner, last = found.span("quoted")
        parts = []
        for mark in re.finditer('""', found["quoted"]):
            parts.append((inner, found.start("quoted") + mark.start() + 1))
            inner = found.start("quoted") + mark.end()
        parts.append((inner, last))
        if found["rest"]:
            parts.append(found.span("rest"))
    flows = [Flow()]
    for start, end in parts:
        for line in text[start:end].splitlines(keepends=True):
            flows[-1].add(line, start)
            start += len(line)
            if line.splitlines() != [line]:  # it ends here
                flows.append(Flow())
    return [flow.finish() for flow in flows if flow]
