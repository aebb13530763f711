"""Which finding was told to whom, so that nobody hears of it twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "msgcheck_told",
        sa.Column("project", sa.Integer, sa.ForeignKey("msgcheck_projects.id"), primary_key=True),
        sa.Column("channel", sa.String(200), primary_key=True),
        sa.Column("finding", sa.String(16), primary_key=True),
    )
