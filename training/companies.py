"""Pairs of the invented companies in training/companies: the judge's real questions, at their real base rate."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.company_pairs import CompanyPairs, load
from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import SentenceEncoder

HERE = Path(__file__).parent / "companies"
# The cross-encoder learns from the first, the trees from the others: they must not learn from what it knows.
NETWORK = ("emberly", "larkstone", "quillmere", "stackvale")
WEIGHTS = ("brackenpaw", "hazelmint", "marlowquay", "thornfield")
TODAY = datetime(2026, 6, 1, tzinfo=UTC)  # the day they are written for


def company(name: str, encoder: SentenceEncoder, cache: Path) -> CompanyPairs:
    """Return the pairs of one company as a search by `encoder` finds them; raises ConfigError for another name."""
    store = VectorCache(cache)
    return load(
        HERE / name, HERE / name / "labels", lambda texts: encode(texts, encoder, store)[0], now=TODAY
    )
