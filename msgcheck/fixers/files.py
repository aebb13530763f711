"""Files written whole or not at all, with a copy of what was there."""

from __future__ import annotations

import os
import shutil
import tempfile
from itertools import count
from pathlib import Path

BACKUP = ".bak"


def replace_file(path: Path, old: bytes, new: bytes, *, backup: bool) -> Path | None:
    """Write `new` to the file at `path` and return where `old`, its content so far, is kept.

    Mode and links stay: behind a link the file itself is written. A backup never replaces another one.
    Raises OSError when that fails, or when the file is not what it was: then nothing is changed.
    """
    path = path.resolve(strict=True)
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "the file is read-only")
    if path.read_bytes() != old:
        raise OSError("it was changed by somebody else meanwhile")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        kept = _keep(path, old) if backup else None
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return kept


def is_backup(name: str) -> bool:
    """Say whether a file of this name is a copy that was kept.

    >>> is_backup("page.html.bak"), is_backup("page.html.bak.2"), is_backup("page.html")
    (True, True, False)
    """
    stem, _, number = name.rpartition(".")
    return name.endswith(BACKUP) or (number.isdecimal() and stem.endswith(BACKUP))


def _keep(path: Path, data: bytes) -> Path:
    """Return the backup: FILE.bak, or the first of FILE.bak.1, FILE.bak.2... that is not there yet."""
    for number in count():
        kept = path.with_name(f"{path.name}{BACKUP}{f'.{number}' if number else ''}")
        try:
            with kept.open("xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        shutil.copystat(path, kept)
        return kept
    raise AssertionError("numbers do not end")
