"""WordprocessingML: what its elements mean, for the Word reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from msgcheck.readers.drawing import CHARTS, DGM, MC, fold
from msgcheck.readers.package import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CONTAINERS = frozenset(
    {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
)
_LEFT_OUT = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "pict")}
)
_HEADING = re.compile(r"heading (\d)")


def style_names(part: Any) -> dict[str, str]:
    """Return style id -> built-in name in lower case ("heading 1"), with `#2` for an outline level."""
    found = {}
    for rel in part.rels.values():
        if rel.reltype != f"{REL}styles":
            continue
        styles = {s.get(f"{W}styleId", ""): s for s in parse_xml(rel.target_part.blob).iter(f"{W}style")}
        for key in styles:
            found[key] = _style_name(styles, key)
    return found


def _style_name(styles: dict[str, etree._Element], key: str) -> str:
    """Return the name of a style, or of the heading it is based on: a brand's own "Acme Head"."""
    seen: set[str] = set()
    own = value(styles[key], "name").lower()
    while key in styles and key not in seen:
        seen.add(key)
        name = value(styles[key], "name").lower()
        if _HEADING.fullmatch(name) or name in ("title", "subtitle"):
            return name
        outline = styles[key].find(f"{W}pPr/{W}outlineLvl")
        if outline is not None and outline.get(f"{W}val", "9") in "012345678":
            return f"heading {int(outline.get(f'{W}val', '0')) + 1}"
        key = value(styles[key], "basedOn")
    return own


def heading_level(node: etree._Element, style: str) -> int:
    """Return 1 to 9 for a heading (a title is 1 and above the headings), 0 for other paragraphs."""
    outline = node.find(f"{W}pPr/{W}outlineLvl")
    if outline is not None and (level := outline.get(f"{W}val", "9")) in "012345678":
        return int(level) + 2
    if style == "title":
        return 1
    match = _HEADING.fullmatch(style)
    return int(match[1]) + 1 if match else 0


def value(node: etree._Element, name: str) -> str:
    found = node.find(f"{W}{name}")
    found = node.find(f"{W}pPr/{W}{name}") if found is None else found
    return "" if found is None else found.get(f"{W}val", "")


def text_of(paragraph: etree._Element, *, hidden: bool = False) -> str:
    """Return the words of a paragraph as they will be printed: insertions in, deletions out.

    hidden: return instead the words that are formatted as hidden.
    """
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag == f"{W}r" and _is_hidden(node) != hidden:
            parts.append(" " if hidden else "")
        elif _is_prompt(node):
            continue
        elif node.tag == f"{W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"):
            parts.append(" ")
        elif node.tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif node.tag not in _LEFT_OUT and node.tag not in (f"{W}drawing", f"{MC}AlternateContent"):
            stack.extend(reversed(node))
    return fold("".join(parts))


def drawn(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield what is drawn in a paragraph; of alternatives the first, as Word does."""
    stack = list(reversed(paragraph))
    wanted = {f"{WP}docPr", f"{W}txbxContent", f"{DGM}relIds", *CHARTS}
    while stack:
        node = stack.pop()
        if node.tag in wanted:
            yield node
        elif node.tag == f"{MC}AlternateContent":
            chosen = node.find(f"{MC}Choice")
            chosen = node.find(f"{MC}Fallback") if chosen is None else chosen
            stack.extend(reversed(chosen if chosen is not None else []))
        elif node.tag not in (f"{W}del", f"{W}moveFrom"):
            stack.extend(reversed(node))


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false", "off")


def is_container(node: etree._Element) -> bool:
    """Say whether what stands in `node` stands, for a reader, in the element around it."""
    return node.tag in _CONTAINERS and not _is_prompt(node)


def _is_prompt(node: etree._Element) -> bool:
    """A content control that nobody filled in shows Word's own words: "Click here to enter text"."""
    return node.tag == f"{W}sdt" and node.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _inside_containers(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag in tags:
            yield child
        elif is_container(child):
            yield from _inside_containers(child, *tags)


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table, without those that a tracked change deletes."""
    for row in _inside_containers(table, f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            yield row


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    return _inside_containers(row, f"{W}tc")


def paragraphs_of(cell: etree._Element) -> Iterator[etree._Element]:
    return _inside_containers(cell, f"{W}p")


def content_of(cell: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs and tables of a cell in order."""
    return _inside_containers(cell, f"{W}p", f"{W}tbl")


def columns_covered(cell: etree._Element) -> int:
    grid = cell.find(f"{W}tcPr/{W}gridSpan")
    return min(max(int(grid.get(f"{W}val", "1")), 1), 63) if grid is not None else 1  # Word's own limit


def footnotes_of(part: Any, kind: str) -> dict[str, str]:
    """Return "footnotes 2" -> its text; the separator lines have a type and no words."""
    found = {}
    for rel in part.rels.values():
        if rel.reltype == f"{REL}{kind}":
            for note in parse_xml(rel.target_part.blob):
                text = " ".join(text for p in note.iter(f"{W}p") if (text := text_of(p)))
                if text:
                    found[f"{kind} {note.get(f'{W}id')}"] = text
    return found
