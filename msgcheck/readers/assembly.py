"""The last step of every reader: blocks in reading order become one `Document`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256

from msgcheck.model import Block, Document, Resource, Span


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
    """
    placed: list[Block] = []
    texts: list[str] = []
    at = 0
    for block in blocks:
        if not block.text.strip():
            continue
        block = replace(block, text=whole(block.text), context=whole(block.context))
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


def whole(text: str) -> str:
    """Return text with half surrogate pairs (they come out of JSON) as the replacement character."""
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", text)


_HALF_PAIR = re.compile("[\ud800-\udfff]")
UNPLACED = Span(0, 0)
