"""Word: the body in order with its tables, content controls and text boxes, then headers, footers, notes.

The body is walked as XML. A loop over python-docx's paragraphs reads 5 % of table text, and nothing in
content controls (cover pages, forms), text boxes, or runs that tracked changes inserted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Protocol

from docx.opc.exceptions import OpcError
from docx.package import Package
from lxml import etree

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Surface
from msgcheck.readers.assembly import UNPLACED, assemble, bounded
from msgcheck.readers.asset_dates import date_in_words, office_saved, saved_note
from msgcheck.readers.drawing import CHARTS, DGM, R, alt_text, chart_blocks, diagram_blocks
from msgcheck.readers.grid import table_blocks
from msgcheck.readers.package import PACKAGE_ERRORS, PART_ERRORS, damaged, open_package, parse_xml
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.places import join_footnotes
from msgcheck.readers.quotations import give_voices
from msgcheck.readers.wordprocessing import (
    REL,
    WP,
    W,
    cells_of,
    columns_covered,
    content_of,
    drawn,
    footnotes_of,
    heading_level,
    is_container,
    paragraphs_of,
    rows_of,
    style_names,
    text_of,
    value,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_KINDS = {"caption": Kind.CAPTION, "quote": Kind.QUOTE, "intense quote": Kind.QUOTE, "block text": Kind.QUOTE}
_MOST_FOOTNOTES = 20  # of one paragraph; the others come at the end


class DocxReader:
    """Word documents: .docx."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when the file is damaged, protected or not a document."""
        stream = open_package(resource, "Word")
        try:
            part: Any = Package.open(stream).main_document_part
            body = part.element.find(f"{W}body")
            if body is None:
                raise damaged(resource, "Word")
            words = _Words(part, style_names(part))
            words.footnotes = footnotes_of(part, "footnotes") | footnotes_of(part, "endnotes")
            passages = chain(words.walk(body), words.margins(), words.unused_footnotes())
            blocks = list(bounded(passages, resource))
        except SourceError:
            raise
        except (OpcError, *PACKAGE_ERRORS) as err:
            raise damaged(resource, "Word") from err
        if any(rel.reltype == f"{REL}comments" for rel in part.rels.values()):
            words.notes.append("comments are not read")
        if not blocks:
            words.notes.append("no words found")
        words.notes += saved_note(office_saved(resource.data))
        written = date_in_words(blocks)
        blocks = join_footnotes(resolve(give_voices(blocks), notes=words.notes))
        return [assemble(resource, blocks, media_type=MEDIA_TYPE, written=written, notes=words.notes)]


class _PartReader(Protocol):
    def __call__(
        self, root: etree._Element, *, where: Locator, headings: tuple[str, ...]
    ) -> Iterator[Block]: ...


@dataclass
class _Words:
    """One pass over a document part: where we are (headings, numbers), and what was left out."""

    part: Any
    styles: dict[str, str]
    notes: list[str] = field(default_factory=list)
    trail: list[tuple[int, str]] = field(default_factory=list)
    footnotes: dict[str, str] = field(default_factory=dict)
    paragraphs: int = 0  # since the last heading
    tables: int = 0
    surface: Surface = Surface.BODY
    label: str = ""  # of the header or footer we are in
    counts: Counter[str] = field(default_factory=Counter)  # of headings by their words, of labels
    _used: set[str] = field(default_factory=set)

    def walk(self, parent: etree._Element) -> Iterator[Block]:
        """Yield the blocks of a body, header, footer or text box in order."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self.table(child)
            elif is_container(child):
                yield from self.walk(child)
            elif child.tag == f"{W}altChunk":
                self._note("a file inserted as a whole (altChunk) is not read")

    def paragraph(self, node: etree._Element) -> Iterator[Block]:
        style = self.styles.get(value(node, "pStyle"), "")
        text = text_of(node)
        if style.startswith(("toc ", "table of ")):  # repeats the headings
            self._note("the table of contents is left out: the headings stand in the text")
            return
        level = heading_level(node, style)
        if level and text:
            self.trail = [(depth, words) for depth, words in self.trail if depth < level]
        if text and not level:
            self.paragraphs += 1
        headings = self.headings
        is_heading = bool(level and text)
        label = self._numbered("heading") if is_heading else self._under(f"paragraph {self.paragraphs}")
        where = Locator(self.label or label)
        if text:
            kind = self._kind(node, style, level)
            block = Block(text, UNPLACED, kind, self.surface, where, headings=headings)
            yield from self._with_footnotes(block, self._footnotes_of(node))
        yield from self._hidden(node, where, headings)
        if level and text:
            self.trail.append((level, text))
            self.counts[text] += 1
            self.paragraphs = 0
        yield from self.drawings(node)

    def drawings(self, node: etree._Element) -> Iterator[Block]:
        """Yield alt texts, text boxes, charts and SmartArt anchored in a paragraph."""
        for item in drawn(node):
            if item.tag == f"{WP}docPr":
                if alt := alt_text(item):
                    label = f"alt text of {item.get('name', 'picture')!r}"
                    yield self._drawn_block(alt, label)
            elif item.tag == f"{W}txbxContent":
                yield from self._inside(self._numbered("text box"), item)
            elif item.tag in CHARTS:
                yield from self.linked("chart", item.get(f"{R}id"), chart_blocks)
            elif item.tag == f"{DGM}relIds":
                yield from self.linked("SmartArt", item.get(f"{R}dm"), diagram_blocks)

    def linked(self, what: str, key: str | None, read: _PartReader) -> list[Block]:
        """Return the blocks of a chart or SmartArt part; a damaged one costs a note, not the document."""
        label = self._under(what)
        try:
            root = parse_xml(self.part.related_parts[key].blob)
            return list(read(root, where=Locator(label), headings=self.headings))
        except PART_ERRORS:
            self._note(f"{label} is damaged: not read")
            return []

    def table(self, node: etree._Element) -> Iterator[Block]:
        self.tables += 1
        rows: list[list[list[str]]] = []
        shown: list[list[str]] = []
        footnotes: list[list[str]] = []  # of each text, in order
        marked = False
        for row in rows_of(node):
            own: list[list[str]] = []
            seen: list[str] = []
            marked |= not rows and row.find(f"{W}trPr/{W}tblHeader") is not None
            for cell in cells_of(row):
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                covered = merge is not None and merge.get(f"{W}val", "continue") == "continue"
                above = shown[-1][len(seen)] if shown and len(seen) < len(shown[-1]) else ""
                filled = [] if covered else [p for p in paragraphs_of(cell) if text_of(p)]
                footnotes += map(self._footnotes_of, filled)
                texts = [text_of(p) for p in filled]
                width = columns_covered(cell)
                own += [texts, *([[]] * (width - 1))]
                seen += [above if covered else " ".join(texts)] * width
            rows.append(own)
            shown.append(seen)
        where = Locator(f"{self.label}, table" if self.label else f"table {self.tables}")
        if len(rows) == 1:  # one row is layout, not a table: its cells are paragraphs side by side
            for row in rows_of(node):
                for cell in cells_of(row):
                    yield from self.walk(cell)
            return
        blocks = table_blocks(
            rows,
            where=where,
            group=where.label,
            headings=self.headings,
            surface=self.surface,
            header=True if marked else None,
            shown=shown,
        )
        for block, notes in zip(blocks, footnotes, strict=True):
            yield from self._with_footnotes(block, notes)
        for content in (c for row in rows_of(node) for cell in cells_of(row) for c in content_of(cell)):
            if content.tag == f"{W}tbl":
                yield from self.table(content)
            else:
                yield from self._hidden(content, where, self.headings)
                yield from self.drawings(content)

    def margins(self) -> Iterator[Block]:
        """Yield every header and footer once, whichever sections use it."""
        seen: set[str] = set()
        parts = sorted(
            (
                rel.target_part
                for rel in self.part.rels.values()
                if rel.reltype in (f"{REL}header", f"{REL}footer")
            ),
            key=lambda part: str(part.partname),
        )
        for part in parts:
            root = parse_xml(part.blob)
            is_header = root.tag == f"{W}hdr"
            words = _Words(part, self.styles, self.notes, label="page header" if is_header else "page footer")
            words.surface = Surface.HEADER if is_header else Surface.FOOTER
            for block in words.walk(root):
                if block.text not in seen:
                    seen.add(block.text)
                    yield block

    def unused_footnotes(self) -> Iterator[Block]:
        """Yield footnotes whose mark stands where we do not look (in a text box)."""
        for key, text in self.footnotes.items():
            if key not in self._used:
                yield Block(text, UNPLACED, Kind.PARAGRAPH, Surface.NOTE, Locator("footnote"))

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(words for _, words in self.trail)

    def _under(self, what: str) -> str:
        what = f"{self.label}, {what}" if self.label else what
        if not self.trail:
            return what
        heading = self.trail[-1][1]
        times = self.counts[heading]  # "Overview" stands in a document once for each product
        return f"{what} under {heading!r}" + (f" ({times})" if times > 1 else "")

    def _numbered(self, what: str) -> str:
        """Return "heading under 'Plans'" for the first one there, "heading 2 under 'Plans'" for the next."""
        first = self._under(what)
        self.counts[first] += 1
        return first if self.counts[first] == 1 else self._under(f"{what} {self.counts[first]}")

    def _inside(self, label: str, node: etree._Element) -> Iterator[Block]:
        inner = _Words(
            self.part,
            self.styles,
            self.notes,
            list(self.trail),
            surface=self.surface,
            label=label,
            counts=self.counts,
        )
        yield from inner.walk(node)

    def _drawn_block(self, text: str, label: str) -> Block:
        return Block(text, UNPLACED, Kind.ATTRIBUTE, Surface.ALT, Locator(self._under(label)), self.headings)

    def _kind(self, node: etree._Element, style: str, level: int) -> Kind:
        if level:
            return Kind.HEADING
        if style.startswith("list") or node.find(f"{W}pPr/{W}numPr") is not None:
            return Kind.LIST_ITEM
        return _KINDS.get(style, Kind.PARAGRAPH)

    def _footnotes_of(self, node: etree._Element) -> list[str]:
        found: list[str] = []
        for mark in node.iter(f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnotes" if mark.tag == f"{W}footnoteReference" else "endnotes"
            key = f"{kind} {mark.get(f'{W}id')}"
            if key in self.footnotes and len(found) < _MOST_FOOTNOTES:
                self._used.add(key)
                found.append(self.footnotes[key])
        return found

    def _with_footnotes(self, block: Block, notes: list[str]) -> Iterator[Block]:
        """Yield a block that knows its footnotes, and each of them, which knows the block's words."""
        yield replace(block, context=" ".join(filter(None, [block.context, *notes])))
        for note in notes:
            where = Locator(f"footnote to {block.locator.label}")
            yield Block(note, UNPLACED, Kind.PARAGRAPH, Surface.NOTE, where, block.headings, block.text)

    def _hidden(self, node: etree._Element, where: Locator, headings: tuple[str, ...]) -> Iterator[Block]:
        """Yield the words of a paragraph that are formatted as hidden."""
        if text := text_of(node, hidden=True):
            place = Locator(f"hidden text, {where.label}")
            yield Block(text, UNPLACED, Kind.PARAGRAPH, Surface.HIDDEN, place, headings)

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)
