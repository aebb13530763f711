"""Runs made by hand, and what a process of its own does with them: `multiprocessing` finds it by name."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from msgcheck.embed.cache import open_cache
from msgcheck.history.store import HistoryStore
from msgcheck.memory import Choice, Decided, Decision
from msgcheck.model import Finding, Place, Severity, Skipped
from msgcheck.run import DocumentSummary, Run

START = datetime(2026, 1, 5, 6, tzinfo=UTC)  # a Monday

# A process that has imported what is heavy, and forks: a child is there in milliseconds, and has no threads of ours.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["alembic.command", "msgcheck.embed.shared", "msgcheck.history.store", "psycopg"]
)


def place(uri: str, quote: str, **rest: object) -> Place:
    return Place(uri=uri, locator="", quote=quote, surface="body", **rest)  # type: ignore[arg-type]


def finding(
    *said: tuple[str, str], code: str = "MC102", about: str = "trial length", line: int | None = None
) -> Finding:
    """said: (uri, quote) of each place."""
    return Finding(
        code=code,
        message=f"{about} differs",
        places=tuple(place(uri, quote, line=line) for uri, quote in said),
        severity=Severity.ERROR if code.startswith("MC1") else Severity.WARNING,
        confidence=0.9,
        attribute=about,
    )


def run(
    week: float,
    findings: Sequence[Finding] = (),
    *,
    folded: Sequence[Finding] = (),
    decided: Sequence[Finding] = (),
    skipped: Sequence[str] = (),
    documents: Sequence[tuple[str, str]] = (("web/index.html", "aa"),),
) -> Run:
    """week: when it began, counted from START; documents: (uri, digest) of each."""
    return Run(
        started=START + timedelta(weeks=week),
        duration_s=1.5,
        version="0.1",
        documents=tuple(
            DocumentSummary(uri, "website", "", "Home", "text/html", 3, 2, digest=digest)
            for uri, digest in documents
        ),
        findings=tuple(findings),
        folded=tuple(folded),
        skipped=tuple(Skipped(uri, "the server does not answer") for uri in skipped),
        counts={"claims": 2},
        decided=tuple(Decided(one, Decision(one.id, one.code, Choice.ACCEPT, "it is so")) for one in decided),
    )


def numbered(at: int) -> Run:
    """Run `at` of a company that mends as much as it breaks: findings at to at + 4, and documents likewise."""
    found = [finding((f"web/{n}.html", f"trial of {n} days"), ("b.md", "other")) for n in range(at, at + 5)]
    return run(at, found, documents=[(f"web/{n}.html", f"{n:04x}") for n in range(at, at + 5)])


def record_runs(place: str, root: Path, project: str, times: int) -> None:
    store = HistoryStore(place, root)
    for at in range(times):
        store.record(project, numbered(at))


def record_until_killed(place: str, root: Path, tell: Connection) -> None:
    """Record runs for ever; say how many there are, at the start and after each."""
    store = HistoryStore(place, root)
    at = len(store.past("p", most=10_000))
    tell.send(at)
    while True:
        store.record("p", numbered(at))
        at += 1
        tell.send(at)


def cache_vectors(place: str, root: Path, seed: int, times: int) -> None:
    store = open_cache(place, root)
    for at in range(times):
        own = {f"{seed}-{at}-{n}": bytes([seed, at, n]) for n in range(20)}
        store.save("model", {**own, "both": random.Random(at).randbytes(64)})
        assert store.load("model", [*own]) == own


def open_only(place: str, root: Path) -> None:
    HistoryStore(place, root)


def claim(place: str, root: Path, mine: Connection) -> None:
    """Claim 40 findings one by one, and send those that were given."""
    store = HistoryStore(place, root)
    given: set[str] = set()
    for at in range(40):
        given |= store.tell("p", "mail", [f"{at:016x}", f"{at + 1:016x}"])
    mine.send(given)
