"""Pairs of the invented companies in training/companies: the judge's real questions, at their real base rate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.company_pairs import CompanyPairs, Encode, load
from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import SentenceEncoder

HERE = Path(__file__).parent / "companies"
# The cross-encoder learns from the first, the trees from the others: they must not learn from what it knows.
NETWORK = ("emberly", "larkstone", "quillmere", "stackvale")
WEIGHTS = ("brackenpaw", "hazelmint", "marlowquay", "thornfield")
# Written later, and only measured (`python -m benchmarks.companies`).
UNSEEN = ("copperleaf", "fennlight", "relaywren", "tarnhouse")
TODAY = datetime(2026, 6, 1, tzinfo=UTC)  # the day they are written for


def encoding(encoder: SentenceEncoder, cache: Path) -> Encode:
    """Return what gives vectors for texts, asking the cache first."""
    store = VectorCache(cache)
    return lambda texts: encode(texts, encoder, store)[0]


def companies(names: Iterable[str], vectors_of: Encode) -> list[CompanyPairs]:
    """Return the pairs of each company as a search finds them; raises ConfigError for a name that is none."""
    return [load(HERE / name, HERE / name / "labels", vectors_of, now=TODAY) for name in names]
