"""The history of all projects in one place: read here, written by `writing`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from msgcheck.database import Database
from msgcheck.history import writing
from msgcheck.history.compare import Look
from msgcheck.history.migrate import bring_up_to_date
from msgcheck.history.tables import OPEN, QUIET, UNSEEN, documents, findings, projects, runs, sightings, told
from msgcheck.memory import History, PastRun
from msgcheck.model import Finding
from msgcheck.run import Run

HINT = "name another place under `history:` in msgcheck.yaml, or mend this one"


@dataclass(frozen=True, slots=True)
class Known:
    """One finding as it is remembered.

    status:     open | quiet (folded, or settled by a decision) | gone.
    first, last: as it was seen by the first and by the last run that found it.
    runs:       numbers of the runs that found it, in order.
    since:      id of the finding that it continues; "" without one.
    """

    id: str
    status: str
    first: Finding
    last: Finding
    first_seen: datetime
    last_seen: datetime
    runs: tuple[int, ...]
    since: str = ""


class HistoryStore:
    """Runs and findings by project. Several processes may use it at once; a killed one leaves the last good state."""

    def __init__(self, place: str, root: Path) -> None:
        """Open or create it, and bring its tables up to date.

        place: a file, relative to `root`, or the URL of a database. Raises ConfigError or StoreError.
        """
        self._db = Database(place, root, what="history", hint=HINT)
        bring_up_to_date(self._db)

    def record(self, project: str, run: Run) -> History:
        """Keep a finished run, and return what it is beside the one that was recorded before it.

        All of it is kept, or nothing; of runs at once, the one that ends later is the later one.
        """
        with self._db.writing() as db:
            return writing.record(db, _made(db, project), run)

    def projects(self) -> list[str]:
        """Return the names of all projects, sorted."""
        with self._db.reading() as db:
            return sorted(db.scalars(sa.select(projects.c.name)))

    def past(self, project: str, *, most: int = writing.PAST) -> tuple[PastRun, ...]:
        """Return the last runs of a project, oldest first; none for a project that nobody knows."""
        with self._db.reading() as db:
            return writing.past(db, _id(db, project), most)

    def look(self, project: str, number: int) -> Look | None:
        """Return what a run saw; None when there is no such run."""
        with self._db.reading() as db:
            id = _id(db, project)
            wanted = sa.select(runs.c.skipped).where(runs.c.project == id, runs.c.number == number)
            skipped = db.scalar(wanted)
            if skipped is None:
                return None
            joined = sa.and_(findings.c.project == sightings.c.project, findings.c.id == sightings.c.finding)
            seen = db.execute(
                sa.select(findings.c.id, findings.c.last, sightings.c.status)
                .join_from(sightings, findings, joined)
                .where(sightings.c.project == id, sightings.c.run == number)
            ).all()
            # What had the same content before and after counts as read between: if it was not, `unseen` knows.
            c = documents.c
            there = sa.and_(c.project == id, c.first_run <= number, c.last_run >= number)
            read = frozenset(db.scalars(sa.select(c.uri).where(there)))

        def of(status: str) -> dict[str, Finding]:
            return {row.id: writing.finding(row.last) for row in seen if row.status == status}

        quiet = frozenset(row.id for row in seen if row.status == QUIET)
        return Look(of(OPEN), quiet, frozenset(skipped), of(UNSEEN), read)

    def open_findings(self, project: str) -> dict[str, Finding]:
        """Return id -> finding for all that is open: of the last run, and what it could not look for."""
        with self._db.reading() as db:
            return writing.open_findings(db, _id(db, project))

    def find(self, project: str, prefix: str) -> list[Known]:
        """Return the findings, gone ones too, whose id begins so; in order of their ids."""
        with self._db.reading() as db:
            id = _id(db, project)
            rows = db.execute(
                sa.select(findings)
                .where(findings.c.project == id, findings.c.id.startswith(prefix, autoescape=True))
                .order_by(findings.c.id)
            ).all()
            seen = (
                sa.select(sightings.c.run)
                .where(sightings.c.project == id, sightings.c.status != UNSEEN)
                .order_by(sightings.c.run)
            )
            return [
                Known(
                    id=row.id,
                    status=row.status,
                    first=writing.finding(row.first),
                    last=writing.finding(row.last),
                    first_seen=row.first_seen,
                    last_seen=row.last_seen,
                    runs=tuple(db.scalars(seen.where(sightings.c.finding == row.id))),
                    since=row.since,
                )
                for row in rows
            ]

    def told(self, project: str, channel: str) -> set[str]:
        """Return the ids of all findings that were told on this channel of notification."""
        with self._db.reading() as db:
            return _told(db, _id(db, project), channel)

    def tell(self, project: str, channel: str, ids: Iterable[str]) -> set[str]:
        """Claim findings that are about to be told; return those that nobody had claimed.

        Only these may be told: of two runs at once, each finding is given to one.
        """
        with self._db.writing() as db:
            id = _made(db, project)
            fresh = set(ids) - _told(db, id, channel)
            if fresh:
                rows = [{"project": id, "channel": channel, "finding": each} for each in sorted(fresh)]
                db.execute(sa.insert(told), rows)
            return fresh

    def untell(self, project: str, channel: str, ids: Iterable[str]) -> None:
        """Give claims back: what was to be told could not be, and the next run may try again."""
        rows = [{"was": each} for each in sorted(set(ids))]
        if not rows:
            return
        with self._db.writing() as db:
            claimed = sa.and_(told.c.project == _id(db, project), told.c.channel == channel)
            db.execute(sa.delete(told).where(claimed, told.c.finding == sa.bindparam("was")), rows)


def _key(project: str) -> str:
    return sha256(project.encode("utf-8", "surrogatepass")).hexdigest()


def _id(db: sa.Connection, project: str) -> int:
    """Return the number of a project; 0, which none has, for one that nobody knows."""
    return db.scalar(sa.select(projects.c.id).where(projects.c.key == _key(project))) or 0


def _made(db: sa.Connection, project: str) -> int:
    known = _id(db, project)
    if known:
        return known
    made = sa.insert(projects).values(key=_key(project), name=project).returning(projects.c.id)
    return int(db.execute(made).scalar_one())


def _told(db: sa.Connection, project: int, channel: str) -> set[str]:
    return set(
        db.scalars(sa.select(told.c.finding).where(told.c.project == project, told.c.channel == channel))
    )
