"""The tables of the history, as the newest migration leaves them (a test compares the two)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()
OPEN, QUIET, GONE, UNSEEN = "open", "quiet", "gone", "unseen"


class Words(sa.TypeDecorator[str]):
    """Text as it stands in files and their names: NUL and half a surrogate pair are kept too, escaped."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Return what a database takes; the backslash is escaped too, so that the way back is one."""
        return value and re.sub("[\\\\\x00\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Return the text as it was."""
        return value and re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), value)


class Moment(sa.TypeDecorator[datetime]):
    """A time, aware and UTC; SQLite keeps no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return the time in UTC."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return the time with its zone."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def _project() -> sa.Column[int]:
    return sa.Column("project", sa.ForeignKey("msgcheck_projects.id"), primary_key=True)


# key: sha256 of what names it; an index of PostgreSQL takes no long text.
projects = sa.Table(
    "msgcheck_projects",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("name", Words, nullable=False),
)

# codes: code -> open findings, those of earlier runs that could not be looked for too; skipped: uris that could not be read.
runs = sa.Table(
    "msgcheck_runs",
    METADATA,
    _project(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("started", Moment, nullable=False),
    sa.Column("duration_s", sa.Float, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("documents", sa.Integer, nullable=False),
    sa.Column("claims", sa.Integer, nullable=False),
    sa.Column("codes", sa.JSON, nullable=False),
    sa.Column("skipped", sa.JSON, nullable=False),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("gone", sa.Integer, nullable=False),
    sa.Column("decided", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
)

# key: of uri and digest; an asset whose bytes change is another row.
documents = sa.Table(
    "msgcheck_documents",
    METADATA,
    _project(),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("uri", Words, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("title", Words, nullable=False),
    sa.Column("channel", Words, nullable=False),
    sa.Column("first_run", sa.Integer, nullable=False),
    sa.Column("last_run", sa.Integer, nullable=False),
)

# status: open | quiet (folded, or decided) | gone; first, last: the finding as it was seen then.
findings = sa.Table(
    "msgcheck_findings",
    METADATA,
    _project(),
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("first_seen", Moment, nullable=False),
    sa.Column("last_seen", Moment, nullable=False),
    sa.Column("runs", sa.Integer, nullable=False),
    sa.Column("since", sa.String(16), nullable=False),
    sa.Column("first", sa.JSON, nullable=False),
    sa.Column("last", sa.JSON, nullable=False),
)

# Which run saw which finding. status: open | quiet | unseen (it could not look, so what was open stayed so).
sightings = sa.Table(
    "msgcheck_sightings",
    METADATA,
    _project(),
    sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("finding", sa.String(16), primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(["project", "run"], ["msgcheck_runs.project", "msgcheck_runs.number"]),
    sa.ForeignKeyConstraint(["project", "finding"], ["msgcheck_findings.project", "msgcheck_findings.id"]),
    sa.Index("msgcheck_sightings_finding", "project", "finding"),
)

# Which finding was told to whom; a row is a claim, made before anything is sent.
told = sa.Table(
    "msgcheck_told",
    METADATA,
    _project(),
    sa.Column("channel", sa.String(200), primary_key=True),
    sa.Column("finding", sa.String(16), primary_key=True),
)
