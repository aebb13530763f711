"""Where words stand: whether to look there at all, and the sentence around them, for a finding."""

from __future__ import annotations

from collections.abc import Container

from msgcheck.model import Block, Document, Kind, Place, Span, Speaker
from msgcheck.terminology.text import Prose

QUOTE = 200  # characters of a quote: a sentence, or what fits around the words


def left_alone(block: Block, skip: Container[str]) -> bool:
    """Whether the glossary says that nothing is looked for in a block like this.

    skip: `Defaults.skip`; of it, "code" and "quote" speak of blocks.
    """
    if block.kind == Kind.CODE:
        return "code" in skip
    quoted = block.kind == Kind.QUOTE or block.speaker in (Speaker.CUSTOMER, Speaker.COMPETITOR)
    return quoted and "quote" in skip


def place_of(document: Document, block: Block, prose: Prose, start: int, end: int) -> Place:
    """Return the place of the words [start, end) of `block`, with their sentence as the quote.

    prose: the text of `block`.
    """
    quote = quote_around(prose, start, end)
    line, column = document.line_column(block, start)
    return Place(
        uri=document.uri,
        locator=block.locator.label,
        quote=block.text[quote.start : quote.end],
        surface=block.surface,
        channel=document.channel,
        team=document.team,
        value=block.text[start:end],
        line=line,
        column=column,
        slide=block.locator.slide,
        page=block.locator.page,
        mark=Span(start - quote.start, end - quote.start),
        heading=block.headings[-1] if block.headings else "",
        date=block.date or document.date,
    )


def quote_around(prose: Prose, start: int, end: int) -> Span:
    """Return the sentence around [start, end); of a long one, whole words around it."""
    sentence = prose.sentence(start)
    first, last = sentence.start, max(sentence.end, end)
    if last - first <= QUOTE:
        return Span(first, last)
    room = max(QUOTE - (end - start), 0) // 2
    text = prose.text
    if start - room > first:
        first = text.find(" ", start - room, start) + 1 or start - room
    if end + room < last:
        space = text.rfind(" ", end, end + room)
        last = space if space >= 0 else end + room
    return Span(first, last)
