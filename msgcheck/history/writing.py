"""One run written beside the earlier ones, within one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from msgcheck.history.compare import Look, compare, look
from msgcheck.history.tables import GONE, OPEN, QUIET, UNSEEN, documents, findings, runs, sightings
from msgcheck.memory import History, Life, PastRun, Status
from msgcheck.model import SEVERITIES, Finding
from msgcheck.plain import decode, plain
from msgcheck.run import Run

PAST = 100  # runs that a history shows: two years of Mondays


@dataclass(frozen=True, slots=True)
class _Row:
    """What is kept of a finding beside its words."""

    status: str
    first_seen: datetime
    last_seen: datetime
    runs: int
    since: str


def record(db: sa.Connection, project: int, run: Run) -> History:
    """Write the run, and return how it stands to the earlier ones. Wants a transaction that nobody writes beside."""
    now = look(run)
    known = _known(db, project)
    quiet = frozenset(id for id, row in known.items() if row.status == QUIET)
    before = Look(open_findings(db, project), quiet)
    change = compare(before, now)
    found = {item.id: item for item in (*run.folded, *(item.finding for item in run.decided), *run.findings)}
    found = {id: item for id, item in found.items() if id not in change.parts}
    rows = {id: _seen(known.get(id), run, id in now.open, change.since.get(id, "")) for id in found}
    number = _next_number(db, project)
    _write_run(db, project, number, run, new=len(change.new), gone=len(change.gone))
    _write_findings(db, project, found, rows, known)
    _write_gone(db, project, change.gone | (quiet - found.keys()))
    statuses = {id: row.status for id, row in rows.items()} | dict.fromkeys(change.unseen, UNSEEN)
    _write_sightings(db, project, number, statuses)
    _write_documents(db, project, number, run)
    lives = {id: _life(row, _status(id, now, before)) for id, row in rows.items()}
    lives |= {id: _life(known[id], Status.GONE) for id in change.gone}
    return History(
        number=number,
        runs=past(db, project, PAST),
        lives={id: lives[id] for id in sorted(lives)},
        gone=tuple(sorted((before.open[id] for id in change.gone), key=_order)),
        unseen=tuple(sorted(change.unseen)),
    )


def past(db: sa.Connection, project: int, most: int) -> tuple[PastRun, ...]:
    """Return the last runs, oldest first."""
    newest = sa.select(runs).where(runs.c.project == project).order_by(runs.c.number.desc()).limit(most)
    return tuple(
        PastRun(
            number=row.number,
            started=row.started,
            duration_s=row.duration_s,
            documents=row.documents,
            claims=row.claims,
            skipped=len(row.skipped),
            codes=row.codes,
            new=row.new,
            gone=row.gone,
            decided=row.decided,
        )
        for row in reversed(db.execute(newest).all())
    )


def open_findings(db: sa.Connection, project: int) -> dict[str, Finding]:
    """Return id -> finding for all that is open, in order of their ids."""
    wanted = sa.select(findings.c.id, findings.c.last).where(
        findings.c.project == project, findings.c.status == OPEN
    )
    return {row.id: finding(row.last) for row in db.execute(wanted.order_by(findings.c.id))}


def finding(data: Any) -> Finding:
    """Return a finding as it was kept."""
    kept: Finding = decode(Finding, data, "finding")
    return kept


def _known(db: sa.Connection, project: int) -> dict[str, _Row]:
    c = findings.c
    wanted = sa.select(c.id, c.status, c.first_seen, c.last_seen, c.runs, c.since)
    return {row[0]: _Row(*row[1:]) for row in db.execute(wanted.where(c.project == project))}


def _seen(row: _Row | None, run: Run, is_open: bool, since: str) -> _Row:
    """Return what is to be kept of a finding that this run found."""
    status = OPEN if is_open else QUIET
    if row is None:
        return _Row(status, run.started, run.started, 1, since)
    # A run that began earlier may end later.
    first, last = min(row.first_seen, run.started), max(row.last_seen, run.started)
    return _Row(status, first, last, row.runs + 1, since or row.since)


def _status(id: str, now: Look, before: Look) -> Status:
    """Return what a finding is beside the run before: an alarm that was none is new, whoever knew it."""
    known = id in before.open or (id not in now.open and id in before.quiet)
    return Status.STILL if known else Status.NEW


def _life(row: _Row, status: Status) -> Life:
    return Life(status, row.first_seen, row.last_seen, row.runs, row.since)


def _next_number(db: sa.Connection, project: int) -> int:
    return (db.scalar(sa.select(sa.func.max(runs.c.number)).where(runs.c.project == project)) or 0) + 1


def _write_run(db: sa.Connection, project: int, number: int, run: Run, *, new: int, gone: int) -> None:
    db.execute(
        sa.insert(runs).values(
            project=project,
            number=number,
            started=run.started,
            duration_s=run.duration_s,
            version=run.version,
            documents=len(run.documents),
            claims=run.counts.get("claims", 0),
            codes=dict(sorted(Counter(item.code for item in run.findings).items())),
            skipped=[place.uri for place in run.skipped],
            new=new,
            gone=gone,
            decided=len(run.decided),
        )
    )


def _write_findings(
    db: sa.Connection, project: int, found: dict[str, Finding], rows: dict[str, _Row], known: dict[str, _Row]
) -> None:
    made, changed = [], []
    for id, item in sorted(found.items()):
        words = plain(item, {})
        values = {**asdict(rows[id]), "severity": item.severity.value, "last": words}
        if id in known:
            changed.append({**values, "was": id})
        else:
            made.append({**values, "project": project, "id": id, "code": item.code, "first": words})
    if made:
        db.execute(sa.insert(findings), made)
    if changed:
        db.execute(_of(project), changed)


def _of(project: int) -> sa.Update:
    """Return the change of one finding, whose id is given as `was`."""
    return sa.update(findings).where(findings.c.project == project, findings.c.id == sa.bindparam("was"))


def _write_gone(db: sa.Connection, project: int, ids: Iterable[str]) -> None:
    rows = [{"was": id, "status": GONE} for id in sorted(ids)]
    if rows:
        db.execute(_of(project), rows)


def _write_sightings(db: sa.Connection, project: int, number: int, statuses: dict[str, str]) -> None:
    rows = [
        {"project": project, "run": number, "finding": id, "status": status}
        for id, status in sorted(statuses.items())
    ]
    if rows:
        db.execute(sa.insert(sightings), rows)


def _write_documents(db: sa.Connection, project: int, number: int, run: Run) -> None:
    known = set(db.scalars(sa.select(documents.c.key).where(documents.c.project == project)))
    made, changed = {}, []
    for document in run.documents:
        words = f"{document.uri}\x1f{document.digest}".encode("utf-8", "surrogatepass")
        key = sha256(words).hexdigest()
        if key in known:
            changed.append({"was": key, "last_run": number})
            continue
        made[key] = {
            "project": project,
            "key": key,
            "uri": document.uri,
            "digest": document.digest,
            "title": document.title,
            "channel": document.channel,
            "first_run": number,
            "last_run": number,
        }
    if made:
        db.execute(sa.insert(documents), [*made.values()])
    if changed:
        mine = sa.and_(documents.c.project == project, documents.c.key == sa.bindparam("was"))
        db.execute(sa.update(documents).where(mine), changed)


def _order(item: Finding) -> tuple[int, str, str]:
    return SEVERITIES.index(item.severity), item.code, item.id
