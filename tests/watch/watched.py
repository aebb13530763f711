"""Small runs to tell of, a memory of what was told, and what the servers of these tests keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import Envelope, Session

from msgcheck.memory import History, Life, Status
from msgcheck.model import Finding, Place, Severity, Skipped
from msgcheck.run import DocumentSummary, Run

NOW = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
USER, PASSWORD = "brand@example.com", "hunter2-and-more"


def finding(
    words: str = "Every account starts with a 30-day free trial.",
    *,
    severity: Severity = Severity.ERROR,
    attribute: str = "free trial",
    uri: str = "emails/welcome.md",
    message: str = "14 days or 30 days",
) -> Finding:
    place = Place(uri, "", words, "body", channel="email", team="marketing", line=3)
    return Finding("MC102", message, (place,), severity, 0.9, attribute=attribute)


def a_run(
    *findings: Finding,
    number: int = 2,
    still: tuple[Finding, ...] = (),
    gone: tuple[Finding, ...] = (),
    skipped: tuple[Skipped, ...] = (),
    company: str = "Pantrio",
) -> Run:
    """Return a run that found `findings` anew and `still` again."""
    lives = {one.id: Life(Status.NEW, NOW, NOW) for one in findings}
    lives |= {one.id: Life(Status.STILL, NOW - timedelta(days=7), NOW, 2) for one in still}
    return Run(
        started=NOW,
        duration_s=1.0,
        version="1",
        documents=(DocumentSummary("emails/welcome.md", "email", "marketing", "Welcome", "text/markdown", 1, 1),),
        findings=(*findings, *still),
        folded=(),
        skipped=skipped,
        company=company,
        history=History(number, (), lives, gone),
    )  # fmt: skip


class Ledger:
    """The memory of what was told, as the store keeps it."""

    def __init__(self) -> None:
        self.claims: dict[tuple[str, str], set[str]] = {}

    def told(self, project: str, channel: str) -> set[str]:
        return set(self.claims.get((project, channel), ()))

    def tell(self, project: str, channel: str, ids: Any) -> set[str]:
        known = self.claims.setdefault((project, channel), set())
        mine = set(ids) - known
        known |= mine
        return mine

    def untell(self, project: str, channel: str, ids: Any) -> None:
        self.claims[project, channel] -= set(ids)


@dataclass
class Hook:
    """A webhook that answers what it is told to, in turn, and then 200. A number of seconds is how long it says nothing."""

    address: str
    answers: list[int | float | tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@dataclass
class Sink:
    """A mail server that keeps what it takes. refusals: what it answers in turn to DATA before it takes anything."""

    port: int = 0
    refusals: list[str] = field(default_factory=list)
    refused: tuple[str, ...] = ()
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802  # fmt: skip
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(envelope.rcpt_tos)
        self.sessions.append(session)
        return "250 taken"
