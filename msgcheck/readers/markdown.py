"""Markdown and MDX to blocks, every word with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Span, Speaker, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.flow import Flow, Origin, compose, cut
from msgcheck.readers.html import raw_page
from msgcheck.readers.markdown_clean import BOX_END, CARD, CARD_END, NAMED, NAMED_END, clean
from msgcheck.readers.markdown_front import attributes, front_matter, plain, written
from msgcheck.readers.markdown_inline import AS_PLAIN_TEXT, Lines, Passage, parser, read_inline
from msgcheck.readers.markdown_parts import Card, Table
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.places import join_footnotes, locate
from msgcheck.readers.questions import answer_mark, asked, is_list
from msgcheck.readers.voices import signed, with_voice

_COMPONENT = re.compile(r"^[ \t]*<[A-Z]", re.MULTILINE)
_ALERT = re.compile(r"\[!\w+\]\s*")
_HTML_HEADING = re.compile(r"h([1-6])(?::nth-of-type\(\d+\))?$")
_DASHES = "—–- \u00a0"


class MarkdownReader:
    """Markdown, MDX, and templates of site generators."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when the bytes are no text, or there are none."""
        try:
            source, notes = decode(resource.data)
        except UnreadableTextError as err:
            raise SourceError(resource.uri, str(err)) from err
        if not source.strip():
            raise SourceError(resource.uri, "the file is empty")
        values, start, more = front_matter(source)
        walk = _Walk(source, start, mdx=resource.uri.endswith(".mdx") or bool(_COMPONENT.search(source)))
        drafts = [*(_Draft(block) for block in attributes(values, source, start)), *walk.drafts()]
        blocks = resolve(
            (draft.block for draft in drafts),
            {i: d.literal for i, d in enumerate(drafts) if d.literal},
            source=source,
            notes=notes,
        )
        channel = values.get("channel")
        return [
            assemble(
                replace(resource, channel=channel) if isinstance(channel, str) and channel else resource,
                locate(join_footnotes([part for block in blocks for part in with_voice(block)]), source),
                media_type="text/markdown",
                title=plain(values, "title"),
                language=(plain(values, "lang") or plain(values, "language")).lower(),
                written=written(values),
                source=source,
                notes=[*notes, *more, *walk.notes],
            )
        ]


@dataclass(slots=True)
class _Draft:
    """A block before merge fields. literal: its inline code; footnotes: ids it points to."""

    block: Block
    literal: list[Span] = field(default_factory=list)
    footnotes: list[int] = field(default_factory=list)


class _Walk:
    """One pass over the tokens of a file."""

    def __init__(self, source: str, start: int, *, mdx: bool) -> None:
        self._text, self._origin, self.notes = clean(source, start, mdx=mdx)
        self._lines = Lines(self._text)
        env: dict[str, bool] = {}
        self._tokens = parser(indented_code=not mdx).parse(self._text, env)
        self._trail: list[tuple[int, str]] = []
        self._open: list[str] = []  # names of the open containers, outermost first
        self._table: Table | None = None
        self._tables = 0
        self._level = 0
        self._question = ""
        self._collapsed = False
        self._footnotes: dict[int, list[str]] = {}
        self._footnote: int | None = None
        self._card = Card()
        self._inside: list[str] = []  # names of the open components, outermost first
        if AS_PLAIN_TEXT in env:
            self.notes.append("a block with more than a thousand open brackets is read as plain text")

    def drafts(self) -> list[_Draft]:
        """Return the blocks in order, origins pointing into the source."""
        drafts: list[_Draft] = []
        quotes: list[int] = []
        for token in self._tokens:
            if token.type == "inline":
                drafts += self._inline(token)
            elif token.type in {"fence", "code_block"}:
                drafts += map(_Draft, self._code(token))
            elif token.type == "html_block":
                drafts += self._html(token)
            elif token.nesting > 0:
                self._enter(token)
                quotes += [len(drafts)] if token.type == "blockquote_open" else []
            elif token.nesting < 0:
                self._leave(token)
                if token.type == "blockquote_close":
                    _attribute_quote(drafts[quotes.pop() :])
        self._join_footnotes(drafts)
        return drafts

    def _enter(self, token: Token) -> None:
        name = token.type.removesuffix("_open")
        self._open.append(name)
        if name == "table":
            self._tables += 1
            self._table = Table(self._tables)
        elif self._table and name == "thead":
            self._table.head = True
        elif self._table and name == "tr":
            self._table.row += 1
            self._table.column = 0
            self._table.row_header = ""
        elif self._table and name in {"td", "th"}:
            self._table.column += 1
        elif name == "footnote":
            self._footnote = int(token.meta["id"])
        elif name in {"heading", "dt"}:
            self._question = ""
            self._level = int(token.tag[1]) if name == "heading" else 0

    def _leave(self, token: Token) -> None:
        name = token.type.removesuffix("_close")
        self._open.pop()
        if name == "table":
            self._table = None
        elif self._table and name == "thead":
            self._table.head, self._table.row = False, 0
        elif name == "footnote":
            self._footnote = None
        elif name == "dl":
            self._question = ""

    def _inline(self, token: Token) -> Iterator[_Draft]:
        if not token.map or token.children is None:
            return
        at = token.map[0]
        in_cell = self._table is not None and bool({"td", "th"} & set(self._open[-1:]))
        lines = self._lines
        place = lines.place_cell(token.content, at) if in_cell else lines.place(token.content, at)
        may_ask = not in_cell and not {"heading", "dt"} & set(self._open)
        passage = read_inline(token, place, in_quote="blockquote" in self._open, may_ask=may_ask)
        self.notes += [f"crossed out, not read: {words!r}" for words in passage.struck if words]
        above = self._question
        answered = bool(passage.question) and bool(passage.flows[-1])
        passage.question = passage.question if answered else ""
        for number, (flow, spans) in enumerate(zip(passage.flows, passage.literal, strict=True)):
            if answered:
                self._question = passage.question if number else ""
            if flow:
                draft = self._answer(_Draft(self._block(flow, passage), spans, passage.footnotes))
                if self._inside and not self._inside[-1]:
                    self._inside[-1] = draft.block.text
                yield draft
        self._question = above if answered else self._question
        for alt, origin in passage.alts:
            if alt:
                yield _Draft(self._made(alt, origin, Kind.ATTRIBUTE, Surface.ALT, "alt text"))

    def _answer(self, draft: _Draft) -> _Draft:
        """Return a draft without the "A:" of an answer; the next block answers nothing."""
        text = draft.block.text
        lead = answer_mark(text) if self._question else 0
        if lead and draft.block.context == self._question:
            self._question = ""
            if not draft.literal:
                origin = cut(draft.block.origin, lead, len(text))
                draft.block = replace(draft.block, text=text[lead:], origin=origin)
        return draft

    def _block(self, flow: Flow, passage: Passage) -> Block:
        text, origin = flow.finish()
        if self._open and self._open[-1] == "heading":
            self._trail = [head for head in self._trail if head[0] < self._level]
            block = self._made(text, origin, Kind.HEADING)
            self._trail.append((self._level, text))
            self._question = text if text.endswith("?") else ""
            return block
        if self._card.is_open:
            block = replace(self._made(text, origin, self._kind()), group=f"component {self._card.number}")
            if self._card.name:
                return replace(block, context=self._card.name)
            self._card.name = text
            return block
        if self._table and self._open[-1] in {"td", "th"}:
            return self._cell(self._table, text, origin)
        if "dt" in self._open:
            block = self._made(text, origin, Kind.PARAGRAPH)
            self._question = text
            return block
        if self._footnote is not None:
            self._footnotes.setdefault(self._footnote, []).append(text)
        question = asked(text) if is_list(self._headings()) or text != asked(text) else ""
        if question or (passage.strong and text.endswith("?")):
            self._question = ""
            block = self._made(text, origin, self._kind())
            self._question = "" if passage.question else question or text
            return block
        return self._made(text, origin, Kind.CODE if passage.code_only else self._kind())

    def _kind(self) -> Kind:
        names = [name for name in self._open if name in {"list_item", "blockquote", "dd"}]
        if not names:
            return Kind.PARAGRAPH
        return Kind.QUOTE if names[-1] == "blockquote" else Kind.LIST_ITEM

    def _cell(self, table: Table, text: str, origin: Origin) -> Block:
        column = table.columns[table.column - 1] if 0 < table.column <= len(table.columns) else ""
        if table.head:
            table.columns += [""] * (table.column - 1 - len(table.columns)) + [text]
            return self._made(
                text, origin, Kind.TABLE_CELL, label=f"table {table.number}, heading of column {table.column}"
            )
        row = table.row_header
        if table.column == 1:
            table.row_header = text
        label = f"table {table.number}, row {row or text or table.row}, column {column or table.column}"
        block = self._made(text, origin, Kind.TABLE_CELL, label=label)
        context = ", ".join(filter(None, [row, column]))
        return replace(block, context=context, group=f"table {table.number} row {table.row}")

    def _made(
        self, text: str, origin: Origin, kind: Kind, surface: Surface = Surface.BODY, label: str = ""
    ) -> Block:
        if self._collapsed and surface is Surface.BODY:
            surface = Surface.COLLAPSED
        return Block(
            text,
            UNPLACED,
            kind,
            surface,
            Locator(label=label),
            headings=self._headings(),
            context=(self._question or self._within()) if kind is not Kind.HEADING else "",
            origin=compose(origin, len(text), self._origin),
        )

    def _within(self) -> str:
        """Return the name of the innermost component around, "" where none has one."""
        return next(filter(None, reversed(self._inside)), "")

    def _headings(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._trail)

    def _code(self, token: Token) -> Iterator[Block]:
        if not token.map:
            return
        flow = Flow()
        placed = self._lines.place(token.content, token.map[0] + (token.type == "fence"))
        for index, (text_at, source_at) in enumerate(placed):
            end = placed[index + 1][0] if index + 1 < len(placed) else len(token.content)
            flow.add(token.content[text_at:end], source_at)
        text, origin = flow.finish()
        yield self._made(text, origin, Kind.CODE)

    def _html(self, token: Token) -> Iterator[_Draft]:
        if not token.map:
            return
        if BOX_END in token.content:
            self._question = ""
        if NAMED in token.content or NAMED_END in token.content:
            self._question = ""
            self._inside = [*self._inside, ""] if NAMED in token.content else self._inside[:-1]
        if CARD in token.content or CARD_END in token.content:
            self._card = Card(self._card.number + (CARD in token.content), CARD in token.content)
        placed = self._lines.place(token.content, token.map[0])
        if "</details" in token.content and "<details" not in token.content:
            self._collapsed, self._question = False, ""
        page, literal = raw_page(token.content)
        level = 2
        for index, block in enumerate(page.blocks):
            if block.kind is Kind.HEADING:
                tag = _HTML_HEADING.search(block.locator.css)
                level = int(tag[1]) if tag else 2
                self._trail = [head for head in self._trail if head[0] < level]
            origin = compose(block.origin, len(block.text), placed)
            outer = self._made(block.text, origin, block.kind, block.surface)
            inner = replace(
                block,
                origin=outer.origin,
                surface=outer.surface,
                headings=outer.headings,
                context=block.context or outer.context,
                locator=Locator(label=block.locator.label),
            )
            yield _Draft(inner, list(literal.get(index, ())))
            if block.kind is Kind.HEADING:
                self._trail.append((level, block.text))
        if "<details" in token.content and "</details" not in token.content:
            self._collapsed = True
            self._question = next((block.text for block in page.blocks), "")

    def _join_footnotes(self, drafts: Sequence[_Draft]) -> None:
        """Join the text of `[^1]` to the context of the block that points to it."""
        for draft in drafts:
            texts = [text for number in draft.footnotes for text in self._footnotes.get(number, ())]
            if texts:
                context = ", ".join(filter(None, [draft.block.context, *texts]))
                draft.block = replace(draft.block, context=context)


def _attribute_quote(drafts: Sequence[_Draft]) -> None:
    """Say who speaks in the blocks of one quotation, where its last line does."""
    if not drafts:
        return
    first, last = drafts[0], drafts[-1]
    if alert := _ALERT.match(first.block.text):  # "> [!NOTE]" is a coloured box, nobody is quoted
        end = len(first.block.text)
        origin = cut(first.block.origin, alert.end(), end)
        first.block = replace(first.block, text=first.block.text[alert.end() :], origin=origin)
        first.literal = []
        for draft in drafts:
            if draft.block.kind is Kind.QUOTE:
                draft.block = replace(draft.block, kind=Kind.PARAGRAPH)
    elif last.block.text.startswith(("—", "–", "--")):
        name = last.block.text.lstrip(_DASHES)
        last.block = replace(last.block, kind=Kind.CAPTION)
        for draft in drafts:
            draft.block = replace(draft.block, speaker=Speaker.CUSTOMER, speaker_name=name)
    elif found := signed(last.block.text, quoted=True):
        for draft in drafts:
            draft.block = replace(draft.block, speaker=Speaker.CUSTOMER, speaker_name=found["name"])
