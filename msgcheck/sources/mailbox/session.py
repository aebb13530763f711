"""A connection to a mailbox: opened safely, asked without changing anything, every failure in plain words."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from imap_tools.errors import ImapToolsError, MailboxLoginError, UnexpectedCommandStatusError
from imap_tools.mailbox import BaseMailBox
from imap_tools.query import AND
from pydantic import SecretStr

from msgcheck.config import Mailbox
from msgcheck.sources.mailbox.folders import Folder
from msgcheck.sources.mailbox.kept import Mail

# What a connection fails with; ssl.SSLError and TimeoutError are kinds of OSError, UnicodeError is a host
# that cannot be one ("imap..example"), or an answer that is not ASCII.
FAILURES = (OSError, UnicodeError, imaplib.IMAP4.error, ImapToolsError)
DROPPED = (OSError, imaplib.IMAP4.abort)

_AT_ONCE = 500  # uids in one command: servers take 8,000 characters
_BATCH_BYTES = 10_000_000  # of mails in one answer: it is held in memory
_BATCH_MAILS = 100

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_SHORT_BODY = re.compile(rb'\bBODY\[\] (?:NIL|"((?:[^"\\]|\\.)*)")')  # a server may quote what is short


class Session:
    """A mailbox that is open for reading. Every method raises one of FAILURES when the connection fails."""

    def __init__(self, box: BaseMailBox) -> None:
        """Take an open and authenticated mailbox."""
        self._box = box

    def folders(self) -> list[Folder]:
        """Return all folders, as the server lists them."""
        try:
            listed = self._box.folder.list()
        except ValueError as err:  # no modified UTF-7
            raise imaplib.IMAP4.error("a folder has a name that cannot be read") from err
        return [
            Folder(
                name=info.name,
                delimiter="" if info.delim == "NIL" else info.delim,
                flags=frozenset(flag.lower() for flag in info.flags),
            )
            for info in listed
        ]

    def examine(self, folder: str) -> int:
        """Open a folder for reading only, and return its UIDVALIDITY."""
        self._box.folder.set(folder, readonly=True)
        (validity,) = self._box.client.response("UIDVALIDITY")[1][:1] or [None]
        if not isinstance(validity, bytes) or not validity.isdigit():
            raise imaplib.IMAP4.error("the server gives its mails no lasting numbers (UIDVALIDITY)")
        return int(validity)

    def uids(self, since: date | None) -> list[int]:
        """Return the uids of the open folder in order, without mails that are marked as deleted.

        since: only mails that arrived on that day or later.
        """
        wanted = AND(deleted=False, date_gte=since) if since else AND(deleted=False)
        try:  # no charset: some servers refuse to be told one
            return sorted({int(uid) for uid in self._box.uids(wanted, charset=None)})
        except ValueError as err:
            raise imaplib.IMAP4.error("the list of mails cannot be read") from err

    def mails(self, uids: Sequence[int]) -> dict[int, Mail]:
        """Return size and time of arrival by uid; a mail that is gone is not in it."""
        found = {}
        for at in range(0, len(uids), _AT_ONCE):
            for item in self._fetch(uids[at : at + _AT_ONCE], "(UID RFC822.SIZE INTERNALDATE)"):
                uid, size = _UID.search(item[0]), _SIZE.search(item[0])
                if uid and size:  # the server may tell of other mails between: "1 FETCH (FLAGS (\Seen))"
                    found[int(uid[1])] = Mail(size=int(size[1]), arrived=_moment(_ARRIVED.search(item[0])))
        return found

    def bodies(self, sizes: dict[int, int]) -> Iterator[tuple[int, bytes]]:
        """Yield (uid, the mail byte for byte) of what the server hands over, without marking it as read.

        sizes: uid -> bytes, of the mails to ask for.
        """
        for batch in _batches(sizes):
            missing = set(batch)
            # A server that stumbles over one mail refuses all that were asked for with it.
            for uids in (batch, *([uid] for uid in batch if len(batch) > 1)):
                if missing.issuperset(uids):
                    for uid, data in self._bodies(uids):
                        if uid in missing:
                            missing.discard(uid)
                            yield uid, data

    def _bodies(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        for head, data, tail in self._fetch(uids, "(UID BODY.PEEK[])"):
            uid = _UID.search(head) or _UID.search(tail)
            short = None if data else _SHORT_BODY.search(head)
            if uid and short:
                yield int(uid[1]), re.sub(rb"\\(.)", rb"\1", short[1] or b"")
            elif uid and b"BODY[]" in head:
                yield int(uid[1]), data

    def _fetch(self, uids: Sequence[int], parts: str) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Yield what the server says of each mail: (words before the literal, the literal, words behind it)."""
        status, answer = self._box.client.uid("FETCH", ",".join(map(str, uids)), parts)
        if status != "OK":
            return
        items = [item for item in answer if item]
        for at, item in enumerate(items):
            if isinstance(item, tuple):
                behind = items[at + 1] if at + 1 < len(items) else b""
                yield item[0], item[1], behind if isinstance(behind, bytes) else b""
            elif item.strip() != b")":
                yield item, b"", b""


@contextmanager
def session(mailbox: Mailbox, password: SecretStr) -> Iterator[Session]:
    """Open a mailbox, and close it again. Raises one of FAILURES."""
    box = _Box(mailbox)
    try:
        _log_in(box, mailbox.user, password.get_secret_value())
        yield Session(box)
        with suppress(*FAILURES):  # all has been read: the goodbye may fail
            box.logout()
    finally:
        _close(box.client)


def failure(err: BaseException, mailbox: Mailbox, password: SecretStr) -> tuple[str, str]:
    """Return (what went wrong, what to do next) in words that hold no secret."""
    reason, hint = _in_words(err, mailbox)
    secret = password.get_secret_value()
    return reason.replace(secret, "***"), hint


class _Box(BaseMailBox):
    """imap_tools' own three classes ask no certificate with STARTTLS, and leave the socket open when it fails."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        host, timeout_s, security = self._mailbox.host, self._mailbox.timeout_s, self._mailbox.security
        port = self._mailbox.port or (993 if security == "tls" else 143)
        context = ssl.create_default_context()  # checks name and authority; SSL_CERT_FILE names further ones
        if security == "tls":
            return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=timeout_s)
        client = imaplib.IMAP4(host, port, timeout=timeout_s)
        if security == "starttls":
            try:
                if "STARTTLS" not in client.capabilities:
                    raise ssl.SSLError(1, "the server offers no STARTTLS")
                client.starttls(context)
            except BaseException:
                _close(client)
                raise
        return client


def _log_in(box: BaseMailBox, user: str, password: str) -> None:
    try:
        if user.isascii() and password.isascii():
            box.login(user, password, initial_folder=None)
        else:
            box.login_utf8(user, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (ImapToolsError, imaplib.IMAP4.error) as err:
        raise MailboxLoginError(("NO", [_said(err).encode()]), "OK") from None


def _close(client: imaplib.IMAP4) -> None:
    with suppress(OSError):  # closed already
        client.shutdown()


def _batches(sizes: dict[int, int]) -> Iterator[list[int]]:
    """Yield the uids in order, as many at once as one answer may hold."""
    batch: list[int] = []
    held = 0
    for uid, size in sorted(sizes.items()):
        if batch and (held + size > _BATCH_BYTES or len(batch) == _BATCH_MAILS):
            yield batch
            batch, held = [], 0
        batch.append(uid)
        held += size
    if batch:
        yield batch


def _moment(match: re.Match[bytes] | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(match[1].decode("ascii")) if match else None
        return moment.astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return None


def _in_words(err: BaseException, mailbox: Mailbox) -> tuple[str, str]:
    again = "try again; what was fetched is kept"
    match err:
        case ssl.SSLCertVerificationError():
            return (
                f"its certificate is not trusted: {err.verify_message}",
                "check `host`; for an authority of your own, name its certificate in SSL_CERT_FILE",
            )
        case ssl.SSLError():
            why = getattr(err, "reason", None) or err.strerror
            return f"no secure connection: {why}", "check `port` and `security`: tls 993, starttls 143"
        case UnicodeDecodeError():
            return "what it answers cannot be read", "check `host` and `port`: it may be no mail server"
        case socket.gaierror() | UnicodeError():
            return "there is no host of that name", "check `host` and the network"
        case TimeoutError():
            return f"no answer within {mailbox.timeout_s:g} s", f"{again}, or raise `timeout_s`"
        case ConnectionRefusedError():
            return "nothing answers there", "check `host`, `port` and `security`: tls 993, starttls 143"
        case OSError():
            return f"the connection failed: {err.strerror or err}", again
        case MailboxLoginError():
            return (
                f"the server refuses user and password: {_said(err)}",
                "check both; many providers want an app password, or IMAP to be switched on",
            )
        case imaplib.IMAP4.abort():
            return f"the connection broke off: {_said(err)}", again
    return f"the server refuses: {_said(err)}", "check that the user may read it"


def _said(err: BaseException) -> str:
    """Return the words of the server, on one line and not too many."""
    said = str(err)
    if isinstance(err, UnexpectedCommandStatusError):
        data = err.command_result[1]
        said = b" ".join(part for part in data if isinstance(part, bytes)).decode("utf-8", "replace")
    return " ".join(said.split())[:200] or type(err).__name__
