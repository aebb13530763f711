"""A mailbox: fetched once, kept, never changed."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import imap_servers as servers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imap_tools import AND
from mailboxes import Box, mail, put

from msgcheck.model import Resource

pytestmark = pytest.mark.timeout(60)


def subjects(mails: list[Resource]) -> list[str]:
    return [
        line.removeprefix(b"Subject: ").decode()
        for one in mails
        for line in one.data.split(b"\r\n")
        if line.startswith(b"Subject: ")
    ]


def test_mails_come_byte_for_byte_with_address_date_and_channel(box: Box) -> None:
    arrived = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    with box.writer() as writer:
        writer.append(mail("One"), "INBOX", dt=arrived)
    mails, skipped = box.fetch(channel="email", team="sales")
    (one,) = mails
    uid = one.uri.rpartition("=")[2]
    assert one == Resource(
        uri=f"imap://{box.user}@127.0.0.1:{box.server.ports['none']}/INBOX/;UID={uid}",
        data=mail("One"),
        media_type="message/rfc822",
        channel="email",
        team="sales",
        modified=arrived,
    )
    assert skipped == []
    (kept,) = (box.folder / "INBOX").glob(f"*-{uid}.eml")
    assert kept.read_bytes() == mail("One")
    assert kept.stat().st_mode & 0o077 == 0, "nobody else may read it"


def test_a_second_run_asks_only_for_what_is_new_and_yields_all(box: Box) -> None:
    with box.writer() as writer, servers.wire(box.server.ports["none"]) as wire:
        put(writer, "INBOX", mail("One"), mail("Two"))
        assert subjects(box.fetch(port=wire.port)[0]) == ["One", "Two"]
        assert len(wire.bodies()) == 2
        wire.asked.clear()
        assert subjects(box.fetch(port=wire.port)[0]) == ["One", "Two"]
        assert wire.bodies() == []
        assert not any("FETCH" in line for line in wire.asked)
        put(writer, "INBOX", mail("Three"))
        mails, skipped = box.fetch(port=wire.port)
        assert subjects(mails) == ["One", "Two", "Three"]
        assert wire.bodies() == [mails[2].uri.rpartition("=")[2]]
        assert skipped == []


def test_nothing_on_the_server_changes(box: Box) -> None:
    with box.writer() as writer, servers.wire(box.server.ports["none"]) as wire:
        writer.folder.create("Sales")
        put(writer, "INBOX", mail("One"), mail("Two"))
        put(writer, "Sales", mail("Three"))
        before = [writer.folder.status(name) for name in ("INBOX", "Sales")]
        assert [(status["RECENT"], status["UNSEEN"]) for status in before] == [(2, 2), (1, 1)]
        assert len(box.fetch(port=wire.port, folders=("*",))[0]) == 3
        assert [writer.folder.status(name) for name in ("INBOX", "Sales")] == before
        writer.folder.set("INBOX", readonly=True)
        assert {flag for one in writer.fetch(mark_seen=False) for flag in one.flags} <= {"\\Recent"}
        said = {line.split(" ")[1] for line in wire.asked if line[:1].isupper()}
        assert said <= {"CAPABILITY", "LOGIN", "LIST", "EXAMINE", "UID", "LOGOUT"}
        assert all(" (UID BODY.PEEK[])" in line for line in wire.asked if "BODY" in line)


def test_what_is_deleted_or_moved_on_the_server_goes(box: Box) -> None:
    with box.writer() as writer:
        writer.folder.create("Old")
        put(writer, "INBOX", mail("Stays"), mail("Deleted"), mail("Moved"), mail("Marked"))
        box.fetch(folders=("*",))
        writer.folder.set("INBOX")
        uids = writer.uids()
        writer.delete(uids[1])
        writer.move(uids[2], "Old")
        writer.client.uid("STORE", uids[3], "+FLAGS", r"(\Deleted)")
        mails, skipped = box.fetch(folders=("*",))
    assert subjects(mails) == ["Stays", "Moved"]
    assert "/Old/" in mails[1].uri
    assert skipped == []
    assert len(list(box.folder.rglob("*.eml"))) == 2


def test_a_folder_that_was_made_anew_is_fetched_anew(box: Box) -> None:
    with box.writer() as writer:
        writer.folder.create("Sales")
        put(writer, "Sales", mail("Old"))
        (old,) = box.fetch(folders=("Sales",))[0]
        writer.folder.delete("Sales")
        sleep(1.1)  # UIDVALIDITY is often the second of creation
        writer.folder.create("Sales")
        put(writer, "Sales", mail("New"))
        (new,) = box.fetch(folders=("Sales",))[0]
    assert new.uri == old.uri, "the same number, and yet another mail"
    assert subjects([old, new]) == ["Old", "New"]
    assert len(list(box.folder.rglob("*.eml"))) == 1


def test_a_folder_that_is_gone_is_named_and_forgotten(box: Box) -> None:
    with box.writer() as writer:
        writer.folder.create("Sales")
        put(writer, "Sales", mail("Old"))
        box.fetch(folders=("Sales",))
        writer.folder.delete("Sales")
    mails, (skipped,) = box.fetch(folders=("Sales",))
    assert mails == []
    assert skipped.reason == "there is no such folder"
    assert list(box.folder.rglob("*.eml")) == []


def test_folders_with_spaces_umlauts_and_levels_are_found_by_name_and_pattern(box: Box) -> None:
    level = "." if box.server.kind == "dovecot" else "/"
    levels = (("Verkäufe",), ("Verkäufe", "A & B"), ("Verkäufe", "日本 2026"))
    names = ["[Mail] (all)", *(level.join(parts) for parts in levels)]
    with box.writer() as writer:
        for name in names:
            writer.folder.create(name)
            put(writer, name, mail(quote(name)))

    def found(*folders: str) -> list[str]:
        mails, skipped = box.fetch(folders=folders)
        assert skipped == []
        assert all(f"/{name}/;UID=" in one.uri for name, one in zip(subjects(mails), mails, strict=True))
        return subjects(mails)

    expected = [quote(name) for name in names]
    assert found("Verkäufe/*") == expected[2:]
    assert found("Verka\u0308ufe") == expected[1:2]  # a decomposed umlaut, as macOS writes it
    assert found(names[2]) == expected[2:3]
    assert found("[Mail] (all)", "*(all)") == expected[:1]
    assert found("inbox") == []
    assert found("*") == [*expected[1:], expected[0]]
    assert {path.parent.parent for path in box.folder.rglob(".state.json")} == {box.folder}


def test_a_folder_that_is_not_there_is_named_with_the_nearest(box: Box) -> None:
    with box.writer() as writer:
        writer.folder.create("Newsletters")
        put(writer, "INBOX", mail("One"))
    mails, skipped = box.fetch(folders=("Newsleters", "INBOX", "Press/*"))
    assert subjects(mails) == ["One"]
    assert [(one.uri.rpartition("/")[2], one.reason) for one in skipped] == [
        ("Newsleters", "there is no such folder"),
        ("%2A", "there is no such folder"),
    ]
    assert skipped[0].hint == "did you mean 'Newsletters'?"
    assert skipped[1].hint == "there are: INBOX, Newsletters"


def test_folders_without_mails_and_spam_are_no_copy(dovecot_server: servers.Server, tmp_path: Path) -> None:
    box = Box(dovecot_server, "levels", tmp_path / "kept")
    with pytest.MonkeyPatch.context() as patch, box.writer() as writer:
        patch.setenv("MAIL_PASSWORD", servers.PASSWORD)
        for name in ("Top.Middle.Leaf", "Spam"):
            writer.folder.create(name)
            put(writer, name, mail(name))
        assert subjects(box.fetch(folders=("*",))[0]) == ["Top.Middle.Leaf"]
        assert subjects(box.fetch(folders=("Spam",))[0]) == ["Spam"]
        _, (skipped,) = box.fetch(folders=("Top",))
    assert skipped.reason == "the folder holds folders and no mails"
    assert skipped.hint == "name those in it: Top/*"


def test_since_leaves_out_what_arrived_before(box: Box) -> None:
    with box.writer() as writer:
        for day in (1, 2, 3):
            writer.append(mail(str(day)), "INBOX", dt=datetime(2026, 3, day, 12, tzinfo=UTC))
    assert subjects(box.fetch(since=date(2026, 3, 2))[0]) == ["2", "3"]
    assert subjects(box.fetch()[0]) == ["1", "2", "3"], "older ones are fetched when they are wanted later"
    assert subjects(box.fetch(since=date(2026, 3, 3))[0]) == ["3"]


def test_a_mail_over_the_limit_is_named_and_not_fetched(box: Box) -> None:
    with box.writer() as writer, servers.wire(box.server.ports["none"]) as wire:
        put(writer, "INBOX", mail("Small"), mail("Large", filler=1_500_000))
        mails, (skipped,) = box.fetch(port=wire.port, max_bytes=1_000_000)
        assert subjects(mails) == ["Small"]
        assert skipped.reason == "too large: 1.5 MB, and 1 MB is the limit"
        assert "limits.file_mb" in skipped.hint
        assert wire.answered < 100_000
        assert subjects(box.fetch(port=wire.port)[0]) == ["Small", "Large"], "the limit was raised"


def test_a_mail_that_is_larger_than_the_server_says_is_not_kept(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msgcheck.sources.mailbox.session._SIZE", re.compile(rb"\bUID (\d+)"))  # some bytes
    with box.writer() as writer, servers.wire(box.server.ports["none"]) as wire:
        put(writer, "INBOX", mail("Small"), mail("Large", filler=200_000))
        for _ in range(2):
            mails, (skipped,) = box.fetch(port=wire.port, max_bytes=100_000)
            assert subjects(mails) == ["Small"]
            assert skipped.reason == "too large: 0.2 MB, and 0.1 MB is the limit"
        assert len(list(box.folder.rglob("*.eml"))) == 1
        assert len(wire.bodies()) == 2, "its true size is known: it is not fetched again"
        assert subjects(box.fetch(port=wire.port)[0]) == ["Small", "Large"], "the limit was raised"


def test_a_limit_that_is_lowered_counts_for_what_is_kept_whatever_the_server_says(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msgcheck.sources.mailbox.session._SIZE", re.compile(rb"\bUID (\d+)"))  # some bytes
    with box.writer() as writer:
        put(writer, "INBOX", mail("Small"), mail("Large", filler=200_000))
    assert subjects(box.fetch()[0]) == ["Small", "Large"]
    for offline in (False, True):
        mails, (skipped,) = box.fetch(max_bytes=100_000, offline=offline)
        assert subjects(mails) == ["Small"]
        assert skipped.reason.startswith("too large: 0.2 MB")


def test_a_mail_that_the_server_does_not_hand_over_is_named_and_asked_for_again(box: Box) -> None:
    with box.writer() as writer, servers.wire(box.server.ports["none"]) as wire:
        put(writer, "INBOX", mail("One"), mail("Two"), mail("Three"))
        writer.folder.set("INBOX", readonly=True)
        damaged = writer.uids()[1].encode()

        def stumble(line: bytes) -> bytes:  # over the whole batch, and over the damaged mail alone
            touches = b"BODY.PEEK" in line and damaged in line.split(b" ")[3].split(b",")
            return line.replace(b"BODY.PEEK[]", b"FLAGS") if touches else line

        wire.change = stumble
        mails, (skipped,) = box.fetch(port=wire.port)
        assert subjects(mails) == ["One", "Three"]
        assert skipped.uri.endswith(f"UID={damaged.decode()}")
        assert "did not hand" in skipped.reason
        wire.change = bytes
        assert subjects(box.fetch(port=wire.port)[0]) == ["One", "Two", "Three"]


def test_offline_yields_what_is_kept_and_asks_nobody(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    mails, (skipped,) = box.fetch(offline=True)
    assert mails == []
    assert "nothing is kept" in skipped.reason
    with box.writer() as writer:
        put(writer, "INBOX", mail("One"), mail("Large", filler=200_000))
    kept = box.fetch(max_bytes=100_000)
    monkeypatch.delenv("MAIL_PASSWORD")
    with servers.wire(box.server.ports["none"]) as wire:
        again = box.fetch(port=wire.port, offline=True, max_bytes=100_000)
        assert wire.asked == []
    assert [one.data for one in again[0]] == [one.data for one in kept[0]]
    assert [one.reason for one in again[1]] == [one.reason for one in kept[1]]


def test_a_connection_that_breaks_is_taken_up_as_long_as_it_brings_something(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msgcheck.sources.mailbox.session._BATCH_BYTES", 100_000)
    large = [mail(f"{number}", filler=60_000) for number in range(4)]
    with box.writer() as writer:
        put(writer, "INBOX", *large)
    with servers.wire(box.server.ports["none"], cut_after=90_000) as wire:
        mails, skipped = box.fetch(port=wire.port)
        connections = sum("LOGIN" in line for line in wire.asked)
    assert [one.data for one in mails] == large
    assert skipped == []
    assert connections == 4


def test_a_connection_that_brings_nothing_more_is_one_skipped_and_the_kept_mails_stay(box: Box) -> None:
    with box.writer() as writer, servers.wire(box.server.ports["none"]) as wire:
        put(writer, "INBOX", mail("One"), mail("Two"))
        box.fetch(port=wire.port)
        put(writer, "INBOX", mail("Three", filler=100_000))
        wire.cut_after = 20_000
        mails, (skipped,) = box.fetch(port=wire.port)
        assert subjects(mails) == ["One", "Two"]
        assert skipped.uri == f"imap://{box.user}@127.0.0.1:{wire.port}/"
        assert "broke off" in skipped.reason or "failed" in skipped.reason
        assert skipped.reason.endswith("read instead, as kept from the last time: 2 mails")
        assert "try again" in skipped.hint
        assert subjects(box.fetch(port=wire.port, offline=True)[0]) == ["One", "Two"]
        wire.cut_after = None
        assert subjects(box.fetch(port=wire.port)[0]) == ["One", "Two", "Three"]


CHILD = """
import sys
from pathlib import Path
from msgcheck.config import Mailbox
from msgcheck.sources.imap import ImapSource
from msgcheck.sources.mailbox import session
session._BATCH_BYTES = 100_000
box = Mailbox(host="127.0.0.1", user=sys.argv[1], port=int(sys.argv[2]), security="none", password_env="MAIL_PASSWORD")
print(len(list(ImapSource(box, folder=Path(sys.argv[3])).fetch())))
"""


def test_a_run_that_is_killed_is_taken_up_where_it_was(pymap_box: Box) -> None:
    box = pymap_box
    with box.writer() as writer:
        put(writer, "INBOX", *(mail(str(number), filler=50_000) for number in range(16)))
    with servers.wire(box.server.ports["none"], pause_s=0.02) as wire:
        command = [sys.executable, "-c", CHILD, box.user, str(wire.port), str(box.folder)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        end = monotonic() + 40
        while len(list(box.folder.rglob("*.eml"))) < 5:
            assert monotonic() < end
            assert process.poll() is None
            sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        whole = {path.name for path in box.folder.rglob("*.eml")}
        assert len(whole) < 16
        assert all(len(path.read_bytes()) > 49_000 for path in box.folder.rglob("*.eml"))
        assert box.fetch(offline=True)[0] == [], "it was never read to its end"
        wire.asked.clear()
        mails, skipped = box.fetch(port=wire.port)
        assert subjects(mails) == [str(number) for number in range(16)]
        assert skipped == []
        assert len(wire.bodies()) == 16 - len(whole)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["arrive", "delete", "move", "run", "anew"]), max_size=8))
def test_whatever_happens_a_run_yields_what_the_server_holds(pymap_box: Box, steps: list[str]) -> None:
    with pymap_box.writer() as writer:
        for name in ("Sales", "Old"):
            if writer.folder.exists(name):
                writer.folder.delete(name)
            writer.folder.create(name)
        for number, step in enumerate(steps):
            writer.folder.set("Sales")
            first = writer.uids()[:1]
            if step == "arrive":
                put(writer, "Sales", mail(str(number)))
            elif step == "delete":
                writer.delete(first)
            elif step == "move" and first:
                writer.move(first, "Old")
            elif step == "run":
                pymap_box.fetch(folders=("Sales", "Old"))
            elif step == "anew":
                writer.folder.set("INBOX")
                writer.folder.delete("Sales")
                writer.folder.create("Sales")
        there = []
        for name in ("Old", "Sales"):
            writer.folder.set(name, readonly=True)
            there += [one.subject for one in writer.fetch(AND(all=True), mark_seen=False)]
        mails, skipped = pymap_box.fetch(folders=("Sales", "Old"))
    assert subjects(mails) == there
    assert skipped == []
    assert len(list(pymap_box.folder.rglob("*.eml"))) == len(there)
