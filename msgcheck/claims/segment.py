"""Sentences of copy. A block is already a heading, a bullet, a button or a cell: split inside it only.

The splitter is a rule: a full stop ends a sentence unless what stands before it is known to carry one. Of 40
blocks with prices, versions, abbreviations and merge fields (tests/claims/copy_table.py) it cuts 38 as a reader
would, our parser 25.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgcheck.model import Span

_ABBREVIATIONS = {
    "e.g", "i.e", "etc", "vs", "approx", "incl", "excl", "no", "nos", "mr", "mrs", "ms", "dr", "prof", "st",
    "inc", "ltd", "co", "corp", "llc", "plc", "gmbh", "jr", "sr", "fig", "vol", "p", "pp", "a.m", "p.m", "u.s",
    "u.k", "min", "max", "tel", "ext", "dept", "est", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "v", "ca", "cf", "al", "p.a",
}  # fmt: skip
# May end a sentence as well: "by 5 p.m. We ..." does, "Acme Inc. We ..." does.
_ENDS_TOO = {"etc", "a.m", "p.m", "inc", "ltd", "co", "corp", "plc", "p.a", "u.s", "u.k", "llc"}
# Behind a letter with a full stop they open a sentence ("plan B. It ..."); a name would follow an initial.
_NO_NAMES = set(
    "a all and but each every he if in it no not on our she that the then there they this we you your".split()
)
_INNER_CAPITAL = re.compile(r"[a-z]+[A-Z\d]")  # iOS, eBay, v2: small letters that open a sentence
_OPENERS = "\"'“‘(["
_END = re.compile(r"([.!?…]+)([\"'”’)\]]*)(\s+|$)")
_SPLIT_ALSO = re.compile(r"\s+(?:•|\||·)\s+|\s+—\s+(?=[A-Z][a-z]+ [A-Z])")


def split(text: str, *, fields: Sequence[Span] = ()) -> list[Span]:
    """Return the spans of the sentences of one block, in order, without surrounding white space.

    fields: merge fields within `text`; no sentence ends inside one.

    >>> text = "Try v2.1 for $9.50. Ask Mr. Lee, e.g. by mail! Ready?"
    >>> [text[s.start:s.end] for s in split(text)]
    ['Try v2.1 for $9.50.', 'Ask Mr. Lee, e.g. by mail!', 'Ready?']
    """
    spans: list[Span] = []
    start = 0
    for end, following in _boundaries(text, fields):
        _add(spans, text, start, end)
        start = following
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def _boundaries(text: str, fields: Sequence[Span]) -> list[tuple[int, int]]:
    """Return (end of a sentence, start of the next) in order."""
    found: list[tuple[int, int]] = []
    for match in _END.finditer(text):
        if match.end() == len(text) or _inside(match.start(), fields):
            continue
        if _is_end(text, match, found[-1][1] if found else 0):
            found.append((match.start(3), match.end()))
    for match in _SPLIT_ALSO.finditer(text):
        if not _inside(match.start(), fields):
            found.append(match.span())
    return sorted(found)


def _inside(at: int, fields: Sequence[Span]) -> bool:
    return any(field.start <= at < field.end for field in fields)


def _is_end(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a sentence that began at `start` ends with the marks that `match` found."""
    after = text[match.end() : match.end() + 1]
    if match[1] != ".":
        return (match[1][0] in "!?" and not match[2]) or not after.islower()  # "Great!" said Ana.
    before = re.search(r"[\w.&/-]*$", text[: match.start()])
    word = before.group().lower() if before else ""
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i"):
        following = re.match(r"\w+", text[match.end() :])
        letter = len(word) == 1 and following and following.group().lower() in _NO_NAMES
        return after.isupper() and (word in _ENDS_TOO or bool(letter))
    if not text[start : match.start()].strip("0123456789. "):
        return False  # "2. What you pay": the number of a list or a clause
    return (
        after.isupper()
        or after.isdigit()
        or _INNER_CAPITAL.match(text, match.end()) is not None
        or after in _OPENERS
        or after in "{*%[<$€£"
        or not after.isalpha()
    )
