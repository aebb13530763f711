"""Names of what an archive or a mail holds: made harmless, unique, and told apart from what is no copy."""

from __future__ import annotations

import re

from msgcheck.not_copy import is_artefact, is_package

_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LONGEST = 200  # code points of one step; file systems allow 255 bytes


def harmless(name: str) -> str:
    r"""Return a name as a plain relative path with `/`; "" when nothing is left.

    >>> harmless("..\\..\\C:secret.md"), harmless("/etc/./motd"), harmless("a\x00b.md")
    ('secret.md', 'etc/motd', 'ab.md')
    """
    steps = (_DRIVE.sub("", _CONTROLS.sub("", step)).strip() for step in name.replace("\\", "/").split("/"))
    return "/".join(shortened(step) for step in steps if step not in ("", ".", ".."))


def shortened(step: str) -> str:
    """Return a step of a path, its middle cut out when it is too long for any file system."""
    return step if len(step) <= _LONGEST else f"{step[: _LONGEST - 20]}~{step[-19:]}"


def unique(name: str, taken: set[str]) -> str:
    """Return `name`, numbered when it is in `taken` already, and add it there.

    >>> taken = {"a/offer.md"}
    >>> unique("a/offer.md", taken), unique("a/offer.md", taken)
    ('a/offer (2).md', 'a/offer (3).md')
    """
    folder, slash, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    if not stem:
        stem, dot, suffix = last, "", ""

    def numbered(number: int) -> str:
        return f"{folder}{slash}{stem} ({number}){dot}{suffix}" if number > 1 else name

    # Doubled, then halved: ten thousand members of one name must not take fifty million steps.
    used, free = 0, 1
    while numbered(free) in taken:
        used, free = free, 2 * free
    while free - used > 1:
        middle = (used + free) // 2
        used, free = (middle, free) if numbered(middle) in taken else (used, middle)
    taken.add(numbered(free))
    return numbered(free)


def is_left_out(name: str) -> bool:
    """Say whether a path is of the kind that a folder's reader passes over without a word."""
    *folders, last = name.split("/")
    return any(folder.startswith(".") or is_package(folder) for folder in folders) or is_artefact(last)
