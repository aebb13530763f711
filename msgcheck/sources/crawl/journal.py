"""What a crawl has done so far, written as it goes, so that one that was killed goes on where it stopped.

It lives in a hidden folder of the snapshot, which stays as it was until the crawl has ended. A body is whole before
its line is written, and a torn last line is forgotten.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from msgcheck.sources.snapshot import FAILED, Entry, entry_of

FOLDER = ".msgcheck-crawl"
_TOO_OLD = timedelta(days=1)  # beyond that, what was fetched first is no picture of the site any more


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address.

    entry:   its `file` is the file of an earlier crawl that still holds; "" otherwise.
    is_new:  its bytes are in the journal.
    suffix:  of the file that is to keep them.
    links:   where the page leads.
    target:  where the address redirects to, "" when it does not.
    """

    entry: Entry
    is_new: bool = False
    suffix: str = ""
    links: tuple[str, ...] = ()
    target: str = ""


def now() -> str:
    """Return the time of an answer, as the index has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def outcome(url: str, how: str, reason: str = "", hint: str = "") -> Outcome:
    """Return the outcome of an address without bytes. how: FAILED or LEFT_OUT."""
    return Outcome(Entry(url, how, fetched=now(), reason=reason, hint=hint))


class Journal:
    """The journal of the crawl that goes on in a folder."""

    def __init__(self, folder: Path, fingerprint: str, today: datetime) -> None:
        """Open it, or begin a new one: where none is, for other settings, when it is damaged or over a day old."""
        self._folder = folder / FOLDER
        self._path = self._folder / "journal.jsonl"
        self.outcomes: dict[str, Outcome] = {}
        self.notes: dict[str, Any] = {}  # what is not asked for again: robots.txt, sitemaps
        self.settled: list[Entry] | None = (
            None  # the new index: all that is left is to put files in their places
        )
        try:
            begun = self._load(fingerprint, today)
        except (
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
        ):  # a line that none of ours can be: a bad disk
            begun = False
        if not begun:
            self.outcomes, self.notes, self.settled = {}, {}, None
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
        self._file: TextIO = self._path.open("a", encoding="utf-8", newline="\n")
        if not begun:
            self._write({"crawl": fingerprint, "begun": today.isoformat()})

    def _load(self, fingerprint: str, today: datetime) -> bool:
        """Read what is there; False when it is of no use."""
        lines = self._whole_lines()
        if not lines or lines[0].get("crawl") != fingerprint:
            return False
        if today - datetime.fromisoformat(lines[0]["begun"]) > _TOO_OLD:
            return False
        for line in lines[1:]:
            if "entry" in line:
                found = Outcome(
                    entry_of(line["entry"]),
                    line["is_new"],
                    line["suffix"],
                    tuple(line["links"]),
                    line["target"],
                )
                # What failed is tried once more: the network may be back.
                if found.entry.outcome != FAILED and self._is_whole(found):
                    self.outcomes[found.entry.url] = found
            elif "note" in line:
                self.notes[line["note"]] = line["value"]
            elif "settled" in line:
                self.settled = [entry_of(entry) for entry in line["settled"]]
        return True

    def _whole_lines(self) -> list[dict[str, Any]]:
        """Return the lines that were written to their end, and cut off the rest."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        return [json.loads(line) for line in whole.splitlines()]

    def _is_whole(self, found: Outcome) -> bool:
        path = self.body(found.entry.url)
        if not found.is_new:
            return True
        return path.is_file() and sha256(path.read_bytes()).hexdigest() == found.entry.sha256

    def body(self, url: str) -> Path:
        """Return where the bytes of an address are kept until the crawl has ended."""
        return self._folder / sha256(url.encode()).hexdigest()

    def add(self, found: Outcome, body: bytes = b"") -> Outcome:
        """Keep what became of an address; returns it with the hash of its bytes."""
        if found.is_new:
            self.body(found.entry.url).write_bytes(body)
            found = replace(found, entry=replace(found.entry, sha256=sha256(body).hexdigest()))
        self._write(asdict(found))
        return found

    def note(self, name: str, value: Any) -> None:
        """Keep something else that need not be asked for again."""
        self.notes[name] = value
        self._write({"note": name, "value": value})

    def settle(self, entries: list[Entry]) -> None:
        """Keep the new index: everything was asked."""
        self.settled = entries
        self._write({"settled": [asdict(entry) for entry in entries]})

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Let go of the file; the next crawl goes on from it."""
        self._file.close()

    def remove(self) -> None:
        """Delete the journal: the snapshot is whole."""
        self._file.close()
        shutil.rmtree(self._folder)
