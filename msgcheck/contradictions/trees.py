"""A gradient-boosted classifier as plain numbers: trained with scikit-learn, shipped as JSON.

`training/judge/weigh.py` writes the file; nothing is unpickled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from msgcheck.errors import ModelError


@dataclass(frozen=True, slots=True)
class Tree:
    """Node i sends x to `left[i]` when x[feature[i]] <= threshold[i], else to `right[i]`.

    A leaf has left[i] == -1 and adds value[i] to the log-odds.
    """

    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]

    def add(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) log-odds for (n, f) features."""
        at = np.zeros(len(x), dtype=np.int64)
        rows = np.arange(len(x))
        while True:
            inner = self.left[at] >= 0
            if not inner.any():
                return self.value[at]
            goes_left = x[rows, self.feature[at]] <= self.threshold[at]
            at = np.where(inner, np.where(goes_left, self.left[at], self.right[at]), at)

    def most(self, x: NDArray[np.float64], known: int, at: int = 0) -> NDArray[np.float64]:
        """Return (n,), the greatest log-odds that any values of the features from `known` on lead to.

        x: (n, known or more); at: the node to start from.
        """
        if self.left[at] < 0:
            return np.full(len(x), self.value[at])
        if self.feature[at] >= known:
            return np.maximum(
                self.most(x, known, int(self.left[at])), self.most(x, known, int(self.right[at]))
            )
        goes_left = x[:, self.feature[at]] <= self.threshold[at]
        found = np.empty(len(x))
        found[goes_left] = self.most(x[goes_left], known, int(self.left[at]))
        found[~goes_left] = self.most(x[~goes_left], known, int(self.right[at]))
        return found


@dataclass(frozen=True, slots=True)
class Boosted:
    """Trees whose sum is the log-odds, then a calibration: p = sigmoid(slope * log-odds + offset), slope > 0."""

    features: tuple[str, ...]
    start: float
    trees: tuple[Tree, ...]
    slope: float
    offset: float
    about: str

    def probability(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) probabilities for (n, f) features in the order of `features`."""
        return self._calibrated([tree.add(x) for tree in self.trees])

    def most(self, x: NDArray[np.float64], known: int) -> NDArray[np.float64]:
        """Return (n,) probabilities that no values of the features from `known` on exceed."""
        return self._calibrated([tree.most(x, known) for tree in self.trees])

    def _calibrated(self, added: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        odds = self.start + np.sum(added, axis=0)
        result: NDArray[np.float64] = 1 / (1 + np.exp(-(self.slope * odds + self.offset)))
        return result


def load(path: Path, features: tuple[str, ...]) -> Boosted:
    """Return the model in `path`. Raises ModelError when it is missing or was made for other features."""
    try:
        raw = json.loads(path.read_text())
    except (OSError, ValueError) as err:
        raise ModelError(
            f"{path}: the judge's weights cannot be read: {err}", "install msgcheck again"
        ) from err
    if tuple(raw["features"]) != features:
        raise ModelError(
            f"{path}: these weights were made for other features",
            "run training/judge/weigh.py, or install msgcheck again",
        )
    if not raw["slope"] > 0:  # more odds would be less likely, and `Boosted.most` the least
        raise ModelError(f"{path}: a calibration that falls", "run training/judge/weigh.py")
    trees = tuple(
        Tree(
            np.array(tree["feature"], dtype=np.int64),
            np.array(tree["threshold"], dtype=np.float64),
            np.array(tree["left"], dtype=np.int64),
            np.array(tree["right"], dtype=np.int64),
            np.array(tree["value"], dtype=np.float64),
        )
        for tree in raw["trees"]
    )
    return Boosted(features, raw["start"], trees, raw["slope"], raw["offset"], raw["about"])
