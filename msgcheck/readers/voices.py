"""Whose words a quotation is, where the line itself says so: "We saved a day a week." - Ana, Foo Inc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from msgcheck.model import Block, Kind, Speaker
from msgcheck.readers.flow import cut

_LEAST_WORDS = 3  # of a quotation; "Pro" in quotation marks is a name
_NAMED = r"[^\W\d_a-z][\w.'’-]*"
_SIGNED = re.compile(
    r"(?P<words>.*?[^\s])\s*(?:--?|[–—~])\s*"
    rf"(?P<name>{_NAMED}(?:\s+{_NAMED}){{0,4}}(?:,\s*[^!?]{{1,70}}|\s+(?:of|at|from)\s[^!?]{{1,60}})?)",
    re.DOTALL,
)
_MARKED = re.compile(r"[\"“”„«‘'].*[\"”“»’'][.,]?", re.DOTALL)


def signed(text: str, *, quoted: bool) -> re.Match[str] | None:
    """Return the `words` and the `name` of a quotation that somebody signs behind a dash, else None.

    quoted: the copy is set as a quotation, and needs no quotation marks.

    >>> signed('"We saved 40%." - Ana, Foo Inc.', quoted=False)["name"]
    'Ana, Foo Inc.'
    >>> signed('"Pro" - Our best plan', quoted=False)
    """
    found = _SIGNED.fullmatch(text)
    if not found or len(found["words"].split()) < _LEAST_WORDS:
        return None
    is_quotation = _MARKED.fullmatch(found["words"]) or (quoted and found["words"].endswith((".", "!", "?")))
    return found if is_quotation else None


def with_voice(block: Block) -> Iterator[Block]:
    """Yield a signed quotation as its customer's words and the name below it; any other block as it is."""
    found = None
    if block.kind in {Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST_ITEM} and not block.fields:
        found = signed(block.text, quoted=block.kind is Kind.QUOTE)
    if found is None:
        yield block
        return
    said = replace(block, speaker=Speaker.CUSTOMER, speaker_name=found["name"].strip())
    for part, kind in (("words", block.kind), ("name", Kind.CAPTION)):
        origin = cut(block.origin, *found.span(part))
        yield replace(said, text=found[part], origin=origin, kind=kind)
