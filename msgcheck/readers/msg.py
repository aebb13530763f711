"""Outlook's own mail files (.msg): turned into an ordinary mail, and read as one."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import format_datetime

from olefile import OleFileIO
from oxmsg.domain import constants as names
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from msgcheck.errors import SourceError
from msgcheck.model import Document, Resource, Skipped
from msgcheck.readers import mime
from msgcheck.readers.assembly import whole
from msgcheck.readers.charset import decode
from msgcheck.readers.drawing import fold
from msgcheck.readers.email import mail_document

_HEADER_BYTES = 32  # of the property stream; of a mail in the mail, and of an attachment:
_EMBEDDED_HEADER_BYTES = 24
_ATTACHMENT_HEADER_BYTES = 8
_EMBEDDED = "__substg1.0_3701000D"  # the storage that holds a mail in the mail
_NOT_ATTACHABLE = ("message", "multipart")  # as bytes: the content says what it is
# What oxmsg and olefile raise on damaged files, beside what odd mail raises.
_DAMAGED = (*mime.MAIL_ERRORS, struct.error, OSError)


class MsgReader:
    """Single mails as Outlook saves them: .msg."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when it is damaged, or nothing in it can be read."""
        return [mail_document(resource, _opened(resource), media_type="application/vnd.ms-outlook")]

    def attachments(self, resource: Resource) -> Iterator[Resource | Skipped]:
        """Yield the attached files and the forwarded mails: "offer.msg!/deck.pptx". Raises SourceError."""
        return mime.attachments(resource, _opened(resource))


def _opened(resource: Resource) -> EmailMessage:
    try:
        with OleFileIO(io.BytesIO(resource.data)) as compound:
            root = Storage.from_ole(compound)
        return _mail(root, _HEADER_BYTES)
    except _DAMAGED as err:
        raise SourceError(
            resource.uri,
            "the file is damaged or is no Outlook mail",
            "open it in Outlook and save it again",
        ) from err


def _mail(storage: Storage, header_bytes: int) -> EmailMessage:
    """Return an Outlook mail as an ordinary one: subject, date, both bodies, attachments."""
    properties = Properties(storage, header_bytes)
    message = EmailMessage()
    message["Subject"] = _text(properties, names.PID_SUBJECT)
    sent = properties.date_prop_value(names.PID_CLIENT_SUBMIT_TIME)
    if sent is not None:
        message["Date"] = format_datetime(sent)
    text = whole(properties.str_prop_value(names.PID_BODY) or "")
    html = _html(properties)
    if text.strip():
        message.set_content(text)
    if html.strip() and text.strip():
        message.add_alternative(html, subtype="html")
    elif html.strip():
        message.set_content(html, subtype="html")
    elif not text.strip() and properties.binary_prop_value(names.PID_RTF_COMPRESSED):
        _attach_unread(message, "body.rtf", "application/x-outlook-rtf")
    for attached in storage.iter_attachment_storages():
        _attach(message, attached)
    return message


def _html(properties: Properties) -> str:
    data = properties.binary_prop_value(names.PID_HTML)
    if data:
        return whole(decode(data, properties.body_encoding)[0])
    return whole(properties.str_prop_value(names.PID_BODY_HTML) or "")


def _attach(message: EmailMessage, storage: Storage) -> None:
    """Add one attachment; one that holds no bytes here (a link, an OLE object) by its name alone."""
    properties = Properties(storage, _ATTACHMENT_HEADER_BYTES)
    name = (
        _text(properties, names.PID_ATTACH_LONG_FILENAME)
        or _text(properties, names.PID_ATTACH_FILENAME)
        or _text(properties, names.PID_DISPLAY_NAME)
    )
    inner = next((held for held in storage.storages if held.name == _EMBEDDED), None)
    if inner is not None and any(stream.name == "__properties_version1.0" for stream in inner.streams):
        message.add_attachment(_mail(inner, _EMBEDDED_HEADER_BYTES), filename=name or None)
        return
    data = properties.binary_prop_value(names.PID_ATTACH_DATA_BINARY)
    if data is None:
        _attach_unread(message, name, "message/external-body")
        return
    main, _, sub = _text(properties, names.PID_ATTACH_MIME_TAG).partition("/")
    if not main.isalnum() or not sub or main in _NOT_ATTACHABLE:
        main, sub = "application", "octet-stream"
    content_id = _text(properties, names.PID_ATTACH_CONTENT_ID)
    message.add_attachment(
        data, maintype=main, subtype=sub, filename=name or None, cid=f"<{content_id}>" if content_id else None
    )


def _attach_unread(message: EmailMessage, name: str, kind: str) -> None:
    """Add a part that `mime` lists as unread."""
    part = EmailMessage()
    part["Content-Type"] = kind
    part.add_header("Content-Disposition", "attachment", filename=name or "object")
    if message.get_content_type() != "multipart/mixed":
        message.make_mixed()
    message.attach(part)


def _text(properties: Properties, identifier: int) -> str:
    return whole(fold(properties.str_prop_value(identifier) or ""))
