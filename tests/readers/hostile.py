"""What a reader must survive: cut, flipped and swapped bytes, and archives with odd parts."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msgcheck.errors import SourceError
from msgcheck.model import Document, Resource

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
OLE_LOCKED = OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 400

quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def changed(data: bytes, draw: Any) -> bytes:
    """Return `data` cut off, with bytes flipped, or with a stretch repeated."""
    at = draw(st.integers(0, len(data) - 1))
    match draw(st.sampled_from(["cut", "flip", "drop", "repeat"])):
        case "cut":
            return data[:at]
        case "flip":
            buffer = bytearray(data)
            for _ in range(draw(st.integers(1, 40))):
                buffer[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
            return bytes(buffer)
        case "drop":
            return data[:at] + data[at + draw(st.integers(1, 200)) :]
        case _:
            return data[:at] + data[max(at - 100, 0) :]


def repacked(data: bytes, draw: Any) -> bytes:
    """Return an Office file whose archive is sound and one of whose parts is not what it should be."""
    parts = unpacked(data)
    name = draw(st.sampled_from(sorted(parts)))
    match draw(st.sampled_from(["remove", "empty", "other", "change"])):
        case "remove":
            del parts[name]
        case "empty":
            parts[name] = b""
        case "other":
            parts[name] = parts[draw(st.sampled_from(sorted(parts)))]
        case _:
            parts[name] = changed(parts[name], draw) if parts[name] else b"<x/>"
    return packed(parts)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return an Office file with one replacement in one part."""
    parts = unpacked(data)
    assert old in parts[name], f"{old!r} is not in {name}"
    parts[name] = parts[name].replace(old, new)
    return packed(parts)


def refusal(reader: Any, data: bytes, uri: str = "some.file") -> SourceError:
    """Return the SourceError that the reader raises; fail when it reads the file."""
    with pytest.raises(SourceError) as caught:
        reader.read(Resource(uri, data))
    assert caught.value.uri == uri
    assert caught.value.reason
    return caught.value


def read_or_refuse(reader: Any, data: bytes) -> None:
    """Read: documents whose blocks cut their text, or a SourceError; anything else fails the test."""
    try:
        documents = reader.read(Resource("some.file", data))
    except SourceError:
        return
    for document in documents:
        assert isinstance(document, Document)
        for block in document.blocks:
            assert document.text[block.span.start : block.span.end] == block.text


__all__ = ["given", "quick", "st"]
