"""A snapshot as a folder to read, and the journal of a crawl that goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.errors import SourceError
from msgcheck.model import Resource, Skipped
from msgcheck.sources import snapshot
from msgcheck.sources.crawl.journal import FOLDER, Journal, Outcome, outcome
from msgcheck.sources.crawl.place import place
from msgcheck.sources.files import FileSource
from msgcheck.sources.snapshot import FAILED, KEPT, LEFT_OUT, Entry

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SITE = "https://example.com"


def write(folder: Path, *entries: Entry) -> None:
    for entry in entries:
        if entry.file:
            (folder / entry.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / entry.file).write_bytes(b"<p>Words.")
    snapshot.save(folder, entries)


def read(folder: Path, **options: object) -> list[Resource | Skipped]:
    return list(FileSource([folder], root=folder.parent, **options).fetch())  # type: ignore[arg-type]


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_an_index_says_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, url: str, reason: str, more: list[str]
) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in url + reason + "".join(more)):
        return
    folder = tmp_path_factory.mktemp("index")
    entry = Entry(url, KEPT, reason=reason, redirected_from=tuple(more), status=200)
    snapshot.save(folder, [entry])
    assert snapshot.load(folder) == {url: entry}


def test_a_folder_with_an_index_is_read_by_it(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(
        folder,
        Entry(
            f"{SITE}/",
            KEPT,
            file="example.com/index.html",
            media_type="text/html",
            charset="windows-1252",
            last_modified="Mon, 02 Mar 2026 09:00:00 GMT",
        ),
        Entry(f"{SITE}/b", FAILED, file="example.com/b.html", reason="500", hint="crawl again"),
        Entry(f"{SITE}/c", LEFT_OUT, reason="noindex"),
    )
    (folder / "example.com" / "of-no-address.html").write_text("<p>Something else.")
    page, failed = read(folder)
    assert page == Resource(f"{SITE}/", b"<p>Words.", "text/html; charset=windows-1252", modified=NOW)
    assert failed == Skipped(f"{SITE}/b", "500", "crawl again")


def test_a_snapshot_below_a_folder_is_found_and_exclude_holds_in_it(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mail.txt").write_text("Words.")
    write(
        tmp_path / "copy" / "site",
        Entry(f"{SITE}/a", KEPT, file="example.com/a.html"),
        Entry(f"{SITE}/b", KEPT, file="example.com/b.html"),
    )
    assert [item.uri for item in read(tmp_path / "copy", exclude=["b.html"])] == [
        "copy/mail.txt",
        f"{SITE}/a",
    ]


def test_a_missing_or_a_large_file_is_skipped(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(folder, Entry(f"{SITE}/a", KEPT, file="a.html"), Entry(f"{SITE}/b", KEPT, file="b.html"))
    (folder / "a.html").unlink()
    (folder / "b.html").write_bytes(b"x" * 200)
    assert [type(item) for item in read(folder, max_bytes=100)] == [Skipped, Skipped]


def test_an_index_leads_to_no_file_outside_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    snapshot.save(folder, [Entry(f"{SITE}/a", KEPT, file="../secret.txt")])
    (item,) = read(folder)
    assert isinstance(item, Skipped)


def test_a_damaged_index_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(folder, Entry(f"{SITE}/a", KEPT, file="a.html"))
    with (folder / snapshot.INDEX).open("a") as file:
        file.write('{"url": "x"\n')
    with pytest.raises(SourceError, match=":2"):
        snapshot.load(folder)
    (item,) = read(folder)
    assert isinstance(item, Skipped)


@pytest.mark.parametrize(
    "fields",
    [
        {"file": 3},
        {"file": "a\0b"},
        {"file": "\ud800"},
        {"outcome": "maybe"},
        {"status": "200"},
        {"redirected_from": [1]},
        {"redirected_from": None},
        {"reason": None},
    ],
)
def test_an_index_with_a_field_of_another_type_is_damaged(tmp_path: Path, fields: dict[str, object]) -> None:
    line = {"url": f"{SITE}/a", "outcome": "kept", "file": "a.html", **fields}
    (tmp_path / snapshot.INDEX).write_text(json.dumps(line) + "\n")
    with pytest.raises(SourceError, match=":1"):
        snapshot.load(tmp_path)
    assert [type(item) for item in read(tmp_path)] == [Skipped]


@pytest.mark.parametrize(
    ("header", "modified"),
    [
        ("Mon, 02 Mar 2026 11:00:00 +0200", NOW),
        ("Mon, 01 Jan 2024 00:00:00 +99999999999999999999", None),
        ("Fri, 31 Dec 9999 23:00:00 -2300", None),
        ("yesterday", None),
    ],
)
def test_a_date_that_no_clock_can_hold_is_none(
    tmp_path: Path, header: str, modified: datetime | None
) -> None:
    folder = tmp_path / "site"
    write(folder, Entry(f"{SITE}/", KEPT, file="index.html", last_modified=header))
    (page,) = read(folder)
    assert isinstance(page, Resource)
    assert page.modified == modified


def kept(path: str) -> Outcome:
    return Outcome(Entry(f"{SITE}{path}", KEPT), is_new=True, suffix="html", links=(f"{SITE}/x",))


def test_a_journal_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first = Journal(tmp_path, "settings", NOW)
    done = first.add(kept("/a"), b"words")
    first.add(outcome(f"{SITE}/b", FAILED, "500"))
    first.note("robots", ["text", ""])
    first.close()
    second = Journal(tmp_path, "settings", NOW + timedelta(hours=2))
    assert second.outcomes == {f"{SITE}/a": done}, "what failed is asked again"
    assert second.notes == {"robots": ["text", ""]}
    assert second.body(f"{SITE}/a").read_bytes() == b"words"
    second.close()


@given(cut=st.integers(1, 400))
def test_a_journal_that_was_torn_anywhere_still_opens(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    first = Journal(folder, "settings", NOW)
    for at in range(3):
        first.add(kept(f"/{at}"), b"words")
    first.close()
    path = folder / FOLDER / "journal.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[: max(0, len(whole) - cut)])
    again = Journal(folder, "settings", NOW)
    lines_left = whole[: max(0, len(whole) - cut)].count(b"\n")
    assert len(again.outcomes) == max(0, lines_left - 1)
    again.add(kept("/more"), b"words")
    again.close()
    assert all(json.loads(line) for line in path.read_bytes().splitlines())


@pytest.mark.parametrize(("settings", "later"), [("others", timedelta()), ("settings", timedelta(days=2))])
def test_a_journal_of_other_settings_or_another_day_is_begun_anew(
    tmp_path: Path, settings: str, later: timedelta
) -> None:
    first = Journal(tmp_path, "settings", NOW)
    first.add(kept("/a"), b"words")
    first.close()
    second = Journal(tmp_path, settings, NOW + later)
    assert second.outcomes == {}
    second.close()


def test_a_body_that_is_not_whole_is_asked_again(tmp_path: Path) -> None:
    first = Journal(tmp_path, "settings", NOW)
    first.add(kept("/a"), b"words")
    first.body(f"{SITE}/a").write_bytes(b"wo")
    first.close()
    second = Journal(tmp_path, "settings", NOW)
    assert second.outcomes == {}
    second.close()


@pytest.mark.parametrize(
    "damage",
    [
        b"\0\0\0\0",
        b"7",
        b'{"entry": {"url": 7}}',
        b'{"entry": {}, "is_new": true}',
        b'{"settled": [1]}',
        b"\xff",
    ],
)
def test_a_journal_with_a_damaged_line_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    first = Journal(tmp_path, "settings", NOW)
    first.add(kept("/a"), b"words")
    first.close()
    path = tmp_path / FOLDER / "journal.jsonl"
    path.write_bytes(path.read_bytes() + damage + b"\n")
    second = Journal(tmp_path, "settings", NOW)
    assert (second.outcomes, second.notes, second.settled) == ({}, {}, None)
    second.add(kept("/a"), b"words")
    second.close()
    third = Journal(tmp_path, "settings", NOW)
    assert list(third.outcomes) == [f"{SITE}/a"]
    third.close()


def test_a_torn_body_takes_no_place(tmp_path: Path) -> None:
    """Killed while a body was written; when it goes on, the site says that the page is as it was."""
    before = Entry(f"{SITE}/a", KEPT, file="a.html", sha256="0" * 64)
    write(tmp_path, before)
    journal = Journal(tmp_path, "settings", NOW)
    journal.body(before.url).write_bytes(b"<p>Wo")
    new = journal.add(kept("/b"), b"<p>New.").entry
    entries = [before, replace(new, file="b.html")]
    journal.settle(entries)
    place(tmp_path, journal, entries, {before.url: before})
    assert (tmp_path / "a.html").read_bytes() == b"<p>Words."
    assert (tmp_path / "b.html").read_bytes() == b"<p>New."
