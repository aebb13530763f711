"""Looks at pairs: what can be counted, how similar they are with their values blanked, what the reader says.

The judge decides on it; training learns from it, so that both see the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import evidence, words
from msgcheck.contradictions.evidence import Evidence
from msgcheck.contradictions.reader import LABELS
from msgcheck.model import Claim
from msgcheck.protocols import Store

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Pairs = Sequence[tuple[Claim, Claim]]

# Reading is what takes time. By rank, not by cosine: a third of the contradictions in the companies of
# training/companies are less similar than 0.55. Of claims that many others are nearer to, a pair is read only
# when its values clash or one side denies something.
READ_NEAREST, READ_MARKED = 8, 20
UNREAD = np.array([0.0, 1.0, 0.0], dtype=np.float32)
CONTRADICTION = LABELS.index("contradiction")


class Reader(Protocol):
    """A cross-encoder."""

    fingerprint: str  # changes when the readings would

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return (n, 3) probabilities of `LABELS`; swapping the sides of a pair changes none."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of n pairs, row i of each for pair i.

    ranks: `Pair.rank`; masked: cosines with values blanked; read: (n, 3) float32, probabilities of `reader.LABELS`.
    """

    pairs: Pairs
    evidence: list[Evidence]
    cosines: Sequence[float]
    ranks: Sequence[int]
    masked: Sequence[float]
    read: NDArray[np.float32]

    def only(self, some: Sequence[int], pairs: Pairs) -> Seen:
        """Return what is seen of some pairs once their claims are changed to `pairs`, their words unchanged."""
        return Seen(
            pairs,
            [evidence.gather(a, b) for a, b in pairs],
            [self.cosines[at] for at in some],
            [self.ranks[at] for at in some],
            [self.masked[at] for at in some],
            self.read[list(some)],
        )

    def features(self) -> NDArray[np.float64]:
        """Return (n, f) numbers in the order of `evidence.FEATURES`."""
        rows = [
            evidence.features(e, a, b, (cosine, blank, rank), read)
            for e, (a, b), cosine, blank, rank, read in zip(
                self.evidence, self.pairs, self.cosines, self.masked, self.ranks, self.read, strict=True
            )
        ]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(evidence.FEATURES))


class Examiner:
    """Looks at pairs. `encode` gives (n, d) unit vectors for texts; `reader` is asked where it may matter."""

    def __init__(
        self,
        encode: Encode,
        reader: Reader,
        *,
        common: frozenset[str] = frozenset(),
        store: Store | None = None,
    ) -> None:
        """common: word stems that half the corpus shares (the company's name): no sign of one topic.
        store:  keeps readings between runs.
        """
        self._encode = encode
        self._reader = reader
        self._common = common
        self._store = store

    def look(self, pairs: Pairs, cosines: Sequence[float], ranks: Sequence[int] | None = None) -> Seen:
        """Return what is to be seen of each pair, read.

        cosines: (n,) of their readings; ranks: (n,) of `Pair.rank`; None when nobody searched the pairs.
        """
        seen = self.glance(pairs, cosines, ranks)
        return replace(seen, read=self.read(seen))

    def glance(self, pairs: Pairs, cosines: Sequence[float], ranks: Sequence[int] | None = None) -> Seen:
        """Return what is to be seen of each pair before any is read. Parameters as of `look`."""
        ranks = ranks or [0] * len(pairs)
        found = [evidence.gather(a, b) for a, b in pairs]
        unread = np.tile(UNREAD, (len(pairs), 1))
        return Seen(pairs, found, cosines, ranks, self._masked_cosines(pairs), unread)

    def _masked_cosines(self, pairs: Pairs) -> list[float]:
        """How similar the two are with their values blanked: whether they speak of one thing."""
        texts = [words.masked(claim) for pair in pairs for claim in pair]
        vectors = self._encode(texts)
        return [float(left @ right) for left, right in zip(vectors[::2], vectors[1::2], strict=True)]

    def read(self, seen: Seen, decisive: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
        """Return (n, 3) probabilities of the reader's labels; what is not worth reading counts as neutral.

        decisive: (n,), where a reading could change anything; None: anywhere.
        """
        read = seen.read.copy()
        wanted: dict[str, list[int]] = {}
        texts: dict[str, tuple[str, str]] = {}
        for at, ((a, b), e, rank) in enumerate(zip(seen.pairs, seen.evidence, seen.ranks, strict=True)):
            if (decisive is None or decisive[at]) and worth_reading(e, rank, self._common):
                key = reading_key(a.reading, b.reading)
                wanted.setdefault(key, []).append(at)
                texts[key] = (a.reading, b.reading)
        model = f"reader {self._reader.fingerprint}"
        known = self._store.load(model, sorted(wanted)) if self._store else {}
        if missing := [key for key in wanted if key not in known]:
            rows = self._reader.read([texts[key] for key in missing])
            fresh = {key: row.tobytes() for key, row in zip(missing, rows, strict=True)}
            if self._store:
                self._store.save(model, fresh)
            known = {**known, **fresh}
        for key, places in wanted.items():
            read[places] = np.frombuffer(known[key], dtype=np.float32)
        return read


def reading_key(a: str, b: str) -> str:
    """Return the key under which a store keeps the reading of two texts, whichever comes first."""
    left, right = sorted((a, b))
    return sha256(f"{left}\0{right}".encode("utf-8", "surrogatepass")).hexdigest()


def worth_reading(seen: Evidence, rank: int, common: frozenset[str]) -> bool:
    """True for pairs that could be a contradiction at all."""
    if rank < READ_NEAREST:
        return True
    return seen.marked and rank < READ_MARKED and bool(seen.shared - common)
