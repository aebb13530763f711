"""What the website says and another team's copy never makes, in any words.

Only what the website means to say counts: headlines, the first words of a page, what several pages repeat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msgcheck.messages.buyer import tells
from msgcheck.model import Claim, Kind, Surface

# Cosine below which the nearest claim says something else: by eye on corpora and larkstone, at 0.55 a tenth does not.
SAID = 0.5
REPEATED = 0.8  # cosine of two claims that say the same
HERO = 3  # claims at the top of a page
MOST = 15
_PUBLIC = re.compile(r"\b(?:web ?sites?|site|web|pages?|landing|home)\b", re.IGNORECASE)
_PROMINENT = {Surface.META, Surface.OG, Surface.TITLE}


@dataclass(frozen=True, slots=True)
class Found:
    """A claim by index, the nearest of the other team (None without any), and their cosine."""

    claim: int
    nearest: int | None
    similarity: float


def is_public(claim: Claim) -> bool:
    """Whether a claim stands on a website: by its channel's name, or by its address."""
    return bool(_PUBLIC.search(claim.channel)) or claim.uri.startswith(("http://", "https://"))


def find(claims: Sequence[Claim], vectors: NDArray[np.float32], *, by: str, not_by: str) -> list[Found]:
    """Return what team `by` says prominently in public and team `not_by` nowhere, the clearest first, at most MOST.

    vectors: (n, d) float32, unit rows, row i for claims[i].
    """
    public = [at for at, one in enumerate(claims) if one.team == by and is_public(one)]
    theirs = [at for at, one in enumerate(claims) if one.team == not_by]
    if not public:
        return []
    weight = _prominence(claims, vectors, public)
    said_there = vectors[theirs]
    found: list[tuple[float, Found]] = []
    for at in sorted(weight, key=lambda at: (-weight[at], claims[at].uri, claims[at].span)):
        near = said_there @ vectors[at]
        best = int(near.argmax()) if theirs else None
        similarity = round(float(near[best]), 3) if best is not None else 0.0
        repeats = any(float(vectors[at] @ vectors[other.claim]) >= SAID for _, other in found)
        if similarity < SAID and not repeats:
            nearest = None if best is None else theirs[best]
            found.append((weight[at] * (1 - similarity), Found(at, nearest, similarity)))
    found.sort(key=lambda some: (-round(some[0], 4), claims[some[1].claim].uri, claims[some[1].claim].span))
    return [one for _, one in found[:MOST]]


def _prominence(
    claims: Sequence[Claim], vectors: NDArray[np.float32], public: Sequence[int]
) -> dict[int, float]:
    """Return how much the website means each of its claims, from 1; what it says in passing is left out."""
    same = vectors[public] @ vectors[public].T >= REPEATED
    uris = np.array([claims[at].uri for at in public])
    seen: dict[str, int] = {}
    weight = {}
    for row, at in enumerate(public):
        claim = claims[at]
        on_top = claim.block.surface in _PROMINENT or claim.block.kind is Kind.HEADING
        if claim.block.surface is Surface.BODY:
            seen[claim.uri] = seen.get(claim.uri, 0) + 1
            on_top = on_top or seen[claim.uri] <= HERO
        assets = len(set(uris[same[row]]))
        if tells(claim) and (on_top or assets > 1):
            weight[at] = float(assets + on_top)
    return weight
