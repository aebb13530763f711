"""What a text is before any term is looked for: folded letters, sentences, and places that are not prose."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, cached_property

from msgcheck.model import Span

_SAME_CHAR = {
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u2009": " ",
    "\u202f": " ", "\n": " ", "\t": " ", "\r": " ",
}  # fmt: skip
# The first character is one of few, which re finds fast; a run of them is read once, from where it starts.
_BREAK = re.compile(
    r"[.!?…\n](?:(?<=\n)(?:\s*\n\s*|(?=\s*[-*•‣◦▪●·✓✔✗✘→]))"
    r"|(?<!\n)(?<![.!?…]{2})[.!?…]*+[\"'”’)\]]*+\s+(?![a-z]))"
)
# Each alternative starts where a run of its characters starts, so that the scan stays linear.
_NOT_PROSE = {
    "code": "|".join(
        (
            r"`[^`\n]{1,500}`",
            r"(?<!\w)\$[A-Za-z_]\w*|(?<![\w.])\w++(?:\.\w++)*+\(\)",  # $x, f()
        )
    ),
    "url": "|".join(
        (
            r"(?<!\w)(?:https?://|www\.|mailto:|ftp://)[^\s<>\"]+",
            r"(?<![\w./-])(?:[~.]{0,2}/|[A-Za-z]:\\)[\w.~\\-][^\s<>\"]*",  # path
            r"(?<![\w./-])\w[\w-]*+(?:/[\w-]++)++\.[A-Za-z]\w{0,4}\b",  # path: src/login.ts
            r"(?<![\w.-])\w[\w-]*+(?:\.[A-Za-z][\w-]*+)+(?:/[^\s<>\"]*)?",  # host, file: single-signon.pdf
            r"(?<!\w)\w++=[^\s&]+(?:&\w+=[^\s&]+)*",  # query string
        )
    ),
    # Two words or more: somebody's words. One word in quotation marks is only set apart.
    "quote": "|".join(
        (
            r"(?<!\w)\"[^\"\s]++\s[^\"\n]{1,300}\"(?!\w)|“[^”\s]++\s[^”\n]{1,300}”",
            r"„[^“”\s]++\s[^“”\n]{1,300}[“”]|«\s?[^»\s]++\s[^»\n]{1,300}»",
            # An apostrophe stands between letters or behind one; "'90s" opens nothing.
            r"(?<!\w)'(?=[^\W\d][^'\s]*\s)(?:[^'\n]|(?<=\w)'(?=\w)){1,300}+'(?!\w)",
            r"‘(?=[^’\s]+\s)(?:[^‘’\n]|(?<=\w)’(?=\w)){1,300}+’(?!\w)",
        )
    ),
    "": "|".join(
        (
            r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>|\*\|.{0,80}?\|\*|%%\w{1,60}%%|\$\{\w[\w.]{0,80}\}",
            r"\{\w[\w.]{0,80}\}|\[\[[\w. -]{1,80}\]\]|(?<!\w)%\w{1,60}%(?!\w)|(?<!\w):[a-z]\w{1,40}:(?!\w)",  # {x}, :x:
            r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)*",  # e-mail address
            r"(?<!\w)[@#]\w[\w-]*",  # handle, hashtag
        )
    ),
}
_EMPTY_LINE = re.compile(r"\n\n+")
_BEYOND = Span(sys.maxsize, sys.maxsize)
# Each of the above holds one of these; most paragraphs hold none.
_SMELLS = re.compile(
    r"[\"“`@\\{]|[#/=]\S|%%|<%|\*\||\w\.[A-Za-z]|www\.|mailto:"
    r"|[‘„«]|(?<!\w)'|\[\[|[%:]\w|\$[A-Za-z_]|\(\)"
)


def words(line: str) -> frozenset[str]:
    """The words of a line as a set: word lists stay readable."""
    return frozenset(line.split())


def fold(text: str) -> str:
    """Return `text` in lower case with one kind of space, hyphen and apostrophe; offsets stay."""
    if text.isascii() and text.isprintable():
        return text.lower()  # nothing to replace: most copy and nearly all terms
    folded = plain(text).lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain(text))


def plain(text: str) -> str:
    """Return `text` with one kind of space, hyphen and apostrophe; capitals and offsets stay."""
    if text.isascii() and text.isprintable():
        return text
    for char, same in _SAME_CHAR.items():  # ten times as fast as str.translate
        text = text.replace(char, same)
    return text


class Prose:
    """One text to look in.

    skip:  spans of it in which nothing is looked for (merge fields the reader has blanked).
    rules: "code", "url" and "quote", where those are to be left alone.
    labels: it is a row of labels, such as a menu: a new one may start at any word.
    """

    def __init__(
        self,
        text: str,
        *,
        skip: Sequence[Span] = (),
        rules: Iterable[str] = ("code", "url"),
        labels: bool = False,
    ) -> None:
        self.text = text
        self.labels = labels
        self.folded = fold(text)
        self._skip = skip
        self._rules = frozenset(rules)
        self._sentences: dict[int, Span] = {}
        self._foreign: dict[int, list[Span]] = {}

    @cached_property
    def starts(self) -> list[int]:
        """Where each sentence starts; the first starts at 0."""
        return [0, *(match.end() for match in _BREAK.finditer(self.text) if match.end() < len(self.text))]

    def sentence_index(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def sentence(self, offset: int) -> Span:
        """The sentence around `offset`, without white space at its ends."""
        index = self.sentence_index(offset)
        if index not in self._sentences:
            start = self.starts[index]
            end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
            words = self.text[start:end]
            start += len(words) - len(words.lstrip())
            self._sentences[index] = Span(start, start + len(words.strip()))
        return self._sentences[index]

    @cached_property
    def _blanked(self) -> list[Span]:
        return _disjoint((span.start, span.end) for span in self._skip)

    @cached_property
    def _paragraphs(self) -> list[int]:
        """Where each paragraph starts: nothing that is not prose reaches over an empty line."""
        return [0, *(match.end() for match in _EMPTY_LINE.finditer(self.text))]

    def _foreign_in(self, paragraph: int) -> list[Span]:
        """URLs, file names, code... of a paragraph, in order; looked for where a term is found only."""
        if paragraph not in self._foreign:
            starts = self._paragraphs
            start = starts[paragraph]
            end = starts[paragraph + 1] if paragraph + 1 < len(starts) else len(self.text)
            zones: Iterable[re.Match[str]] = ()
            if _SMELLS.search(self.text, start, end):
                zones = _not_prose(self._rules).finditer(self.text, start, end)
            self._foreign[paragraph] = _disjoint(match.span() for match in zones)
        return self._foreign[paragraph]

    def is_prose(self, start: int, end: int) -> bool:
        """False where the words overlap a URL, a file name... unless they hold all of it ("Node.js")."""
        if _next(self._blanked, start).start < end:
            return False
        first = bisect_right(self._paragraphs, start) - 1
        last = bisect_left(self._paragraphs, end, lo=first + 1) - 1
        for paragraph in range(first, last + 1):
            zone = _next(self._foreign_in(paragraph), start)
            if zone.start < end:
                return start <= zone.start and zone.end <= end
        return True


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


@cache
def _not_prose(rules: frozenset[str]) -> re.Pattern[str]:
    """There are eight sets of rules. An address comes before its host."""
    names = [name for name in ("code", "quote", "", "url") if not name or name in rules]
    return re.compile("|".join(_NOT_PROSE[name] for name in names))
