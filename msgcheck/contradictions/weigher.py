"""Weighs what was seen and read of a pair: one model for values, one for statements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import trees
from msgcheck.contradictions.evidence import FEATURES, READING
from msgcheck.model_files import JUDGE_STATEMENTS, JUDGE_VALUES

_CLASHES = FEATURES.index("clashes")
_SEEN = FEATURES.index(READING[0])


class Weigher:
    """Two boosted models: "values" looks at what can be counted, "statements" at the reading as well."""

    def __init__(self) -> None:
        """Raises ModelError when the weights are missing or were made for other features."""
        self._values = trees.load(JUDGE_VALUES, FEATURES[:_SEEN])
        self._statements = trees.load(JUDGE_STATEMENTS, FEATURES)

    def probability(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) probabilities of a contradiction for (n, features) rows in the order of FEATURES."""
        return together(
            self._statements.probability(x), self._values.probability(x[:, :_SEEN]), x[:, _CLASHES] > 0
        )


def together(
    statements: NDArray[np.float64], values: NDArray[np.float64], clash: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the mean of the two log-odds where values clash, and what the reading says elsewhere.

    A network cannot count, and arithmetic cannot read: where there is a number, both have a say.
    """
    odds = [np.log(p / (1 - p)) for p in (np.clip(q, 1e-6, 1 - 1e-6) for q in (statements, values))]
    mixed: NDArray[np.float64] = 1 / (1 + np.exp(-(odds[0] + odds[1]) / 2))
    return np.where(clash, mixed, statements)
