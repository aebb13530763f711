"""Weighs what was seen and read of a pair.

How likely a contradiction is depends on how the two came together. Somebody who asks about two sentences has
a reason to; a search sets every sentence beside thirty others, and one in five hundred of these pairs clashes.
So there are two sets of weights: for pairs that were asked about, and for pairs that were searched.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import trees
from msgcheck.contradictions.evidence import FEATURES, READING
from msgcheck.model_files import JUDGE_SEARCHED, JUDGE_STATEMENTS, JUDGE_VALUES

CLASHES = FEATURES.index("clashes")
SEEN = FEATURES.index(READING[0])


class Weigher:
    """Boosted trees; `probability` is calibrated for the way in which the pairs came together."""

    def __init__(self, *, searched: bool = False) -> None:
        """Raises ModelError when the weights are missing or were made for other features."""
        self._searched = searched
        statements, values = JUDGE_SEARCHED if searched else (JUDGE_STATEMENTS, JUDGE_VALUES)
        self._statements = trees.load(statements, FEATURES)
        self._values = trees.load(values, FEATURES[:SEEN])

    def borders(self, feature: str) -> list[float]:
        """Return where a feature's value makes a difference, ascending: between two borders it makes none."""
        at = FEATURES.index(feature)
        trees = (*self._statements.trees, *self._values.trees)
        return sorted(
            {float(t) for tree in trees for t in tree.threshold[(tree.left >= 0) & (tree.feature == at)]}
        )

    def probability(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) probabilities of a contradiction for (n, features) rows in the order of FEATURES."""
        return self._together(self._statements.probability(x), x)

    def most(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) probabilities that no reading of the pair exceeds: what the cross-encoder cannot change."""
        return self._together(self._statements.most(x, SEEN), x)

    def _together(self, statements: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
        both = np.ones(len(x), dtype=np.bool_) if self._searched else x[:, CLASHES] > 0
        return together(statements, self._values.probability(x[:, :SEEN]), both)


def together(
    statements: NDArray[np.float64], values: NDArray[np.float64], both: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the mean of the two log-odds where `both` have a say, and what the reading says elsewhere.

    A network cannot count, and arithmetic cannot read.
    """
    odds = [np.log(p / (1 - p)) for p in (np.clip(q, 1e-6, 1 - 1e-6) for q in (statements, values))]
    mixed: NDArray[np.float64] = 1 / (1 + np.exp(-(odds[0] + odds[1]) / 2))
    return np.where(both, mixed, statements)
