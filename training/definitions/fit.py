"""Fits the weights of msgcheck/terminology/definitions_compare.py, and says how good they are.

    python -m training.definitions.fit

Prints the weights to write there, the figures of cross-validation on the terms of `dev`, and those of the terms
of `held_out`, which nothing was chosen on.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from msgcheck import inference
from msgcheck.claims import quantities
from msgcheck.config import Config
from msgcheck.contradictions.reader import PairReader
from msgcheck.terminology.definitions import LEAST
from msgcheck.terminology.definitions_compare import FEATURES, compare, features

PAIRS = Path(__file__).parent / "pairs.jsonl"
STRENGTH = 10.0  # of the data against the prior; from 3 to 30 nothing changes
FOLDS = 8


def rows() -> list[dict[str, str]]:
    """The pairs: term, industry, a, b, label (same or different), split (dev or held_out)."""
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


def tools() -> dict[str, Any]:
    """The real encoder, cross-encoder and measure."""
    _, encode = inference.encoding(Config())
    return {"encode": encode, "read": PairReader().read, "measure": quantities.find}


def figures(said: NDArray[np.float64], true: NDArray[np.bool_]) -> str:
    """Precision and recall of "different" at the threshold that is used, and the area under the curve."""
    shown = said >= LEAST
    return (
        f"n {len(true)}, different {true.sum()}: precision {true[shown].mean():.2f}, recall {shown[true].mean():.2f}"
        f" from {LEAST}; area under the curve {roc_auc_score(true, said):.3f}"
    )


def main() -> None:
    """Fit and print."""
    pairs = rows()
    asked = [(row["a"], row["b"]) for row in pairs]
    x = np.array(features(asked, **tools())[0])
    true = np.array([row["label"] == "different" for row in pairs])
    dev = np.array([row["split"] == "dev" for row in pairs])
    terms = np.array([row["term"] for row in pairs])
    model = LogisticRegression(C=STRENGTH)
    crossed = cross_val_predict(
        model, x[dev], true[dev], groups=terms[dev], cv=GroupKFold(FOLDS), method="predict_proba"
    )
    model.fit(x[dev], true[dev])
    for name, weight in zip(FEATURES, model.coef_[0], strict=True):
        click.echo(f"{name}: {weight:.2f}")
    click.echo(f"BIAS: {model.intercept_[0]:.2f}")
    click.echo(f"dev, cross-validated: {figures(crossed[:, 1], true[dev])}")
    held = [pair for pair, in_dev in zip(asked, dev, strict=True) if not in_dev]
    shipped = np.array([difference.probability for difference in compare(held, **tools())])
    click.echo(f"held out, with the weights that ship: {figures(shipped, true[~dev])}")


if __name__ == "__main__":
    main()
