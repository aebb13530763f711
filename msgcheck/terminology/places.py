"""Where words stand: the sentence around them, for a finding."""

from __future__ import annotations

from msgcheck.model import Block, Document, Place, Span
from msgcheck.terminology.text import Prose

QUOTE = 200  # characters of a quote: a sentence, or what fits around the words


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
