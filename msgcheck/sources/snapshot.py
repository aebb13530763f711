"""A folder of what was fetched, with an index of addresses: written by a crawl, read like any other folder.

One line of the index is one address, as JSON. An address that could not be had, or was left out, has a line too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from msgcheck.errors import SourceError
from msgcheck.model import Resource, Skipped

INDEX = "msgcheck-crawl.jsonl"
KEPT, FAILED, LEFT_OUT = "kept", "failed", "left out"


@dataclass(frozen=True, slots=True)
class Entry:
    """One address.

    outcome:  "kept"; "failed": it could not be had, and counts as not looked at; "left out": on purpose.
    file:     path in the folder, with `/`. A failed address may still have the file of an earlier crawl.
    status:   of HTTP, 0 without an answer.
    fetched:  ISO time, UTC, of the last answer.
    etag, last_modified: headers as they came, to ask next time whether anything has changed.
    sha256:   of the file, in hex.
    canonical: the address that the page names as its own.
    redirected_from: addresses that led here, sorted.
    """

    url: str
    outcome: str
    file: str = ""
    status: int = 0
    media_type: str = ""
    charset: str = ""
    fetched: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    canonical: str = ""
    redirected_from: tuple[str, ...] = ()
    reason: str = ""
    hint: str = ""


def is_snapshot(folder: Path) -> bool:
    """Say whether a folder holds an index."""
    return (folder / INDEX).is_file()


def load(folder: Path) -> dict[str, Entry]:
    """Return the entries of a folder by address; none without an index.

    Raises SourceError when the index cannot be read.
    """
    path = folder / INDEX
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as err:
        raise SourceError(str(path), f"the index of the crawl cannot be read: {err}", "crawl again") from err
    entries = {}
    for number, line in enumerate(lines, 1):
        try:
            entry = entry_of(json.loads(line))
        except (ValueError, TypeError) as err:
            raise SourceError(
                f"{path}:{number}", "this line of the index is damaged", "delete the folder and crawl again"
            ) from err
        entries[entry.url] = entry
    return entries


def entry_of(fields: dict[str, object]) -> Entry:
    """Return an entry from its JSON.

    Raises TypeError for fields that it does not have, or of another type; ValueError for what none can hold.
    """
    entry = Entry(**fields)  # type: ignore[arg-type]
    types: dict[str, type | tuple[type, ...]] = {"status": int, "redirected_from": (list, tuple)}
    if not all(isinstance(value, types.get(name, str)) for name, value in asdict(entry).items()):
        raise TypeError("a field is of another type")
    if not all(isinstance(url, str) for url in entry.redirected_from):
        raise TypeError("an address is no text")
    if entry.outcome not in (KEPT, FAILED, LEFT_OUT):
        raise ValueError(f"{entry.outcome!r} is no outcome")
    if "\0" in entry.file:
        raise ValueError("no file has a NUL in its name")
    entry.file.encode()  # nor half of a pair of surrogates: UnicodeEncodeError is a ValueError
    return replace(entry, redirected_from=tuple(entry.redirected_from))


def save(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the index, sorted by address, completely or not at all."""
    path = folder / INDEX
    new = path.with_name(f".{INDEX}.new")
    lines = [json.dumps(asdict(entry)) for entry in sorted(entries, key=lambda e: e.url)]
    new.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    os.replace(new, path)


def resources(folder: Path, *, max_bytes: int) -> Iterator[tuple[str, Resource | Skipped]]:
    """Yield (file, what is behind an address) in order of the addresses; `file` is "" where there is none.

    max_bytes: a larger file is skipped.
    Raises SourceError when the index cannot be read.
    """
    for _, entry in sorted(load(folder).items()):
        if entry.outcome == FAILED:
            yield entry.file, Skipped(entry.url, entry.reason, entry.hint)
        elif entry.outcome == KEPT:
            yield entry.file, _resource(folder, entry, max_bytes)


def _resource(folder: Path, entry: Entry, max_bytes: int) -> Resource | Skipped:
    path = folder / entry.file
    if not path.resolve().is_relative_to(folder.resolve()):
        return Skipped(entry.url, f"the index names a file outside its folder: {entry.file}", "crawl again")
    try:
        if path.stat().st_size > max_bytes:
            return Skipped(entry.url, "too large", "raise limits.file_mb in msgcheck.yaml")
        data = path.read_bytes()
    except OSError as err:
        return Skipped(
            entry.url, f"its file {entry.file} cannot be read: {err.strerror or err}", "crawl again"
        )
    return Resource(
        uri=entry.url,
        data=data,
        media_type=f"{entry.media_type}; charset={entry.charset}" if entry.charset else entry.media_type,
        modified=_date(entry.last_modified),
    )


def _date(header: str) -> datetime | None:
    """Return the time in a Last-Modified header, in UTC; None for none, and for one that is no date."""
    try:
        date = parsedate_to_datetime(header)
        return date.astimezone(UTC) if date.tzinfo else None
    except (ValueError, OverflowError):  # a zone of twenty digits, or the last day of all in another zone
        return None
