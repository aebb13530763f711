"""Mail: subject, preheader, the HTML part and the text part, each read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.message import EmailMessage
from itertools import groupby

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Skipped, Speaker, Surface
from msgcheck.readers import mime
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.drawing import fold
from msgcheck.readers.html import html_blocks
from msgcheck.readers.mail_ends import above_quoted, blocks_above_quoted, with_ends
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.text import text_blocks

_DEFECT = "unreadable"
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)  # the line that mail programs put above a signature
_LINK = re.compile(r"[(<\[]?https?://[^\s>)\]]+[)>\]]?|[*_#>|]+")
# Headers that mailing programs use for the words that an inbox shows behind the subject.
_PREHEADERS = ("Preheader", "X-Preheader", "Preview-Text", "X-Preview-Text")


class EmailReader:
    """Single mails: .eml."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when there is no mail, or nothing in it can be read."""
        return [mail_document(resource, mime.parse(resource), media_type="message/rfc822")]

    def attachments(self, resource: Resource) -> Iterator[Resource | Skipped]:
        """Yield the attached files and the forwarded mails: "offer.eml!/deck.pptx". Raises SourceError."""
        return mime.attachments(resource, mime.parse(resource))


@dataclass(frozen=True, slots=True)
class _Body:
    """One part with words: its media type, language ("" when it does not say) and blocks."""

    kind: str
    language: str
    blocks: list[Block]


def mail_document(resource: Resource, message: EmailMessage, *, media_type: str) -> Document:
    """Return a mail as a document: subject, HTML part, then what other parts say differently.

    Raises SourceError when nothing in it can be read.
    """
    notes: list[str] = []
    subject = fold(mime.header(message, "Subject", notes))
    heads = [*_head(subject, "Subject", Surface.SUBJECT), *_preheaders(message)]
    bodies = list(_bodies(message, notes))
    language = next((body.language for body in bodies if body.language), "")
    blocks = [*heads, *_merged(bodies, language)]
    if not any(block.text.strip() for block in blocks):
        raise SourceError(resource.uri, _why_empty(notes), "send it again as HTML or text")
    if len(blocks) == len(heads):
        notes.append("no words in the body: pictures or attachments only")
    return assemble(
        resource,
        blocks,
        media_type=media_type,
        title=subject,
        language=language,
        written=_date(message, notes),
        notes=dict.fromkeys(notes),
    )


def _head(words: str, name: str, surface: Surface) -> list[Block]:
    return resolve([Block(words, UNPLACED, Kind.ATTRIBUTE, surface, Locator(name))]) if words else []


def _preheaders(message: EmailMessage) -> Iterator[Block]:
    for name in _PREHEADERS:
        yield from _head(fold(mime.header(message, name, [])), name, Surface.PREHEADER)


def _date(message: EmailMessage, notes: list[str]) -> date | None:
    if not mime.header(message, "Date", []):
        return None
    try:
        moment = getattr(message["Date"], "datetime", None)
    except mime.MAIL_ERRORS:
        moment = None
    if not isinstance(moment, datetime):
        notes.append("the Date header is broken: the mail has no date")
        return None
    return moment.date()


def _bodies(message: EmailMessage, notes: list[str]) -> Iterator[_Body]:
    """Yield the parts that a reader of the mail sees, in order; what is only shown or broken is noted."""
    for part in mime.parts(message):
        if part.role is mime.Role.BROKEN:
            notes.append("a part with broken headers is not read")
        elif part.role is mime.Role.PICTURE:
            notes.append(f"the picture {fold(part.name) or 'without a name'!r} is not read")
        elif part.role is mime.Role.BODY:
            content = _content(part, notes)
            language = fold(mime.header(part.message, "Content-Language", [])).split(",")[0].strip().lower()
            if part.kind == "text/plain":
                above = above_quoted(content)
                is_whole = above == content
                blocks = _text_part(above, notes)
            else:
                page = html_blocks(content, mail=True)
                notes.extend(page.notes)
                language = language or page.language
                blocks = blocks_above_quoted(page.blocks)
                is_whole = len(blocks) == len(page.blocks)
            if not is_whole:
                notes.append("the mail that it answers, quoted below, is not read")
            yield _Body(part.kind, language, blocks)


def _merged(bodies: list[_Body], language: str) -> Iterator[Block]:
    """Yield the blocks of all parts, HTML first, without what an earlier kind of part says already.

    Every block names its part. Origins and lines go: they count in the decoded part, not in the file.
    """
    order = list(mime.BODIES)
    said: list[str] = []  # keys of all blocks of the kinds above
    for kind, group in groupby(sorted(bodies, key=lambda b: order.index(b.kind)), lambda body: body.kind):
        known, whole, own_keys = frozenset(said), " ".join(said), []
        for number, body in enumerate(group, start=1):
            part = mime.BODIES[kind] + (f" {number}" if number > 1 else "")
            own = "" if body.language == language else body.language
            blocks = [
                replace(_voiced(b), origin=(), locator=_named(b.locator, part), language=b.language or own)
                for b in body.blocks
            ]
            own_keys += [_key(block.text) for block in blocks]
            yield from (block for block in with_ends(blocks) if not said or _is_new(block, known, whole))
        said += own_keys


def _voiced(block: Block) -> Block:
    """Return a quotation as somebody else's words: a mail quotes the one it answers, or a customer."""
    quoted = block.kind is Kind.QUOTE and block.speaker is Speaker.COMPANY
    return replace(block, speaker=Speaker.CUSTOMER) if quoted else block


def _content(part: mime.Part, notes: list[str]) -> str:
    """Return the text of a part. Only a note comes of one that is no text."""
    try:
        data = part.message.get_payload(decode=True)
        charset = part.message.get_content_charset() or ""
    except mime.MAIL_ERRORS:
        notes.append(f"{_DEFECT}: the {part.kind} part is damaged")
        return ""
    if not isinstance(data, bytes):
        return ""
    try:
        text, remarks = decode(data, charset)
    except UnreadableTextError as err:
        notes.append(f"{_DEFECT}: the {part.kind} part is {err}")
        return ""
    notes.extend(remarks)
    return text


def _text_part(content: str, notes: list[str]) -> list[Block]:
    """Return the blocks of a text part; below "-- " all is signature."""
    copy, _, signature = _SIGNATURE.sub("\0", content, count=1).partition("\0")
    where = Locator("signature")
    signed = [replace(b, surface=Surface.FOOTER, locator=where) for b in text_blocks(signature, notes)]
    return [*text_blocks(copy, notes), *signed]


def _named(locator: Locator, part: str) -> Locator:
    return Locator(f"{part}, {locator.label}" if locator.label else part, css=locator.css)


def _is_new(block: Block, known: frozenset[str], whole: str) -> bool:
    """Say whether a block is none of the known ones, nor stands within their words, joined to a whole."""
    key = _key(block.text)
    return bool(key) and key not in known and not (len(key.split()) > 3 and key in whole)


def _key(text: str) -> str:
    """Return what counts of a text for equality: no case, white space, addresses or plain-text emphasis."""
    return " ".join(_LINK.sub(" ", text.casefold()).split()).rstrip(":")


def _why_empty(notes: list[str]) -> str:
    broken = [note for note in notes if note.startswith(_DEFECT)]
    return broken[0] if broken else "the mail holds no words (pictures or attachments only)"
