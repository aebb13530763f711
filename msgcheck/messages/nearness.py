"""How near each claim comes to saying what a few sentences say: the numbers that `coverage` weighs.

Two sentences that say the same are near as wholes (their vectors), and share the words that matter: the same
word, or one of like meaning, in the claim or in the heading that it stands under. Rare words matter more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from msgcheck.model import Claim

Encode = Callable[[Sequence[str]], NDArray[np.float32]]  # texts -> (n, d) unit rows
Row = NDArray[np.float64]

FEATURES = (
    "cosine",  # of the claim's reading
    "cosine below heading",  # of the reading with the heading above it
    "words",  # share of the sentence's words, by rarity, that the claim has, in like words too
    "words below heading",
    "same words below heading",  # the same, none but forms of one word counted
    "words in return",  # share of the claim's words that the sentence has
    "above the tenth",  # cosine, less that of the tenth nearest claim
    "above other messages",  # cosine, less that with the nearest of the other messages
    "both",  # cosine below heading, times words below heading
    "denial differs",  # one side denies, the other does not
    "length",  # of the reading, log of words
)
# Two sentences of one company are this similar by chance. Stands for what a small copy has not: a tenth
# neighbour, a second message.
BY_CHANCE = 0.3
TENTH = 10
# Cosine of two words by themselves: from here on they have something in common, and here they mean the same.
LIKE, SAME = 0.3, 0.8
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,:]*\d|\d")
_FUNCTION = frozenset(
    "a an the this that these those it its they them their there here we us our ours you your yours he him his she her i"
    " me my who whom whose which what when where why how and or but nor so yet if then than as of to in on at by for from"
    " with into onto upon over under about between through during while until since because without within is are was"
    " were be been being am do does did has have had will would can could may might must shall should not no never".split()
)


class Copy:
    """Claims, made ready once to be compared with what messages say."""

    def __init__(
        self,
        claims: Sequence[Claim],
        vectors: NDArray[np.float32],
        encode: Encode,
        near: NDArray[np.intp],
    ) -> None:
        """vectors: (n, d), unit rows, row i for the reading of claims[i]; n is at least 1.

        near: indices of the claims whose words and headings are looked at, in order. The others count as sharing no
        word: they are too far off to matter, and every word costs time.
        """
        self._vectors = vectors
        self._encode = encode
        self._near = near
        headings = [_heading(claims[at]) for at in near]
        readings = [claims[at].reading for at in near]
        below = [
            f"{h.rstrip('.:')}: {text}" if h else text for h, text in zip(headings, readings, strict=True)
        ]
        self._below = encode(below)
        own = [_words(text) for text in readings]
        around = [[*words, *_words(h)] for words, h in zip(own, headings, strict=True)]
        self._counts = Counter(word for claim in claims for word in _words(claim.reading))
        vocabulary = sorted({word for words in around for word in words})
        self._places = {word: at for at, word in enumerate(vocabulary)}
        self._word_vectors = encode(
            [*vocabulary, ""]
        )  # the last one fills up short rows, and is like nothing
        self._rarity = np.array([self._rare(word) for word in vocabulary] + [0.0])
        self._own, self._around = self._table(own), self._table(around)
        self._length = np.log([max(1, len(claim.reading.split())) for claim in claims])
        self._denies = np.array([claim.negated for claim in claims], dtype=np.bool_)

    def _rare(self, word: str) -> float:
        return float(np.log((len(self._vectors) + 1) / (self._counts[word] + 0.5)).clip(0.1))

    def _table(self, rows: Sequence[Sequence[str]]) -> NDArray[np.intp]:
        """Return (n, longest) places in the vocabulary, filled up with the place after its end."""
        table = np.full((len(rows), max(1, *map(len, rows)) if rows else 1), len(self._places), dtype=np.intp)
        for at, words in enumerate(rows):
            table[at, : len(words)] = [self._places[word] for word in words]
        return table

    def nearness(self, texts: Sequence[str], denies: Sequence[bool], others: Row) -> NDArray[np.float64]:
        """Return (n, features) in the order of FEATURES: of each claim to the nearest of `texts`, which is not empty.

        denies: whether each text denies something. others: (n,) cosines with the nearest other message.
        """
        encoded = self._encode(texts)
        each = self._vectors @ encoded.T
        cosine = each.max(axis=1)
        cosine_below, shares = cosine.copy(), np.zeros((len(cosine), 4))
        cosine_below[self._near] = (self._below @ encoded.T).max(axis=1)
        shares[self._near] = np.max([self._shares(text) for text in texts], axis=0)
        tenth = np.sort(np.concatenate([cosine, np.full(TENTH, BY_CHANCE)]))[-TENTH]
        differs = np.array(denies)[each.argmax(axis=1)] != self._denies
        columns = (
            cosine,
            cosine_below,
            *shares.T,
            cosine - tenth,
            cosine - np.maximum(others, BY_CHANCE),
            cosine_below * shares[:, 1],
            differs,
            self._length,
        )
        return np.stack(columns, axis=1).astype(np.float64)

    def _shares(self, text: str) -> NDArray[np.float64]:
        """Return (near, 4): words, words below heading, same words below heading, words in return."""
        words = _words(text) or [text.lower()]
        rarity = np.array([self._rare(word) for word in words])
        alike = self._word_vectors @ self._encode(words).T  # (vocabulary, words)
        alike[-1] = -1.0
        like = np.clip((alike - LIKE) / (SAME - LIKE), 0.0, 1.0)
        weight = rarity / rarity.sum()
        said = like[self._own].max(axis=1) @ weight
        below = like[self._around].max(axis=1) @ weight
        same = (alike[self._around].max(axis=1) >= SAME) @ weight
        own = self._rarity[self._own]
        back = (like.max(axis=1)[self._own] * own).sum(axis=1) / np.maximum(own.sum(axis=1), 1e-9)
        return np.stack([said, below, same, back], axis=1)


def _heading(claim: Claim) -> str:
    """Return what stands above a claim and is not read with it already."""
    block = claim.block
    heading = block.context or (block.headings[-1] if block.headings else "")
    return "" if claim.reading.startswith(heading) else heading


def _words(text: str) -> list[str]:
    """Return the words of a text that carry meaning, each once, in its order."""
    words = dict.fromkeys(word.lower() for word in _WORD.findall(text))
    return [word for word in words if word not in _FUNCTION]
