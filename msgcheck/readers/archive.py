"""zip archives: each member as an asset of its own. Nothing is written to disk, no header is believed."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from msgcheck.errors import SourceError
from msgcheck.model import Resource, Skipped
from msgcheck.not_copy import is_about_code
from msgcheck.readers.member_names import harmless, is_left_out, unique

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    RuntimeError,
)
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
# zipfile bounds what one step unpacks for "deflate" only; 4 KiB of bzip2 become 80 MB at most.
_STEP_BYTES = {zipfile.ZIP_STORED: 1 << 20, zipfile.ZIP_DEFLATED: 1 << 20}
_SMALL_STEP_BYTES = 4096


@dataclass(slots=True)
class Budget:
    """What may still be unpacked of one asset and of all that is packed inside it.

    bytes_left:     decompressed, all members together.
    members_left:   files.
    max_file_bytes: of one member.
    """

    bytes_left: int
    members_left: int
    max_file_bytes: int


def members(
    resource: Resource, budget: Budget, *, is_excluded: Callable[[str], bool]
) -> Iterator[Resource | Skipped]:
    """Yield every file of the archive in its own order; what cannot be read as Skipped.

    The date of a member is its own, the rest comes from the archive.
    Raises SourceError when the archive cannot be opened.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(resource.data))
    except _DAMAGED as err:
        raise SourceError(
            resource.uri, "a damaged zip archive", "pack it again, or give the files themselves"
        ) from err
    taken: set[str] = set()
    is_empty = True
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        for at, info in enumerate(files):
            name = harmless(_name(info)) or f"member-{at + 1}"
            if is_left_out(name):
                continue
            uri = f"{resource.uri}!/{unique(name, taken)}"
            is_empty = False
            if is_excluded(uri):
                continue
            if is_about_code(name.rpartition("/")[2]):
                yield Skipped(uri, "about code or its licence, not copy", "unpack it to have it read")
                continue
            if budget.members_left <= 0:
                yield _rest(resource, len(files) - at, "more files than `limits.members` allows", "members")
                return
            budget.members_left -= 1
            item = _unpacked(archive, info, replace(resource, uri=uri), budget)
            if item is None:
                yield _rest(
                    resource,
                    len(files) - at,
                    "it unpacks to more than `limits.archive_mb` allows",
                    "archive_mb",
                )
                return
            yield item
    if is_empty:
        yield Skipped(resource.uri, "no files in this archive", "leave it out with `exclude`")


def _unpacked(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, member: Resource, budget: Budget
) -> Resource | Skipped | None:
    """Return one member with its data; None when it does not fit into what is left for all."""
    if info.flag_bits & _ENCRYPTED:
        return Skipped(member.uri, "protected by a password", "pack it without a password")
    most = min(budget.bytes_left, budget.max_file_bytes)
    step = _STEP_BYTES.get(info.compress_type, _SMALL_STEP_BYTES)
    data = bytearray()
    try:
        with archive.open(info) as stream:
            while len(data) <= most and (piece := stream.read(step)):
                data += piece
    except NotImplementedError:
        return Skipped(member.uri, "packed by a method that is not read", 'pack it again as "deflate"')
    except _DAMAGED:
        return Skipped(member.uri, "damaged in the archive", "pack it again")
    finally:
        budget.bytes_left -= len(data)
    if budget.bytes_left < 0:
        return None
    if len(data) > budget.max_file_bytes:
        return Skipped(
            member.uri,
            f"too large: over {budget.max_file_bytes / 1_000_000:g} MB",
            "raise limits.file_mb in msgcheck.yaml, or save it with smaller pictures",
        )
    return replace(member, data=bytes(data), media_type="", modified=_date(info) or member.modified)


def _rest(resource: Resource, count: int, why: str, limit: str) -> Skipped:
    files = "1 file" if count == 1 else f"{count} files"
    return Skipped(
        resource.uri,
        f"{files} in it not read: {why}",
        f"raise limits.{limit} in msgcheck.yaml, or unpack it and give the folder",
    )


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member. Many programs write UTF-8 and do not say so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _date(info: zipfile.ZipInfo) -> datetime | None:
    """Return when a member was changed. 1980 is what programs write that know no date."""
    if info.date_time[0] <= 1980:
        return None
    try:
        return datetime(*info.date_time, tzinfo=UTC)
    except ValueError:
        return None
