"""The line interfaces, as functions: JSON lines in, JSON lines out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck import lines
from msgcheck.errors import ConfigError

ROWS = st.fixed_dictionaries(
    {"id": st.none() | st.integers() | st.text(max_size=5) | st.lists(st.booleans(), max_size=2)},
    optional={"note": st.text(max_size=5)},
).flatmap(
    lambda row: st.fixed_dictionaries(
        {key: st.just(value) for key, value in row.items()} | {"text": st.text(max_size=20)}
    )
)


@settings(max_examples=100)
@given(st.lists(ROWS, max_size=5))
def test_what_is_written_is_what_is_read(rows: list[dict[str, Any]]) -> None:
    stream = lines.written(rows).split("\n")
    assert lines.read(stream, "x.jsonl", required=("id", "text")) == rows


def test_blank_lines_count_as_lines_and_hold_nothing() -> None:
    stream = ["\n", '{"id": 1, "text": "x"}\n', "   \n", "{}\n"]
    with pytest.raises(ConfigError, match=r"x\.jsonl:4: 'id' is missing"):
        lines.read(stream, "x.jsonl", required=("id", "text"))
    assert lines.read(stream[:3], "x.jsonl", required=("id", "text")) == [{"id": 1, "text": "x"}]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": 1, "text": }', r"x\.jsonl:1: not JSON: Expecting value \(column 19\)"),
        ('"text"', r"x\.jsonl:1: not an object"),
        ('{"id": 1}', r"x\.jsonl:1: 'text' is missing"),
        ('{"id": 1, "text": ["x"]}', r"x\.jsonl:1: 'text' is not text"),
    ],
)
def test_a_malformed_line_says_where_and_what_is_wanted(line: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as raised:
        lines.read([line], "x.jsonl", required=("id", "text"))
    assert raised.value.hint == 'one object a line: {"id": ..., "text": ...}'


def test_words_stay_as_they_are() -> None:
    assert lines.written([{"id": "é", "why": "“14 days”"}]) == '{"id": "é", "why": "“14 days”"}\n'
