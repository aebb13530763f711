"""Usage drift: who uses which form, and how far apart that is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.glossary import Glossary
from msgcheck.model import Block, Document, Kind, Span, Surface
from msgcheck.run import Divergence, Usage
from msgcheck.terminology.check import TermsCheck
from msgcheck.terminology.usage import LEAST_USES, divergence, overall, shares, trend

GLOSSARY = Glossary.model_validate(
    {"terms": [{"preferred": "single sign-on", "admitted": ["SSO"], "deprecated": ["universal login"]}]}
)
COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 60), min_size=1)


def count(documents: list[Document], glossary: Glossary) -> Usage:
    return TermsCheck(glossary).survey(documents).drift


def document(uri: str, *texts: str, **known: Any) -> Document:
    blocks = tuple(Block(text, Span(0, len(text))) for text in texts)
    return Document(uri, "text/plain", "", blocks, "\n".join(texts), "", **known)


def test_forms_are_counted_by_channel_team_and_month() -> None:
    site = document(
        "a", "We have single sign-on. Universal login is gone.", channel="website", team="marketing",
        date=date(2026, 5, 2),
    )  # fmt: skip
    mail = document("b", "SSO, SSO and universal logins.", channel="email", team="sales")
    (term,) = count([site, mail], GLOSSARY).terms
    assert term.term == "single sign-on"
    told = [(f.form, f.right, f.channels, f.teams, f.months) for f in term.forms]
    assert told == [
        ("SSO", True, {"email": 2}, {"sales": 2}, {"": 2}),
        ("single sign-on", True, {"website": 1}, {"marketing": 1}, {"2026-05": 1}),
        (
            "universal login",
            False,
            {"email": 1, "website": 1},
            {"marketing": 1, "sales": 1},
            {"": 1, "2026-05": 1},
        ),
    ]
    assert term.right == {
        "channel": {"email": 0.667, "website": 0.5},
        "team": {"marketing": 0.5, "sales": 0.667},
        "month": {"2026-05": 0.5},
    }
    assert term.teams is None  # one against two tells nothing
    assert term.trend is None


def test_a_block_has_its_own_day_and_quotes_and_repeated_furniture_do_not_count() -> None:
    text = "Try SSO."
    span = Span(0, len(text))
    blocks = (
        Block(text, span, date=date(2025, 1, 3)),
        Block(text, span, kind=Kind.QUOTE),
        Block(text, span, surface=Surface.SITE_WIDE),
        Block(text, span, surface=Surface.SITE_WIDE),
    )
    page = Document("a", "text/html", "", blocks, text, "", date=date(2026, 5, 2))
    (term,) = count([page], GLOSSARY).terms
    assert term.forms[0].months == {"2025-01": 1, "2026-05": 1}


def test_two_teams_that_share_no_word_are_as_far_apart_as_can_be() -> None:
    ours = document("a", *["SSO is in."] * LEAST_USES, team="sales", channel="deck")
    theirs = document("b", *["Single sign-on is in."] * LEAST_USES, team="marketing", channel="website")
    usage = count([ours, theirs], GLOSSARY)
    assert usage.teams == usage.terms[0].teams == Divergence(1.0, ("marketing", "sales"))
    assert usage.channels == Divergence(1.0, ("deck", "website"))
    few = document("a", *["SSO is in."] * (LEAST_USES - 1), team="sales")
    assert count([few, theirs], GLOSSARY).teams is None
    assert count([], GLOSSARY) == Usage()


def test_over_several_terms_the_often_used_ones_count_for_more() -> None:
    apart = {"x": {"m": 5}, "y": {"s": 5}}
    alike = {"z": {"m": 45, "s": 45, "": 9}}
    assert overall([apart, alike]) == Divergence(0.1, ("m", "s"))
    assert overall([alike]) == Divergence(0.0, ("m", "s"))


@given(COUNTS, COUNTS)
def test_divergence_is_symmetric_and_between_nothing_and_one(a: dict[str, int], b: dict[str, int]) -> None:
    found = divergence(a, b)
    assert 0 <= found <= 1
    assert found == pytest.approx(divergence(b, a), abs=1e-12)
    assert divergence(a, a) == 0


@given(COUNTS, COUNTS, st.integers(2, 9))
def test_more_of_the_same_is_no_less_divergence(a: dict[str, int], b: dict[str, int], times: int) -> None:
    more = divergence({k: n * times for k, n in a.items()}, {k: n * times for k, n in b.items()})
    assert more >= divergence(a, b) - 1e-9


def test_a_small_difference_of_small_samples_is_chance() -> None:
    assert divergence({"a": 5, "b": 1}, {"a": 5}) < 0.03
    assert divergence({"a": 500, "b": 100}, {"a": 500}) > 0.08


def test_the_known_value() -> None:
    # (1, 0) against (1/2, 1/2): h(3/4) - 1/2 bits, 0.3113; nearly nothing is chance at this size.
    assert divergence({"a": 10**6}, {"a": 10**6, "b": 10**6}) == pytest.approx(0.3113, abs=1e-4)


def test_shares_and_trend() -> None:
    months = shares(
        [(True, {"2026-01": 1, "2026-02": 2, "2026-04": 4, "": 7}), (False, {"2026-01": 3, "2026-02": 2})]
    )
    assert months == {"2026-01": 0.25, "2026-02": 0.5, "2026-04": 1.0}
    uses = {"2026-01": 4, "2026-02": 4, "2026-04": 4}
    assert trend(months, uses) == 0.25
    assert trend(months, dict.fromkeys(months, 1)) is None  # three uses in all
    assert trend({"2026-01": 1.0, "2026-02": 0.0}, uses) is None
    assert (
        trend(
            {"2025-12": 0.5, "2026-01": 0.5, "2026-02": 0.5},
            dict.fromkeys(("2025-12", "2026-01", "2026-02"), 9),
        )
        == 0
    )


def test_the_same_documents_in_any_order_give_the_same_usage() -> None:
    documents = [
        document("a", "SSO and universal login.", team="sales", channel="deck"),
        document("b", "Single sign-on.", team="marketing", channel="ads", date=date(2026, 1, 1)),
        document("c", "Single signon.", team="sales"),
    ]
    assert count(documents, GLOSSARY) == count(documents[::-1], GLOSSARY)
