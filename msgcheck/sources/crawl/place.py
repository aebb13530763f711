"""The end of a crawl: files go to their places, the index is written, what left the site is deleted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from msgcheck.sources import snapshot
from msgcheck.sources.crawl.journal import Journal
from msgcheck.sources.snapshot import KEPT, Entry


def place(folder: Path, journal: Journal, entries: Iterable[Entry], old: Mapping[str, Entry]) -> None:
    """Make the snapshot that `entries` describe. May be killed at any moment and called again.

    old: the index as it stands in the folder.
    """
    entries = list(entries)
    for entry in entries:
        body = journal.body(entry.url)
        # A crawl that was killed while it wrote a body may have been told afterwards that the page is unchanged.
        if entry.outcome == KEPT and body.is_file() and sha256(body.read_bytes()).hexdigest() == entry.sha256:
            target = folder / entry.file
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(body, target)
    snapshot.save(folder, entries)
    used = {entry.file for entry in entries}
    for entry in old.values():
        if entry.file and entry.file not in used:
            _delete(folder, entry.file)
    journal.remove()


def _delete(folder: Path, file: str) -> None:
    """Delete a file, and the folders above it that it leaves empty."""
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        return
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
