"""Spoilt files of every kind, through the product's own door: read, or listed with a reason for people.

MSGCHECK_FUZZ_SECONDS=600 looks for ten minutes, with other examples in every round; without it the same few
hundred are tried each time.
"""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hostile import unpacked
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from seeds import CONFIG, name_of, seeds

from msgcheck import registry
from msgcheck.claims.extract import claims_of
from msgcheck.intake import read
from msgcheck.model import Document, Resource, Skipped
from msgcheck.readers.containers import WRAPPINGS
from msgcheck.readers.detect import detect

KINDS = sorted({*registry.BUILT_IN["reader"], *WRAPPINGS})
SECONDS = float(os.environ.get("MSGCHECK_FUZZ_SECONDS", "0"))
SHARE_S = SECONDS / (len(KINDS) + 2)  # there are two more tests
few = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))

TOKENS = [
    *"""{{ }} {% %} {%if {%endif%} *|IF:A|* <% [[ ]] %%a%% <![CDATA[ ]]> <!-- --> <? <!DOCTYPE &#x110000; &#0; &x; </
      > < & " ' \\ --- +++ ``` ~~~ ::: | , ; : # * [^1] ![ ]( => --> <v 99999999999999999999 -1 1e999 0 NaN""".split(),
    *("\0", "\ufeff", "\r", "\n\n", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ud7ff", "\U0010ffff", "\xa0", "\xad"),
    *("=?utf-8?b?", "=?x?q?=ff?=", "Content-Type: multipart/mixed; boundary=\"\"\n", "--===", "Content-Transfer-Encoding: x-uuencode\n"),
    *("Content-Type: text/html; charset=utf-16\n", "charset=unicode_escape", "From a@b.c Mon Jan  5 10:00:00 2026\n", "\nFrom "),
    *("endstream endobj", "<< /Length 999999999 >>", "startxref\n9\n%%EOF", "/Filter /FlateDecode", "6 0 R", "[ [ [", "(", " Tj T* "),
    *("PK\x05\x06", "PK\x01\x02", "PK\x03\x04", "00:00:01,000 --> 99:99:99,999\n", "\n\"", "\\u0000", "\\ud800", "{\"posts\": [", "]"),
]  # fmt: skip
NASTY = [
    *(token.encode() for token in TOKENS),
    b"\xff",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xc3",
    b"\xed\xa0\x80",
]
VALUES = [
    b"",
    b"-1",
    b"0",
    b"1.5",
    b"99999",
    b"4294967296",
    b"9" * 20,
    b"9" * 5000,
    b"1e999",
    b"NaN",
    b"x",
    b"A1:ZZZ99999999",
]
_VALUE = re.compile(rb'(?<=")[^"<>]{0,80}(?=")|\d+')

SUFFIXES = """.html .htm .md .mdx .txt .csv .tsv .eml .mbox .msg .zip .pptx .docx .pdf .xlsx .xlsm .json .jsonl .srt .vtt .rtf .xml
    .py .ini .svg .png""".split()  # fmt: skip
MEDIA_TYPES = [
    "",
    "text/html",
    "text/plain; charset=utf-16",
    "text/csv;charset=punycode",
    "message/rfc822",
    "x",
]
TEXT = st.lists(st.sampled_from(TOKENS) | st.text(max_size=20), max_size=30).map("".join)

# What Python and its libraries say to programmers.
_FOR_PROGRAMMERS = re.compile(
    r"has no attribute|NoneType|Traceback|\w(?:Error|Exception|Warning)\b|Errno|unpack|out of range|object is not|codec can"
    r"|<class|0x[0-9a-f]{5}|argument|invalid literal|expected str|not supported between|subscriptable|recursion|sys\.|newline="
    r"|concatenate|must be (?:str|int|real)|\bint\b|keyword|operand|unhashable|Error -\d"
)


@st.composite
def spoilt(draw: st.DrawFn, kind: str) -> bytes:
    """Draw a file of this kind: its bytes changed, or those of one part of an archive that is sound itself."""
    data = seeds()[kind]
    if not data.startswith(b"PK") or draw(st.integers(0, 3)) == 0:
        return draw(changed(data))
    parts = unpacked(data)
    names = sorted(name for name in parts if not name.endswith((".bin", ".jpeg", ".png")))
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
        match draw(st.integers(0, 9)):
            case 0:
                del parts[name]
            case 1:
                parts[name] = parts.get(draw(st.sampled_from(names)), b"")
            case _:
                parts[name] = draw(changed(parts[name]))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Draw `data` with up to five changes: bytes flipped, cut, spliced, repeated, inserted, values replaced."""
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        end = min(at + draw(st.integers(1, 300)), len(data))
        match draw(
            st.sampled_from(["flip", "cut", "drop", "repeat", "splice", "insert", "insert", "value", "value"])
        ):
            case "flip":
                data = (
                    data[:at]
                    + bytes(byte ^ draw(st.integers(1, 255)) for byte in data[at : at + 3])
                    + data[at + 3 :]
                )
            case "cut":
                data = data[:at]
            case "drop":
                data = data[:at] + data[end:]
            case "repeat":
                data = data[:at] + data[at:end] * draw(st.sampled_from([2, 3, 50])) + data[end:]
            case "splice":
                other = seeds()[draw(st.sampled_from(KINDS))]
                start = draw(st.integers(0, len(other)))
                data = data[:at] + other[start : start + 300] + data[at:]
            case "insert":
                data = (
                    data[:at]
                    + draw(st.sampled_from(NASTY)) * draw(st.sampled_from([1, 1, 2, 200]))
                    + data[at:]
                )
            case "value":
                found = _VALUE.search(data, at)
                start, stop = found.span() if found else (at, at)
                data = data[:start] + draw(st.sampled_from(VALUES)) + data[stop:]
    return data


def look(holds: Callable[..., None], **strategies: st.SearchStrategy[Any]) -> None:
    """Try a law on a few examples, or on others and others for this test's share of MSGCHECK_FUZZ_SECONDS."""
    seeds()  # made here and kept: the libraries that write them use `random`, which no strategy may
    until = time.monotonic() + SHARE_S
    for number in count():
        # A fresh function each time: Hypothesis keeps what it learns of one, and takes one seed for it.
        trial = given(**strategies)(lambda **drawn: holds(**drawn))
        (few(seed(number)(trial)) if SECONDS else few(trial))()
        if time.monotonic() >= until:
            return


@pytest.mark.parametrize("kind", KINDS)
def test_the_sound_files_are_read_by_their_readers(kind: str) -> None:
    resource = Resource(name_of(kind), seeds()[kind])
    documents, skipped = read([resource], CONFIG)
    assert detect(resource) == kind
    assert documents
    assert not skipped
    assert sum(len(document.blocks) for document in documents) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_files_are_read_or_listed(kind: str) -> None:
    look(lambda data: is_lawful(Resource(name_of(kind), data)), data=spoilt(kind))


def test_any_bytes_under_any_name_are_read_or_listed() -> None:
    look(
        lambda data, suffix, media_type: is_lawful(Resource(f"a{suffix}", data, media_type)),
        data=st.binary(max_size=300) | st.lists(st.sampled_from(NASTY), max_size=20).map(b"".join),
        suffix=st.sampled_from(SUFFIXES),
        media_type=st.sampled_from(MEDIA_TYPES),
    )


def test_any_text_in_any_charset_is_read_or_listed() -> None:
    look(
        lambda text, charset, suffix: is_lawful(Resource(f"a{suffix}", text.encode(charset, "replace"))),
        text=TEXT.map(lambda text: f"Words. {text}")
        | TEXT.map(lambda t: f"Subject: Hi\nFrom: a\nTo: b\n\n{t}"),
        charset=st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252", "utf-32", "shift-jis"]),
        suffix=st.sampled_from(SUFFIXES),
    )


def is_lawful(resource: Resource) -> None:
    """Fail unless a resource is read into documents that keep their laws, or listed for a person to read."""
    documents, skipped = read([resource], CONFIG)
    assert documents or skipped, "it has vanished"
    for place in skipped:
        _is_for_people(place)
    for document in documents:
        _keeps_its_laws(document)


def _is_for_people(place: Skipped) -> None:
    assert place.uri.startswith("a")
    assert place.reason.strip()
    assert not _FOR_PROGRAMMERS.search(f"{place.reason} {place.hint.partition(chr(10))[0]}"), place


def _keeps_its_laws(document: Document) -> None:
    assert document.text == "".join(block.text + "\n" for block in document.blocks)
    assert not [note for note in document.notes if _FOR_PROGRAMMERS.search(note)], document.notes
    document.text.encode()  # no half surrogate pairs
    for block in document.blocks:
        assert block.text.strip()
        assert document.text[block.span.start : block.span.end] == block.text
        assert all(0 <= field.start < field.end <= len(block.text) for field in block.fields), block
        assert not block.origin or document.source is not None
        for at in range(len(block.text)) if block.origin else ():
            place = block.source_offset(at)
            assert place is not None
            assert 0 <= place < len(document.source or ""), (block, at)
    for claim in claims_of(document)[0]:
        assert document.text[claim.span.start : claim.span.end] == claim.text
