"""Which labelled pair may be used for what: whole contrast sets and whole products stay in one part."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Literal

from msgcheck.contradictions import words

Part = Literal["network", "weights", "held out"]


def part_of(row: dict[str, Any]) -> Part:
    """Return the part of a row of pairs_train.jsonl.

    network:  65 %, trains the cross-encoder
    weights:  20 %, trains the trees that weigh all evidence (they must not learn from pairs the network knows)
    held out: 15 %, only measured
    """
    slot = int(sha256(group_of(row).encode()).hexdigest(), 16) % 20
    return "held out" if slot < 3 else "weights" if slot < 7 else "network"


def group_of(row: dict[str, Any]) -> str:
    """Return the contrast set or the product that a row belongs to; its own id without either."""
    names = sorted(words.name_words(row["a"]) | words.name_words(row["b"]))
    return str(row.get("anchor") or (names[0] if names else row["id"]))
