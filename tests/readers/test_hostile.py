"""Files that were made to hurt are read or refused within seconds and some hundred megabytes, and leak nothing.

One process reads them all, each in a child with limits of its own: `python tests/readers/nasty.py "zip bomb"`
shows what one of them costs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hostile import packed
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import INPUTS
from seeds import CONFIG

from msgcheck.intake import read
from msgcheck.model import Block, Resource, Span
from msgcheck.readers.assembly import LONGEST_BLOCK, assemble
from msgcheck.readers.charset import decode
from msgcheck.readers.member_names import unique

MOST_CPU_S = 12.0  # a machine that nobody else uses takes a quarter of it for the slowest
MOST_MB = 1000

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are set as Unix does")


@pytest.fixture(scope="module")
def told() -> Mapping[str, Mapping[str, Any]]:
    """Return what became of each input, and of the claims."""
    command = [sys.executable, str(Path(__file__).with_name("nasty.py"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(INPUTS) + 1, done.stderr
    return {line["name"]: {**line, "stderr": done.stderr[-3000:]} for line in lines}


@pytest.mark.parametrize("name", [*INPUTS, "claims"])
def test_what_was_made_to_hurt_ends(told: Mapping[str, Mapping[str, Any]], name: str) -> None:
    found = told[name]
    assert "raised" not in found, found["raised"]
    assert not found["killed"], found["stderr"]
    assert found["cpu_s"] < MOST_CPU_S
    assert found["peak_mb"] < MOST_MB
    assert not found["leaked"], "words of a file on this machine"


@pytest.mark.parametrize("name", INPUTS)
def test_it_is_read_or_the_reason_says_why_not(told: Mapping[str, Mapping[str, Any]], name: str) -> None:
    found, reason = told[name], INPUTS[name].reason
    if reason:
        assert [said for said in found["reasons"] if reason in said], found["reasons"]
    else:
        assert found["read"] or name.startswith("nothing but"), found["reasons"]


@given(
    words=st.lists(
        st.sampled_from(["word", "end.", "{{ name }}", "🙂", "x" * 3000]), min_size=1, max_size=9000
    )
)
@settings(max_examples=30, deadline=None)
def test_a_long_passage_is_read_in_pieces_that_keep_its_words_places_and_fields(words: list[str]) -> None:
    source = "# " + " ".join(words)
    fields = tuple(Span(f.start() - 2, f.end() - 2) for f in re.finditer(r"\{\{ name \}\}", source))
    block = Block(source[2:], Span(0, 0), origin=((0, 2),), fields=fields)
    document = assemble(Resource("a.md", b"x"), [block], media_type="text/markdown", source=source)
    assert " ".join(piece.text for piece in document.blocks).replace(" ", "") == block.text.replace(" ", "")
    assert sum(len(piece.fields) for piece in document.blocks) == len(fields)
    for piece in document.blocks:
        assert len(piece.text) <= LONGEST_BLOCK
        assert all(piece.text[f.start : f.end] == "{{ name }}" for f in piece.fields)
        at = piece.source_offset(0)
        assert at is not None
        assert source[at : at + len(piece.text)] == piece.text


@pytest.mark.parametrize("members", [{}, {"__MACOSX/._a.txt": b"x"}, {"a/": b""}])
def test_an_archive_with_nothing_in_it_is_listed(members: dict[str, bytes]) -> None:
    documents, skipped = read([Resource("a.zip", packed(members))], CONFIG)
    assert not documents
    assert [(place.uri, place.reason) for place in skipped] == [("a.zip", "no files in this archive")]


@pytest.mark.parametrize(
    "charset", ["unicode_escape", "punycode", "idna", "undefined", "rot13", "zip", "x\0"]
)
def test_codecs_that_are_no_charsets_are_not_used(charset: str) -> None:
    text, notes = decode(rb"It costs \d9 \x41", charset)
    assert text == r"It costs \d9 \x41"
    assert notes == [f"unknown charset {charset!r}, not used"]


def test_ten_thousand_members_of_one_name_have_names_of_their_own() -> None:
    taken: set[str] = set()
    assert len({unique("a/offer.md", taken) for _ in range(10_000)}) == 10_000
