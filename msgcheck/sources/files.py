"""Files and folders on this machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from mimetypes import MimeTypes
from pathlib import Path

from pathspec import GitIgnoreSpec

from msgcheck.errors import ConfigError, SourceError
from msgcheck.model import Resource, Skipped
from msgcheck.not_copy import is_about_code, is_artefact, is_package
from msgcheck.sources import snapshot
from msgcheck.sources.crawl.journal import FOLDER as JOURNAL

_TYPES = MimeTypes()  # built-in table only: the same on every machine
for _suffix in (".md", ".markdown", ".mdx"):
    _TYPES.add_type("text/markdown", _suffix)


class FileSource:
    """Reads files, and folders with all that is in them; a folder that a crawl left, by its index."""

    def __init__(
        self,
        paths: Sequence[str | Path],
        *,
        root: Path,
        exclude: Sequence[str] = (),
        max_bytes: int = 50_000_000,
    ) -> None:
        """Take what to read.

        paths:     files and folders; a relative one stands in `root`.
        root:      the folder that uris are relative to.
        exclude:   patterns as in .gitignore ("drafts/", "**/*-old.*", "!keep.md"), relative to `root`.
        max_bytes: a larger file is skipped.
        """
        self.root = root.resolve()
        self.max_bytes = max_bytes
        self._starts = [_Start(Path(path), self.root / Path(path).expanduser()) for path in paths]
        self._roots = (self.root, Path(os.path.abspath(root)))  # the second as it was written, with its links
        self._excluded = GitIgnoreSpec.from_lines(exclude)

    def fetch(self) -> Iterator[Resource | Skipped]:
        """Yield every file once, folders in sorted order; what cannot be read as Skipped.

        Raises ConfigError, before anything is read, when a given path does not exist.
        """
        for start in self._starts:
            if not _exists(start.path):
                raise ConfigError(f"no such file or folder: {start.given}", _nearest(start.path))
        return self._fetch()

    def _fetch(self) -> Iterator[Resource | Skipped]:
        seen: set[Path] = set()
        for start in self._starts:
            if not _is_folder(start.path):
                yield from self._file(start.path, start, seen)
                continue
            known = start.path.resolve() in seen
            items = self._folder(start.path, start, seen)
            first = next(items, None)
            if first is not None:
                yield first
                yield from items
            elif not known and not self._covered(start):
                reason, hint = "no files in this folder", "name one that holds copy"
                if (start.path / JOURNAL).is_dir():
                    reason = "the crawl into this folder is not finished"
                    hint = "give the same `msgcheck crawl` again: it goes on where it stopped"
                yield Skipped(self._uri(start.path, start), reason, hint)

    def _folder(self, folder: Path, start: _Start, seen: set[Path]) -> Iterator[Resource | Skipped]:
        """Yield what is in a folder, in order of names; a folder reached twice (a link) only once."""
        try:
            place = folder.resolve()
            if place in seen:
                return
            seen.add(place)
            children = sorted(folder.iterdir(), key=lambda child: child.name)
        except (OSError, RuntimeError) as err:
            yield Skipped(
                self._uri(folder, start), f"the folder cannot be opened: {_reason(err)}", _hint(err)
            )
            return
        if snapshot.is_snapshot(folder):
            yield from self._snapshot(folder, start)
            return
        for child in children:
            if is_artefact(child.name):
                continue
            is_folder = _is_folder(child)
            if self._is_excluded(child, start, is_folder=is_folder):
                continue
            if is_folder:
                if not is_package(child.name):
                    yield from self._folder(child, start, seen)
            elif is_about_code(child.name):
                hint = f"name the file itself to have it read, or write {child.name!r} under `exclude`"
                yield Skipped(self._uri(child, start), "about code or its licence, not copy", hint)
            else:
                yield from self._file(child, start, seen)

    def _snapshot(self, folder: Path, start: _Start) -> Iterator[Resource | Skipped]:
        """Yield what a crawl left in a folder, as its index has it: an address for a uri."""
        try:
            for file, item in snapshot.resources(folder, max_bytes=self.max_bytes):
                if not (file and self._is_excluded(folder / file, start, is_folder=False)):
                    yield item
        except SourceError as err:
            yield Skipped(self._uri(folder / snapshot.INDEX, start), err.reason, err.hint)

    def _file(self, path: Path, start: _Start, seen: set[Path]) -> Iterator[Resource | Skipped]:
        uri = self._uri(path, start)
        try:
            place = path.resolve(strict=True)
            if place in seen:
                return
            seen.add(place)
            status = place.stat()
            if not stat.S_ISREG(status.st_mode):
                yield Skipped(uri, "not a file: a device or a pipe", "leave it out with `exclude`")
                return
            if status.st_size > self.max_bytes:
                size, limit = _megabytes(status.st_size), _megabytes(self.max_bytes)
                hint = "raise limits.file_mb in msgcheck.yaml, or save it with smaller pictures"
                yield Skipped(uri, f"too large: {size} MB, and {limit} MB is the limit", hint)
                return
            data = place.read_bytes()
        except FileNotFoundError:
            yield Skipped(uri, "gone: a broken link, or deleted while we read", "mend or remove the link")
            return
        except (OSError, RuntimeError) as err:
            yield Skipped(uri, f"cannot be opened: {_reason(err)}", _hint(err))
            return
        yield Resource(
            uri=uri,
            data=data,
            media_type=_TYPES.guess_type(path.name)[0] or "",
            modified=datetime.fromtimestamp(status.st_mtime, tz=UTC),
        )

    def _uri(self, path: Path, start: _Start) -> str:
        """Return the path relative to the root, or as it was given when it is outside; always with `/`."""
        normal = Path(os.path.normpath(path))
        for root in self._roots:
            if normal.is_relative_to(root):
                return normal.relative_to(root).as_posix()
        return (start.given / path.relative_to(start.path)).as_posix()

    def _is_excluded(self, path: Path, start: _Start, *, is_folder: bool) -> bool:
        """Say whether a pattern names the path; outside the root, patterns are relative to what was given."""
        normal = Path(os.path.normpath(path))
        base = next((root for root in self._roots if normal.is_relative_to(root)), None)
        name = (normal.relative_to(base) if base else path.relative_to(start.path)).as_posix()
        return self._excluded.match_file(f"{name}/" if is_folder else name)

    def _covered(self, start: _Start) -> bool:
        """Say whether another given path holds this folder, so that its files were read already."""
        place = start.path.resolve()
        return any(place.is_relative_to(other.path.resolve()) for other in self._starts if other is not start)


@dataclass(frozen=True, slots=True)
class _Start:
    """A path as it was given, and where it is."""

    given: Path
    path: Path


def _exists(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:  # a folder on the way that we may not enter
        return True


def _nearest(path: Path) -> str:
    """Return the hint with the name that the person may have meant."""
    folder = path.parent
    while not folder.is_dir() and folder != folder.parent:
        path, folder = folder, folder.parent
    try:
        names = sorted(child.name for child in folder.iterdir())
    except OSError:
        return ""
    near = get_close_matches(path.name, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there is nothing of that name in {folder.as_posix()}"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # behind a folder that we may list but not enter: opening it will tell
        return False


def _reason(err: OSError | RuntimeError) -> str:
    # pathlib raises RuntimeError for a link that points at itself.
    return (err.strerror or str(err)) if isinstance(err, OSError) else "a link that leads to itself"


def _hint(err: OSError | RuntimeError) -> str:
    return "check that you may read it" if isinstance(err, PermissionError) else "mend or remove it"


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f}".removesuffix(".0")
