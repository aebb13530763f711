"""What came of fixing: the places, the files, and the exit code they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgcheck.model import Skipped


@dataclass(frozen=True, slots=True)
class Spot:
    """Wrong words at one place.

    where, line:   for people; lines exist in text files only.
    before, after: the sentence as it is and as it will be; `after` is "" where nothing is done.
    reason:        why nothing is done, "" for what is mended.
    """

    where: str
    line: int | None
    code: str
    term: str
    found: str
    new: str
    before: str
    after: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FileFix:
    """What there is to do in one file.

    diff:    unified, of text formats; "" for Office files and where nothing is done.
    mended:  what was replaced, or would be. left: what was not, and why.
    written: whether it stands in the file; backup: where the old one is kept.
    problem: why it could not be written.
    """

    uri: str
    mended: tuple[Spot, ...] = ()
    left: tuple[Spot, ...] = ()
    diff: str = ""
    written: bool = False
    backup: Path | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished job: files with wrong words in order of their uri, and places that could not be read."""

    files: tuple[FileFix, ...]
    skipped: tuple[Skipped, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 for fixes that are shown and not written, 3 for what could not be read or written, else 0."""
        if any(file.mended and not file.written and not file.problem for file in self.files):
            return 1
        return 3 if self.skipped or any(file.problem for file in self.files) else 0
