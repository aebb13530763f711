"""Quiet negatives: what a judge meets all day on a real site, and must leave alone."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from msgcheck.claims.extract import claim_of_text
from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import minilm
from training.splits import group_of

# Sentences of two companies this similar share words and a tone, hardly ever a topic. Above, two strangers may
# say "14-day trial" and "30-day trial", and calling that quiet would teach the wrong thing.
STRANGERS = (0.25, 0.55)


def strangers(rows: Sequence[dict[str, Any]], count: int, cache: Path) -> list[dict[str, Any]]:
    """Return `count` pairs of sentences from different products or contrast sets: {"a", "b", "id"}.

    Each sentence is paired with one of its forty nearest in the band STRANGERS. Seed 0.
    """
    texts = [(text, group_of(row)) for row in rows for text in (row["a"], row["b"])]
    texts = list(dict.fromkeys(texts))
    vectors, _ = encode([claim_of_text(text).reading for text, _ in texts], minilm(), VectorCache(cache))
    draw = random.Random(0)
    found: dict[tuple[str, str], None] = {}
    for at in draw.sample(range(len(texts)), len(texts)):
        cosines = vectors @ vectors[at]
        cosines[(cosines < STRANGERS[0]) | (cosines > STRANGERS[1])] = -1.0
        near = [i for i in np.argsort(-cosines)[:40] if cosines[i] > 0 and texts[i][1] != texts[at][1]]
        for other in draw.sample(near, min(2, len(near))):
            found.setdefault((texts[at][0], texts[int(other)][0]))
        if len(found) >= count:
            break
    return [{"id": f"stranger{n}", "a": a, "b": b} for n, (a, b) in enumerate(list(found)[:count])]


def neighbours(path: Path, site: str, count: int, *, skip: int = 0) -> list[dict[str, Any]]:
    """Return `count` pairs of neighbouring sentences of one real site, drawn with seed 0.

    skip: of the same draw, what another model was trained on.
    """
    with gzip.open(path, "rt") as file:
        rows = [row for row in map(json.loads, file) if row["site"] == site]
    return random.Random(0).sample(rows, len(rows))[skip : skip + count]
