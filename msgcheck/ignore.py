"""Comments in the copy that settle findings where they stand.

    <!-- msgcheck: ignore MC201 a customer's words -->      {/* msgcheck: ignore MC201 a customer's words */}
    <!-- msgcheck: ignore-file MC2 written for partners -->
    <!-- msgcheck: ignore-start MC102, MC105 prices of last year --> ... <!-- msgcheck: ignore-end -->

`ignore` holds for the block it stands in; behind copy, at the end of a line, for the block before it; elsewhere
for the block that follows. A table row is one block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from msgcheck.codes import CODES
from msgcheck.memory import Choice, Decision
from msgcheck.model import Block, Document, Kind, Place
from msgcheck.readers.site import TITLE

VERBS = ("ignore", "ignore-file", "ignore-start", "ignore-end")
_COMMENT = re.compile(
    r"<!--\s*msgcheck:(?P<html>.{0,5000}?)-->|\{/\*\s*msgcheck:(?P<jsx>.{0,5000}?)\*/\}", re.DOTALL
)
_SAID = re.compile(r"\s*(?P<verb>[\w-]*)(?P<codes>(?:[\s,]+MC\d\w*)*)[\s,.:;–—-]*(?P<reason>.*)", re.DOTALL)
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>|&nbsp;", re.DOTALL | re.IGNORECASE)

_Point = tuple[int, int]  # line and column, from 1
_Range = tuple[int, int]  # half-open, offsets of `Document.source`


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. It has no reach where it has a `problem`: why it is not obeyed.

    uri:    of the asset it stands in; site: of what the pages of its site share, where that was read here.
    codes:  codes, or how they begin: "MC2".
    reach:  half-open ranges of lines and columns; None is the whole asset.
    """

    uri: str
    line: int
    codes: tuple[str, ...]
    reason: str
    site: str = ""
    reach: tuple[tuple[_Point, _Point], ...] | None = ()
    problem: str = ""

    @property
    def decision(self) -> Decision:
        """The comment as a decision, of no finding yet."""
        codes = ", ".join(self.codes)
        return Decision("", codes, Choice.ACCEPT, self.reason, where=f"{self.uri}:{self.line}")

    def covers(self, code: str, place: Place) -> bool:
        """Whether a finding with that code is settled at a place."""
        if self.problem or not code.startswith(self.codes):
            return False
        if self.reach is None:
            return place.uri == self.uri
        at = (place.line or 0, place.column or 0)
        return place.uri in (self.uri, self.site) and any(first <= at < end for first, end in self.reach)


def comments(documents: Sequence[Document]) -> list[Comment]:
    """Return the comments of all documents, in order. What a reader of the asset sees (code) is no comment."""
    of_source: dict[int, list[Document]] = {}
    for document in documents:
        if document.source is not None and "msgcheck:" in document.source:
            of_source.setdefault(id(document.source), []).append(document)
    found: list[Comment] = []
    for same in of_source.values():  # a page, and what its site shares where that was met on this page
        page = next((document for document in same if document.title != TITLE), same[0])
        site = next((document.uri for document in same if document is not page), "")
        found += _Source(page, site, [block for document in same for block in document.blocks]).comments()
    return found


class _Source:
    """One file and the blocks that stand in it, by their places in it."""

    def __init__(self, page: Document, site: str, blocks: Iterable[Block]) -> None:
        self._page, self._site = page, site
        self._text = page.source or ""
        self._lines = [0, *(line.end() for line in re.finditer("\n", self._text))]
        self._blocks = sorted(
            ((_range(block), block) for block in blocks if block.origin), key=lambda placed: placed[0]
        )

    def comments(self) -> list[Comment]:
        open_: list[int] = []  # indices of ignore-start
        ends: dict[int, int] = {}
        found: list[Comment] = []
        for match in _COMMENT.finditer(self._text):
            if self._is_copy(self._text.index("msgcheck:", match.start())):
                continue
            verb, comment = self._read(match)
            if verb == "ignore-end" and open_:
                at = open_.pop()
                found[at] = self._reaching(found[at], [(ends[at], match.start())])
                continue
            if verb == "ignore-start":
                open_.append(len(found))
                ends[len(found)] = match.end()
            elif verb == "ignore":
                comment = self._reaching(comment, self._meant(*match.span()))
            elif verb == "ignore-file":
                comment = replace(comment, reach=None)
            else:
                comment = replace(comment, problem=comment.problem or "there is no ignore-start above it")
            found.append(comment)
        for at in open_:
            found[at] = replace(found[at], problem=found[at].problem or "there is no ignore-end below it")
        return found

    def _read(self, match: re.Match[str]) -> tuple[str, Comment]:
        """Return (verb, the comment without its reach)."""
        said = _SAID.match(match["html"] if match["html"] is not None else match["jsx"])
        assert said is not None  # every part of it may be empty
        verb, codes = said["verb"], tuple(re.findall(r"MC\w+", said["codes"]))
        reason = " ".join(said["reason"].split())
        unknown = [given for given in codes if not any(code.startswith(given) for code in CODES)]
        problem = ""
        if verb not in VERBS:
            problem = f"{verb!r} is not known here: {', '.join(VERBS)}"
        elif verb == "ignore-end":
            pass
        elif not codes:
            problem = "it names no code: ignore MC201 REASON"
        elif unknown:
            problem = f"there is no code {unknown[0]}"
        elif not reason:
            problem = "it gives no reason"
        line = self._line(match.start())
        return verb, Comment(self._page.uri, line, codes, reason, self._site, problem=problem)

    def _reaching(self, comment: Comment, ranges: Iterable[_Range]) -> Comment:
        return replace(comment, reach=tuple((self._point(start), self._point(end)) for start, end in ranges))

    def _point(self, offset: int) -> _Point:
        line = self._line(offset)
        return line, offset - self._lines[line - 1] + 1

    def _line(self, offset: int) -> int:
        return bisect_right(self._lines, offset)

    def _is_copy(self, offset: int) -> bool:
        """Whether the "msgcheck:" at an offset of the file is shown: in a code example it is an example."""
        for (start, end), block in self._blocks:
            if start <= offset < end:
                shown = (
                    block.text.startswith("msgcheck:", at + offset - source)
                    for at, source in block.origin
                    if source <= offset
                )
                if any(shown):
                    return True
        return False

    def _meant(self, start: int, end: int) -> Iterator[_Range]:
        """Yield the places of the blocks that an `ignore` at [start, end) is about."""
        around = [place for place, _ in self._blocks if place[0] < start < place[1]]
        if around:
            yield from around
            return
        before = [placed for placed in self._blocks if placed[0][1] <= start]
        behind = [placed for placed in self._blocks if placed[0][0] >= end]
        last = max(before, key=lambda placed: placed[0][1], default=None)
        follows = behind and self._line(behind[0][0][0]) == self._line(end)
        if last and not follows and self._line(last[0][1] - 1) == self._line(start):
            yield from _row(last, before)
        elif behind and not self._is_gap(end, behind[0][0][0]):
            yield from _row(behind[0], behind)

    def _is_gap(self, start: int, end: int) -> bool:
        """Whether words of the page stand between two offsets, whose block was read with another document."""
        between = self._text[start:end]
        between = between[: between.rfind("<")] if between.rfind("<") > between.rfind(">") else between
        return self._page.media_type == "text/html" and bool(_UNSEEN.sub("", between).strip())


def _range(block: Block) -> _Range:
    first, last = block.source_offset(0), block.source_offset(max(len(block.text) - 1, 0))
    assert first is not None  # the block has an origin
    assert last is not None
    return min(first, last), max(first, last) + 1


def _row(placed: tuple[_Range, Block], among: Iterable[tuple[_Range, Block]]) -> Iterator[_Range]:
    """Yield the places of a block, of its other readings (if/else), and of the other cells of its row."""
    (start, _), block = placed
    row = block.group if block.kind is Kind.TABLE_CELL else ""
    for place, other in among:
        if place[0] == start or (row and other.group == row):
            yield place
