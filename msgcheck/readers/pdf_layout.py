"""Places of words on a page to lines, tables and paragraphs.

pypdf gives runs of text in the order of the page's program, which is the order of reading in nearly every
export; lines are only joined with their neighbours in that order, so columns never mix.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from msgcheck.readers.pdf_text import clean, superscript

# \x7f and \uf0b7 are how the bullets of symbol fonts come out.
BULLET = re.compile(r"(?:[•●▪■◦‣⁃·–—*✓✔\x7f\uf0b7]|\d{1,2}[.)])\s+")
_MARK = re.compile(r"[\d*†‡,]{1,4}")
_WHOLE_PRICE = re.compile(r"[$€£¥]\s?\d+$")  # raised digits behind it are cents
_SENTENCE_END = re.compile(r"[.!?:]['\"”’)]?[¹²³⁰-⁹*]*$")
# Widths in a usual sans serif, as a share of the font size; the fonts' own tables are often subset wrongly.
_WIDTHS = {**dict.fromkeys("iljI.,:;'|!()[] ftr-/", 0.28), **dict.fromkeys("mwMW@%", 0.84)}
_CELL_GAP = 0.9  # of the font size; blanks in justified text stay below


@dataclass(frozen=True, slots=True)
class Run:
    """Text written at one place. x, y: points from the left and the bottom; size: of the font, in points."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


@dataclass(slots=True)
class Line:
    """What stands side by side: the cells of a table row, or one cell of running text."""

    cells: list[str]
    lefts: list[float]
    y: float
    size: float
    bold: bool
    right: float
    longest: int = 0  # characters of the run that gave `size`
    open_end: bool = False  # the last run ended with a blank

    @property
    def text(self) -> str:
        return " ".join(self.cells)


@dataclass(slots=True)
class Piece:
    """Lines that belong together: a paragraph, or the rows of a table (`rows` is then not empty)."""

    lines: list[Line]
    rows: list[list[str]] = field(default_factory=list)

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


def runs(page: Any) -> tuple[list[Run], int]:
    """Return the runs of text of a pypdf page, in its own order, and how many steps its program takes."""
    found: list[Run] = []
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        if not text or not text.strip():
            return
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
        name = str(font.get("/BaseFont", "")) if font else ""
        bold = re.search(r"bold|black|heavy|semibold|demi", name, re.IGNORECASE) is not None
        for number, part in enumerate(text.rstrip("\n").split("\n")):  # lines within one run have no place
            found.append(Run(part, float(x), float(y) - number * size * scale, abs(size * scale), bold))

    page.extract_text(visitor_operand_before=count, visitor_text=visit)
    return [r for r in found if r.text.strip() and math.isfinite(r.x + r.y + r.size)], steps


def lines(page_runs: Sequence[Run]) -> list[Line]:
    """Return the lines: neighbours on one height are one line, far apart they are its cells."""
    found: list[Line] = []
    for run in page_runs:
        text = clean(run.text)
        if not text:
            continue
        last = found[-1] if found else None
        reach = run.x + _width(text) * run.size
        if last is not None and last.lefts[-1] == run.x and last.y == run.y:
            reach = last.right + _width(text) * run.size  # written on without a new place
        if last is not None and _is_mark(run, text, last):
            is_cents = _WHOLE_PRICE.search(last.cells[-1]) and re.fullmatch(r"\d\d", text)
            last.cells[-1] += f".{text}" if is_cents else superscript(text)
            last.right = max(last.right, reach)
        elif last is not None and _on_line(run, last):
            _append(last, run, text, reach, found[-2].lefts[1:] if len(found) > 1 else [])
        else:
            found.append(Line([text], [run.x], run.y, run.size, run.bold, reach, len(text)))
        found[-1].open_end = run.text[-1:].isspace()
    return found


def _on_line(run: Run, last: Line) -> bool:
    return abs(last.y - run.y) < 0.35 * max(run.size, last.size) and run.x >= last.lefts[0]


def _append(last: Line, run: Run, text: str, reach: float, columns: Sequence[float]) -> None:
    """Add a run to its line; `columns` are the left edges of the cells of the line above."""
    gap = run.x - last.right
    aligned = any(abs(run.x - left) < 0.2 * run.size for left in columns)
    if (gap > _CELL_GAP * last.size or aligned) and not BULLET.fullmatch(f"{last.cells[-1]} "):
        last.cells.append(text)
        last.lefts.append(run.x)
    else:
        blank = (
            BULLET.fullmatch(f"{last.cells[-1]} ")
            or run.text[:1].isspace()
            or last.open_end
            or gap > 0.25 * last.size
        )
        last.cells[-1] += f" {text}" if blank else text
    last.right = max(last.right, reach)
    last.bold = last.bold and run.bold
    if len(text) > last.longest:
        last.longest, last.size = len(text), run.size


def _width(text: str) -> float:
    """Return the width of `text` in font sizes, roughly."""
    return sum(_WIDTHS.get(char, 0.67 if char.isupper() else 0.54) for char in text)


def _is_mark(run: Run, text: str, last: Line) -> bool:
    """Say whether a run is the raised number of a footnote behind the line so far."""
    if not _MARK.fullmatch(text) or run.size > 0.8 * last.size:
        return False
    return -0.2 * last.size < run.y - last.y < 0.8 * last.size and run.x >= last.lefts[-1]


def pieces(page_lines: Sequence[Line]) -> Iterator[Piece]:
    """Yield paragraphs and tables in order."""
    widest = max((line.right - line.lefts[0] for line in page_lines), default=0.0)
    measures = _measures(page_lines, widest)
    at = 0
    while at < len(page_lines):
        end = _table_end(page_lines, at)
        if end - at > 1:
            yield from _tabular(page_lines[at:end], widest)
            at = end
            continue
        end = at + 1
        while end < len(page_lines) and _continues(page_lines[end - 1], page_lines[end], measures[at]):
            if _table_end(page_lines, end) - end > 1:
                break
            end += 1
        yield Piece(list(page_lines[at:end]))
        at = end


def _measures(page_lines: Sequence[Line], widest: float) -> list[float]:
    """Return for each line how wide the text around it is set, in points.

    A column of a brochure is narrow, and its full lines are not short: where lines stand below each other
    and one goes on in lower case, the widest of them is the measure, else the widest of the page.
    """
    measures = [widest] * len(page_lines)
    start = 0
    for at in range(1, len(page_lines) + 1):
        if at < len(page_lines) and _stacked(page_lines[at - 1], page_lines[at]):
            continue
        stack = page_lines[start:at]
        if any(line.text[:1].islower() for line in stack[1:]):
            measures[start:at] = [max(line.right - line.lefts[0] for line in stack)] * len(stack)
        start = at
    return measures


def _stacked(above: Line, below: Line) -> bool:
    """Say whether a line of running text stands right below another, on the same left edge."""
    if len(above.cells) > 1 or len(below.cells) > 1 or abs(above.size - below.size) > 0.1 * above.size:
        return False
    return (
        abs(above.lefts[0] - below.lefts[0]) < 0.5 * above.size and 0 < above.y - below.y <= 1.75 * above.size
    )


def _table_end(page_lines: Sequence[Line], start: int) -> int:
    """Return the end of the run of lines with two cells and more that begins at `start`."""
    end = start
    while end < len(page_lines) and len(page_lines[end].cells) > 1:
        if end > start and not _below(page_lines[end - 1], page_lines[end]):
            break
        end += 1
    return end


def _below(above: Line, row: Line) -> bool:
    """Say whether a row goes on with the table: under the row above, with a column in common."""
    if not 0 < above.y - row.y < 6 * above.size:
        return False
    return any(abs(left - other) < row.size for left in row.lefts for other in above.lefts)


def _tabular(rows: Sequence[Line], widest: float) -> Iterator[Piece]:
    """Yield rows of short cells as one table, rows of long cells as columns of text."""
    starts = _column_starts(rows)
    grid = [[""] * len(starts) for _ in rows]
    for number, row in enumerate(rows):
        for left, cell in zip(row.lefts, row.cells, strict=True):
            column = min(range(len(starts)), key=lambda i: abs(starts[i] - left))
            grid[number][column] = f"{grid[number][column]} {cell}".strip()
    if not _is_running_text(grid):
        yield Piece(list(rows), grid)
        return
    for column, left in enumerate(starts):
        cells = [
            Line([texts[column]], [left], row.y, row.size, row.bold, left + _width(texts[column]) * row.size)
            for row, texts in zip(rows, grid, strict=True)
            if texts[column]
        ]
        yield from pieces(cells)


def _is_running_text(grid: Sequence[Sequence[str]]) -> bool:
    """Say whether the columns hold sentences that run from row to row, and not the cells of a table."""
    cells = [pair for rows in pairwise(grid) for pair in zip(*rows, strict=True)]
    joints = [(above, below) for above, below in cells if above and below]
    running = sum(_SENTENCE_END.search(above) is None and below[0].islower() for above, below in joints)
    return running * 2 >= len(joints) > 0


def _column_starts(rows: Sequence[Line]) -> list[float]:
    """Return the left edges of the columns: those that cells of the rows share, within two letters."""
    starts: list[float] = []
    for left in sorted(left for row in rows for left in row.lefts):
        if not starts or left - starts[-1] > 2.5 * rows[0].size:
            starts.append(left)
    return starts


def _continues(last: Line, line: Line, widest: float) -> bool:
    """Say whether `line` goes on with the paragraph that `last` belongs to."""
    if abs(line.size - last.size) > 0.1 * last.size or line.bold != last.bold or BULLET.match(line.text):
        return False
    ended = _SENTENCE_END.search(last.text) is not None
    gap = last.y - line.y
    if gap <= 0 or gap > 3 * last.size:  # another column, or far below
        return not ended and line.text[:1].islower()
    if gap > 1.75 * last.size:
        return not ended and line.text[:1].islower()
    short = last.right - last.lefts[0] < 0.6 * widest
    if line.lefts[0] - last.lefts[0] > last.size and ended:  # an indented first line
        return False
    if ended:
        return not short
    return line.text[:1].islower() or not short or last.text.endswith((",", "-", "–"))


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the font size of most characters, in half points."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 0.0
