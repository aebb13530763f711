"""Sentences of copy: abbreviations, prices, versions, merge fields, quotes and separators."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.claims.segment import split
from msgcheck.model import Span


def sentences(text: str) -> list[str]:
    fields = [Span(at, text.index("}}", at) + 2) for at in range(len(text)) if text.startswith("{{", at)]
    return [text[span.start : span.end] for span in split(text, fields=fields)]


@pytest.mark.parametrize(
    "text",
    [
        "See e.g. the docs, i.e. this page.",
        "Ask Mr. Lee, or Dr. Okafor.",
        "No. 5 is alive.",
        "Approx. 40 users, max. 10 admins.",
        "It costs $9.50 or €1,200.00 a year.",
        "Version v2.1.3 runs on Python 3.11.",
        "Write to help@pantrio.example or open pantrio.example/pricing today.",
        "Hello {{ user.first. Name }}, welcome.",
        "Hi {{ names.split('. ') }} of {{ company }}, welcome.",
        "The U.S. market is open.",
        "2. What you pay",
        "Third… and more.",
        '"Great!" said Ana.',
        "No card needed",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs $9.50. Try v2.1.3 now.", ["It costs $9.50.", "Try v2.1.3 now."]),
        ("We reply by 5 p.m. We never sleep.", ["We reply by 5 p.m.", "We never sleep."]),
        ("Made by Acme Inc. We ship it.", ["Made by Acme Inc.", "We ship it."]),
        ("Save 20%. No card needed! Ready?", ["Save 20%.", "No card needed!", "Ready?"]),
        ("Founded in 2016. 200 people work here.", ["Founded in 2016.", "200 people work here."]),
        ("Plans start at €5. {{first_name}}, try it!", ["Plans start at €5.", "{{first_name}}, try it!"]),
        ('He said "It works." Then he left.', ['He said "It works."', "Then he left."]),
        ("We use Node.js. It is fast.", ["We use Node.js.", "It is fast."]),
        ("Trial: 14 days | Refund: 30 days", ["Trial: 14 days", "Refund: 30 days"]),
        ("Fast • Simple • Safe", ["Fast", "Simple", "Safe"]),
        ("  Spaces around.   And between.  ", ["Spaces around.", "And between."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@settings(max_examples=150)
@given(st.text(alphabet="aB1 .!?…\"')|•€é{}\n", max_size=60))
def test_nothing_but_white_space_and_separators_falls_between_sentences(text: str) -> None:
    spans = split(text)
    assert spans == sorted(spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    rest = list(text)
    for span in spans:
        assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
        rest[span.start : span.end] = " " * len(span)
    assert not set("".join(rest)) - set(" \n|•")
