"""Servers that run for all tests of mailboxes; each test has a user of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import imap_servers as servers
import pytest
from mailboxes import Box

_USERS = (f"user{number}" for number in count(1))


@pytest.fixture(scope="session")
def pymap_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with pytest.MonkeyPatch.context() as patch, servers.pymap(tmp_path_factory.mktemp("pymap")) as running:
        patch.setenv("FQDN", "localhost")  # what it greets with; it would ask the network for it
        yield running


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[servers.Server]:
    if not shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin:/sbin"):
        pytest.skip("Dovecot is missing: .ci/mailbox installs it")
    with servers.dovecot() as running:
        yield running


@pytest.fixture(params=["pymap", "dovecot"])
def server(request: pytest.FixtureRequest) -> servers.Server:
    """Each real server: they differ in levels of folders, in line ends, in what they do with odd mails."""
    running: servers.Server = request.getfixturevalue(f"{request.param}_server")
    return running


@pytest.fixture
def box(server: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    """An empty mailbox of a new user on each server."""
    return _new(server, tmp_path, monkeypatch)


@pytest.fixture
def pymap_box(pymap_server: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    """An empty mailbox where one server is enough."""
    return _new(pymap_server, tmp_path, monkeypatch)


def _new(server: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    monkeypatch.setenv("MAIL_PASSWORD", servers.PASSWORD)
    user = next(_USERS)
    server.add_user(user)
    return Box(server, user, tmp_path / "kept")
