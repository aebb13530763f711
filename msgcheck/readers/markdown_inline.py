"""Inline Markdown with places: markdown-it-py keeps lines only, so its inline parser notes offsets here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from msgcheck.model import Span
from msgcheck.readers.flow import Flow, Origin
from msgcheck.readers.questions import asked

_AT = "at"  # Token.meta key: offset of the token in the content of its `inline` token
_DEEPEST = 100  # nested quotes and lists; the preset's 20 drops what is deeper without a word
_MOST_BRACKETS = (
    1_000  # that no link explains; for each, markdown-it looks for its partner to the end of the block
)
AS_PLAIN_TEXT = "as plain text"  # key of the parser's `env`: a block had too many
_STRUCK = {"del", "s", "strike"}


class _PlacedState(StateInline):
    """Notes where each token begins. Text is copied unchanged, so it is found right before the position."""

    def pushPending(self) -> Token:  # noqa: N802
        token = super().pushPending()
        token.meta[_AT] = max(self.src.rfind(token.content, 0, max(self.pos, len(token.content))), 0)
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta[_AT] = self.pos
        before = self.tokens[-2] if len(self.tokens) > 1 else None
        if before is not None and before.type == "text" and before.meta.get(_AT) == self.pos:
            # A run of stars is pushed one by one without moving on.
            token.meta[_AT] += len(before.content)
        return token


class _PlacedInline(ParserInline):
    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token]:
        state = _PlacedState(src, md, env, tokens)
        if src.count("[") - src.count("](") - src.count("][") > _MOST_BRACKETS:
            env[AS_PLAIN_TEXT] = True
            _tokens_of_lines(state)
            return state.tokens
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _tokens_of_lines(state: _PlacedState) -> None:
    """Fill a state with its lines as they are written."""
    for line in re.finditer(r"[^\n]+|\n", state.src):
        state.pos = line.start()
        if line.group() == "\n":
            state.push("softbreak", "br", 0)
        else:
            token = state.push("text", "", 0)
            token.content = line.group()


def parser(*, indented_code: bool) -> MarkdownIt:
    """Return a parser for CommonMark with tables, strikethrough, definition lists and footnotes.

    indented_code: False for MDX, where indentation is layout.
    """
    md = MarkdownIt("commonmark")
    md.inline = _PlacedInline()
    md.configure("commonmark", {"maxNesting": _DEEPEST})
    md.enable(["table", "strikethrough"])
    md.use(deflist_plugin).use(footnote_plugin, inline=False)
    # Joined tokens would lose the place of all but the first.
    md.disable(["text_join", "fragments_join"] + ([] if indented_code else ["code"]))
    return md


@dataclass(slots=True)
class Passage:
    """The copy of one `inline` token: one flow, or several: a line that begins with a dash in a quote, and an
    answer behind its question.

    literal:   for each flow the spans that are inline code.
    code_only: the flow holds inline code and nothing else.
    alts:      alt texts of the images in it, with their origin.
    footnotes: ids of the footnotes it points to.
    struck:    words that are crossed out; they are not in the flow.
    strong:    the whole passage is bold.
    question:  what the first flow asks, when the others answer it.
    """

    flows: list[Flow] = field(default_factory=lambda: [Flow()])
    literal: list[list[Span]] = field(default_factory=lambda: [[]])
    code_only: bool = True
    alts: list[tuple[str, Origin]] = field(default_factory=list)
    footnotes: list[int] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    strong: bool = True
    question: str = ""

    def end_question(self, *, bold: bool) -> None:
        """Begin a new flow when the first one is a question: by its words, or bold with a question mark."""
        text, _ = self.flows[0].finish()
        question = asked(text) or (text if bold and text.endswith("?") else "")
        if question and len(self.flows) == 1:
            self.question = question
            self.flows.append(Flow())
            self.literal.append([])


class Lines:
    """The parser's text by lines, to find where the content of a token stood."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._cell: tuple[int, int] = (-1, 0)  # line and offset behind the last table cell

    def place(self, content: str, first: int) -> Origin:
        """Return the origin of `content` whose lines are the ends of the lines from `first` on."""
        runs: list[tuple[int, int]] = []
        at = 0
        for number, line in enumerate(content.split("\n"), first):
            words = line.strip()
            if words and number < len(self._lines):
                column = self._lines[number].rfind(words)
                if column >= 0:
                    runs.append((at + line.index(words[0]), self._starts[number] + column))
            at += len(line) + 1
        return tuple(runs)

    def place_cell(self, content: str, line: int) -> Origin:
        """Return the origin of the next cell's content in a table row; cells are asked for in order."""
        start = self._cell[1] if self._cell[0] == line else 0
        written = content.replace("|", "\\|")  # the parser takes the backslash off
        at = self._lines[line].find(written, start)
        if at < 0:
            return ()
        self._cell = (line, at + len(written))
        pipes = [found.start() for found in re.finditer(r"\|", content)]
        base = self._starts[line] + at
        first = [(0, base)] if not content.startswith("|") else []
        return (*first, *((pipe, base + pipe + count) for count, pipe in enumerate(pipes, 1)))


def read_inline(token: Token, origin: Origin, *, in_quote: bool = False, may_ask: bool = False) -> Passage:
    """Return the copy of an `inline` token; `origin` is that of its content.

    may_ask: an answer may follow its question (in a paragraph or an item, not in a heading or a cell).
    """
    passage = Passage()
    place = _Place(origin)
    struck = 0
    strong = 0
    for child in _joined(token.children or ()):
        flow = passage.flows[-1]
        at = int(child.meta.get(_AT, 0))
        if child.type == "s_open" or (child.type == "html_inline" and _opens(child.content, _STRUCK)):
            struck += 1
        elif child.type == "s_close" or (child.type == "html_inline" and _closes(child.content, _STRUCK)):
            struck = max(struck - 1, 0)
        elif child.type in {"strong_open", "strong_close"}:
            strong += child.nesting
            if may_ask and strong == 0 and passage.strong:
                passage.end_question(bold=True)
        elif child.type in {"softbreak", "hardbreak"} or _opens(child.content, {"br"}):
            flow.space(place(at))
            if may_ask:
                passage.end_question(bold=False)
        elif child.type == "image":
            alt = Flow()
            for part in child.children or ():
                _copy(part, alt, place, token.content, base=at + 2)
            passage.alts.append(alt.finish())
        elif child.type == "footnote_ref":
            passage.footnotes.append(int(child.meta["id"]))
        elif child.type in {"text", "text_special", "code_inline"} and child.content:
            if struck:
                passage.struck.append(child.content.strip())
                continue
            if in_quote and flow and flow.last == " " and child.content.lstrip().startswith(("—", "–", "--")):
                passage.flows.append(flow := Flow())
                passage.literal.append([])
            if child.content.strip():
                passage.code_only &= child.type == "code_inline"
                passage.strong &= strong > 0
            start = flow.here
            _copy(child, flow, place, token.content)
            if child.type == "code_inline":
                passage.literal[-1].append(Span(start, flow.here))
    return passage


class _Place:
    """Offset in a token's content to offset in the parser's text."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    def __call__(self, at: int) -> int:
        if not self._origin:
            return 0
        run = max(bisect_right(self._origin, at, key=lambda run: run[0]) - 1, 0)
        text_at, source_at = self._origin[run]
        return source_at + at - text_at

    def pieces(self, at: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of a range of the content that were copied unchanged."""
        inner = [start for start, _ in self._origin if at < start < end]
        yield from pairwise([at, *inner, end])


def _joined(children: Sequence[Token]) -> Iterator[Token]:
    """Leave out the emptied tokens that matched delimiters leave behind."""
    return (child for child in children if child.type != "text" or child.content)


def _copy(child: Token, flow: Flow, place: _Place, content: str, *, base: int = 0) -> None:
    at = base + int(child.meta.get(_AT, 0))
    if child.type == "text_special":
        if child.markup.endswith(child.content):  # "\*" is "*"; "\n" is itself
            flow.add(child.content, place(at + len(child.markup) - len(child.content)))
        else:
            flow.add_as(child.content, place(at))
    elif child.type == "code_inline":
        inside = at + len(child.markup)
        inside += content.startswith(" ", inside) and not child.content.startswith(" ")
        # Line breaks in code became blanks one for one, but the next line may be indented in the file.
        for line in re.finditer(r"[^\n]+\n?", content[inside : inside + len(child.content)]):
            _add(line.group(), inside + line.start(), flow, place)
    elif child.type == "text":
        # The text of an autolink is pushed at its bracket.
        found = content.find(child.content, at, at + len(child.content) + 2)
        _add(child.content, found if found >= 0 else at, flow, place)
    elif child.type in {"softbreak", "hardbreak"}:
        flow.space(place(at))


def _add(text: str, at: int, flow: Flow, place: _Place) -> None:
    for start, end in place.pieces(at, at + len(text)):
        flow.add(text[start - at : end - at], place(start))


def _opens(content: str, tags: set[str]) -> bool:
    return content.startswith("<") and content[1:].split(">")[0].split("/")[0].split(" ")[0].lower() in tags


def _closes(content: str, tags: set[str]) -> bool:
    return content.startswith("</") and content[2:].rstrip("> ").lower() in tags
