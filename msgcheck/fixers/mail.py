"""Words replaced in a mail: each body in its own encoding and charset, and the headers an inbox shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.header import Header, decode_header
from email.message import EmailMessage, Message

from msgcheck.fixers.change import Change, Rewritten, UnplacedError
from msgcheck.fixers.encoding import encoding_of
from msgcheck.fixers.text import Source
from msgcheck.fixers.transfer import rewrite
from msgcheck.model import Block, Kind, Locator, Resource, Surface
from msgcheck.readers import mime
from msgcheck.readers.assembly import UNPLACED
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.drawing import fold
from msgcheck.readers.flow import Flow
from msgcheck.readers.html import html_blocks
from msgcheck.readers.mail_ends import above_quoted, blocks_above_quoted
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.text import text_blocks

_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
_HEADS = {
    "subject": Surface.SUBJECT,
    **dict.fromkeys(("preheader", "x-preheader", "preview-text", "x-preview-text"), Surface.PREHEADER),
}
_HEADER = re.compile(rb"^([!-9;-~]+):[ \t]*((?:[^\r\n]|\r?\n[ \t])*)", re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_SEALED = frozenset({"multipart/signed", "multipart/encrypted"})
_PLAIN = frozenset({"", "7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True)
class _Piece:
    """A header or a body: its range of the file, what it says, and how it is written when it says more."""

    name: str
    start: int
    end: int
    source: Source
    write: Callable[[str], bytes]


class MailDraft:
    """A mail, open for changes. Its blocks are those of every part: what two parts say, both say anew."""

    def __init__(self, resource: Resource) -> None:
        """Raises UnplacedError for a mail that is signed as a whole; SourceError where there is none."""
        message = mime.parse(resource)
        if any(map(_is_sealed, message.walk())):
            raise UnplacedError("the mail is signed: a change would break the signature")
        self._data = resource.data
        self._pieces = [*_heads(resource.data, message), *_bodies(resource.data, message)]
        self._blocks = [block for piece in self._pieces for block in piece.source.blocks]

    @property
    def blocks(self) -> Sequence[Block]:
        return self._blocks

    @property
    def sources(self) -> Sequence[tuple[str, str]]:
        return [(piece.name, piece.source.text) for piece in self._pieces]

    def rewrite(self, changes: Sequence[Change]) -> Rewritten:
        refused: dict[Change, str] = {}
        written: list[tuple[int, int, bytes]] = []
        first = 0
        for piece in self._pieces:
            last = first + len(piece.source.blocks)
            own = {replace(c, block=c.block - first): c for c in changes if first <= c.block < last}
            first = last
            text, unplaced = piece.source.rewrite(list(own))
            refused |= {own[change]: reason for change, reason in unplaced.items()}
            if text == piece.source.text:
                continue
            try:
                written.append((piece.start, piece.end, piece.write(text)))
            except UnplacedError as err:
                refused |= {change: str(err) for short, change in own.items() if short not in unplaced}
        data = self._data
        for start, end, new in sorted(written, reverse=True):
            data = data[:start] + new + data[end:]
        return Rewritten(data, refused)


def _is_sealed(part: Message) -> bool:
    try:
        return part.get_content_type() in _SEALED
    except mime.MAIL_ERRORS:
        return False


def _heads(data: bytes, message: EmailMessage) -> Iterator[_Piece]:
    head_end = _HEAD_END.search(data)
    for found in _HEADER.finditer(data, 0, head_end.start() if head_end else len(data)):
        name = found[1].decode("ascii")
        surface = _HEADS.get(name.lower())
        if surface is None:
            continue
        text, charset = _header_text(found[2])
        flow = Flow()
        flow.add(text, 0)
        words, origin = flow.finish()
        read = fold(mime.header(message, name, []))
        block = Block(read, UNPLACED, Kind.ATTRIBUTE, surface, Locator(name), origin=origin)
        if words != read:  # broken, or written twice
            block = replace(block, origin=())
        yield _Piece(
            name, *found.span(2), Source(text, resolve([block]), "text"), _header_writer(name, charset, data)
        )


def _header_text(raw: bytes) -> tuple[str, str]:
    """Return (the words of a header, the charset it is encoded in; "" for a plain one)."""
    if b"=?" not in raw:
        return raw.decode("utf-8", "replace"), ""
    try:
        parts = decode_header(raw.decode("ascii", "replace"))
    except mime.MAIL_ERRORS:
        return raw.decode("ascii", "replace"), ""
    charset = next((charset for _, charset in parts if charset), "utf-8")
    words = [
        part if isinstance(part, str) else _decoded(part, charset_ or "ascii") for part, charset_ in parts
    ]
    return "".join(words), charset


def _decoded(part: bytes, charset: str) -> str:
    try:
        return part.decode(charset, "replace")
    except LookupError:
        return part.decode("ascii", "replace")


def _header_writer(name: str, charset: str, data: bytes) -> Callable[[str], bytes]:
    line_end = "\r\n" if b"\r\n" in data else "\n"

    def write(text: str) -> bytes:
        if not charset:
            return text.encode("utf-8")
        for encoding in (charset, "utf-8"):
            try:
                header = Header(text, encoding, header_name=name)
                return header.encode(linesep=line_end).encode("ascii")
            except mime.MAIL_ERRORS:  # a letter that the charset lacks, or a charset that nobody knows
                continue
        raise UnplacedError("the header could not be written")

    return write


def _bodies(data: bytes, message: EmailMessage) -> Iterator[_Piece]:
    at = 0
    counts: dict[str, int] = {}
    for part in mime.parts(message):
        if part.role is not mime.Role.BODY:
            continue
        counts[part.kind] = counts.get(part.kind, 0) + 1
        name = mime.BODIES[part.kind] + (f" {counts[part.kind]}" if counts[part.kind] > 1 else "")
        try:
            old, charset = part.message.get_payload(decode=True), part.message.get_content_charset() or ""
            encoding = str(part.message.get("Content-Transfer-Encoding", "")).strip().lower()
            raw = old if encoding in _PLAIN else str(part.message.get_payload()).encode("ascii", "replace")
            text = decode(old, charset)[0] if isinstance(old, bytes) else ""
        except (UnreadableTextError, *mime.MAIL_ERRORS):
            continue  # nothing was read from it either
        if not isinstance(old, bytes) or not isinstance(raw, bytes) or not text:
            continue
        start = _place(data, raw, at)
        blocks = _blocks(part.kind, text)
        if start is None:
            blocks, start = [replace(block, origin=()) for block in blocks], at
        at = start + len(raw)
        kind = "text" if part.kind == "text/plain" else "html"
        yield _Piece(
            name,
            start,
            at,
            Source(text, [_named(block, name) for block in blocks], kind),
            _body_writer(raw, encoding, old, text, charset),
        )


def _place(data: bytes, raw: bytes, at: int) -> int | None:
    """Return where the body stands behind `at`: below the empty line that ends its headers."""
    while (start := data.find(raw, at)) >= 0:
        if data[:start].endswith((b"\n\n", b"\n\r\n")):
            return start
        at = start + 1
    return None


def _body_writer(raw: bytes, encoding: str, old: bytes, text: str, charset: str) -> Callable[[str], bytes]:
    def write(new: str) -> bytes:
        return rewrite(raw, encoding, old, encoding_of(old, text, charset).encode(new))

    return write


def _blocks(kind: str, text: str) -> list[Block]:
    """Return what the mail's reader reads of a part, with the places."""
    if kind != "text/plain":
        return blocks_above_quoted(html_blocks(text, mail=True).blocks)
    above = above_quoted(text)
    signature = _SIGNATURE.search(above)
    if signature is None:
        return text_blocks(above)
    below = text_blocks(above[signature.end() :])
    return [*text_blocks(above[: signature.start()]), *(_moved(block, signature.end()) for block in below)]


def _moved(block: Block, by: int) -> Block:
    return replace(block, origin=tuple((at, place + by) for at, place in block.origin))


def _named(block: Block, part: str) -> Block:
    where = f"{part}, {block.locator.label}" if block.locator.label else part
    return replace(block, locator=replace(block.locator, label=where, line=None, column=None))
