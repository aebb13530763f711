"""What a workbook holds beside its cells: merged and hidden ones, notes, charts, text boxes, alt texts.

openpyxl's reader of large sheets knows none of them, and its other reader takes fifty times the file in
memory. So the package is walked with python-pptx, whose walk fits every Office file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree
from openpyxl.utils import range_boundaries
from pptx.opc.package import OpcPackage

from msgcheck.model import Block, Kind, Locator, Surface
from msgcheck.readers.assembly import UNPLACED
from msgcheck.readers.drawing import (
    CHARTS,
    DGM,
    A,
    R,
    alt_text,
    chart_blocks,
    diagram_blocks,
    fold,
    paragraphs,
)
from msgcheck.readers.package import PART_ERRORS, parse_xml

XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# A sheet may be a hundred megabytes of XML: what we need of it is found in the bytes. "<" is escaped
# everywhere else, so nothing that a person wrote looks like these. No pattern looks past the next "<": a
# megabyte of tags that are never closed must not be read once for each of them.
_MERGED = re.compile(rb'<(?:\w{1,9}:)?mergeCell\b[^<>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_HIDDEN = rb'(?=[^<>]*?\bhidden="(?:1|true)")'
_HIDDEN_ROW = re.compile(rb"<(?:\w{1,9}:)?row\b" + _HIDDEN + rb'[^<>]*?\br="(\d{1,7})"')
_HIDDEN_COLUMNS = re.compile(
    rb"<(?:\w{1,9}:)?col\b" + _HIDDEN + rb'(?=[^<>]*?\bmin="(\d{1,5})")[^<>]*?\bmax="(\d{1,5})"'
)
_NO_RESULT = re.compile(
    rb"<(?:\w{1,9}:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w{1,9}:)?f>)\s*(?:(?:<(?:\w{1,9}:)?v\s*/>|<v></v>)\s*)?"
    rb"</(?:\w{1,9}:)?c>"
)
_MOST_COLUMNS = 16384  # of a sheet


Range = tuple[int, int, int, int]
"""(first column, first row, last column, last row), from 1."""


@dataclass
class SheetParts:
    """One sheet. hidden_columns counts from 0; formulas: how many have no stored result.

    comments: cell ("B2") -> its note.
    """

    merged: list[Range] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: int = 0
    tables: list[Range] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _drawings: list[Any] = field(default_factory=list)

    @property
    def has_drawings(self) -> bool:
        return bool(self._drawings)

    def drawn(self, label: str, *, hidden: bool) -> Iterator[Block]:
        """Yield the blocks of what is drawn on the sheet; `label` names it. A damaged part costs a note."""
        for part in self._drawings:
            try:
                root = parse_xml(part.blob)
            except PART_ERRORS:
                self.notes.append("a drawing is damaged: not read")
                continue
            for properties in root.iter(f"{XDR}cNvPr"):
                shape = properties.xpath("../..")[0]
                unseen = hidden or properties.get("hidden") in ("1", "true")
                for block in self._shape(part, shape, properties, label):
                    yield replace(block, surface=Surface.HIDDEN) if unseen else block

    def _shape(
        self, part: Any, shape: etree._Element, properties: etree._Element, label: str
    ) -> Iterator[Block]:
        name = properties.get("name", "")
        if alt := alt_text(properties):
            where = Locator(f"{label}, alt text of {name!r}")
            yield Block(alt, UNPLACED, Kind.ATTRIBUTE, Surface.ALT, where)
        if shape.tag == f"{XDR}sp":
            for text in paragraphs(shape):
                yield Block(text, UNPLACED, locator=Locator(f"{label}, {name!r}"))
        if shape.tag != f"{XDR}graphicFrame":
            return
        for node in (child for data in shape.iter(f"{A}graphicData") for child in data):
            if node.tag in CHARTS:
                what, key, read = f"chart {name!r}", node.get(f"{R}id"), chart_blocks
            elif node.tag == f"{DGM}relIds":
                what, key, read = f"SmartArt {name!r}", node.get(f"{R}dm"), diagram_blocks
            else:
                continue
            where = Locator(f"{label}, {what}")
            try:
                blocks = list(read(parse_xml(part.related_part(key).blob), where=where, headings=()))
            except PART_ERRORS:
                self.notes.append(f"{what} is damaged: not read")
                continue
            if node.tag in CHARTS and not any(block.kind is Kind.TABLE_CELL for block in blocks):
                self.notes.append(f"{what} holds no stored values: they are read from the cells only")
            yield from blocks


def sheet_parts(stream: Any) -> dict[str, SheetParts]:
    """Return title -> parts of every sheet, those that hold a chart only too, in order."""
    workbook = OpcPackage.open(stream).main_document_part
    root = parse_xml(workbook.blob)
    found = {}
    for sheet in root.iter(f"{_S}sheet"):
        found[sheet.get("name", "")] = _parts(workbook.related_part(sheet.get(f"{R}id")))
    return found


def _parts(sheet: Any) -> SheetParts:
    data = sheet.blob
    columns = [(int(first), min(int(last), _MOST_COLUMNS)) for first, last in _HIDDEN_COLUMNS.findall(data)]
    parts = SheetParts(
        merged=[range_boundaries(ref.decode()) for ref in _MERGED.findall(data)],
        hidden_rows=frozenset(map(int, _HIDDEN_ROW.findall(data))),
        hidden_columns=frozenset(i - 1 for first, last in columns for i in range(first, last + 1)),
        formulas=len(_NO_RESULT.findall(data)),
    )
    for rel in sheet.rels.values():
        if rel.is_external:
            continue
        kind = rel.reltype.rpartition("/")[2]
        if kind == "drawing":
            parts._drawings.append(rel.target_part)
        elif kind in ("table", "comments"):
            try:
                root = parse_xml(rel.target_part.blob)
                if kind == "table":
                    parts.tables.append(range_boundaries(root.get("ref")))
                else:
                    parts.comments |= _comments(root)
            except PART_ERRORS:
                parts.notes.append(f"a {kind} part is damaged: not read")
        elif kind == "threadedComment":
            parts.notes.append("comments of reviewers are not read")
    return parts


def _comments(root: etree._Element) -> dict[str, str]:
    """Return cell -> note, without the name that Excel puts before it; talk of reviewers is no copy."""
    authors = [fold(node.text or "") for node in root.iter(f"{_S}author")]
    found = {}
    for comment in root.iter(f"{_S}comment"):
        text = fold("".join(node.text or "" for node in comment.iter(f"{_S}t")))
        author = comment.get("authorId", "")
        if author.isdecimal() and int(author) < len(authors) and authors[int(author)]:
            text = text.removeprefix(f"{authors[int(author)]}:").strip()
        if text and not text.startswith("[Threaded comment]"):
            found[comment.get("ref", "")] = text
    return found
