"""Boosted trees as plain numbers."""

from __future__ import annotations

import json
from itertools import product
from math import exp
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.contradictions import trees
from msgcheck.errors import ModelError

# x[0] <= 1.5 gives -1; otherwise x[1] <= 0 gives 0.5, else 2.
STUMP = {
    "feature": [0, 0, 1, 0, 0],
    "threshold": [1.5, 0, 0, 0, 0],
    "left": [1, -1, 3, -1, -1],
    "right": [2, -1, 4, -1, -1],
    "value": [0, -1, 0, 0.5, 2],
}


def written(path: Path, **changed: object) -> Path:
    model = {
        "features": ["a", "b"],
        "start": 0.25,
        "trees": [STUMP, STUMP],
        "slope": 0.5,
        "offset": -0.1,
        "about": "",
    }
    path.write_text(json.dumps(model | changed))
    return path


@pytest.mark.parametrize(
    ("x", "leaf"), [([1.0, 9.0], -1), ([1.5, 9.0], -1), ([2.0, 0.0], 0.5), ([2.0, 1.0], 2)]
)
def test_probability_is_the_calibrated_sum_of_the_leaves(tmp_path: Path, x: list[float], leaf: float) -> None:
    model = trees.load(written(tmp_path / "m.json"), ("a", "b"))
    expected = 1 / (1 + exp(-(0.5 * (0.25 + 2 * leaf) - 0.1)))
    assert model.probability(np.array([x, x])) == pytest.approx([expected, expected])


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=2), st.integers(0, 2))
def test_most_is_what_the_best_of_all_unknown_values_gives(x: list[float], known: int) -> None:
    tree = trees.Tree(**{name: np.array(values) for name, values in STUMP.items()})
    sides = [[x[at]] if at < known else [0.0, 1.0, 2.0] for at in range(2)]
    reached = max(tree.add(np.array([values]))[0] for values in product(*sides))
    assert tree.most(np.array([x]), known) == [reached]


def test_most_of_several_trees_is_calibrated_as_their_sum(tmp_path: Path) -> None:
    model = trees.load(written(tmp_path / "m.json"), ("a", "b"))
    assert model.most(np.array([[2.0, -9.0]]), 1) == model.probability(np.array([[2.0, 9.0]]))


@pytest.mark.parametrize("slope", [0, -0.5])
def test_a_calibration_that_turns_the_order_is_refused(tmp_path: Path, slope: float) -> None:
    with pytest.raises(ModelError, match="falls"):
        trees.load(written(tmp_path / "m.json", slope=slope), ("a", "b"))


def test_weights_for_other_features_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="other features"):
        trees.load(written(tmp_path / "m.json"), ("b", "a"))


@pytest.mark.parametrize("text", ["", "{", "not json"])
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(ModelError, match=r"m\.json: the judge's weights cannot be read") as raised:
        trees.load(path, ("a", "b"))
    assert raised.value.hint


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        trees.load(tmp_path / "none.json", ("a", "b"))
