"""The last step of every reader: blocks in reading order become one `Document`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Resource, Span
from msgcheck.readers.flow import cut

# What people write stays far below these; what does not would take the claims and the report hours.
LONGEST_BLOCK = 10_000  # characters; a longer one is read in pieces
_LONGEST_AROUND = 2_000  # characters of a heading or of a context, which every claim below it carries
_MOST_BLOCKS = 100_000  # of a document
_MOST_CHARACTERS = 20_000_000  # of a document, contexts counted


def assemble(
    resource: Resource,
    blocks: Iterable[Block],
    *,
    media_type: str,
    title: str = "",
    language: str = "",
    written: date | None = None,
    source: str | None = None,
    notes: Iterable[str] = (),
    uri: str = "",
) -> Document:
    """Return the document of `blocks`, each given its span; blocks without words are dropped.

    blocks:  in reading order; their `span` is set here (a reader passes `UNPLACED`).
    written: the date the asset itself bears, where it has one.
    source:  the decoded file that `Block.origin` points into, for text formats.
    uri:     of the document, when it is a part of the resource ("mails.mbox!/3").

    Raises SourceError when there is more than any person would write.
    """
    placed: list[Block] = []
    texts: list[str] = []
    at = 0
    for block in bounded(blocks, resource):
        if not block.text.strip():
            continue
        placed.append(replace(block, span=Span(at, at + len(block.text))))
        texts.append(block.text + "\n")
        at += len(block.text) + 1
    return Document(
        uri=uri or resource.uri,
        media_type=media_type,
        title=title.strip() or next((b.text for b in placed if b.kind == "heading"), ""),
        blocks=tuple(placed),
        text="".join(texts),
        digest=sha256(resource.data).hexdigest(),
        channel=resource.channel,
        team=resource.team,
        language=language,
        date=written,
        source=source,
        notes=tuple(notes),
    )


def bounded(blocks: Iterable[Block], resource: Resource) -> Iterator[Block]:
    """Yield the blocks, longer ones in pieces, without half surrogate pairs.

    Raises SourceError on the way when they are too many: one footnote may be marked 100,000 times.
    """
    count = characters = 0
    for block in blocks:
        for piece in _pieces(_trimmed(block)):
            count += 1
            characters += len(piece.text) + len(piece.context)
            if count > _MOST_BLOCKS or characters > _MOST_CHARACTERS:
                raise SourceError(
                    resource.uri,
                    f"over {_MOST_BLOCKS // 1000},000 passages or {_MOST_CHARACTERS // 1_000_000} million letters:"
                    " data rather than copy",
                    "leave it out with `exclude`, or save the part that is copy by itself",
                )
            yield piece


def _trimmed(block: Block) -> Block:
    text, context = whole(block.text), whole(block.context[:_LONGEST_AROUND])
    headings = tuple(heading[:_LONGEST_AROUND] for heading in block.headings)
    if (text, context, headings) == (block.text, block.context, block.headings):
        return block
    return replace(block, text=text, context=context, headings=headings)


def _pieces(block: Block) -> Iterator[Block]:
    """Yield a block of 10,000 letters and more as several, cut behind a sentence or between two words."""
    text, start = block.text, 0
    while len(text) - start > LONGEST_BLOCK:
        end = max(text.rfind(sign, start, start + LONGEST_BLOCK) for sign in (". ", "? ", "! ")) + 2
        if end < start + LONGEST_BLOCK // 2:
            end = text.rfind(" ", start, start + LONGEST_BLOCK) + 1 or start + LONGEST_BLOCK
        field = next((f for f in block.fields if f.start < end < f.end), None)
        if field is not None:
            end = field.start if field.start > start else field.end
        yield _piece(block, start, end)
        start = end
    yield _piece(block, start, len(text)) if start else block


def _piece(block: Block, start: int, end: int) -> Block:
    end = start + len(block.text[start:end].rstrip())
    return replace(
        block,
        text=block.text[start:end],
        origin=cut(block.origin, start, end),
        fields=_inside(block.fields, start, end),
        code=_inside(block.code, start, end),
    )


def _inside(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """The parts of spans that lie in [start, end), counted from `start`."""
    cuts = ((max(span.start, start), min(span.end, end)) for span in spans)
    return tuple(Span(first - start, last - start) for first, last in cuts if first < last)


def whole(text: str) -> str:
    """Return text with half surrogate pairs (they come out of JSON) as the replacement character."""
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", text)


_HALF_PAIR = re.compile("[\ud800-\udfff]")
UNPLACED = Span(0, 0)
