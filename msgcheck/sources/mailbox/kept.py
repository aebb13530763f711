"""What is kept of a mailbox on disk: one folder for each of its folders, one file for each mail, and what they are.

    Sales%2FOffers/7-17.eml        UIDVALIDITY 7, UID 17, byte for byte
    Sales%2FOffers/.state.json     what the server had when the folder was last read to its end

A mail is written whole, then the state, then what the state no longer names is removed: whenever a run is
killed, what is kept is that of the run before, and the next run asks only for what is not there yet.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from time import time

from pydantic import BaseModel, ConfigDict, ValidationError

from msgcheck.errors import StoreError

_STATE = ".state.json"  # hidden: no asset to a run that is given the folder
_PART = ".part"
_MAIL = re.compile(r"\d+-\d+\.eml")
_STALE_S = 3600.0  # a file half written for that long belongs to a run that was killed
_LONGEST_BYTES = 200  # of a folder's name; file systems take 255


class Mail(BaseModel):
    """One mail on the server. size: bytes, as the server counts them; arrived: aware."""

    model_config = ConfigDict(frozen=True)

    size: int = 0
    arrived: datetime | None = None


class State(BaseModel):
    """A folder of the server as it was when it was last read to its end. mails: uid -> mail."""

    model_config = ConfigDict(frozen=True)

    folder: str
    delimiter: str
    uidvalidity: int
    mails: dict[int, Mail]


class Shelf:
    """What is kept of one mailbox, in `folder`. Every method raises StoreError when it cannot be kept."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is written yet."""
        self.folder = folder

    def path(self, state: State, uid: int) -> Path:
        """Return where a mail is, or would be."""
        return self.folder / _name(state.folder) / f"{state.uidvalidity}-{uid}.eml"

    def put(self, state: State, uid: int, data: bytes) -> None:
        """Keep a mail."""
        path = self.path(state, uid)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            ignored = self.folder / ".gitignore"
            if not ignored.exists():  # letters of people do not belong into a repository
                _write_whole(ignored, b"*\n")
            _write_whole(path, data)
        except OSError as err:
            raise _not_written(path, err) from err

    def finish(self, state: State, *, wanted: Collection[int]) -> None:
        """Say that a folder has been read to its end. wanted: uids whose mails stay; all others go."""
        place = self.folder / _name(state.folder)
        names = {self.path(state, uid).name for uid in wanted}
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_whole(place / _STATE, state.model_dump_json().encode())
            for path in place.iterdir():
                if _is_ours(path) and path.name not in names:
                    path.unlink(missing_ok=True)
        except OSError as err:
            raise _not_written(place, err) from err

    def state(self, folder: str) -> State | None:
        """Return what is known of a folder; None when it was never read to its end, or has been tampered with."""
        return _load(self.folder / _name(folder) / _STATE)

    def states(self) -> list[State]:
        """Return what is known of all folders, by name."""
        found = [_load(path) for path in self.folder.glob(f"*/{_STATE}")]
        return sorted((state for state in found if state), key=lambda state: state.folder)

    def drop_others(self, folders: Collection[str]) -> None:
        """Remove what is kept of all other folders than these."""
        for state in self.states():
            if state.folder not in folders:
                place = self.folder / _name(state.folder)
                try:
                    (place / _STATE).unlink()
                    for path in place.iterdir():
                        if _is_ours(path):
                            path.unlink()
                    if not any(place.iterdir()):
                        place.rmdir()
                except OSError as err:
                    raise _not_written(place, err) from err


def _is_ours(path: Path) -> bool:
    """Say whether a file is a mail, or was to become one; a young one may be that of another run."""
    if path.suffix == _PART:
        return time() - path.stat().st_mtime > _STALE_S
    return bool(_MAIL.fullmatch(path.name))


def _load(path: Path) -> State | None:
    try:
        return State.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):  # the server is asked again: nothing is lost
        return None


def _name(folder: str) -> str:
    """Return a folder's name as that of one folder on disk, on every system and never above it.

    >>> _name("Sales/Angebote über 5"), _name(".."), _name("a%b")
    ('Sales%2FAngebote über 5', '%2E%2E', 'a%25b')
    """
    safe = re.sub(r"[^\w @+=-]", lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), folder)
    if len(safe.encode()) <= _LONGEST_BYTES and safe == safe.strip():
        return safe
    return f"{safe[:40].strip()}-{sha256(folder.encode()).hexdigest()[:16]}"


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file completely or not at all; only its owner may read it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _not_written(path: Path, err: OSError) -> StoreError:
    return StoreError(
        f"{path}: cannot be kept: {err.strerror or err}", "name another folder in msgcheck.yaml: fetched"
    )
