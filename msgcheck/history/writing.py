"""One run written beside the earlier ones, within one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from msgcheck.history import changed
from msgcheck.history.compare import Difference, Look, compare, look
from msgcheck.history.tables import GONE, OPEN, QUIET, UNSEEN, documents, findings, runs, sightings, told
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
    less = _less(before, now, change)
    number = _next_number(db, project)
    _write_run(db, project, number, run, change, before)
    _write_findings(db, project, found, rows, known)
    _write_gone(db, project, change.gone | (quiet - found.keys()))
    statuses = {id: row.status for id, row in rows.items()} | dict.fromkeys(change.unseen, UNSEEN)
    _write_sightings(db, project, number, statuses)
    _write_documents(db, project, number, run)
    _write_told(db, project, less)
    _untell(db, project, number, {one.decision.id for one in run.loose} & now.open.keys())
    lives = {id: _life(row, _status(id, now, before, change), id in less) for id, row in rows.items()}
    gone = changed.gone(change)
    lives |= {id: _life(known[id], Status.GONE) for id in gone}
    return History(
        number=number,
        runs=past(db, project, PAST),
        lives={id: lives[id] for id in sorted(lives)},
        gone=tuple(sorted((before.open[id] for id in gone), key=_order)),
        unseen=tuple(sorted(change.unseen)),
        was=tuple(sorted((before.open[id] for id in change.since.values()), key=_order)),
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
            changed=row.changed,
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


def _less(before: Look, now: Look, change: Difference) -> dict[str, str]:
    """Return id -> id of the one that it continues, for those that only have less than it had."""
    return {id: old for id, old in change.since.items() if changed.is_less(before.open[old], now.open[id])}


def _status(id: str, now: Look, before: Look, change: Difference) -> Status:
    """Return what a finding is beside the run before: an alarm that was none is new, whoever knew it."""
    if id in change.since:
        return Status.CHANGED
    known = id in before.open or (id not in now.open and id in before.quiet)
    return Status.STILL if known else Status.NEW


def _life(row: _Row, status: Status, less: bool = False) -> Life:
    return Life(status, row.first_seen, row.last_seen, row.runs, row.since, less)


def _next_number(db: sa.Connection, project: int) -> int:
    return (db.scalar(sa.select(sa.func.max(runs.c.number)).where(runs.c.project == project)) or 0) + 1


def _write_run(
    db: sa.Connection, project: int, number: int, run: Run, change: Difference, before: Look
) -> None:
    # A site that is down mends nothing: what could not be looked for is open, and what is left of it no second one.
    open_ = [item.code for item in run.findings if item.id not in change.parts]
    open_ += [before.open[id].code for id in change.unseen]
    db.execute(
        sa.insert(runs).values(
            project=project,
            number=number,
            started=run.started,
            duration_s=run.duration_s,
            version=run.version,
            documents=len(run.documents),
            claims=run.counts.get("claims", 0),
            codes=dict(sorted(Counter(open_).items())),
            skipped=[place.uri for place in run.skipped],
            new=len(changed.new(change)),
            gone=len(changed.gone(change)),
            decided=len(run.decided),
            changed=len(change.since),
        )
    )


def _write_findings(
    db: sa.Connection, project: int, found: dict[str, Finding], rows: dict[str, _Row], known: dict[str, _Row]
) -> None:
    made, again = [], []
    for id, item in sorted(found.items()):
        words = plain(item, {})
        values = {**asdict(rows[id]), "severity": item.severity.value, "last": words}
        if id in known:
            again.append({**values, "was": id})
        else:
            made.append({**values, "project": project, "id": id, "code": item.code, "first": words})
    if made:
        db.execute(sa.insert(findings), made)
    if again:
        db.execute(_of(project), again)


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
    made, again = {}, []
    for document in run.documents:
        words = f"{document.uri}\x1f{document.digest}".encode("utf-8", "surrogatepass")
        key = sha256(words).hexdigest()
        if key in known:
            again.append({"was": key, "last_run": number})
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
    if again:
        mine = sa.and_(documents.c.project == project, documents.c.key == sa.bindparam("was"))
        db.execute(sa.update(documents).where(mine), again)


def _write_told(db: sa.Connection, project: int, less: dict[str, str]) -> None:
    """Count what only has less than before as told to whom it was told of before.

    less: id -> id of the one that it continues. It is done here, where every run comes by: not each one tells.
    """
    if not less:
        return
    rows = db.execute(sa.select(told.c.channel, told.c.finding).where(told.c.project == project)).all()
    claims = {(row.channel, row.finding) for row in rows}
    channels = sorted({channel for channel, _ in claims})
    made = [
        {"project": project, "channel": channel, "finding": id}
        for channel in channels
        for id, old in sorted(less.items())
        if (channel, old) in claims and (channel, id) not in claims
    ]
    if made:
        db.execute(sa.insert(told), made)


def _untell(db: sa.Connection, project: int, number: int, ids: Iterable[str]) -> None:
    """Give back who was told of findings whose decision has ended: they are alarms again, and told once more.

    number: of this run. Only one that was no alarm when it was seen last comes back by the end of its decision.
    """
    c = sightings.c
    for id in sorted(ids):
        mine = sa.and_(c.project == project, c.finding == id, c.run < number, c.status != UNSEEN)
        last = db.scalar(sa.select(c.status).where(mine).order_by(c.run.desc()).limit(1))
        if last == QUIET:
            db.execute(sa.delete(told).where(told.c.project == project, told.c.finding == id))


def _order(item: Finding) -> tuple[int, str, str]:
    return SEVERITIES.index(item.severity), item.code, item.id
