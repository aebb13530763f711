"""Claims as topics: the same for the same copy in any order, named by their nouns, one team's alone only when it is."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from msgcheck import check, inference, intake, subjects
from msgcheck.claims.extract import claim_of_text
from msgcheck.config import Config
from msgcheck.glossary import EMPTY
from msgcheck.messages import buyer, topics
from msgcheck.pipeline import Pipeline

STORE = [
    "The winter store keeps your bike dry.",
    "Your bike stays dry in our winter store.",
    "A bike in the winter store costs $60.",
    "Bring your bike to the winter store in October.",
    "The winter store has room for 400 bikes.",
]
OTHER = [
    "A puncture is mended in an hour.",
    "New brakes cost $80.",
    "Our mechanics are certified.",
    "The shop opens at nine.",
    "We lend you a city bike for a day.",
    "Gift cards never expire.",
]


@lru_cache(maxsize=1)
def encode() -> Any:
    return inference.encoding(Config())[1]


@lru_cache(maxsize=1)
def tagger() -> Pipeline:
    return Pipeline()


def find(
    texts: list[str], teams: list[str], assets: list[str], telling: list[bool] | None = None
) -> list[topics.Found]:
    return topics.find(texts, teams, assets, encode()(texts), tagger(), telling or [True] * len(texts))


def test_a_topic_of_one_team_is_named_and_told() -> None:
    texts = STORE + OTHER
    (found,) = find(texts, ["marketing"] * 5 + ["sales"] * 6, ["a", "b"] * 5 + ["c"])
    assert found.only == "marketing"
    assert found.name.startswith("winter store")
    assert sorted(found.members) == [0, 1, 2, 3, 4]
    assert found.luck == pytest.approx((5 / 11) ** 5)


def test_a_topic_that_tells_a_buyer_nothing_is_nobodys_to_miss() -> None:
    (found,) = find(
        STORE + OTHER, ["marketing"] * 5 + ["sales"] * 6, ["a", "b"] * 5 + ["c"], [False] * 3 + [True] * 8
    )
    assert found.only == ""


CONCIERGE = [
    "Our bike concierge picks you up at the station.",
    "The tax on a company bike is filed by the bike concierge.",
    "Bike concierges speak four languages.",
    "Ask the bike concierge for a lock that fits.",
    "A bike concierge costs $12 an hour.",
]


def test_a_thing_that_one_team_alone_has_a_name_for_is_a_topic_whatever_it_says_of_it() -> None:
    texts = CONCIERGE + OTHER
    (found,) = (topic for topic in find(texts, ["sales"] * 5 + ["marketing"] * 6, list("ababc") + ["d"] * 6) if topic.only)  # fmt: skip
    assert found.only == "sales"
    assert found.name.startswith("bike concierge")
    assert sorted(found.members) == [0, 1, 2, 3, 4]
    known = [*texts, "The bike concierge is new."]
    assert not any(t.only for t in find(known, ["sales"] * 5 + ["marketing"] * 7, list("ababc") + ["d"] * 7))


def test_every_claim_that_names_a_topic_of_one_team_is_counted() -> None:
    more = "Insurance against theft is part of the winter store, and so is a new chain."
    texts = [*STORE, more, *OTHER]
    (found,) = (t for t in find(texts, ["m"] * 6 + ["s"] * 6, [*"ababa", "z", *"cccccc"]) if t.only)
    assert sorted(found.members) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("There is usually soup.", False),
        ("Stock is what cooks call it, and it makes a good soup.", False),
        ("Your bike stays dry in our winter store.", True),
        ("The winter store has room for 400 bikes.", True),
        ("Fourteen suppliers, nine order guides, three people who remember.", False),
        ("This page was written for you and last updated in May.", False),
    ],
)
def test_what_tells_a_buyer_something(text: str, told: bool) -> None:
    assert buyer.tells(claim_of_text(text)) is told


@pytest.mark.parametrize(
    ("more", "teams", "assets"),
    [
        ("Offer a place in the winter store.", ["m"] * 5 + ["s"] * 7, [*"ababacccccc", "c"]),
        ("", ["m"] * 5 + ["s"] * 6, list("aaaaacccccc")),  # one asset only
        ("", ["m"] * 11, list("ababacccccc")),  # one team only
        ("", ["m"] * 5 + ["m"] * 5 + ["s"], list("ababacccccc")),  # one claim of the others: luck
    ],
)
def test_nobody_is_alone_when_others_say_it_or_luck_explains_it(
    more: str, teams: list[str], assets: list[str]
) -> None:
    texts = STORE + OTHER + ([more] if more else [])
    assert not any(topic.only for topic in find(texts, teams, assets))


def test_no_claims_no_topics() -> None:
    assert topics.find([], [], [], np.zeros((0, 8), dtype=np.float32), tagger(), []) == []


def rows(seed: int, n: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(n, 6)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@given(st.integers(0, 10_000), st.integers(1, 40), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_changes_nothing(seed: int, n: int, random: Any) -> None:
    vectors = rows(seed, n)
    order = list(range(n))
    random.shuffle(order)
    straight = {frozenset(some) for some in topics.clusters(vectors)}
    shuffled = {frozenset(order[at] for at in some) for some in topics.clusters(vectors[order])}
    assert straight == shuffled
    assert sorted(at for some in straight for at in some) == list(range(n))


def test_of_very_many_claims_the_rest_join_the_nearest_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "MOST", 30)
    centres = np.eye(4, dtype=np.float32)
    vectors = np.repeat(centres, 25, axis=0) + np.random.default_rng(1).normal(0, 0.05, (100, 4)).astype(
        np.float32
    )
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert topics.clusters(vectors) == [list(range(at, at + 25)) for at in range(0, 100, 25)]


def test_the_same_claim_in_many_assets_is_one_claim_to_chance() -> None:
    texts = [STORE[0]] * 8 + OTHER
    found = find(texts, ["m"] * 8 + ["s"] * 6, [f"page{at}" for at in range(8)] + ["c"] * 6)
    assert not any(topic.only for topic in found)


def test_the_corpora_have_topics_that_a_reader_would_name() -> None:
    pages = sorted((Path(__file__).parents[2] / "corpora" / "website").glob("*.html"))
    documents = [
        document for page in pages[:12] for document in intake.documents(Config(), [page.as_posix()])[0]
    ]
    claims, _, _ = check.find_claims(documents, subjects.names(EMPTY), datetime(2026, 6, 1, tzinfo=UTC))
    found = find([c.text for c in claims], ["m"] * len(claims), [c.uri for c in claims])
    assert len(found) >= 5
    assert all(topic.name for topic in found)
