"""Run by Alembic. The connection is that of `migrate`, and so is its transaction: all files run, or none."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="msgcheck_version",
    transaction_per_migration=False,
)
context.run_migrations()
