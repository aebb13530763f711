"""A user's mailbox on a real server, and what arrives in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imap_servers import Server
from imap_tools import MailBoxUnencrypted

from msgcheck.config import Mailbox
from msgcheck.model import Resource, Skipped
from msgcheck.sources.imap import ImapSource


@dataclass
class Box:
    """A user's mailbox on a server, and the folder where a source keeps what it fetches."""

    server: Server
    user: str
    folder: Path

    def settings(self, **options: Any) -> Mailbox:
        given = {"port": self.server.ports[options.get("security", "none")], "security": "none", **options}
        return Mailbox(host="127.0.0.1", user=self.user, password_env="MAIL_PASSWORD", **given)

    def source(self, *, max_bytes: int = 50_000_000, offline: bool = False, **options: Any) -> ImapSource:
        settings = self.settings(**options)
        return ImapSource(settings, folder=self.folder, max_bytes=max_bytes, offline=offline)

    def fetch(self, **options: Any) -> tuple[list[Resource], list[Skipped]]:
        """Run once; return (mails, what could not be had)."""
        items = list(self.source(**options).fetch())
        return (
            [item for item in items if isinstance(item, Resource)],
            [item for item in items if isinstance(item, Skipped)],
        )

    def writer(self) -> Any:
        return self.server.writer(self.user)


def mail(subject: str, words: str = "Write to us.", *, filler: int = 0) -> bytes:
    """Return a small mail, or one that is `filler` bytes larger."""
    head = f"From: anna@acme.com\r\nTo: you@example.com\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\r\n"
    return head.encode() + words.encode() + b"\r\n" + (b"x" * 70 + b"\r\n") * (filler // 72)


def put(box: MailBoxUnencrypted, folder: str, *mails: bytes) -> None:
    """Let mails arrive, unread."""
    for one in mails:
        box.append(one, folder)
