"""Sheets of copy: ad exports, message houses, price lists. Each cell of words is a block."""

from __future__ import annotations

import csv
import io
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Speaker, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.columns import Column, column, header_row, is_copy, is_name, iso_date
from msgcheck.readers.drawing import fold
from msgcheck.readers.number_format import moment_text, number_text
from msgcheck.readers.package import PACKAGE_ERRORS, damaged, open_package
from msgcheck.readers.placeholders import resolve

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DELIMITERS = ",;\t|"
_LONG_CELL_LINES = 50  # a cell of more lines is rather a quotation mark that nobody closed
csv.field_size_limit(100_000_000)  # the default, 131,072 characters, is an error for one long page in a cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row as shown. number: from 1; line: of its first cell in a text file."""

    number: int
    cells: tuple[str, ...]
    line: int | None = None


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
            raise SourceError(resource.uri, f"not a table: {err}", "save it as CSV (UTF-8)") from err
        for row in rows:
            if any(cell.count("\n") > _LONG_CELL_LINES for cell in row.cells):
                notes.append(f"line {row.line}: a cell of many lines; a quotation mark may not be closed")
        sheet = _Sheet()
        blocks = resolve(sheet.blocks(rows))
        return [assemble(resource, blocks, media_type="text/csv", notes=[*notes, *sheet.notes])]


class XlsxReader:
    """Excel workbooks: .xlsx and .xlsm."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document, the sheets in order. Raises SourceError when it is damaged or protected."""
        stream = open_package(resource, "Excel")
        blocks: list[Block] = []
        notes: list[str] = []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it drops
                workbook = load_workbook(stream, read_only=True, data_only=True)
                for worksheet in workbook.worksheets:
                    hidden = worksheet.sheet_state != "visible"
                    label = f"sheet {worksheet.title!r}{' (hidden)' if hidden else ''}"
                    sheet = _Sheet(label, Surface.HIDDEN if hidden else Surface.BODY)
                    blocks.extend(sheet.blocks(list(_sheet_rows(worksheet))))
                    notes.extend(f"{label}: {note}" for note in sheet.notes)
                workbook.close()
        except (InvalidFileException, *PACKAGE_ERRORS) as err:
            raise damaged(resource, "Excel") from err
        return [assemble(resource, resolve(blocks), media_type=XLSX, notes=notes)]


@dataclass
class _Sheet:
    """Rows to blocks. `notes` names the columns that were left out."""

    label: str = ""
    surface: Surface = Surface.BODY
    notes: list[str] = field(default_factory=list)

    def blocks(self, rows: Sequence[Row]) -> Iterator[Block]:
        """Yield a block for each paragraph of each cell that is copy, row by row."""
        rows = [row for row in rows if any(row.cells)]
        if not rows:
            self.notes.append("no rows")
            return
        at = header_row([row.cells for row in rows])
        width = max(len(row.cells) for row in rows)
        names = rows[at].cells if at is not None else ()
        columns = [column(names[i] if i < len(names) else "") for i in range(width)]
        for row in rows[: at or 0]:
            yield from self.row(row, [Column("")] * width)
        filled, read = Counter[int](), Counter[int]()
        for row in rows[at + 1 :] if at is not None else rows:
            filled.update(i for i, text in enumerate(row.cells) if text)
            read.update(i for i, text in enumerate(row.cells) if text and is_copy(text, columns[i]))
            yield from self.row(row, columns)
        left_out = [columns[i].name or f"column {i + 1}" for i in sorted(filled) if not read[i]]
        if left_out:
            self.notes.append(f"left out as data, not copy: {', '.join(left_out)}")

    def row(self, row: Row, columns: Sequence[Column]) -> Iterator[Block]:
        naming = next((i for i, text in enumerate(row.cells) if is_name(text)), None)
        written = next(
            (day for i, text in enumerate(row.cells) if columns[i].is_date and (day := iso_date(text))), None
        )
        place = f"{self.label}, row {row.number}" if self.label else f"row {row.number}"
        for index, text in enumerate(row.cells):
            if not text or not is_copy(text, columns[index]):
                continue
            name = columns[index].name
            context = [
                cell
                for i, cell in enumerate(row.cells)
                if i != index and is_name(cell) and (i == naming or columns[i].is_scope)
            ]
            for line in text.splitlines():
                yield Block(
                    text=fold(line),
                    span=UNPLACED,
                    kind=Kind.TABLE_CELL,
                    surface=self.surface,
                    locator=Locator(f"{place}, column {name or _letter(index)}", line=row.line),
                    context=", ".join([*context, name] if name else context),
                    speaker=Speaker.CUSTOMER if columns[index].is_customer else Speaker.COMPANY,
                    group=place,
                    date=written,
                )


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


def _sheet_rows(worksheet: Any) -> Iterator[Row]:
    worksheet.reset_dimensions()  # the declared size may be a million rows, or one cell
    for number, cells in enumerate(worksheet.iter_rows(), start=1):
        texts = tuple(_cell_text(cell.value, getattr(cell, "number_format", None)) for cell in cells)
        if any(texts):
            yield Row(number, texts)


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
