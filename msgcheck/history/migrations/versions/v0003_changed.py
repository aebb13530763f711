"""How many findings of a run go on in other words. Runs from before counted them among the new and the gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    op.add_column("msgcheck_runs", sa.Column("changed", sa.Integer, nullable=False, server_default="0"))
