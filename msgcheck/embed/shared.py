"""Vectors kept in a database that several machines use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from msgcheck.database import Database

HINT = "name another place under `cache:` in msgcheck.yaml, or run with --no-cache"
AT_ONCE = 500  # rows in one question or one change: some hundred kilobytes of vectors

METADATA = sa.MetaData()
vectors = sa.Table(
    "msgcheck_vectors",
    METADATA,
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)


class SharedVectors:
    """A `Store` of vectors. Several runs at once may use it; a killed run leaves the last good state."""

    def __init__(self, place: str, root: Path) -> None:
        """Open the database, and make the table if need be. Raises ConfigError or StoreError."""
        self._db = Database(place, root, what="cache", hint=HINT)
        with self._db.reading() as db:
            there = sa.inspect(db).has_table(vectors.name)
        if not there:
            with self._db.writing() as db:
                METADATA.create_all(db)  # looks again: another run may have made it

    def load(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what is known of `keys` for this model."""
        known: dict[str, bytes] = {}
        with self._db.reading() as db:
            for start in range(0, len(keys), AT_ONCE):
                some = vectors.c.key.in_(keys[start : start + AT_ONCE])
                rows = db.execute(
                    sa.select(vectors.c.key, vectors.c.value).where(vectors.c.model == model, some)
                )
                known.update((row.key, bytes(row.value)) for row in rows)
        return known

    def save(self, model: str, values: dict[str, bytes]) -> None:
        """Keep values, all or none of them."""
        keys = sorted(values)
        with self._db.writing() as db:
            for start in range(0, len(keys), AT_ONCE):
                some = keys[start : start + AT_ONCE]
                # The lock of `writing` stands for an upsert: nobody puts a key in between.
                db.execute(sa.delete(vectors).where(vectors.c.model == model, vectors.c.key.in_(some)))
                db.execute(
                    sa.insert(vectors), [{"model": model, "key": key, "value": values[key]} for key in some]
                )

    def drop(self, prefix: str, *, keep: str) -> None:
        """Forget nothing: another machine may run another version, and ask for what that one made."""
