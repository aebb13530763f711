"""Sheets of copy: ad exports, message houses, price lists. Each cell of words is a block."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pptx.exc import PythonPptxError

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Speaker, Surface
from msgcheck.readers import csv_cells
from msgcheck.readers.assembly import UNPLACED, assemble, bounded
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.columns import Column, column, is_copy, is_name, iso_date, without_results
from msgcheck.readers.drawing import fold
from msgcheck.readers.flow import Origin
from msgcheck.readers.grid import column_names
from msgcheck.readers.number_format import moment_text, number_text
from msgcheck.readers.package import PACKAGE_ERRORS, damaged, open_package
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.places import locate
from msgcheck.readers.sheet_parts import SheetParts, sheet_parts
from msgcheck.readers.sheet_tables import Row, header, split

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DELIMITERS = ",;\t|"
_LONG_CELL_LINES = 50  # a cell of more lines is rather a quotation mark that nobody closed
_MOST_LIMITS = 10  # cells of a row that say what its other cells are about
_MOST_MERGED = 500  # rows or columns under one cell; more is a cell merged to the end of the sheet


class CsvReader:
    """Comma, semicolon, tab or bar separated files."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when the bytes are no text or no table."""
        try:
            text, notes = decode(resource.data, _declared(resource.media_type))
        except UnreadableTextError as err:
            raise SourceError(resource.uri, str(err), "save it as CSV (UTF-8)") from err
        delimiter = _delimiter(text)
        rows = list(_csv_rows(text, delimiter, _Allowance(resource.uri)))
        for row in rows:
            if any(cell.count("\n") > _LONG_CELL_LINES for cell in row.cells):
                line = text.count("\n", 0, row.places[0][0]) + 1
                notes.append(f"line {line}: a cell of many lines; a quotation mark may not be closed")
        sheet = _Sheet(source=text, delimiter=delimiter)
        rows = [row for row in rows if row.filled]
        if not rows:
            notes.append("no rows")
        blocks = locate(resolve(bounded(sheet.blocks(rows), resource), source=text, notes=notes), text)
        notes += sheet.notes
        return [assemble(resource, blocks, media_type="text/csv", source=text, notes=notes)]


class XlsxReader:
    """Excel workbooks: .xlsx and .xlsm."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document, the sheets in order. Raises SourceError when it is damaged or protected."""
        blocks: list[Block] = []
        notes: list[str] = []
        for title, is_hidden, rows, beside in _sheets(resource):
            label = f"sheet {title!r}{' (hidden)' if is_hidden else ''}"
            sheet = _Sheet(label, Surface.HIDDEN if is_hidden else Surface.BODY, beside.comments)
            blocks.extend(sheet.tables(rows, beside))
            blocks.extend(beside.drawn(label, hidden=is_hidden))
            notes.extend(f"{label}: {note}" for note in (*sheet.notes, *beside.notes))
        return [
            assemble(resource, resolve(bounded(blocks, resource), notes=notes), media_type=XLSX, notes=notes)
        ]


def _sheets(resource: Resource) -> list[tuple[str, bool, list[Row], SheetParts]]:
    """Return (title, whether it is hidden, rows that are not empty, what stands beside them) of each sheet."""
    stream = open_package(resource, "Excel")
    allowance = _Allowance(resource.uri)
    sheets = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it drops
            parts = sheet_parts(stream)
            stream.seek(0)
            workbook = load_workbook(stream, read_only=True, data_only=True)
            there = {sheet.title: sheet for sheet in (*workbook.worksheets, *workbook.chartsheets)}
            for title, beside in parts.items():
                is_hidden = title in there and there[title].sheet_state != "visible"
                has_cells = hasattr(there.get(title), "iter_rows")  # a sheet may be one large chart
                rows = _sheet_rows(there[title], beside, allowance) if has_cells else []
                sheets.append((title, is_hidden, rows, beside))
            workbook.close()
    except (InvalidFileException, PythonPptxError, *PACKAGE_ERRORS) as err:
        raise damaged(resource, "Excel") from err
    return sheets


@dataclass
class _Allowance:
    """What may still be read of a file. cells: those left empty, too, and those that a merged one covers."""

    uri: str
    cells: int = 2_000_000
    characters: int = 20_000_000

    def take(self, cells: int, characters: int = 0) -> None:
        """Raise SourceError when no more is left."""
        self.cells -= cells
        self.characters -= characters
        if self.cells < 0 or self.characters < 0:
            raise SourceError(
                self.uri,
                "over 2 million cells or 20 million letters: data rather than copy",
                "leave it out with `exclude`, or save the part that is copy by itself",
            )


@dataclass
class _Sheet:
    """Rows to blocks. `notes` names the columns that were left out.

    comments:  cell ("B2") -> the note that a person pinned to it.
    source:    the file that `Row.places` points into, for CSV; its cells stand between `delimiter`s.
    """

    label: str = ""
    surface: Surface = Surface.BODY
    comments: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    source: str = ""
    delimiter: str = ""
    _told: set[str] = field(default_factory=set)

    def tables(self, rows: Sequence[Row], beside: SheetParts) -> Iterator[Block]:
        """Yield the blocks of every table of a sheet, and of the notes on cells that hold no copy."""
        tables = split(rows, beside.tables)
        for table in tables:
            yield from self.blocks(table, titled=len(tables) > 1)
        for cell in [cell for cell in self.comments if cell not in self._told]:
            yield self._comment(cell, "")
        if beside.formulas:
            self.notes.append(
                f"{beside.formulas} formulas have no stored result: open the file in Excel and save it"
            )
        if not tables and not beside.has_drawings:
            self.notes.append("no rows")

    def blocks(self, rows: Sequence[Row], *, titled: bool = False) -> Iterator[Block]:
        """Yield a block for each paragraph of each cell that is copy, row by row.

        titled: the sheet holds several tables, so that a line of its own above one names it.
        """
        at, depth = header(rows)
        width = max((len(row.shown) for row in rows), default=0)
        names = column_names([row.shown for row in rows], at, depth)
        columns = [column(names[i] if i < len(names) else "") for i in range(width)]
        columns = without_results(columns, [row.shown for row in rows[at + depth :]])
        for row in rows[:at]:
            yield from self.row(row, [Column("")] * width)
        above = [row.cells[row.filled[0]] for row in rows[:at] if len(row.filled) == 1]
        trail = tuple(above[-1:]) if titled else ()
        filled, read = Counter[int](), Counter[int]()
        for row in rows[at + depth :]:
            filled.update(row.filled)
            read.update(i for i in row.filled if is_copy(row.cells[i], columns[i]))
            yield from self.row(row, columns, trail)
        left_out = [columns[i].name or f"column {i + 1}" for i in sorted(filled) if not read[i]]
        if left_out:
            self.notes.append(f"left out as data, not copy: {', '.join(left_out)}")

    def row(self, row: Row, columns: Sequence[Column], headings: tuple[str, ...] = ()) -> Iterator[Block]:
        shown = row.shown
        naming = next((i for i, text in enumerate(shown) if is_name(text)), None)
        written = next(
            (day for i, text in enumerate(shown) if columns[i].is_date and (day := iso_date(text))), None
        )
        limits = [
            cell
            for i, cell in enumerate(shown)
            if i == naming or (columns[i].is_scope and not columns[i].is_measure and is_name(cell))
        ][:_MOST_LIMITS]
        group = f"{self.label}, row {row.number}" if self.label else f"row {row.number}"
        for index, text in enumerate(row.cells):
            if not text or not is_copy(text, columns[index]):
                continue
            name = columns[index].name
            around = list(dict.fromkeys(cell for cell in (*limits, name) if cell and cell != text))
            for line, origin in self._lines(row, index):
                yield Block(
                    text=line,
                    span=UNPLACED,
                    kind=Kind.TABLE_CELL,
                    surface=Surface.HIDDEN if index in row.hidden else self.surface,
                    locator=Locator(self._place(row, index, naming, name)),
                    headings=headings,
                    context=", ".join(around),
                    origin=origin,
                    speaker=Speaker.CUSTOMER if columns[index].is_customer else Speaker.COMPANY,
                    group=group,
                    date=written,
                )
            if (cell_name := f"{_letter(index)}{row.number}") in self.comments:
                yield self._comment(cell_name, ", ".join([*around, text]))

    def _lines(self, row: Row, index: int) -> list[tuple[str, Origin]]:
        """Return the paragraphs of a cell; those of a text file know where they stand."""
        if row.places:
            return csv_cells.lines(self.source, row.places[index], self.delimiter)
        return [(line, ()) for line in row.cells[index].splitlines()]

    def _place(self, row: Row, index: int, naming: int | None, column_name: str) -> str:
        """Return "sheet 'Prices', row Team, column Price (B4)", in a text file "row 4, column Price"."""
        letter = _letter(index)
        if not self.label:
            return f"row {row.number}, column {column_name or letter}"
        row_name = row.shown[naming] if naming is not None and naming != index else row.number
        return f"{self.label}, row {row_name}, column {column_name or letter} ({letter}{row.number})"

    def _comment(self, cell: str, context: str) -> Block:
        self._told.add(cell)
        surface = self.surface if self.surface is Surface.HIDDEN else Surface.NOTE
        where = Locator(f"{self.label}, note on {cell}")
        return Block(self.comments[cell], UNPLACED, Kind.PARAGRAPH, surface, where, context=context)


def _letter(index: int) -> str:
    """Return the letter of a column as sheets show it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _declared(media_type: str) -> str:
    return media_type.partition("charset=")[2].split(";")[0].strip()


def _csv_rows(text: str, delimiter: str, allowance: _Allowance) -> Iterator[Row]:
    for number, cells in enumerate(csv_cells.rows(text, delimiter), start=1):
        allowance.take(len(cells), sum(end - start for start, end in cells))
        texts = ("\n".join(words for words, _ in csv_cells.lines(text, cell, delimiter)) for cell in cells)
        yield Row(number, tuple(texts), places=tuple(cells))


def _delimiter(text: str) -> str:
    """Return the separator under which most of the first rows are equally wide.

    Python's Sniffer takes a comma within sentences, or even a letter, for the separator of a sheet of copy.
    """
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        first = islice(csv_cells.rows(text[:200_000], delimiter), 100)
        widths = Counter(len(cells) for cells in first if cells)
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width = max(wide, key=lambda w: (wide[w], w))
        score = (wide[width] / widths.total(), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _clean(cell: str) -> str:
    """Return a cell with its lines kept and everything else folded."""
    return "\n".join(line for part in cell.splitlines() if (line := fold(part)))


def _sheet_rows(worksheet: Any, beside: SheetParts, allowance: _Allowance) -> list[Row]:
    worksheet.reset_dimensions()  # the declared size may be a million rows, or one cell
    rows: dict[int, Row] = {}
    for number, cells in enumerate(worksheet.iter_rows(), start=1):
        allowance.take(1 + len(cells))
        texts = tuple(_cell_text(cell.value, getattr(cell, "number_format", None)) for cell in cells)
        if any(texts):
            allowance.take(0, sum(map(len, texts)))
            unseen = range(len(texts)) if number in beside.hidden_rows else beside.hidden_columns
            bold = all(cell.font.b for cell, text in zip(cells, texts, strict=True) if text)
            rows[number] = Row(number, texts, bold=bold, hidden=frozenset(unseen))
    for left, top, right, bottom in beside.merged:
        text = rows[top].cells[left - 1] if top in rows and left <= len(rows[top].cells) else ""
        for number in range(top, min(bottom, top + _MOST_MERGED) + 1) if text else ():
            if number in rows:
                covered = [(i, text) for i in range(left - 1, min(right, left + _MOST_MERGED))]
                covered = [(i, t) for i, t in covered if (number, i) != (top, left - 1)]
                allowance.take(len(rows[number].merged) + len(covered))
                rows[number] = replace(rows[number], merged=(*rows[number].merged, *covered))
    return list(rows.values())


def _cell_text(value: Any, code: str | None) -> str:
    """Return a stored value as the sheet shows it; an error value ("#N/A") is no words."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return number_text(value, code)
    if isinstance(value, datetime | date | time | timedelta):
        return moment_text(value)
    text = _clean(str(value))
    return "" if text.startswith("#") and text.rstrip("!?").isupper() else text
