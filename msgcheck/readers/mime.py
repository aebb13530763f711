"""The parts of a mail: the words that its reader sees, and the files and mails that are attached."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from enum import Enum
from functools import lru_cache
from mimetypes import MimeTypes
from typing import Any

from msgcheck.errors import SourceError
from msgcheck.model import Resource, Skipped
from msgcheck.readers.drawing import fold
from msgcheck.readers.member_names import harmless, unique

# What the `email` package raises on odd mail, beside its own errors: an unknown charset gives LookupError,
# a broken Message-ID IndexError, a date of the year 99999 ValueError or OverflowError, parts in parts in
# parts RecursionError.
MAIL_ERRORS = (
    MessageError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    AssertionError,
    RecursionError,
)

BODIES = {  # in the order of their worth: what says the same in a later one is not read again
    "text/html": "HTML part",
    "text/x-amp-html": "AMP part",
    "text/watch-html": "watch part",
    "text/plain": "text part",
}
_WITHOUT_WORDS = re.compile(
    r"application/(?:pgp-signature|pgp-keys|(?:x-)?pkcs7-signature)|text/(?:css|rfc822-headers)|font/.*"
    r"|message/(?!rfc822|global$|partial|external-body).*"
)
_SEALED = ("sealed (encrypted or signed as a whole)", "send it again without encryption")
_OUTLOOK = ("Outlook's own packing (winmail.dat), which hides the mail", "send it again as HTML or text")
_CALENDAR = ("a calendar entry", "leave it out with `exclude` if the mail says the same")
_UNREAD = {
    "application/ms-tnef": _OUTLOOK,
    "application/vnd.ms-tnef": _OUTLOOK,
    "text/calendar": _CALENDAR,
    "multipart/encrypted": _SEALED,
    "application/pkcs7-mime": _SEALED,
    "application/x-pkcs7-mime": _SEALED,
    "message/partial": ("one piece of a mail that was sent in pieces", "save the whole mail"),
    "application/x-outlook-rtf": ("the mail's words are in rich text (RTF)", "in Outlook, save it as HTML"),
    "message/external-body": ("a file that the mail only points at", "give the file itself"),
}
# What a mail program writes stays far below these; what goes beyond takes the `email` package minutes.
_LONGEST_HEADER = 10_000  # characters that are looked at
_MOST_PARTS = 3_000
_MOST_CHECKS = 30_000_000  # lines times boundaries: each line is compared with every boundary it stands in
_TYPES = MimeTypes()  # built-in table only: the same on every machine


class _Policy(EmailPolicy):
    """The usual rules; only the beginning of a header is looked at, and a forwarded mail keeps its lines."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


_POLICY = _Policy(refold_source="none")


class Role(Enum):
    """What a part is to the reader of the mail."""

    BODY = "body"
    ATTACHED = "attached"
    FORWARDED = "forwarded"
    PICTURE = "picture"  # shown within the body
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that holds something. kind: its media type. name: of the file, as it stands; "" without one."""

    role: Role
    kind: str
    name: str
    message: EmailMessage


def parse(resource: Resource) -> EmailMessage:
    """Return the mail. Raises SourceError when there is none."""
    lower = resource.data.lower()
    if lower.count(b"\ncontent-type:") > _MOST_PARTS:
        raise SourceError(resource.uri, f"a mail of over {_MOST_PARTS} parts", "save the parts as files")
    if lower.count(b"boundary=") * lower.count(b"\n") > _MOST_CHECKS:
        raise SourceError(resource.uri, "a mail of parts in parts in parts", "save the parts as files")
    try:
        message = _parsed(resource.data)
    except MAIL_ERRORS as err:
        raise SourceError(
            resource.uri,
            "not a readable mail: its parts are not as a mail program writes them",
            "export it again as .eml",
        ) from err
    if not isinstance(message, EmailMessage) or not message.keys():
        raise SourceError(resource.uri, "not a mail: it has no headers", "export it as .eml")
    return message


@lru_cache(maxsize=1)  # its words are read first and its attachments next
def _parsed(data: bytes) -> Message:
    return email.message_from_bytes(data, policy=_POLICY)


def header(message: EmailMessage, name: str, notes: list[str]) -> str:
    """Return a header decoded, or as it stands where it breaks the rules (with a note); "" without one."""
    try:
        return str(message.get(name, ""))
    except MAIL_ERRORS:
        notes.append(f"the {name} header is broken: read as it stands")
        return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def parts(message: EmailMessage) -> Iterator[Part]:
    """Yield the parts that hold something, in order; signatures, fonts and receipts are left out."""
    stack: list[EmailMessage] = [message]
    while stack:
        part = stack.pop()
        try:
            kind, name = part.get_content_type(), part.get_filename() or ""
            is_file = part.get_content_disposition() == "attachment"
        except MAIL_ERRORS:
            yield Part(Role.BROKEN, "", "", part)
            continue
        if kind in ("message/rfc822", "message/global"):
            yield Part(Role.FORWARDED, kind, name, part)
        elif kind in _UNREAD:
            yield Part(Role.ATTACHED, kind, name, part)
        elif _WITHOUT_WORDS.fullmatch(kind):
            continue
        elif part.is_multipart():
            children = part.get_payload()
            if isinstance(children, list):
                stack.extend(child for child in reversed(children) if isinstance(child, EmailMessage))
        elif kind in BODIES and not is_file and not (name and kind == "text/plain"):
            yield Part(Role.BODY, kind, name, part)
        elif kind.startswith("image/") and (not is_file or "Content-ID" in part):
            yield Part(Role.PICTURE, kind, name, part)
        else:
            yield Part(Role.ATTACHED, kind, name, part)


def attachments(resource: Resource, message: EmailMessage) -> Iterator[Resource | Skipped]:
    """Yield what is attached to a mail, and the mails forwarded in it; what cannot be had as Skipped."""
    taken: set[str] = set()
    for number, part in enumerate(parts(message), start=1):
        if part.role not in (Role.ATTACHED, Role.FORWARDED):
            continue
        name = unique(_name(part, number), taken)
        uri = f"{resource.uri}!/{name}"
        unread = _OUTLOOK if name.lower() == "winmail.dat" else _UNREAD.get(part.kind)
        if unread is not None:
            yield Skipped(uri, *unread)
            continue
        data = _forwarded(part.message) if part.role is Role.FORWARDED else _data(part.message)
        if data is None:
            yield Skipped(uri, "cannot be unpacked from the mail", "give the file itself")
            continue
        charset = part.message.get_param("charset")
        media_type = f"{part.kind}; charset={charset}" if isinstance(charset, str) else part.kind
        yield replace(resource, uri=uri, data=data, media_type=media_type)


def _name(part: Part, number: int) -> str:
    """Return a harmless file name, made up from the type where the part has none."""
    name = harmless(fold(part.name).replace("/", "-"))
    if part.role is Role.FORWARDED:
        return name if name.lower().endswith((".eml", ".msg")) else f"{name or f'forwarded-{number}'}.eml"
    return name or f"attachment-{number}{_TYPES.guess_extension(part.kind) or ''}"


def _data(part: EmailMessage) -> bytes | None:
    try:
        data = part.get_payload(decode=True)
    except MAIL_ERRORS:
        return None
    return data if isinstance(data, bytes) else None


def _forwarded(part: EmailMessage) -> bytes | None:
    """Return the mail inside a message/rfc822 part as it would stand in a file."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, EmailMessage) or not inner.keys():
        return None
    try:
        return inner.as_bytes()
    except MAIL_ERRORS:
        return None
