"""Passwords stay secret and protected; what goes wrong with a server is said in words, and the run goes on."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import imap_servers as servers
import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked
from mailboxes import Box, mail, put

from msgcheck.config import Mailbox
from msgcheck.errors import ConfigError
from msgcheck.model import Skipped
from msgcheck.sources.imap import ImapSource

pytestmark = pytest.mark.timeout(60)


def only_skipped(box: Box, **options: object) -> Skipped:
    """Run once where there is nothing to be had; return why."""
    mails, (skipped,) = box.fetch(**options)
    assert mails == []
    assert skipped.uri.startswith(f"imap://{box.user}@")
    assert skipped.hint
    assert servers.PASSWORD not in f"{skipped}"
    return skipped


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_is_asked_for_and_trusted_only_when_told(
    box: Box, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with box.writer() as writer:
        put(writer, "INBOX", mail("One"))
    assert "certificate is not trusted" in only_skipped(box, security=security).reason
    monkeypatch.setenv("SSL_CERT_FILE", str(box.server.certificate))
    assert len(box.fetch(security=security)[0]) == 1


def test_a_certificate_of_another_host_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", servers.PASSWORD)
    with servers.pymap(tmp_path, host="mail.example.org") as server:
        server.add_user("anna")
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        reason = only_skipped(Box(server, "anna", tmp_path / "kept"), security="tls").reason
    assert "IP address mismatch" in reason


def test_starttls_is_never_done_without(pymap_box: Box) -> None:
    with servers.wire(pymap_box.server.ports["none"]) as wire:  # the port that offers none
        reason = only_skipped(pymap_box, port=wire.port, security="starttls").reason
        assert reason == "no secure connection: the server offers no STARTTLS"
        assert not any("LOGIN" in line for line in wire.asked)


def test_tls_to_a_port_without_is_said(pymap_box: Box) -> None:
    skipped = only_skipped(pymap_box, port=pymap_box.server.ports["none"], security="tls")
    assert skipped.reason.startswith("no secure connection")
    assert "993" in skipped.hint


@pytest.mark.parametrize("host", ["imap.example.org", "192.0.2.1", "localhost.example.org", "2001:db8::1"])
def test_no_password_goes_unprotected_to_another_machine(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", servers.PASSWORD)
    settings = Mailbox(host=host, user="anna", security="none", password_env="MAIL_PASSWORD")
    with pytest.raises(ConfigError, match="unprotected"):
        ImapSource(settings, folder=tmp_path)


def test_starttls_on_the_port_of_tls_is_a_mistake(tmp_path: Path) -> None:
    settings = Mailbox(host="localhost", user="anna", security="starttls", port=993, password_env="X")
    with pytest.raises(ConfigError, match="port 993"):
        ImapSource(settings, folder=tmp_path)


def test_a_wrong_password_is_said_and_the_kept_mails_stay(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    with box.writer() as writer:
        put(writer, "INBOX", mail("One"))
    box.fetch()
    for wrong in ("wrong-horse", "falsches Paßwort"):
        monkeypatch.setenv("MAIL_PASSWORD", wrong)
        mails, (skipped,) = box.fetch()
        assert skipped.reason.startswith("the server refuses user and password: ")
        assert "app password" in skipped.hint
        assert wrong not in f"{skipped}"
        assert len(mails) == 1


def test_a_password_with_quotes_and_umlauts_is_sent_right(
    pymap_server: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user, secret in (("quotes", 'a "b" \\c {3}'), ("umlauts", "Paßwort für 5 €")):
        monkeypatch.setattr(servers, "PASSWORD", secret)
        pymap_server.add_user(user)
        monkeypatch.setenv("MAIL_PASSWORD", secret)
        assert Box(pymap_server, user, tmp_path / user).fetch() == ([], [])


def test_nobody_there_and_no_such_host_are_said(pymap_box: Box, tmp_path: Path) -> None:
    assert only_skipped(pymap_box, port=servers.free_port()).reason == "nothing answers there"
    unknown = Mailbox(host="imap.invalid", user="anna", password_env="MAIL_PASSWORD")
    (skipped,) = ImapSource(unknown, folder=tmp_path).fetch()
    assert skipped == Skipped(
        "imap://anna@imap.invalid/", "there is no host of that name", "check `host` and the network"
    )


@pytest.mark.parametrize("host", ["imap..example", f"{'a' * 70}.example"])
def test_what_can_be_no_host_is_said(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", servers.PASSWORD)
    (skipped,) = ImapSource(
        Mailbox(host=host, user="anna", password_env="MAIL_PASSWORD"), folder=tmp_path
    ).fetch()
    assert isinstance(skipped, Skipped)
    assert (skipped.reason, skipped.hint) == ("there is no host of that name", "check `host` and the network")


@contextmanager
def speaking(greeting: bytes, to_login: bytes = b"", *, capability: bytes = b"IMAP4rev1") -> Iterator[int]:
    """Be a server for one client that gets no further than its login."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            client, _ = listening.accept()
            with client, client.makefile("rb") as lines:
                client.sendall(greeting)
                for line in lines:
                    tag = line.split(b" ")[0]
                    capable = b"* CAPABILITY " + capability + b"\r\n" + tag + b" OK done\r\n"
                    client.sendall(capable if b"CAPABILITY" in line else tag + to_login)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def test_a_server_that_says_nothing_is_not_waited_for_long(pymap_box: Box) -> None:
    with speaking(b"") as port:
        skipped = only_skipped(pymap_box, port=port, timeout_s=0.3)
    assert skipped.reason == "no answer within 0.3 s"
    assert "timeout_s" in skipped.hint


def test_a_server_that_is_none_is_said(pymap_box: Box) -> None:
    with speaking(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        assert "broke off" in only_skipped(pymap_box, port=port).reason


def test_a_server_whose_answer_is_no_ascii_is_said(pymap_box: Box) -> None:
    with speaking(b"* OK hello\r\n", capability="IMAP4rev1 schön".encode()) as port:
        assert "cannot be read" in only_skipped(pymap_box, port=port).reason


def test_a_server_that_repeats_the_password_does_not_spread_it(pymap_box: Box) -> None:
    echo = f" NO LOGIN {pymap_box.user} {servers.PASSWORD} failed\r\n".encode()
    with speaking(b"* OK hello\r\n", echo) as port:
        assert "LOGIN user" in (reason := only_skipped(pymap_box, port=port).reason)
    assert reason.endswith("*** failed")


def test_the_password_stands_nowhere(
    box: Box, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("pymap").setLevel(
        logging.WARNING
    )  # the server's own diary, as it lives in this process
    with box.writer() as writer:
        put(writer, "INBOX", mail("One"))
    source = box.source(folders=("INBOX", "None"))
    told = repr(source) + repr(vars(source)) + repr(list(source.fetch()))
    told += repr(only_skipped(Box(box.server, "stranger", box.folder / "x"), port=servers.free_port()))
    written = b"".join(path.read_bytes() for path in box.folder.rglob("*") if path.is_file())
    out = capfd.readouterr()
    assert b"Subject: One" in written, "there is something to look through"
    assert servers.PASSWORD not in told + caplog.text + out.out + out.err + written.decode("latin-1")
    assert not any(servers.PASSWORD in path.name for path in box.folder.rglob("*"))


def test_a_missing_password_is_named_before_anything_is_asked(
    pymap_box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "")
    with servers.wire(pymap_box.server.ports["none"]) as wire:
        with pytest.raises(ConfigError, match="the environment variable MAIL_PASSWORD holds no password"):
            pymap_box.source(port=wire.port)
        assert wire.asked == []
    monkeypatch.setenv("MAIL_PASSWORD", "secret\r\nA1 DELETE INBOX")
    with pytest.raises(ConfigError, match="line break") as caught:
        pymap_box.source()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("places", [{}, {"password_env": "MAIL_PASSWORD", "keyring": "mail"}])
def test_the_password_has_one_place(places: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must be said once"):
        ImapSource(Mailbox(host="localhost", user="anna", **places), folder=tmp_path)


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]
    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("the collection is locked")
        return {("mail", "anna"): servers.PASSWORD}.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is ever stored")


def test_a_keyring_holds_the_password(
    pymap_server: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keyring.get_keyring()
    ring = Ring()
    keyring.set_keyring(ring)
    try:
        pymap_server.add_user("anna")
        here = {"host": "127.0.0.1", "security": "none", "port": pymap_server.ports["none"]}
        settings = Mailbox(user="anna", keyring="mail", **here)  # type: ignore[arg-type]
        assert list(ImapSource(settings, folder=tmp_path).fetch()) == []
        with pytest.raises(ConfigError, match="service 'mail' holds no password") as caught:
            ImapSource(settings.model_copy(update={"user": "bert"}), folder=tmp_path)
        assert caught.value.hint == "keyring set mail bert"
        ring.locked = True
        with pytest.raises(ConfigError, match="the collection is locked"):
            ImapSource(settings, folder=tmp_path)
    finally:
        keyring.set_keyring(before)
