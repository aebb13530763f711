"""Template code over several blocks of one document, and code that never ends.

A paragraph's end cuts a tag in two: `{# <p>14 days</p> #}`, `{% rich_text html="<p>14 days</p>" %}`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgcheck.model import Span
from msgcheck.readers.placeholder_tags import Role, Tag, module, scan

_RAW = re.compile(r"\{%[-+]?\s*(?P<end>end)?(?:raw|verbatim)\s*[-+]?%\}")
_OPENING = re.compile(
    r"(?P<words>(?P<sign>\{\{!--|\{\{(?=[\s#/^&>!~-]*[\w$@\"'])|\{#(?=[\s-])|\{%(?=[-+]?\s*\w)|%%\[|%%=(?=\s*\w)"
    r"|<%(?=[=#-]*\s*\w)|\*\|(?=[A-Z]{2})|\{!(?=[A-Z]\w*[.(]))[\s#/^=+-]*\w{0,30})"
)
_CLOSING = {
    **{"{{!--": "--}}", "{{": "}}", "{#": "#}", "{%": "%}", "%%[": "]%%", "%%=": "=%%"},
    **{"<%": "%>", "*|": "|*", "{!": "}"},
}
_HINTS = ("{{", "{%", "{#", "{!", "%%", "<%", "*|")
_HIDDEN = frozenset({"{{!--", "{#", "%%[", "<%"})  # what stands inside is no copy
_FARTHEST = 200  # blocks from the beginning of a tag to its end


class Scan(NamedTuple):
    """The tags of a document. tags: of each block, in order; unclosed: (block, offset, words) of code
    that begins and never ends."""

    tags: list[list[Tag]]
    unclosed: list[tuple[int, int, str]]


def scan_all(texts: Sequence[str | None], literal: Mapping[int, Sequence[Span]]) -> Scan:
    """Return the tags of a document's blocks; None is code.

    literal: index of a block -> spans of its text that are inline code.
    """
    raw = _raw(texts)
    tags = [
        scan(text, [*literal.get(at, ()), *raw.get(at, ())]) if text else [] for at, text in enumerate(texts)
    ]
    unclosed = []
    joined_to = 0  # what stands inside a tag over several blocks has been dealt with
    for at, text in enumerate(texts):
        if not text or at < joined_to or not any(hint in text for hint in _HINTS):
            continue
        start = tags[at][-1].end if tags[at] else 0
        plain = [*literal.get(at, ()), *raw.get(at, ())]
        for opening in _OPENING.finditer(text, start):
            closing = _CLOSING[opening["sign"]]
            if text.find(closing, opening.end()) >= 0 or any(
                s.start <= opening.start() < s.end for s in plain
            ):
                continue  # closed and still no tag: "{{ }}"
            joined_to = _join(texts, tags, at, opening)
            if not joined_to:
                unclosed.append((at, opening.start(), opening["words"]))
            break
    return Scan(tags, unclosed)


def _raw(texts: Sequence[str | None]) -> dict[int, list[Span]]:
    """Return what stands between `{% raw %}` and `{% endraw %}`, which shows template code as it is."""
    found: dict[int, list[Span]] = {}
    opened: tuple[int, int] | None = None
    for at, text in enumerate(texts):
        for tag in _RAW.finditer(text) if text and "{%" in text else ():
            if not tag["end"]:
                opened = opened or (at, tag.end())
            elif opened is not None:
                first, start = opened
                for block in range(first, at + 1):
                    end = tag.start() if block == at else len(texts[block] or "")
                    found.setdefault(block, []).append(Span(start if block == first else 0, end))
                opened = None
    return found


def _join(texts: Sequence[str | None], tags: list[list[Tag]], at: int, opening: re.Match[str]) -> int:
    """Join the beginning of a tag with its end in a later block; return the first block
    that may hold another beginning, 0 without an end."""
    sign, start = opening["sign"], opening.start()
    text = opening.string
    quote = next((sign for sign in "\"'" if text.count(sign, start) % 2), "")
    if sign not in _HIDDEN and not (sign == "{%" and quote):
        return 0
    closing = _CLOSING[sign]
    for other in range(at + 1, min(at + 1 + _FARTHEST, len(texts))):
        end = _first_outside(texts[other] or "", closing, tags[other])
        if end < 0:
            continue
        before: list[Tag] = []
        behind = [tag for tag in tags[other] if tag.start >= end]
        if sign == "{%":  # all up to the closing quotation mark is copy
            code_at = _after(text, start + len(sign))
            tags[at].append(module(text[code_at:], code_at, start, len(text)))
            code = (texts[other] or "")[: end - len(closing)]
            ends = max(code.find(quote), 0)
            before = [tag for tag in tags[other] if tag.end <= ends]
            last = module(code[ends + 1 :], ends + 1, ends, end)
        else:
            tags[at].append(Tag(Role.OPEN, start, len(text), "cut", "comment"))
            last = Tag(Role.CLOSE, 0, end, "cut", "comment")
            for between in range(at + 1, other):
                tags[between].clear()
        tags[other][:] = [*before, last, *behind]
        return other if sign != "{%" else at + 1
    return 0


def _after(text: str, at: int) -> int:
    """Return the offset of the first character of code behind `at`."""
    return at + len(text[at:]) - len(text[at:].lstrip(" -+"))


def _first_outside(text: str, closing: str, tags: Sequence[Tag]) -> int:
    """Return the offset behind the first `closing` that ends no tag of its own, -1 without one."""
    at = text.find(closing)
    while at >= 0:
        before = bisect_right(tags, at, key=lambda tag: tag.start) - 1
        if before < 0 or at >= tags[before].end:
            return at + len(closing)
        at = text.find(closing, at + 1)
    return -1
