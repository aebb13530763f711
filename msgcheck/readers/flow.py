"""Words that remember where they stood: a block's text and its origin in the source, built together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

Origin = tuple[tuple[int, int], ...]
"""(offset in the text, offset in the source) of each run copied unchanged, in order of the text."""

# Any white space but one single blank, and the characters that have no width: soft hyphen, zero-width
# space, word joiner, bidi marks, byte order mark, and the fillers that mails put behind a preheader.
_ODD = re.compile(r" \s+|[^\S ]\s*|[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060\u2800\u3164\ufeff]")
_JOINERS = "\u200c\u200d"  # spelling in Persian and Hindi, glue in emoji, filler between ASCII


class Flow:
    """Collects the words of one block: white space folded to one blank, characters without width left out.

    Every piece comes with the source offset of its first character, so `origin` is exact.
    """

    __slots__ = ("_expected", "_gap", "_length", "_parts", "_runs")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[tuple[int, int]] = []
        self._length = 0
        self._gap: int | None = None  # offset of white space seen and not yet written
        self._expected = -1  # source offset that would continue the last run

    def __bool__(self) -> bool:
        return self._length > 0

    @property
    def here(self) -> int:
        """Offset in the text at which the next word would stand."""
        return self._length + (self._gap is not None and self._length > 0)

    @property
    def last(self) -> str:
        """The last character written; "" before the first, " " when white space is waiting."""
        if not self._parts:
            return ""
        return " " if self._gap is not None else self._parts[-1][-1]

    def add(self, text: str, at: int) -> None:
        """Add text that stands unchanged at `at` in the source."""
        start = 0
        for odd in _ODD.finditer(text):
            if odd.start() > start:
                self._segment(text[start : odd.start()], at + start)
            found = odd.group()
            if found[0].isspace():
                self.space(at + odd.start())
            elif (
                found in _JOINERS and self._gap is None and self._parts and not self._parts[-1][-1].isascii()
            ):
                self._write(found, at + odd.start())
            start = odd.end()
        if start < len(text):
            self._segment(text[start:], at + start)

    def add_as(self, text: str, at: int) -> None:
        """Add text that is written differently at `at` in the source (`&amp;`, an escape)."""
        self.add(text, at)
        self._expected = -1

    def space(self, at: int) -> None:
        """Add white space that stands at `at`; it is written once a word follows."""
        if self._length and self._gap is None:
            self._gap = at

    def finish(self) -> tuple[str, Origin]:
        """Return the text and its origin."""
        return "".join(self._parts), tuple(self._runs)

    def _segment(self, text: str, at: int) -> None:
        if text[0] == " ":
            self.space(at)
            text, at = text[1:], at + 1
        trailing = text.endswith(" ")
        if trailing:
            text = text[:-1]
        if text:
            if self._gap is not None:
                gap, self._gap = self._gap, None
                self._write(" ", gap)
            self._write(text, at)
        if trailing:
            self.space(at + len(text))

    def _write(self, text: str, at: int) -> None:
        if at != self._expected:
            self._runs.append((self._length, at))
        self._parts.append(text)
        self._length += len(text)
        self._expected = at + len(text)


def cut(origin: Origin, start: int, end: int) -> Origin:
    """Return the origin of `text[start:end]`, given the origin of `text`."""
    return tuple(_cut(origin, start, end))


def _cut(origin: Origin, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = max(bisect_right(origin, start, key=lambda run: run[0]) - 1, 0)
    for text_at, source_at in islice(origin, first, None):
        if text_at >= end:
            return
        skipped = max(start - text_at, 0)
        yield text_at + skipped - start, source_at + skipped


def compose(runs: Origin, length: int, origin: Origin) -> Origin:
    """Return the origin of a text made from another text.

    runs:   (offset in the new text, offset in the old text), `length` is that of the new text.
    origin: of the old text; empty gives empty.
    """
    composed: list[tuple[int, int]] = []
    for index, (new_at, old_at) in enumerate(runs):
        end = runs[index + 1][0] if index + 1 < len(runs) else length
        for text_at, source_at in _cut(origin, old_at, old_at + end - new_at):
            at = new_at + text_at
            if not composed or composed[-1][1] - composed[-1][0] != source_at - at:
                composed.append((at, source_at))
    return tuple(composed)


def found_in(text: str, source: str, start: int, end: int) -> Origin:
    """Return the origin of `text` whose words stand in order in `source[start:end]`; () where one does not.

    For values that came through another parser (YAML, JSON), which keeps no places.
    """
    runs: list[tuple[int, int]] = []
    at = start
    for word in re.finditer(r"\S+", text):
        at = source.find(word.group(), at, end)
        if at < 0:
            return ()
        if not runs or at - word.start() != runs[-1][1] - runs[-1][0]:
            runs.append((word.start(), at))
        at += len(word.group())
    return tuple(runs)
