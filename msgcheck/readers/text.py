"""Plain text to blocks: paragraphs, bullets, headings, and the first lines of a mail template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import groupby, pairwise

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.flow import Flow
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.places import join_footnotes, locate
from msgcheck.readers.questions import asked, is_turn, with_questions
from msgcheck.readers.voices import with_voice

_BULLET = re.compile(r"[ \t]*(?:[-*+•‣◦▪●·–—✓✔→]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+(?=\S)")
_RULE = re.compile(r"[ \t]*([=\-~_*#+])(?:[ \t]*\1){2,}[ \t]*\r?$")
_MAIL_LINE = re.compile(
    r"[ \t]*(subject|preheader|preview text|pre-header)[ \t]*(?:line)?[ \t]*:[ \t]*", re.IGNORECASE
)
_QUOTED = re.compile(r"[ \t]*>[> \t]*")
_ENTITY = re.compile(
    r"&(?:nbsp|shy|amp|[lr][sd]quo|[nm]dash|hellip|apos|quot|zwnj|#\d{2,6}|#x[\da-fA-F]{2,5});"
)
_NARROW = 45  # characters; no editor wraps a paragraph that early, but address and slogan lines are shorter
_LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the white space around it; `at` is its offset, `indent` what was before it."""

    text: str
    at: int
    indent: int = 0

    def without(self, mark: re.Pattern[str]) -> _Line:
        found = mark.match(self.text)
        return _Line(self.text[found.end() :], self.at + found.end()) if found else self


class TextReader:
    """Plain text files: ad copy, mail templates, notes."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when the bytes are no text, or there are none."""
        try:
            source, notes = decode(resource.data, _charset(resource.media_type))
        except UnreadableTextError as err:
            raise SourceError(resource.uri, str(err)) from err
        if not source.strip():
            raise SourceError(resource.uri, "the file is empty")
        blocks = text_blocks(source, notes)
        subject = next((block.text for block in blocks if block.surface is Surface.SUBJECT), "")
        return [
            assemble(resource, blocks, media_type="text/plain", title=subject, source=source, notes=notes)
        ]


def _charset(media_type: str) -> str:
    found = re.search(r"charset=\s*[\"']?([^\s\"';]+)", media_type, re.IGNORECASE)
    return found[1] if found else ""


def text_blocks(text: str, notes: list[str] | None = None) -> list[Block]:
    """Return the blocks of a plain text in order, `span` unplaced, `origin` pointing into `text`.

    notes: gets a line for template code that never ends.
    """
    blocks: list[Block] = []
    trail: tuple[str, ...] = ()
    for block in _raw_blocks(text):
        if block.kind is Kind.HEADING:
            trail = (block.text,)
            blocks.append(block)
        else:
            blocks.append(replace(block, headings=trail))
    voiced = (part for block in with_questions(blocks, text) for part in with_voice(block))
    return locate(join_footnotes(resolve(voiced, source=text, notes=notes)), text)


def _raw_blocks(text: str) -> Iterator[Block]:
    first = True
    for paragraph in _paragraphs(text):
        lines = paragraph
        while lines and first and (found := _MAIL_LINE.match(lines[0].text)):
            surface = Surface.SUBJECT if found[1].lower() == "subject" else Surface.PREHEADER
            yield _block([lines[0].without(_MAIL_LINE)], Kind.ATTRIBUTE, surface)
            lines = lines[1:]
        first = first and not lines
        if lines:
            yield from _paragraph(lines)


def _paragraphs(text: str) -> Iterator[list[_Line]]:
    """Yield runs of lines without a blank line between them."""
    run: list[_Line] = []
    at = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            indent = raw.index(stripped[0])
            run.append(_Line(stripped, at + indent, indent))
        elif run:
            yield run
            run = []
        at += len(raw) + 1
    if run:
        yield run


def _paragraph(lines: list[_Line]) -> Iterator[Block]:
    """Yield the blocks of one run of lines: headings, bullets, and copy, hard wraps undone."""
    if (
        len(lines) > 1
        and _is_rule(lines[1])
        and not _is_rule(lines[0])
        and len(lines[0].text) <= _LONGEST_HEADING
    ):
        yield _block(lines[:1], Kind.HEADING)
        lines = lines[2:]
    lines = [line for line in lines if not _is_rule(line)]
    if len(lines) == 1 and _is_shouted(lines[0].text):
        yield _block(lines, Kind.HEADING)
        return
    if lines and all(line.text.startswith(">") for line in lines):
        bare = [line.without(_QUOTED) for line in lines]
        for has_words, run in groupby(bare, key=lambda line: bool(line.text)):
            if has_words:
                yield from (_block(copy, Kind.QUOTE) for copy in _unwrapped(list(run)))
        return
    for part, is_bullet in _bullets(lines):
        if is_bullet:
            yield _block([part[0].without(_BULLET), *part[1:]], Kind.LIST_ITEM)
        else:
            yield from (_block(copy, Kind.PARAGRAPH) for copy in _unwrapped(part))


def _bullets(lines: list[_Line]) -> Iterator[tuple[list[_Line], bool]]:
    """Yield the copy before the first bullet, then each bullet with the lines that continue it."""
    starts = [index for index, line in enumerate(lines) if _BULLET.match(line.text)]
    if len(starts) == 1 and _is_no_list(lines[starts[0]], leads=starts[0] == 0):
        starts = []
    bounds = [0, *starts, len(lines)]
    for number, (start, end) in enumerate(pairwise(bounds)):
        if number == 0 and start < end:
            yield lines[start:end], False
        elif start < end:
            behind = _end_of_bullet(lines, start, end)
            yield lines[start:behind], True
            if behind < end:
                yield lines[behind:end], False


def _end_of_bullet(lines: list[_Line], start: int, end: int) -> int:
    """A bullet goes on while lines are indented below it, or were wrapped; "Call us" behind it is copy."""
    for at in range(start + 1, end):
        wrapped = len(lines[at - 1].text) >= _NARROW or lines[at].text[0].islower()
        if lines[at].indent <= lines[start].indent and not wrapped:
            return at
    return end


def _is_no_list(line: _Line, *, leads: bool) -> bool:
    # One "* Billed annually." below a price is a footnote, one "– and more" is a wrapped sentence.
    return line.text.startswith("* ") or (line.text[0] in "–—" and not leads)


def _is_rule(line: _Line) -> bool:
    return _RULE.match(line.text) is not None


def _is_shouted(text: str) -> bool:
    """A line of capitals alone: "PRICING AND PLANS", not "FAQ:" with a sentence, not "$9"."""
    letters = [c for c in text if c.isalpha()]
    return (
        len(letters) > 3
        and text == text.upper()
        and len(text) <= _LONGEST_HEADING
        and text[-1] not in ".!?,;"
    )


def _unwrapped(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines that belong together.

    A line was wrapped when the next word would not have fitted into the widest line, or when the next
    line goes on in lower case. Short lines that all begin with a capital are lines on purpose.
    """
    width = max(len(line.text) for line in lines)
    on_purpose = width < _NARROW and all(not line.text[:1].islower() for line in lines)
    together: list[_Line] = []
    for line in lines:
        if together:
            before = together[-1].text
            full = len(before) + 1 + len(line.text.split(None, 1)[0]) > width
            goes_on = line.text[0].islower() or before.endswith(",")
            is_answer = is_turn(line.text) or (len(together) == 1 and bool(asked(before)))
            if is_answer or not (goes_on or (full and not on_purpose)):
                yield together
                together = []
        together.append(line)
    yield together


def _add(flow: Flow, line: _Line) -> None:
    """Add a line; mail templates are saved as text with `&nbsp;` and `&shy;` in them."""
    done = 0
    for entity in _ENTITY.finditer(line.text):
        flow.add(line.text[done : entity.start()], line.at + done)
        flow.add_as(unescape(entity.group()), line.at + entity.start())
        done = entity.end()
    flow.add(line.text[done:], line.at + done)


def _block(lines: list[_Line], kind: Kind, surface: Surface = Surface.BODY) -> Block:
    flow = Flow()
    for line in lines:
        _add(flow, line)
        flow.space(line.at + len(line.text))
    text, origin = flow.finish()
    label = surface.value if surface is not Surface.BODY else ""
    return Block(text, UNPLACED, kind, surface, Locator(label=label), origin=origin)
