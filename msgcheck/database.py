"""A place where something is kept between runs: a file (SQLite), or the URL of a database (PostgreSQL)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from msgcheck.errors import ConfigError, MsgcheckError, StoreError

if TYPE_CHECKING:
    import sqlalchemy as sa

BUSY_S = 30.0  # how long a run waits for another one that is writing to the same file
CONNECT_S = 10  # how long a run waits for a server that does not answer
DRIVER = "postgresql+psycopg"
SCHEMES = {DRIVER, "postgresql", "postgres"}
KNOWN = "a file, or postgresql+psycopg://USER@HOST/DATABASE"


def is_url(place: str) -> bool:
    """True for the URL of a database, False for a file."""
    return "://" in place


def make_folder(folder: Path) -> None:
    """Make a folder for what is kept; our own, `.msgcheck`, tells git to leave it alone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    if folder.name == ".msgcheck" and not ignored.exists():
        ignored.write_text("*\n")


@contextmanager
def alone(path: Path, *, busy: MsgcheckError, patience_s: float = 0.0) -> Iterator[None]:
    """Hold the lock file at `path`, whose folder is made. It ends with the process, however that ends.

    Raises `busy` when another process has it for longer than `patience_s`, StoreError when it cannot be had at all.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=patience_s)
    try:
        make_folder(path.parent)
        lock.acquire()
    except Timeout as err:
        raise busy from err
    except OSError as err:
        raise StoreError(f"{path}: cannot be locked: {err.strerror}", "make its folder writable") from err
    try:
        yield
    finally:
        lock.release()


class Database:
    """Transactions on one place. Nobody else writes while one does; a killed process leaves the last good state."""

    def __init__(self, place: str, root: Path, *, what: str, hint: str) -> None:
        """Take where it is; nothing is opened yet.

        place: a file, relative to `root`, or a URL; what, hint: "history", and what to do when it cannot be used.
        Raises ConfigError for a URL that cannot be used as it is, StoreError when there can be no such file.
        """
        url, self.name = _url(place, root)
        self.what, self._hint = what, hint
        self.engine = _engine(url, self.name)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a transaction that sees one state. Raises StoreError."""
        with self._told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a transaction that nobody writes beside: all of it is kept, or nothing. Raises StoreError."""
        import sqlalchemy as sa

        with (
            self._told(),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            if connection.dialect.name == "postgresql":
                # Two writers of one store wait for each other, and of others for nobody.
                lock = crc32(f"msgcheck {self.what}".encode())
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
            yield connection

    def broken(self, reason: str, hint: str = "") -> StoreError:
        """Return the error that says why this place cannot be used."""
        return StoreError(f"{self.name}: the {self.what} cannot be used: {reason}", hint or self._hint)

    @contextmanager
    def _told(self) -> Iterator[None]:
        from sqlalchemy.exc import DBAPIError, SQLAlchemyError

        try:
            yield
        except DBAPIError as err:
            # Its own text would show the statement and all that was to be written.
            raise self.broken(str(err.orig).strip().partition("\n")[0]) from err
        except (SQLAlchemyError, sqlite3.Error) as err:
            raise self.broken(str(err).partition("\n")[0]) from err


def _url(place: str, root: Path) -> tuple[sa.URL, str]:
    """Return (the URL with its driver, what to call it in messages: never with a password)."""
    import sqlalchemy as sa

    if not is_url(place):
        path = root / Path(place).expanduser()
        try:
            make_folder(path.parent)
        except OSError as err:
            raise StoreError(f"{path}: {err.strerror}", "name another file in msgcheck.yaml") from err
        return sa.URL.create("sqlite+pysqlite", database=str(path)), str(path)
    scheme = place.partition("://")[0]
    try:
        url = sa.make_url(place)
    except (sa.exc.ArgumentError, ValueError) as err:
        raise ConfigError(f"{scheme}://...: not the URL of a database", f"known: {KNOWN}") from err
    if scheme not in SCHEMES:
        raise ConfigError(f"{scheme}: a kind of database that is not known", f"known: {KNOWN}")
    # What stands behind the question mark may be a password too.
    return url.set(drivername=DRIVER), url.set(query={}).render_as_string(hide_password=True)


def _engine(url: sa.URL, name: str) -> sa.Engine:
    import sqlalchemy as sa

    is_file = url.get_backend_name() == "sqlite"
    patience = {"timeout": BUSY_S} if is_file else {"connect_timeout": CONNECT_S}
    try:
        # A run asks a handful of questions; a connection that stays open would outlive it.
        engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=patience)
    except ModuleNotFoundError as err:
        raise ConfigError(f"{name}: needs {err.name}", 'pip install "msgcheck[postgresql]"') from err
    except sa.exc.ArgumentError as err:
        raise ConfigError(f"{name}: {err}", f"known: {KNOWN}") from err
    if is_file:
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # or sqlite3 begins by itself, and only at the first change
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: sa.Connection) -> None:
    # A transaction that reads first and writes then would fail when another one wrote in between.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
