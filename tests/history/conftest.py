"""A real PostgreSQL server for the tests, and the two kinds of places that a store may be."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))  # where Debian has them, outside PATH


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a database server of our own, without the name of a database: gone when the tests are."""
    on_path = shutil.which("initdb")
    if not on_path and not BINARIES:
        pytest.skip("PostgreSQL is missing: apt-get install postgresql (.ci/postgresql)")
    binaries = Path(on_path).parent if on_path else BINARIES[-1]
    # The server refuses to run as root; the package brings a user for it.
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(
        tempfile.mkdtemp(prefix="msgcheck-postgresql-", dir="/tmp")
    )  # a socket's path must be short
    if user:
        shutil.chown(folder, user)

    def call(name: str, *arguments: str) -> None:
        command = [str(binaries / name), *arguments]
        log = folder / f"{name}.log"
        with log.open("w") as file:
            done = subprocess.run(command, user=user, cwd=folder, stdout=file, stderr=file, timeout=60)
        assert done.returncode == 0, log.read_text()

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    quick = "-c fsync=off -c max_connections=40 -c shared_buffers=16MB"  # of a server that is thrown away
    call("initdb", "-D", str(data), "-U", "msgcheck", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
    try:
        call("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "server.log"), "-o", f"-p {port} -k {folder} -h 127.0.0.1 {quick}", "start")  # fmt: skip
        yield f"postgresql+psycopg://msgcheck@127.0.0.1:{port}"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def new_database(server: str) -> Callable[[], str]:
    """Return a function that makes an empty database and returns its URL."""
    import psycopg

    def make() -> str:
        name = f"test_{uuid4().hex[:12]}"
        with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"{server}/{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a store, empty: every test that asks for one runs with a file, and with a database."""
    if request.param == "sqlite":
        return str(tmp_path / "kept" / "store.sqlite")
    url: str = request.getfixturevalue("new_database")()
    return url
