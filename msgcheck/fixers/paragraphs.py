"""One XML part of an Office file: its paragraphs and alt texts, and where each letter of them stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree

from msgcheck.fixers.change import Edit, UnplacedError, applied, word_by_word
from msgcheck.readers.drawing import A, R, alt_text, paragraph_text
from msgcheck.readers.flow import Flow, Origin
from msgcheck.readers.package import parse_xml
from msgcheck.readers.wordprocessing import WP, W, text_of

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TEXTS = (f"{W}t", f"{A}t")
_DRAWN = (f"{WP}docPr", f"{_P}cNvPr")
_GAPS = frozenset({f"{A}br", f"{A}tab", *(f"{W}{name}" for name in ("tab", "br", "cr", "ptab"))})
_NOT_PRINTED = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "pict", "drawing")}
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
_ESCAPED = re.compile(r"_x00[01][0-9A-Fa-f]_")
_OTHER_CHARSET = re.compile(
    rb"\xff\xfe|\xfe\xff|\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE
)
_START_TAG = re.compile(rb"<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
_DESCRIPTION = re.compile(rb"\sdescr\s*=\s*(\"[^\"]*\"|'[^']*')")
_IN_ATTRIBUTE = {'"': "&quot;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_FILLED_IN = "in a field that the program fills in"
_BOUND = "bound to a property of the document"


@dataclass(frozen=True, slots=True)
class _Slot:
    """A run's text or an attribute: its range of bytes, and what it says.

    tag:   where the start tag begins, of a run in Word; -1 where white space needs no mark.
    link:  what the run leads to, "" for no link.
    stays: why it must not be changed, "" where it may.
    """

    start: int
    end: int
    text: str
    tag: int = -1
    link: str = ""
    stays: str = ""
    is_attribute: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or an alt text, as the reader reads it.

    pieces: (offset in the raw text, number of the slot or None for a break), in order.
    raw:    the slots' texts, joined; origin points into it.
    """

    text: str
    raw: str
    origin: Origin
    pieces: tuple[tuple[int, int | None], ...]
    slots: Sequence[_Slot]

    def places(self, edit: Edit) -> Iterator[tuple[int, Edit]]:
        """Yield (slot, edit of its text): the first slot takes the new words. Raises UnplacedError."""
        for word in word_by_word(self.text, edit):
            ranges: dict[int, tuple[int, int]] = {}
            for at in range(word.start, word.end):
                slot, place = self._place(at)
                start, _ = ranges.get(slot, (place, place))
                ranges[slot] = start, place + 1
            touched = [self.slots[slot] for slot in ranges]
            if len({slot.link for slot in touched}) > 1:
                raise UnplacedError("only a part of the words is a link")
            if stays := next((slot.stays for slot in touched if slot.stays), ""):
                raise UnplacedError(stays)
            new = word.new
            for slot, (start, end) in ranges.items():
                yield slot, Edit(start, end, new)
                new = ""

    def _place(self, at: int) -> tuple[int, int]:
        """Return (slot, offset in its text) of a letter."""
        run = bisect_right(self.origin, at, key=lambda run: run[0]) - 1
        text_at, raw_at = self.origin[run]
        raw_at += at - text_at
        start, slot = self.pieces[bisect_right(self.pieces, raw_at, key=lambda piece: piece[0]) - 1]
        if slot is None:
            raise UnplacedError("a line break or a sign of its own stands within the words")
        if self.raw[raw_at] != self.text[at] and not self.raw[raw_at].isspace():
            raise UnplacedError("written in another way in the file")
        return slot, raw_at - start


class Part:
    """One part, read. What is not UTF-8 (no program writes that) has no passages."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.passages: list[Passage] = []
        if _OTHER_CHARSET.match(data):
            return
        root = parse_xml(data)
        nodes = list(root.iter(*_TEXTS, *_DRAWN))
        ranges = _ranges(data)
        filled = _filled_in(root)
        self._slots = [_slot(data, *place) for place in zip(nodes, ranges, strict=True)]
        self._slots = [
            replace(slot, stays=filled.get(node, ""), link=_link(node))
            for slot, node in zip(self._slots, nodes, strict=True)
        ]
        number = {node: at for at, node in enumerate(nodes)}
        for node in root.iter(f"{W}p", f"{A}p", *_DRAWN):
            self.passages += self._passage(node, number)

    def _passage(self, node: etree._Element, number: Mapping[etree._Element, int]) -> Iterator[Passage]:
        leaves: list[tuple[int | None, str]]
        if node.tag in _DRAWN:
            read, leaves = alt_text(node), [(number[node], self._slots[number[node]].text)]
        else:
            read = text_of(node) if node.tag == f"{W}p" else paragraph_text(node)
            leaves = [
                (None if leaf is None else number[leaf], text)
                for leaf, text in (_word_leaves(node) if node.tag == f"{W}p" else _drawing_leaves(node))
            ]
        pieces, parts, at = [], [], 0
        for slot, text in leaves:
            pieces.append((at, slot))
            parts.append(text)
            at += len(text)
        raw = "".join(parts)
        flow = Flow()
        flow.add(_ESCAPED.sub(lambda found: " " * len(found.group()), raw), 0)
        text, origin = flow.finish()
        if text and text == read:  # else it is not what the reader reads: nothing is known of its places
            yield Passage(text, raw, origin, tuple(pieces), self._slots)

    def rewrite(self, edits: Mapping[int, Sequence[Edit]]) -> bytes:
        """Return the part with edits of the texts of slots made."""
        data = self._data
        for number, own in sorted(edits.items(), key=lambda item: self._slots[item[0]].start, reverse=True):
            slot = self._slots[number]
            text = applied(slot.text, own)
            written = escape(text, _IN_ATTRIBUTE if slot.is_attribute else {"\r": "&#13;"})
            data = data[: slot.start] + written.encode("utf-8") + data[slot.end :]
            if slot.tag >= 0 and text != text.strip() and b"xml:space" not in data[slot.tag : slot.start]:
                data = data[: slot.start - 1] + b' xml:space="preserve"' + data[slot.start - 1 :]
        return data


def _ranges(data: bytes) -> list[tuple[int, int]]:
    """Return (offset of the start tag, offset of the end tag) of each text and each drawn thing, in order."""
    names = {name.removeprefix("{").replace("}", " ") for name in (*_TEXTS, *_DRAWN)}
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, _attributes: object) -> None:
        if name in names:
            opened.append(len(found))
            found.append((parser.CurrentByteIndex, 0))

    def end(name: str) -> None:
        if name in names:
            at = opened.pop()
            found[at] = found[at][0], parser.CurrentByteIndex

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    return found


def _slot(data: bytes, node: etree._Element, place: tuple[int, int]) -> _Slot:
    start, end = place
    tag = _START_TAG.match(data, start)
    if tag is None:
        raise AssertionError(f"no tag at {start}")
    if node.tag in _DRAWN:
        described = _DESCRIPTION.search(tag.group())
        first, last = described.span(1) if described else (1, 1)
        return _Slot(start + first + 1, start + last - 1, node.get("descr", ""), is_attribute=True)
    return _Slot(tag.end(), max(end, tag.end()), node.text or "", start if node.tag == f"{W}t" else -1)


def _drawing_leaves(paragraph: etree._Element) -> Iterator[tuple[etree._Element | None, str]]:
    """Yield (run's text or None for a break, its words) as `paragraph_text` joins them."""
    for node in paragraph.iter(f"{A}t", f"{A}br", f"{A}tab"):
        above = node.getparent()
        if node.tag in _GAPS:
            yield None, " "
        elif above is None or not above.get("type", "").startswith(("slidenum", "datetime")):
            yield node, node.text or ""


def _word_leaves(node: etree._Element) -> Iterator[tuple[etree._Element | None, str]]:
    """Yield (run's text or None for a break, its words) as `text_of` joins them."""
    for child in node:
        if child.tag in _NOT_PRINTED or _is_hidden(child):
            continue
        if child.tag == f"{W}t":
            yield child, child.text or ""
        elif child.tag in _GAPS or child.tag == f"{W}noBreakHyphen":
            yield None, " " if child.tag in _GAPS else "-"
        else:
            yield from _word_leaves(child)


def _is_hidden(node: etree._Element) -> bool:
    vanish = node.find(f"{W}rPr/{W}vanish") if node.tag == f"{W}r" else None
    if vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false", "off"):
        return True
    return node.tag == f"{W}sdt" and node.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _filled_in(root: etree._Element) -> dict[etree._Element, str]:
    """Return the texts that a program writes itself, and why they stay; the words of a link are no such text."""
    found: dict[etree._Element, str] = {}
    fields: list[bool] = []  # of the open fields: whether it is a link
    for node in root.iter(f"{W}fldChar", f"{W}instrText", *_TEXTS):
        if node.tag == f"{W}instrText":
            if fields and (node.text or "").lstrip().upper().startswith("HYPERLINK"):
                fields[-1] = True
        elif node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                fields.append(False)
            elif kind == "end" and fields:
                fields.pop()
        elif not all(fields):
            found[node] = _FILLED_IN
        elif reason := _kept_by(node):
            found[node] = reason
    return found


def _kept_by(node: etree._Element) -> str:
    for above in node.iterancestors(f"{W}fldSimple", f"{W}sdt", f"{A}fld"):
        if above.tag == f"{A}fld":
            return _FILLED_IN
        if above.tag == f"{W}fldSimple":
            if not above.get(f"{W}instr", "").lstrip().upper().startswith("HYPERLINK"):
                return _FILLED_IN
        elif above.find(f"{W}sdtPr/{W}dataBinding") is not None:
            return _BOUND
    return ""


def _link(node: etree._Element) -> str:
    """Return what tells one link from another; "" for words that are none."""
    for above in node.iterancestors(f"{W}hyperlink"):
        return f"{above.get(f'{R}id', '')}#{above.get(f'{W}anchor', '')}"
    run = node.getparent()
    click = run.find(f"{A}rPr/{A}hlinkClick") if run is not None and node.tag == f"{A}t" else None
    return "" if click is None else f"{click.get(f'{R}id', '')}#{click.get('action', '')}"
