"""Parts of a text file that no replacement may touch, wherever a reader finds words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARKUP = {
    "a script, a style or a comment": r"<(?P<raw>script|style)\b.*?(?:</(?P=raw)\s*>|\Z)|<!--.*?(?:-->|\Z)",
    "code": r"<(?P<code>code|pre|kbd|samp|var|tt)\b.*?(?:</(?P=code)\s*>|\Z)",
    "a quotation": r"<q\b.*?(?:</q\s*>|\Z)",
}
_FIELDS = {
    "a merge field": r"\{\{.{0,400}?\}\}|\{%.{0,400}?%\}|<%.{0,400}?%>|\*\|[^|\n]{0,200}\|\*"
    r"|%%\[.{0,400}?\]%%|%%[^%\n]{1,200}%%|\$\{[^}\n]{0,200}\}|\[\[[^\]\n]{0,200}\]\]",
}
_BACKTICKS = {"code": r"(?<!`)(?P<ticks>`{1,5})(?!`).{1,500}?(?<!`)(?P=ticks)(?!`)"}
_KINDS = {
    "html": (_MARKUP, _FIELDS),
    "markdown": (_MARKUP, _FIELDS, _BACKTICKS),
    "text": (_FIELDS,),
    "csv": (_FIELDS,),
}


class Guarded(NamedTuple):
    """A range [start, end) of a source, and what it is."""

    start: int
    end: int
    what: str


def guarded(source: str, kind: str) -> Iterator[Guarded]:
    """Yield the ranges of `source` that stay as they are. kind: html, markdown, text or csv.

    >>> [source_range.what for source_range in guarded("Dear {{ name | default: 'e-mail' }}", "text")]
    ['a merge field']
    """
    for patterns in _KINDS[kind]:
        for what, pattern in patterns.items():
            for found in re.finditer(pattern, source, re.DOTALL | re.IGNORECASE):
                yield Guarded(*found.span(), what)
