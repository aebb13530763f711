"""Sheets of copy: ad exports, message houses, price lists. Each cell of words is a block."""

from __future__ import annotations

import csv
import io
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pptx.exc import PythonPptxError

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Speaker, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.columns import Column, column, is_copy, is_name, iso_date
from msgcheck.readers.drawing import fold
from msgcheck.readers.grid import column_names
from msgcheck.readers.number_format import moment_text, number_text
from msgcheck.readers.package import PACKAGE_ERRORS, damaged, open_package
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.sheet_parts import SheetParts, sheet_parts
from msgcheck.readers.sheet_tables import Row, header, split

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DELIMITERS = ",;\t|"
_LONG_CELL_LINES = 50  # a cell of more lines is rather a quotation mark that nobody closed
_MOST_MERGED = 500  # rows or columns under one cell; more is a cell merged to the end of the sheet
_LONGEST_CELL = 100_000_000  # characters; the default, 131,072, is an error for one long page in a cell
csv.field_size_limit(_LONGEST_CELL)


class CsvReader:
    """Comma, semicolon, tab or bar separated files."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when the bytes are no text or no table."""
        try:
            text, notes = decode(resource.data, _declared(resource.media_type))
            rows = list(_csv_rows(text))
        except UnreadableTextError as err:
            raise SourceError(resource.uri, str(err), "save it as CSV (UTF-8)") from err
        except csv.Error as err:
            raise SourceError(
                resource.uri,
                f"not a table: one cell holds over {_LONGEST_CELL // 1_000_000} million letters",
                "look for a quotation mark that nobody closed",
            ) from err
        for row in rows:
            if any(cell.count("\n") > _LONG_CELL_LINES for cell in row.cells):
                notes.append(f"line {row.line}: a cell of many lines; a quotation mark may not be closed")
        sheet = _Sheet()
        rows = [row for row in rows if row.filled]
        if not rows:
            notes.append("no rows")
        blocks = resolve(sheet.blocks(rows))
        return [assemble(resource, blocks, media_type="text/csv", notes=[*notes, *sheet.notes])]


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
        return [assemble(resource, resolve(blocks), media_type=XLSX, notes=notes)]


def _sheets(resource: Resource) -> list[tuple[str, bool, list[Row], SheetParts]]:
    """Return (title, whether it is hidden, rows that are not empty, what stands beside them) of each sheet."""
    stream = open_package(resource, "Excel")
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
                sheets.append(
                    (title, is_hidden, _sheet_rows(there[title], beside) if has_cells else [], beside)
                )
            workbook.close()
    except (InvalidFileException, PythonPptxError, *PACKAGE_ERRORS) as err:
        raise damaged(resource, "Excel") from err
    return sheets


@dataclass
class _Sheet:
    """Rows to blocks. `notes` names the columns that were left out.

    comments: cell ("B2") -> the note that a person pinned to it.
    """

    label: str = ""
    surface: Surface = Surface.BODY
    comments: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
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
        ]
        place = f"{self.label}, row {row.number}" if self.label else f"row {row.number}"
        for index, text in enumerate(row.cells):
            if not text or not is_copy(text, columns[index]):
                continue
            name = columns[index].name
            around = list(dict.fromkeys(cell for cell in (*limits, name) if cell and cell != text))
            for line in text.splitlines():
                yield Block(
                    text=fold(line),
                    span=UNPLACED,
                    kind=Kind.TABLE_CELL,
                    surface=Surface.HIDDEN if index in row.hidden else self.surface,
                    locator=Locator(f"{place}, column {name or _letter(index)}", line=row.line),
                    headings=headings,
                    context=", ".join(around),
                    speaker=Speaker.CUSTOMER if columns[index].is_customer else Speaker.COMPANY,
                    group=place,
                    date=written,
                )
            if (cell_name := f"{_letter(index)}{row.number}") in self.comments:
                yield self._comment(cell_name, ", ".join([*around, text]))

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


def _csv_rows(text: str) -> Iterator[Row]:
    before = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    for number, cells in enumerate(reader, start=1):
        yield Row(number, tuple(_clean(cell) for cell in cells), line=before + 1)
        before = reader.line_num


def _delimiter(text: str) -> str:
    """Return the separator under which most of the first rows are equally wide.

    csv.Sniffer takes a comma within sentences, or even a letter, for the separator of a sheet of copy.
    """
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
        widths = Counter(len(cells) for _, cells in zip(range(100), reader, strict=False) if cells)
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


def _sheet_rows(worksheet: Any, beside: SheetParts) -> list[Row]:
    worksheet.reset_dimensions()  # the declared size may be a million rows, or one cell
    rows: dict[int, Row] = {}
    for number, cells in enumerate(worksheet.iter_rows(), start=1):
        texts = tuple(_cell_text(cell.value, getattr(cell, "number_format", None)) for cell in cells)
        if any(texts):
            unseen = range(len(texts)) if number in beside.hidden_rows else beside.hidden_columns
            bold = all(cell.font.b for cell, text in zip(cells, texts, strict=True) if text)
            rows[number] = Row(number, texts, bold=bold, hidden=frozenset(unseen))
    for left, top, right, bottom in beside.merged:
        text = rows[top].cells[left - 1] if top in rows and left <= len(rows[top].cells) else ""
        for number in range(top, min(bottom, top + _MOST_MERGED) + 1) if text else ():
            if number in rows:
                covered = [(i, text) for i in range(left - 1, min(right, left + _MOST_MERGED))]
                covered = [(i, t) for i, t in covered if (number, i) != (top, left - 1)]
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
