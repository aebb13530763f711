"""A value is written anew in the form of its place, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.claims.extract import claim_of_text
from msgcheck.claims.quantities import find
from msgcheck.contradictions.values import Relation, relation
from msgcheck.model import Span
from msgcheck.restate import replaced, rewritten, said


@pytest.mark.parametrize(
    ("text", "new", "written"),
    [
        ("a 14-day trial", "21 days", "21-day"),
        ("it lasts two weeks", "21 days", "three weeks"),
        ("Two weeks free", "7 days", "One week"),
        ("it lasts two weeks", "30 days", "30 days"),
        ("a two-week trial", "30 days", "30-day"),
        ("a 24-month warranty", "3 years", "36-month"),
        ("a warranty of two years", "36 months", "three years"),
        ("1 user", "5 users", "5 users"),
        ("6.4k locations", "7,100 locations", "7.1k locations"),
        ("1200 users", "900 users", "900 users"),
        ("over 6,400 locations", "12,000 locations", "12,000 locations"),
        ("it costs $72.00", "$89", "$89.00"),
        ("it costs $72", "$72.50", "$72.50"),
        ("99.9% uptime", "99.95%", "99.95%"),
        ("founded in 2016", "since 2014", "2014"),
    ],
)
def test_the_form_of_the_place_is_kept(text: str, new: str, written: str) -> None:
    quantity = find(new)[0]
    assert said(find(text)[0], quantity.value, quantity) == written


@pytest.mark.parametrize(
    ("text", "value"),
    [("half a day", 2), ("two to three weeks", 7), ("1.299,90 €", 1500), ("unlimited users", 5)],
)
def test_what_is_not_plain_is_left_to_people(text: str, value: float) -> None:
    assert said(find(text)[0], value) == ""


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Start a 14-day trial.", "8-day", "Start an 8-day trial."),
        ("An 8-day trial.", "14-day", "A 14-day trial."),
    ],
)
def test_the_article_goes_with_the_number(text: str, words: str, expected: str) -> None:
    start = text.index(" ", text.lower().index("a")) + 1 if text[0] == "A" else text.index("14")
    end = text.index("-day") + 4
    new, span = replaced(text, Span(start, end), words)
    assert new == expected
    assert new[span.start : span.end] == words


@given(
    st.sampled_from(["{}-day trial", "{} days", "within {} hours", "${} a month", "{}% off", "{} seats"]),
    st.integers(2, 5000),
    st.integers(2, 5000),
)
def test_what_is_written_is_read_as_the_new_value(form: str, was: int, now: int) -> None:
    old, new = find(form.format(was))[0], find(form.format(now))[0]
    written = said(old, new.value, new)
    text, _ = replaced(form.format(was), old.span, written)
    assert written
    assert relation(find(text)[0], new) is Relation.EQUAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Returns take two weeks: 14 days, no more.", ""),
        ("A 14-day return: 14 days to change your mind.", "A 30-day return: 30 days to change your mind."),
        ("14 days for you and 14 days for them.", "30 days for you and 30 days for them."),
    ],
)
def test_a_value_that_is_said_twice_is_written_anew_twice_or_not_at_all(text: str, expected: str) -> None:
    claim = claim_of_text(text)
    assert rewritten(find("14 days")[0], find("30 days")[0], claim.quantities[0], claim)[1] == expected
