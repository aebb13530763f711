"""Quiet negatives: what a judge meets all day on a real site, and must leave alone."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
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
# Sets of pairs_train.jsonl whose anchor is a company, and how similar two of its sentences must be to meet; above,
# they are mostly two values of one row.
COMPANIES = frozenset({"M", "R"})
COLLEAGUES = (0.2, 0.7)


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


def colleagues(rows: Sequence[dict[str, Any]], cache: Path) -> list[dict[str, Any]]:
    """Return pairs of sentences of one invented company that nobody paired: {"a", "b", "id"}, nearest first.

    Only of the sets in which a company's sentences stand together (COMPANIES). Two sentences that a chain of
    labelled pairs with a contradiction in it connects are left out: they may well exclude each other.
    """
    by_company: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.get("set") in COMPANIES:
            by_company[row["anchor"]].append(row)
    found: list[tuple[float, str, str]] = []
    for some in by_company.values():
        topic = _topics(some)
        texts = sorted(topic)
        vectors, _ = encode([claim_of_text(text).reading for text in texts], minilm(), VectorCache(cache))
        cosines = vectors @ vectors.T
        for i, left in enumerate(texts):
            for j in range(i + 1, len(texts)):
                if topic[left] != topic[texts[j]] and COLLEAGUES[0] <= cosines[i, j] <= COLLEAGUES[1]:
                    found.append((-float(cosines[i, j]), left, texts[j]))
    return [{"id": f"colleague{n}", "a": a, "b": b} for n, (_, a, b) in enumerate(sorted(found))]


def _topics(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return a topic for each sentence: all that labelled pairs connect have one."""
    topic: dict[str, str] = {}

    def root(text: str) -> str:
        while topic.setdefault(text, text) != text:
            text = topic[text]
        return text

    for row in rows:
        topic[root(row["a"])] = root(row["b"])
    return {text: root(text) for text in list(topic)}


def neighbours(path: Path, site: str, count: int, *, skip: int = 0) -> list[dict[str, Any]]:
    """Return `count` pairs of neighbouring sentences of one real site, drawn with seed 0.

    skip: of the same draw, what another model was trained on.
    """
    with gzip.open(path, "rt") as file:
        rows = [row for row in map(json.loads, file) if row["site"] == site]
    return random.Random(0).sample(rows, len(rows))[skip : skip + count]
