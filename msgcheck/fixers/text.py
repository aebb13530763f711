"""Words replaced in a text with markup: by the places that the readers keep, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from itertools import pairwise

from msgcheck.fixers.change import Change, Edit, Rewritten, UnplacedError, applied, word_by_word
from msgcheck.fixers.encoding import encoding_of, label_of
from msgcheck.fixers.guards import guarded
from msgcheck.model import Block, Document, Kind, Resource
from msgcheck.readers.flow import Flow

_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_BETWEEN = re.compile(  # what may stand between two runs of one phrase: formatting, and nothing that acts
    r"(?:</?(?:b|i|em|strong|span|u|font|small|mark|big|bdi|wbr)\b[^<>]*>|\s|&shy;|\u00ad)*", re.IGNORECASE
)
_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*")
_SPLIT = "split by markup"


class Source:
    """A decoded text, and the blocks that were read from it.

    kind: html, markdown, text or csv.
    """

    def __init__(self, text: str, blocks: Sequence[Block], kind: str) -> None:
        self.text = text
        self.blocks = blocks
        self._kind = kind
        self._guarded = sorted(guarded(text, kind))

    def rewrite(self, changes: Sequence[Change]) -> tuple[str, dict[Change, str]]:
        """Return (the text with the changes made, change -> why it could not be made)."""
        made: dict[Edit, None] = {}
        refused: dict[Change, str] = {}
        for change in changes:
            try:
                block = self.blocks[change.block]
                words = [word for edit in change.edits for word in word_by_word(block.text, edit)]
                edits = [edit for word in words for edit in self._places(block, word)]
                for edit in edits:
                    self._check(edit, made)
            except UnplacedError as err:
                refused[change] = str(err)
            else:
                made.update(dict.fromkeys(edits))
        return applied(self.text, list(made)), refused

    def _places(self, block: Block, edit: Edit) -> Iterator[Edit]:
        """Yield the edits of the source that make this edit of the text of a block. Raises UnplacedError."""
        runs = list(self._runs(block, edit.start, edit.end))
        start, end = runs[0][0], runs[-1][1]
        cut = self.text[start:end]
        words = self._written(edit.new, block)
        if _shown(cut) == block.text[edit.start : edit.end]:
            line_end = _BREAK.search(cut)
            if line_end and self.text[end : end + 1] == " ":  # the line still ends, behind the new words
                yield Edit(start, end + 1, words + line_end.group())
            else:
                yield Edit(start, end, words)
            return
        if self._kind != "html":
            raise UnplacedError(_SPLIT)
        for (_, one), (other, _) in pairwise(runs):
            if not _BETWEEN.fullmatch(self.text, one, other):
                raise UnplacedError(_SPLIT)
        yield Edit(*runs[0], words)
        yield from (Edit(*run, "") for run in runs[1:])

    def _runs(self, block: Block, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the ranges of the source that hold the letters of [start, end), in order. Raises UnplacedError."""
        run: tuple[int, int] | None = None
        for at in range(start, end):
            place = block.source_offset(at)
            if place is None:
                raise UnplacedError("the reader does not tell where in the file they stand")
            length = self._length(place, block.text[at])
            if run and place == run[1]:
                run = run[0], place + length
                continue
            if run:
                yield run
            run = place, place + length
        if run:
            yield run

    def _length(self, place: int, letter: str) -> int:
        """Return how long the letter is written at `place` of the source: `&nbsp;` takes six."""
        if self.text.startswith(letter, place):
            return 1
        entity = _ENTITY.match(self.text, place)
        if entity and letter in (unescape(entity.group()), _shown(unescape(entity.group())) or " "):
            return len(entity.group())
        if letter == " " and (blank := re.compile(r"\s+").match(self.text, place)):
            return len(blank.group())
        if letter == " ":  # a line break, or the gap between two elements: no letters of its own
            return 0
        raise UnplacedError("written in another way in the file")

    def _written(self, words: str, block: Block) -> str:
        """Return words as this kind of text writes them."""
        if self._kind == "html":
            return escape(words, quote=block.kind is Kind.ATTRIBUTE and '"' in words)
        return words.replace('"', '""') if self._kind == "csv" else words

    def _check(self, edit: Edit, made: dict[Edit, None]) -> None:
        """Raise UnplacedError where the edit touches what must stay, or another edit."""
        for start, end, what in self._guarded:
            if start < edit.end and edit.start < end:
                raise UnplacedError(f"in {what}")
        for other in made:
            if other != edit and other.start < edit.end and edit.start < other.end:
                raise UnplacedError("the same place is read in two ways")


def _shown(cut: str) -> str:
    """Return a stretch of source as a reader sees it, were it without markup."""
    flow = Flow()
    flow.add(unescape(cut), 0)
    return flow.finish()[0]


class TextDraft:
    """A text file, open for changes: charset, byte order mark and line ends stay."""

    def __init__(self, resource: Resource, document: Document, kind: str) -> None:
        """kind: as `detect` names it. Raises UnplacedError where the file could not be written again."""
        text = document.source
        if text is None:
            raise UnplacedError("the reader does not keep its text")
        self._source = Source(text, document.blocks, kind)
        declared = label_of(resource.data) if kind == "html" else ""
        self._encoding = encoding_of(resource.data, text, declared)

    @property
    def blocks(self) -> Sequence[Block]:
        return self._source.blocks

    @property
    def sources(self) -> Sequence[tuple[str, str]]:
        return [("", self._source.text)]

    def rewrite(self, changes: Sequence[Change]) -> Rewritten:
        refused: dict[Change, str] = {}
        able: list[Change] = []
        for change in changes:
            try:
                self._encoding.encode("".join(edit.new for edit in change.edits))
            except UnplacedError as err:
                refused[change] = str(err)
            else:
                able.append(change)
        text, unplaced = self._source.rewrite(able)
        return Rewritten(self._encoding.encode(text), refused | unplaced)
