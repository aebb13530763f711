"""What a text is before any term is looked for: folded letters, sentences, and places that are not prose."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgcheck.model import Span

_SAME_CHAR = str.maketrans({
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u2009": " ",
    "\u202f": " ", "\n": " ", "\t": " ", "\r": " ",
})  # fmt: skip
_BREAK = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?![a-z])|\s*\n\s*\n\s*|\n(?=\s*[-*•])")
# Each alternative starts where a run of its characters starts, so that the scan stays linear.
_NOT_PROSE = {
    "code": r"`[^`\n]{1,500}`",
    "url": "|".join(
        (
            r"(?<!\w)(?:https?://|www\.|mailto:|ftp://)[^\s<>\"]+",
            r"(?<![\w./-])(?:[~.]{0,2}/|[A-Za-z]:\\)[\w.~\\-][^\s<>\"]*",  # path
            r"(?<![\w.-])\w[\w-]*+(?:\.[A-Za-z][\w-]*+)+(?:/[^\s<>\"]*)?",  # host, file: single-signon.pdf
            r"(?<!\w)\w++=[^\s&]+(?:&\w+=[^\s&]+)*",  # query string
        )
    ),
    # Two words or more: somebody's words. One word in quotation marks is only set apart.
    "quote": r"(?<!\w)\"[^\"\s]++\s[^\"\n]{1,300}\"(?!\w)|“[^”\s]++\s[^”\n]{1,300}”",
    "": "|".join(
        (
            r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>|\*\|.{0,80}?\|\*|%%\w{1,60}%%|\$\{\w[\w.]{0,80}\}",
            r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)*",  # e-mail address
            r"(?<!\w)[@#]\w[\w-]*",  # handle, hashtag
        )
    ),
}
_BEYOND = Span(sys.maxsize, sys.maxsize)
_SMELLS = re.compile(r"[\"“`@#/\\{}%*$=<]|\w\.[A-Za-z]")


def words(line: str) -> frozenset[str]:
    """The words of a line as a set: word lists stay readable."""
    return frozenset(line.split())


def fold(text: str) -> str:
    """Return `text` in lower case with one kind of space, hyphen and apostrophe; offsets stay."""
    folded = plain(text).lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain(text))


def plain(text: str) -> str:
    """Return `text` with one kind of space, hyphen and apostrophe; capitals and offsets stay."""
    if text.isascii() and text.isprintable():
        return text  # nothing to replace: most copy, and three times as fast
    return text.translate(_SAME_CHAR)


class Prose:
    """One text to look in.

    skip:  spans of it in which nothing is looked for (merge fields the reader has blanked).
    rules: "code", "url" and "quote", where those are to be left alone.
    """

    def __init__(
        self, text: str, *, skip: Sequence[Span] = (), rules: Iterable[str] = ("code", "url")
    ) -> None:
        self.text = text
        self.folded = fold(text)
        self._skip = skip
        self._rules = frozenset(rules)

    @cached_property
    def starts(self) -> list[int]:
        """Where each sentence starts; the first starts at 0."""
        return [0, *(match.end() for match in _BREAK.finditer(self.text) if match.end() < len(self.text))]

    def sentence_index(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def sentence(self, offset: int) -> Span:
        """The sentence around `offset`, without white space at its ends."""
        index = self.sentence_index(offset)
        start = self.starts[index]
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        return Span(start, start + len(words.strip()))

    @cached_property
    def _blanked(self) -> list[Span]:
        return _disjoint((span.start, span.end) for span in self._skip)

    @cached_property
    def _foreign(self) -> list[Span]:
        """URLs, file names, code..., in order."""
        if not _SMELLS.search(self.text):
            return []
        return _disjoint(match.span() for match in _not_prose(self._rules).finditer(self.text))

    def is_prose(self, start: int, end: int) -> bool:
        """False where the words overlap a URL, a file name... unless they hold all of it ("Node.js")."""
        if _next(self._blanked, start).start < end:
            return False
        zone = _next(self._foreign, start)
        return zone.start >= end or (start <= zone.start and zone.end <= end)


def _disjoint(found: Iterable[tuple[int, int]]) -> list[Span]:
    """Ranges in order, those that overlap as one."""
    spans: list[Span] = []
    for start, end in sorted(found):
        if spans and start < spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, end))
        else:
            spans.append(Span(start, end))
    return spans


def _next(spans: Sequence[Span], offset: int) -> Span:
    """The first of disjoint spans that ends after `offset`; one beyond every text where there is none."""
    at = bisect_right(spans, offset, key=lambda span: span.end)
    return spans[at] if at < len(spans) else _BEYOND


def _not_prose(rules: frozenset[str]) -> re.Pattern[str]:
    """re caches what it compiles; there are eight sets of rules. An address comes before its host."""
    names = [name for name in ("code", "quote", "", "url") if not name or name in rules]
    return re.compile("|".join(_NOT_PROSE[name] for name in names))
