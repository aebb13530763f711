"""Writes Outlook mails: a compound file (MS-CFB, version 3) with the streams of MS-OXMSG."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeAlias

Tree: TypeAlias = "dict[str, bytes | Tree]"

SECTOR, MINI_SECTOR, CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR, NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
TEXT, BINARY, NUMBER, TIME = 0x001F, 0x0102, 0x0003, 0x0040
SUBJECT, SENT, BODY, HTML, RTF, CODE_PAGE = 0x0037, 0x0039, 0x1000, 0x1013, 0x1009, 0x3FDE
FILE_NAME, FILE_DATA, FILE_TYPE, FILE_METHOD, FILE_ID = 0x3707, 0x3701, 0x370E, 0x3705, 0x3712


def message(
    *,
    subject: str = "",
    text: str = "",
    html: bytes = b"",
    rtf: bytes = b"",
    sent: datetime | None = None,
    attached: Sequence[Tree] = (),
    header_bytes: int = 32,
) -> Tree:
    """Return the streams of one mail. `html` is in UTF-8; `header_bytes` is 24 for a mail in a mail."""
    values: list[tuple[int, int, str | bytes | int]] = [(SUBJECT, TEXT, subject), (CODE_PAGE, NUMBER, 65001)]
    values += [(BODY, TEXT, text)] if text else []
    values += [(HTML, BINARY, html)] if html else []
    values += [(RTF, BINARY, rtf)] if rtf else []
    if sent is not None:
        values.append(
            (SENT, TIME, int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000)
        )
    header = struct.pack("<8x4I", 0, len(attached), 0, len(attached)).ljust(header_bytes, b"\0")
    tree = streams(header, values)
    for number, storage in enumerate(attached):
        tree[f"__attach_version1.0_#{number:08X}"] = storage
    return tree


def attachment(name: str, data: bytes | Tree | None, *, kind: str = "", content_id: str = "") -> Tree:
    """Return the streams of an attachment: bytes, a mail (a tree), or None for a mere link."""
    method = 2 if data is None else 5 if isinstance(data, dict) else 1
    values: list[tuple[int, int, str | bytes | int]] = [
        (FILE_NAME, TEXT, name),
        (FILE_METHOD, NUMBER, method),
    ]
    values += [(FILE_TYPE, TEXT, kind)] if kind else []
    values += [(FILE_ID, TEXT, content_id)] if content_id else []
    values += [(FILE_DATA, BINARY, data)] if isinstance(data, bytes) else []
    tree = streams(b"\0" * 8, values)
    if isinstance(data, dict):
        tree["__substg1.0_3701000D"] = data
    return tree


def streams(header: bytes, values: Sequence[tuple[int, int, str | bytes | int]]) -> Tree:
    """Return a property stream, and a stream for every text and every run of bytes."""
    tree: Tree = {}
    table = header
    for identifier, kind, value in values:
        if isinstance(value, int):
            table += struct.pack("<HHIq", kind, identifier, 6, value)
            continue
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        tree[f"__substg1.0_{identifier:04X}{kind:04X}"] = data
        table += struct.pack("<HHIII", kind, identifier, 6, len(data) + 2 * isinstance(value, str), 0)
    return {"__properties_version1.0": table, **tree}


def compound(tree: Tree) -> bytes:
    """Return a compound file with these storages (dicts) and streams (bytes)."""
    entries: list[list[int | str]] = []  # name, kind, left, right, child, start, size
    sectors: list[bytes] = []
    fat: list[int] = []
    mini = bytearray()
    mini_fat: list[int] = []

    def chain(table: list[int], first: int, count: int) -> None:
        table.extend([*range(first + 1, first + count), END])

    def store(data: bytes) -> int:
        if not data:
            return END
        first, count = len(sectors), -(-len(data) // SECTOR)
        sectors.extend(data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR))
        chain(fat, first, count)
        return first

    def store_small(data: bytes) -> int:
        if not data:
            return END
        first, count = len(mini_fat), -(-len(data) // MINI_SECTOR)
        mini.extend(data.ljust(count * MINI_SECTOR, b"\0"))
        chain(mini_fat, first, count)
        return first

    def add(name: str, node: bytes | Tree, kind: int) -> int:
        number = len(entries)
        entries.append([name, kind, NOTHING, NOTHING, NOTHING, 0, 0])
        if isinstance(node, bytes):
            start = store(node) if len(node) >= CUTOFF else store_small(node)
            entries[number][5:] = [start, len(node)]
            return number
        before = number
        for key in sorted(node, key=lambda key: (len(key), key.upper())):
            child = add(key, node[key], STREAM if isinstance(node[key], bytes) else STORAGE)
            entries[before][4 if before == number else 3] = child  # a chain of right siblings
            before = child
        return number

    add("Root Entry", tree, ROOT)
    entries[0][5:] = [store(bytes(mini)), len(mini)]
    mini_fat_start = store(struct.pack(f"<{len(mini_fat)}I", *mini_fat))
    mini_fat_count = -(-len(mini_fat) * 4 // SECTOR)
    directory = b"".join(_entry(*entry) for entry in entries)
    directory_start = store(directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0"))
    count = 1
    while (len(fat) + count) * 4 > count * SECTOR:
        count += 1
    fat_start = len(fat)
    fat += [FAT_SECTOR] * count
    fat += [FREE] * (count * SECTOR // 4 - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, count, directory_start, 0, CUTOFF, mini_fat_start, mini_fat_count, END, 0, fat_start,
    )  # fmt: skip
    places = [fat_start + at for at in range(1, count)]
    header += struct.pack("<108I", *places, *[FREE] * (108 - len(places)))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    words = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ", words, len(words) + 2, kind, 1, left, right, child, 0, start, size
    )  # fmt: skip
