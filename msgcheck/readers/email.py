"""Mail: subject, preheader, the HTML part and the text part, each read once."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.drawing import fold
from msgcheck.readers.html import html_blocks
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.text import text_blocks

# What the `email` package raises on odd mail, beside its own errors: an unknown charset gives LookupError,
# a broken Message-ID IndexError, a date of the year 99999 ValueError or OverflowError.
_MAIL_ERRORS = (
    MessageError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    AssertionError,
)
_DEFECT = "unreadable"
_READABLE = re.compile(r"\.(?:pptx|docx|pdf|html?|xlsx|csv|md|txt)$", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)  # the line that mail programs put above a signature
_QUOTED_REPLY = re.compile(
    r"^(?:on [^\n]{5,120} wrote:|-+ ?(?:original|forwarded) message ?-+)\s*$", re.IGNORECASE | re.MULTILINE
)
_LINK = re.compile(r"[(<\[]?https?://[^\s>)\]]+[)>\]]?|[*_#>|]+")


class EmailReader:
    """Single mails: .eml."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when there is no mail, or nothing in it can be read."""
        try:
            message = email.message_from_bytes(resource.data, policy=policy.default)
        except _MAIL_ERRORS as err:
            raise SourceError(resource.uri, f"not a readable mail: {err}", "export it again as .eml") from err
        if not isinstance(message, EmailMessage) or not message.keys():
            raise SourceError(resource.uri, "not a mail: it has no headers", "export it as .eml")
        notes: list[str] = []
        subject = fold(_header(message, "Subject", notes))
        language = ""
        html: list[Block] = []
        text: list[Block] = []
        for part in _parts(message, notes):
            content = _content(part, notes)
            if part.get_content_type() == "text/html":
                page = html_blocks(content, mail=True)
                notes.extend(page.notes)
                language = language or page.language
                # `origin` and lines go: they count in the decoded part, and the mail itself may be base64.
                html.extend(replace(b, origin=(), locator=_named(b.locator)) for b in page.blocks)
            else:
                text.extend(_text_part(content, notes))
        blocks = [*_subject(subject), *html, *(_only_new(text, html) if html else text)]
        if not any(block.text.strip() for block in blocks):
            raise SourceError(resource.uri, _why_empty(notes), "send it again as HTML or text")
        if len(blocks) == len(_subject(subject)):
            notes.append("no words in the body: pictures or attachments only")
        return [
            assemble(
                resource,
                blocks,
                media_type="message/rfc822",
                title=subject,
                language=language,
                written=_date(message, notes),
                notes=notes,
            )
        ]


def _header(message: EmailMessage, name: str, notes: list[str]) -> str:
    """Return a header decoded, or as it stands where it breaks the rules."""
    try:
        return str(message.get(name, ""))
    except _MAIL_ERRORS:
        notes.append(f"the {name} header is broken: read as it stands")
        return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _date(message: EmailMessage, notes: list[str]) -> date | None:
    if not _header(message, "Date", []):
        return None
    try:
        header = message["Date"]
        moment = getattr(header, "datetime", None)
    except _MAIL_ERRORS:
        moment = None
    if not isinstance(moment, datetime):
        notes.append("the Date header is broken: the mail has no date")
        return None
    return moment.date()


def _parts(message: EmailMessage, notes: list[str]) -> Iterator[EmailMessage]:
    """Yield the text parts that a reader of the mail sees; attachments become notes."""
    stack: list[EmailMessage] = [message]
    while stack:
        part = stack.pop()
        try:
            kind, name = part.get_content_type(), part.get_filename() or ""
            is_attachment = part.get_content_disposition() == "attachment"
        except _MAIL_ERRORS:
            notes.append("a part with broken headers is not read")
            continue
        if kind == "message/rfc822":
            notes.append("a forwarded mail inside is not read")
        elif part.is_multipart():
            children = part.get_payload()
            if isinstance(children, list):
                stack.extend(child for child in reversed(children) if isinstance(child, EmailMessage))
        elif (
            kind in ("text/html", "text/plain") and not is_attachment and not (name and kind == "text/plain")
        ):
            yield part
        elif is_attachment or name:
            can = "give the file itself to have it read" if _READABLE.search(name) else "not read"
            notes.append(f"attachment {fold(name) or kind!r}: {can}")


def _content(part: EmailMessage, notes: list[str]) -> str:
    """Return the text of a part. Only a note comes of one that is no text."""
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset() or ""
    except _MAIL_ERRORS as err:
        notes.append(f"{_DEFECT}: a part of the mail ({err})")
        return ""
    if not isinstance(data, bytes):
        return ""
    try:
        text, remarks = decode(data, charset)
    except UnreadableTextError as err:
        notes.append(f"{_DEFECT}: the {part.get_content_type()} part is {err}")
        return ""
    notes.extend(remarks)
    return text


def _subject(subject: str) -> list[Block]:
    where = Locator("subject")
    return resolve([Block(subject, UNPLACED, Kind.ATTRIBUTE, Surface.SUBJECT, where)]) if subject else []


def _text_part(content: str, notes: list[str]) -> Iterator[Block]:
    """Yield the blocks of a text part: a signature is footer, a quoted mail is left out."""
    reply = _QUOTED_REPLY.search(content)
    if reply:
        notes.append("the mail that it answers, quoted below, is not read")
        content = content[: reply.start()]
    copy, _, signature = _SIGNATURE.sub("\0", content, count=1).partition("\0")
    for block in text_blocks(copy):
        yield replace(block, origin=(), locator=_named(block.locator))
    for block in text_blocks(signature):
        yield replace(block, origin=(), surface=Surface.FOOTER, locator=Locator("signature"))


def _named(locator: Locator) -> Locator:
    return Locator(locator.label, css=locator.css)


def _only_new(text: list[Block], html: list[Block]) -> Iterator[Block]:
    """Yield the blocks of the text part that the HTML part does not say in the same words."""
    known = {_key(block.text) for block in html}
    whole = " ".join(_key(block.text) for block in html)
    for block in text:
        key = _key(block.text)
        if key and key not in known and not (len(key.split()) > 3 and key in whole):
            label = f"text part, {block.locator.label}" if block.locator.label else "text part"
            yield replace(block, locator=Locator(label))


def _key(text: str) -> str:
    """Return what counts of a text for equality: no case, white space, addresses or plain-text emphasis."""
    return " ".join(_LINK.sub(" ", text.casefold()).split()).rstrip(":")


def _why_empty(notes: list[str]) -> str:
    broken = [note for note in notes if note.startswith(_DEFECT)]
    return broken[0] if broken else "the mail holds no words (pictures or attachments only)"
