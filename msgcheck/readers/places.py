"""The last touches on a text document's blocks: line and column, a label for people, footnotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from msgcheck.model import Block, Kind, Locator, Surface

_NAMES = {
    Kind.HEADING: "heading",
    Kind.PARAGRAPH: "paragraph",
    Kind.LIST_ITEM: "list item",
    Kind.TABLE_CELL: "table cell",
    Kind.CAPTION: "caption",
    Kind.BUTTON: "button",
    Kind.QUOTE: "quote",
    Kind.CODE: "code",
    Kind.ATTRIBUTE: "attribute",
}
_MARK = r"(?:\*{1,3}|[†‡§])"
_FOOTNOTE = re.compile(rf"({_MARK})\s*(?=[^\s*])")
# "word*", "$9*." and "$9 *": a mark at the end of a word; never "5 * 3".
_MARKED = re.compile(rf"(?<=[\w.,!?%)\]'’])(?:\s(?={_MARK}(?:$|[.,;:)])))?({_MARK})(?![\w*|])")
_EMPHASIS = re.compile(r"(?<![\w*])\*\w[^*\n]*\w\*(?![\w*])")  # "*word*", where the stars are shown
_LABEL_HEADING = 60  # characters of the heading that go into a label


def locate(blocks: Iterable[Block], source: str) -> list[Block]:
    """Give each block its line and column in `source`, and a label where it has none."""
    starts = [0, *(line.end() for line in re.finditer("\n", source))]
    seen: Counter[tuple[str, Surface, Kind]] = Counter()
    located = []
    for block in blocks:
        locator = block.locator
        at = block.source_offset(0)
        line, column, label = locator.line, locator.column, locator.label
        if at is not None:
            line = bisect_right(starts, at)
            column = at - starts[line - 1] + 1
        if not label:
            under = block.headings[-1] if block.headings else ""
            key = (under, block.surface, block.kind)
            seen[key] += 1
            label = _label(block, under, seen[key])
        located.append(replace(block, locator=Locator(label, line, column, css=locator.css)))
    return located


def _label(block: Block, under: str, number: int) -> str:
    if block.kind is Kind.HEADING:
        return "heading" if number == 1 else f"heading {number}"
    name = f"{_NAMES[block.kind]} {number}"
    if not under:
        return name
    if len(under) > _LABEL_HEADING:
        under = under[: _LABEL_HEADING - 1].rstrip() + "…"
    return f"{name} under '{under}'"


def join_footnotes(blocks: Sequence[Block]) -> list[Block]:
    """Add to the context of each block that ends a word with `*` the footnote that starts with it.

    The nearest footnote behind the block counts, so two pages' worth of asterisks in one file
    do not mix; a mark without a footnote changes nothing.
    """
    notes = [(index, *found) for index, block in enumerate(blocks) if (found := _footnote(block))]
    if not notes:
        return list(blocks)
    joined = []
    for index, block in enumerate(blocks):
        marks = {found.group(1) for found in _MARKED.finditer(_EMPHASIS.sub("", block.text))}
        own = _footnote(block)
        added = []
        for mark in sorted(marks):
            text = next(
                (t for at, m, t in notes if m == mark and at > index and (own is None or m != own[0])), ""
            )
            if text:
                added.append(text)
        joined.append(
            replace(block, context=", ".join(filter(None, [block.context, *added]))) if added else block
        )
    return joined


def _footnote(block: Block) -> tuple[str, str] | None:
    """Return the mark and the words of a footnote, None for any other block."""
    if block.kind in {Kind.HEADING, Kind.CODE, Kind.ATTRIBUTE}:
        return None
    found = _FOOTNOTE.match(block.text)
    return (found.group(1), block.text[found.end() :]) if found else None
