"""The tables brought up to date when a store is opened, by the numbered files in `migrations/versions`."""

from __future__ import annotations

import sqlalchemy as sa

from msgcheck.database import Database

NEWEST = "0003"  # number of the last file; a test compares the two
VERSIONS = sa.Table("msgcheck_version", sa.MetaData(), sa.Column("version_num", sa.String(32)))


def bring_up_to_date(database: Database, *, to: str = NEWEST) -> None:
    """Create the tables, or change them to version `to`; a second process waits, and finds them done.

    Raises StoreError when they cannot be changed, or were written by a newer msgcheck.
    """
    with database.reading() as connection:
        if _version(connection, database) == to:
            return
    # Here and not above: it costs more than all the rest, and is needed once.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    settings = Config()
    settings.set_main_option("script_location", "msgcheck.history:migrations")
    with database.writing() as connection:
        if _version(connection, database) == to:
            return
        settings.attributes["connection"] = connection
        try:
            command.upgrade(settings, to)
        except CommandError as err:
            raise database.broken(str(err)) from err


def _version(connection: sa.Connection, database: Database) -> str:
    """Return the number of the last migration, "" for a store without tables."""
    if not sa.inspect(connection).has_table(VERSIONS.name):
        return ""
    version = connection.scalar(sa.select(VERSIONS.c.version_num)) or ""
    if not version.isdigit() or int(version) > int(NEWEST):
        raise database.broken(
            f"it is of version {version}, and this msgcheck knows {NEWEST}",
            f"upgrade msgcheck, or name another place under `{database.what}:` in msgcheck.yaml",
        )
    return version
