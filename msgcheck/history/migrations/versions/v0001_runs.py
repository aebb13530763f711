"""Projects, runs, documents by content, findings by identity, and which run saw which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _project() -> sa.Column[int]:
    return sa.Column("project", sa.Integer, sa.ForeignKey("msgcheck_projects.id"), primary_key=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "msgcheck_projects",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "msgcheck_runs",
        _project(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_s", sa.Float, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("codes", sa.JSON, nullable=False),
        sa.Column("skipped", sa.JSON, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("gone", sa.Integer, nullable=False),
        sa.Column("decided", sa.Integer, nullable=False),
    )
    op.create_table(
        "msgcheck_documents",
        _project(),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("first_run", sa.Integer, nullable=False),
        sa.Column("last_run", sa.Integer, nullable=False),
    )
    op.create_table(
        "msgcheck_findings",
        _project(),
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("since", sa.String(16), nullable=False),
        sa.Column("first", sa.JSON, nullable=False),
        sa.Column("last", sa.JSON, nullable=False),
    )
    op.create_table(
        "msgcheck_sightings",
        _project(),
        sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("finding", sa.String(16), primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["project", "run"], ["msgcheck_runs.project", "msgcheck_runs.number"]),
        sa.ForeignKeyConstraint(
            ["project", "finding"], ["msgcheck_findings.project", "msgcheck_findings.id"]
        ),
        sa.Index("msgcheck_sightings_finding", "project", "finding"),
    )
